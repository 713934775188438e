"""Failover plans of pools of many sizes: how long a whole plan takes, and how good it is. Needs no portal."""

import json
import os
import subprocess

from figures import Figure, progress
from portal import ROOT, Failed

PROGRAM = "io.everup.placement.PlannerBench"


def measure(runs, report):
    progress("plan: building")
    build = subprocess.run(["mvn", "-q", "-B", "-ntp", "test-compile"], cwd=ROOT, stdin=subprocess.DEVNULL, check=False)
    if build.returncode != 0:
        raise Failed("The build failed.")
    classes = os.pathsep.join(f"{ROOT}/target/{each}" for each in ("classes", "test-classes"))
    told = subprocess.run(["java", "-Xmx3g", "-cp", classes, PROGRAM, str(runs)], capture_output=True, text=True,
                          timeout=1800, check=False)
    if told.returncode != 0:
        raise Failed(f"The planner failed: {told.stderr.strip()[-500:]}")
    figures, notes = [], []
    for line in told.stdout.splitlines():
        pool = json.loads(line)
        name = f"{pool['hosts']} hosts, {pool['vms']} VMs, {pool['full'] * 100:.1f} % full"
        figure = Figure(name, "ms")
        figure.portal, figure.floor = pool["millis"], pool["floor"]
        figures.append(figure)
        notes.append(f"{name}: survives the loss of {pool['survives']} of them; of the protected VMs {pool['left']} are left out in"
                     f" all plans, no plan could leave out fewer than {pool['least']}; proven best for {pool['best']}")
    report.add("A whole failover plan: the loss of each host by itself", figures, notes,
               floor="one look at each pair of a VM and a host")
