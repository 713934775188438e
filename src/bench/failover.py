"""From the cut of a host's power to its protected VMs running, and answering, elsewhere."""

import datetime
import threading
import time

import lab
from figures import Figure, progress
from plain import PlainVm
from portal import Failed, until
from site_of_lab import since

COUNT = 3
STAGES = (("suspectedAt", "suspected"), ("provenAt", "proven off"), ("placedAt", "hosts found"))


def measure(site, runs, report):
    """Three protected VMs on one host; the floor starts three guests while that host is off, knowing that it is."""
    figures = {key: Figure(name, "s") for key, name in (
        ("first", "cut to the first running elsewhere"), ("last", "cut to the last running elsewhere"),
        ("first page", "cut to the first page answering"), ("last page", "cut to the last page answering"),
        *((field, f"  of that, cut to {words}") for field, words in STAGES))}
    for number in range(runs):
        host = f"h{number % 3 + 1}"
        vms = prepare(site, host)
        like = lab.definition(host, vms[0]["name"])
        for key, value in by_portal(site, host, vms).items():
            figures[key].add(portal=value)
        check(vms)
        for vm in vms:
            site.api.finish(site.api.post(f"/vms/{vm['id']}/actions/poweroff"))
        for key, value in by_hand(site, host, like).items():
            figures[key].add(floor=value)
        first = figures["first"]
        progress(f"failover {number + 1} of {runs}: first running after {first.portal[-1]:.2f} s, floor {first.floor[-1]:.2f} s")
        bring_back(site, host)
    report.add(f"Power cut of a host with {COUNT} protected VMs ({runs} runs)", list(figures.values()),
               ["No VM ran twice and nothing that a guest had shown was lost: its counter on disk was read after each cut."],
               floor="virsh define and start of three guests at once, the host's death known beforehand")


def prepare(site, host):
    tasks = [site.deploy(f"everup-bench-ha-{number}", host, priority=90 - 40 * number) for number in range(COUNT)]
    vms = [site.running(site.api.finish(task)["result"]["vm"]) for task in tasks]
    for vm in vms:
        vm["said"] = lab.answers(site.know(vm), vm["name"])[1]
    time.sleep(3)  # until all have counted, and the portal has seen them run
    return vms


def by_portal(site, host, vms):
    for vm in vms:
        vm["said"] = lab.answers(vm["addresses"][0], vm["name"])[1]
    cut_at, begun = time.time(), time.monotonic()
    power = lab.power(host, "off")
    pages = all_answer(vms, begun, power)
    running = {}
    wanted = {vm["id"] for vm in vms}

    def look():
        for vm in site.api.items("vms", "name:everup-bench-ha-*"):
            if vm["id"] in wanted and vm["state"] == "running" and vm["host"]["name"] != host:
                running.setdefault(vm["id"], since(begun))
        return len(running) == len(wanted)

    until(f"the VMs of {host} run elsewhere", 90, look)
    answered = pages()
    return {"first": min(running.values()), "last": max(running.values()),
            "first page": min(answered), "last page": max(answered), **stages(site, host, cut_at)}


def all_answer(vms, begun, power):
    """Begins to ask all pages at once when the power is off; the answer waits for them."""
    times, problems = [], []

    def ask(vm):
        try:
            power.wait(30)
            at, said = lab.answers(vm["addresses"][0], vm["name"])
            times.append(at - begun)
            vm["again"] = said
        except Failed as problem:
            problems.append(problem)

    threads = [threading.Thread(target=ask, args=(vm,), daemon=True) for vm in vms]
    for thread in threads:
        thread.start()

    def wait():
        for thread in threads:
            thread.join()
        if problems:
            raise problems[0]
        return times

    return wait


def stages(site, host, cut_at):
    """When the portal saw what, by its own record, in seconds from the cut."""
    records = [one for one in site.api.items("failovers") if one["host"] == site.hosts[host]]
    record = max(records, key=lambda one: one["suspectedAt"])
    return {field: seconds(record[field]) - cut_at for field, _ in STAGES if record.get(field)}


def seconds(text):
    return datetime.datetime.fromisoformat(text.replace("Z", "+00:00")).timestamp()


def check(vms):
    """Two boots, one after the other, and each number that the guest had shown is on its disk."""
    for vm in vms:
        boot = vm["said"].get("bootId")
        if boot and vm["again"].get("bootId") == boot:
            raise Failed(f"{vm['name']} was not cut: its boot is the same as before.")
        lab.check_counter(vm["disks"][0]["path"], vm["said"]["counter"])


def by_hand(site, dead, like):
    """Starts the guests on the two hosts that are left, all at once."""
    hosts = [host for host in ("h1", "h2", "h3") if host != dead]
    plains = [site.own(PlainVm(f"everup-bench-plain-{number}", number, like)) for number in range(COUNT)]
    for plain in plains:
        plain.make_disk()
        plain.write_definition()
    running, pages, problems = [], [], []

    def start(plain, host):
        try:
            plain.define(host)
            plain.start(host)
            running.append(since(begun))
            pages.append(lab.answers(plain.address, plain.name)[0] - begun)
        except Failed as problem:
            problems.append(problem)

    begun = time.monotonic()
    threads = [threading.Thread(target=start, args=(plain, hosts[number % 2]), daemon=True)
               for number, plain in enumerate(plains)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for plain in plains:
        site.disown(plain)
    if problems:
        raise problems[0]
    return {"first": min(running), "last": max(running), "first page": min(pages), "last page": max(pages)}


def bring_back(site, host):
    """Through the portal, which takes the stale copies off the host before it holds it for up."""
    site.api.finish(site.api.post(f"/hosts/{site.hosts[host]}/actions/power-on"))
    until("all hosts are up again", 90, site.all_up, 0.2)

    def clean():
        return not any(name.startswith("everup-bench-ha-") for name in lab.virsh(host, "list", "--all", "--name").split())

    until(f"{host} has no stale copy of a VM that went elsewhere", 30, clean, 0.5)
    site.remove_vms()
