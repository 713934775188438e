"""The lab's hosts as plain tools see them: virsh, power, disks, and the guests' HTTP pages."""

import http.client
import json
import os
import subprocess
import threading
import time

from portal import ROOT, Failed

OFFICE_BRIDGE = "evr-guest"


def run(*words, check=True):
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    if check and done.returncode != 0:
        raise Failed(f"{' '.join(words)}: {(done.stderr or done.stdout).strip()}")
    return done.stdout


def uri(host):
    """The libvirt address of h1, h2 or h3."""
    return f"qemu+tcp://10.77.0.{host[1:]}/system"


def virsh(host, *words, check=True):
    return run("virsh", "-q", "-c", uri(host), *words, check=check)


def definition(host, name):
    """What the host keeps of a VM, for making another one like it."""
    return virsh(host, "dumpxml", "--inactive", "--security-info", name)


def folder():
    """The folder of the lab that is up."""
    try:
        with open("/run/everup-lab/dir", encoding="utf-8") as note:
            return note.read().strip()
    except FileNotFoundError:
        raise Failed("The lab is down: start it with bin/lab up, or let bin/bench start a portal of its own.") from None


def power(host, word):
    """Starts bin/lab power; the caller waits for it."""
    return subprocess.Popen([f"{ROOT}/bin/lab", "power", host, word], stdout=subprocess.DEVNULL,
                            env={**os.environ, "EVERUP_LAB_DIR": folder()}, start_new_session=True)


def check_counter(disk, at_least):
    """Reads a guest's counter from its disk: never two writers, and nothing lost that was shown."""
    reader = [f"{ROOT}/src/lab/guest/read-counter", "--at-least", str(at_least), disk]
    done = subprocess.run(reader, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise Failed(f"{disk}: {done.stdout.strip()} {done.stderr.strip()}")


class Neighbours:
    """Tells this machine the guests' MACs, so that no wait for ARP (up to a second) is measured with their boot."""

    def __init__(self):
        self.known = set()

    def add(self, address, mac):
        run("ip", "neigh", "replace", address, "lladdr", mac, "dev", OFFICE_BRIDGE, "nud", "permanent")
        self.known.add(address)

    def remove(self, address):
        self.known.discard(address)
        run("ip", "neigh", "del", address, "dev", OFFICE_BRIDGE, check=False)

    def close(self):
        for address in list(self.known):
            self.remove(address)


def ask(address, timeout):
    """What the guest's page says now; None when it doesn't answer in time."""
    line = http.client.HTTPConnection(address, 80, timeout=timeout)
    try:
        line.request("GET", "/status.json")
        answer = line.getresponse()
        return json.loads(answer.read()) if answer.status == 200 else None
    except (OSError, http.client.HTTPException, ValueError):
        return None
    finally:
        line.close()


def answers(address, name, seconds=90):
    """Waits until the guest of that name answers, and returns when that was and what it said."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        said = ask(address, 0.2)
        if said and said.get("name") == name:
            return time.monotonic(), said
        time.sleep(0.02)
    raise Failed(f"{name} at {address} did not answer HTTP within {seconds} s.")


class RequestLoop:
    """Asks a guest's page every 20 ms, on a thread of its own, and notes when it answered."""

    def __init__(self, address):
        self.address, self.times, self.over = address, [], threading.Event()
        self.thread = threading.Thread(target=self._ask_on, daemon=True)

    def _ask_on(self):
        while not self.over.is_set():
            if ask(self.address, 0.15):
                self.times.append(time.monotonic())
            time.sleep(0.02)

    def __enter__(self):
        self.thread.start()
        time.sleep(0.5)
        return self

    def __exit__(self, *problem):
        if not problem[0]:
            time.sleep(0.7)
        self.over.set()
        self.thread.join()
