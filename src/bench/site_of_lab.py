"""What the benchmarks with real hosts share: the pool, its hosts and template, the VMs made, and their removal."""

import time

import lab
from portal import Failed, until

PREFIX = "everup-bench-"


class Site:
    """The lab's pool as the portal knows it. Names of VMs made by a benchmark begin with everup-bench-."""

    def __init__(self, api):
        self.api, self.neighbours, self.plain = api, lab.Neighbours(), []
        found = [one for one in api.items("templates") if one["name"] == "Lab Linux"]
        if not found:
            raise Failed("The portal has no template 'Lab Linux': let bin/run add the lab's hosts first.")
        self.template = found[0]
        self.pool = self.template["pool"]["id"]
        self.hosts = {}
        until("h1, h2 and h3 are up", 60, self.all_up, 0.5)
        self.remove_vms()

    def all_up(self):
        hosts = [host for host in self.api.items("hosts") if host["pool"]["id"] == self.pool]
        self.hosts = {host["name"]: host["id"] for host in hosts}
        return all(host["state"] == "up" for host in hosts) and {"h1", "h2", "h3"} <= set(self.hosts)

    def host_name(self, host_id):
        return next(name for name, known in self.hosts.items() if known == host_id)

    def deploy(self, name, host=None, priority=None):
        """Gives the order; the task is the answer."""
        wish = {"name": name, "pool": self.pool, "template": self.template["id"], "start": True}
        if host:
            wish["host"] = self.hosts[host]
        if priority is not None:
            wish["ha"] = {"protection": "protected", "priority": priority}
        return self.api.post("/vms", wish)

    def vm(self, vm_id):
        return self.api.get(f"/vms/{vm_id}")

    def running(self, vm_id):
        """The VM as soon as the API says that it runs."""
        def look():
            vm = self.vm(vm_id)
            return vm if vm["state"] == "running" else None
        return until("the VM runs", 60, look)

    def know(self, vm):
        """Its page can be asked without waiting for ARP; returns its address."""
        address = vm["addresses"][0]
        self.neighbours.add(address, vm["nics"][0]["mac"])
        return address

    def own(self, plain):
        self.plain.append(plain)
        self.neighbours.add(plain.address, plain.mac)
        return plain

    def disown(self, plain):
        plain.remove()
        self.neighbours.remove(plain.address)
        self.plain.remove(plain)

    def remove_vms(self):
        """Everything whose name begins so, also what the portal adopted of the floor's guests."""
        def look():
            left = [vm for vm in self.api.items("vms", f"name:{PREFIX}*") if vm["name"].startswith(PREFIX)]
            for vm in left:
                self._remove(vm)
            return not left
        until("the benchmark's VMs are gone", 90, look, 0.5)

    def _remove(self, vm):
        try:
            if vm["state"] == "running":
                self.api.finish(self.api.post(f"/vms/{vm['id']}/actions/poweroff"))
            if vm["state"] != "deleting":
                self.api.finish(self.api.call("DELETE", f"/vms/{vm['id']}"))
        except Failed as problem:
            # A task at work on it, or what the host has just told of it, comes first; the next look tries again.
            if "HTTP 40" not in str(problem):
                raise

    def close(self):
        """Leaves the site as it was found, also with hosts that a benchmark has switched off."""
        for name in ("h1", "h2", "h3"):
            lab.power(name, "on").wait(60)
        until("all hosts are up again", 120, self.all_up, 0.5)
        for plain in list(self.plain):
            self.disown(plain)
        self.remove_vms()
        self.neighbours.close()


def since(begun):
    return time.monotonic() - begun
