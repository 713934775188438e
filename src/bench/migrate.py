"""Live migration: how long it takes in all, and how long the guest stands still."""

import time

import lab
from figures import Figure, longest_gap, progress
from plain import PlainVm
from site_of_lab import since


def measure(site, runs, report):
    """Two guests of the same kind, moved in turn between h1 and h2 while their pages are asked every 20 ms."""
    figures = {key: Figure(name, unit) for key, name, unit in (
        ("total", "order to done", "s"), ("own", "total, by libvirt", "ms"),
        ("pause", "pause, by libvirt", "ms"), ("gap", "longest gap between two answers", "ms"))}
    task = site.api.finish(site.deploy("everup-bench-move", "h1"))
    vm = site.running(task["result"]["vm"])
    plain = site.own(PlainVm("everup-bench-plain-move", 1, lab.definition("h1", "everup-bench-move")))
    plain.make_disk()
    plain.write_definition()
    plain.define("h1")
    plain.start("h1")
    lab.answers(site.know(vm), "everup-bench-move")
    lab.answers(plain.address, plain.name)
    time.sleep(3)  # the guests' first seconds are busier than the rest
    for number in range(runs):
        way = ("h1", "h2") if number % 2 == 0 else ("h2", "h1")
        for key, value in by_portal(site, vm, way[1]).items():
            figures[key].add(portal=value)
        for key, value in by_hand(plain, way).items():
            figures[key].add(floor=value)
        total = figures["total"]
        progress(f"migrate {number + 1} of {runs}: done after {total.portal[-1]:.2f} s, floor {total.floor[-1]:.2f} s")
    site.disown(plain)
    site.remove_vms()
    report.add(f"Live migration of a 96 MiB guest ({runs} runs)", list(figures.values()),
               floor="virsh migrate --live --p2p of a guest alike, virsh domjobinfo --completed")


def by_portal(site, vm, target):
    with lab.RequestLoop(vm["addresses"][0]) as loop:
        begun = time.monotonic()
        task = site.api.finish(site.api.post(f"/vms/{vm['id']}/actions/migrate", {"host": site.hosts[target]}))
        total = since(begun)
    result = task["result"]
    return {"total": total, "own": result.get("totalMillis"), "pause": result.get("pauseMillis"),
            "gap": longest_gap(loop.times) * 1000}


def by_hand(plain, way):
    with lab.RequestLoop(plain.address) as loop:
        begun = time.monotonic()
        plain.move(*way)
        total = since(begun)
    own, pause = plain.move_figures(way[1])
    return {"total": total, "own": own, "pause": pause, "gap": longest_gap(loop.times) * 1000}
