"""Pages and lists over a simulated data centre: how long they take, how long the start, how much memory."""

import gzip
import http.client
import re
import time
import urllib.parse

from figures import Figure, progress
from portal import Failed, OwnPortal

REQUESTS = 50
WARM_UP = 15
PAGES = (("dashboard", "/"), ("VMs", "/vms"), ("VMs, searched", "/vms?q=state:running"), ("hosts", "/hosts"),
         ("API, 100 VMs", "/api/v1/vms?limit=100"), ("API, 1000 VMs", "/api/v1/vms?limit=1000"))
FLOOR = "/actuator/health/liveness"


class Browser:
    """A signed-in session; one connection, kept open, as a browser does."""

    def __init__(self, url, password):
        self.line, self.cookies = http.client.HTTPConnection(urllib.parse.urlsplit(url).netloc, timeout=60), {}
        page = self.get("/sign-in")[1].decode()
        token = re.search(r'name="_csrf"[^>]*value="([^"]+)"', page)
        self._send("POST", "/sign-in", urllib.parse.urlencode(
            {"username": "admin", "password": password, "_csrf": token.group(1) if token else ""}))

    def get(self, path):
        return self._send("GET", path)

    def _send(self, method, path, body=None):
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items()),
                   "Content-Type": "application/x-www-form-urlencoded", "Accept-Encoding": "gzip",
                   "Accept": "application/json" if path.startswith("/api/") else "text/html"}
        self.line.request(method, path, body, headers)
        answer = self.line.getresponse()
        data = answer.read()
        if answer.headers.get("Content-Encoding") == "gzip":
            data = gzip.decompress(data)
        for cookie in answer.headers.get_all("Set-Cookie", []):
            name, _, value = cookie.partition(";")[0].partition("=")
            self.cookies[name] = value
        return answer.status, data


def measure(world, data, runs, report):
    """Starts the portal with an empty folder, then, runs times, with the same; pages are measured at the last start."""
    portal = OwnPortal(f"{data}-simulate", "--simulate", world)
    start, again, ready = (Figure(f"{name}", "s") for name in (
        "bin/run, nothing kept, to ready", "bin/run again, to ready", "  of that, the portal to ready"))
    try:
        start.add(portal=portal.start("--fresh")[0])
        progress(f"simulate: started in {start.portal[0]:.1f} s")
        for _ in range(runs):
            portal.stop()
            whole, own = portal.start()
            progress(f"simulate: started again in {whole:.1f} s")
            again.add(portal=whole)
            ready.add(portal=own)
        pages = page_times(portal)
        memory = Figure("resident memory after that", "MiB")
        memory.add(portal=portal.resident_mib())
        report.add(f"Pages of {world} simulated hosts and VMs ({REQUESTS} requests each)", pages,
                   [f"{page.name}: 95 of 100 requests within {page.as_json()['portal']['p95']:.0f} ms" for page in pages],
                   floor="the portal's liveness answer")
        report.add(f"Start of the portal with {world} ({runs} runs)", [start, again, ready, memory], floor="none")
    finally:
        portal.stop()


def page_times(portal):
    browser = Browser(portal.url, portal.password)
    figures = []
    for name, path in PAGES:
        found = timed(browser, Figure(name, "ms"), path)
        if found:
            figures.append(found)
    return figures


def timed(browser, figure, path):
    """Page and floor in turn; the first requests, for which the JVM still compiles, don't count."""
    for number in range(WARM_UP + REQUESTS):
        portal, status = one(browser, path)
        floor, _ = one(browser, FLOOR)
        if status == 404:
            return None
        if status != 200:
            raise Failed(f"{path}: HTTP {status}")
        if number >= WARM_UP:
            figure.add(portal, floor)
    return figure


def one(browser, path):
    begun = time.monotonic()
    status, _ = browser.get(path)
    return (time.monotonic() - begun) * 1000, status
