"""The floor: a guest like the portal's, made and moved with qemu-img and virsh alone."""

import os
import re
import uuid

import lab


class PlainVm:
    """A guest with the definition of one of the portal's, under another name; number 0 to 49 chooses its address."""

    def __init__(self, name, number, like):
        self.like, self.name, self.address = like, name, f"10.78.0.{200 + number % 50}"
        self.mac = f"52:54:00:78:be:{number:02x}"
        self.shared = f"{lab.folder()}/shared"
        self.disk, self.file = f"{self.shared}/{name}.qcow2", f"{self.shared}/.{name}.xml"
        self.hosts = set()

    def make_disk(self):
        lab.run("qemu-img", "create", "-q", "-f", "qcow2", "-b", "lab-data.qcow2", "-F", "qcow2", self.disk)

    def write_definition(self):
        text = self.like
        for pattern, new in ((r"<name>[^<]*</name>", f"<name>{self.name}</name>"),
                             (r"<uuid>[^<]*</uuid>", f"<uuid>{uuid.uuid4()}</uuid>"),
                             (r"<mac address='[^']*'/>", f"<mac address='{self.mac}'/>"),
                             (r"<source file='[^']*'", f"<source file='{self.disk}'"),
                             (r"everup\.name=\S+", f"everup.name={self.name}"),
                             (r"everup\.addr=[^/]+", f"everup.addr={self.address}")):
            text = re.sub(pattern, new, text)
        with open(self.file, "w", encoding="utf-8") as out:
            out.write(text)

    def define(self, host):
        self.hosts.add(host)
        lab.virsh(host, "define", self.file)

    def start(self, host):
        lab.virsh(host, "start", self.name)

    def move(self, source, target):
        self.hosts.add(target)
        lab.virsh(source, "migrate", "--live", "--p2p", "--persistent", "--undefinesource", "--unsafe",
                  self.name, lab.uri(target))

    def move_figures(self, host):
        """What the destination says of the last move: milliseconds in all, and of standing still."""
        words = {}
        for line in lab.virsh(host, "domjobinfo", self.name, "--completed").splitlines():
            key, _, value = line.partition(":")
            words[key.strip()] = value.split()
        return tuple(int(words[key][0]) if key in words else None for key in ("Time elapsed", "Total downtime"))

    def remove(self):
        """Wherever it was brought; what is gone already is no error."""
        for host in self.hosts:
            lab.virsh(host, "destroy", self.name, check=False)
            lab.virsh(host, "undefine", self.name, check=False)
        self.hosts.clear()
        for path in (self.disk, self.file):
            if os.path.exists(path):
                os.remove(path)
