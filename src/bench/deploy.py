"""From the order of a VM to the moment it runs, and until its page answers."""

import time

import lab
from figures import Figure, progress
from plain import PlainVm
from site_of_lab import since


def measure(site, runs, report):
    """A linked clone, started; the floor makes a guest of the same definition on the host that the portal chose."""
    running, answering = Figure("order to running", "s"), Figure("order to its page answering", "s")
    for number in range(runs):
        host, like, *times = by_portal(site, f"everup-bench-deploy-{number}")
        running.add(portal=times[0])
        answering.add(portal=times[1])
        times = by_hand(site, PlainVm(f"everup-bench-plain-{number}", number % 50, like), host)
        running.add(floor=times[0])
        answering.add(floor=times[1])
        progress(f"deploy {number + 1} of {runs}: running after {running.portal[-1]:.2f} s, floor {running.floor[-1]:.2f} s")
    report.add(f"Deploy a linked clone of the template ({runs} runs)", [running, answering],
               floor="qemu-img create -b, virsh define, virsh start on the same host")


def by_portal(site, name):
    begun = time.monotonic()
    task = site.deploy(name)
    vm = site.running(task["subject"]["id"])
    runs_after = since(begun)
    at, _ = lab.answers(site.know(vm), name)
    site.api.finish(task)
    host = site.host_name(vm["host"]["id"])
    like = lab.definition(host, name)
    site.remove_vms()
    return host, like, runs_after, at - begun


def by_hand(site, vm, host):
    site.own(vm)
    begun = time.monotonic()
    vm.make_disk()
    vm.write_definition()
    vm.define(host)
    vm.start(host)
    runs_after = since(begun)
    at, _ = lab.answers(vm.address, vm.name)
    site.disown(vm)
    site.remove_vms()
    return runs_after, at - begun
