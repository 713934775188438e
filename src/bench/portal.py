"""The portal under test: one started for the purpose by bin/run, or a running one, and its HTTP API."""

import http.client
import json
import os
import secrets
import signal
import socket
import subprocess
import threading
import time
import urllib.parse

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))


class Failed(Exception):
    """What went wrong, in a sentence for the user."""


def until(what, seconds, look, pause=0.025):
    """Asks look() until it answers something true, and returns that."""
    end = time.monotonic() + seconds
    while True:
        found = look()
        if found:
            return found
        if time.monotonic() > end:
            raise Failed(f"After {seconds:.0f} s still not: {what}.")
        time.sleep(pause)


class Api:
    """Everup's HTTP API; each thread has a connection of its own, kept open."""

    def __init__(self, url, token):
        self.url = urllib.parse.urlsplit(url)
        self.token, self.local = token, threading.local()

    def call(self, method, path, body=None):
        for fresh in (False, True):
            try:
                return self._call(method, path, body, fresh)
            except (http.client.RemoteDisconnected, BrokenPipeError, ConnectionResetError):
                # The portal closes a connection that was idle for long; a command is not sent twice.
                if fresh or method != "GET":
                    raise

    def _call(self, method, path, body, fresh):
        line = getattr(self.local, "line", None)
        if line is None or fresh or time.monotonic() - self.local.used > 15:
            kind = http.client.HTTPSConnection if self.url.scheme == "https" else http.client.HTTPConnection
            line = self.local.line = kind(self.url.netloc, timeout=60)
        self.local.used = time.monotonic()
        line.request(method, f"{self.url.path.rstrip('/')}/api/v1{path}", json.dumps(body) if body is not None else None,
                     {"Authorization": f"Bearer {self.token}", "Content-Type": "application/json"})
        answer = line.getresponse()
        text = answer.read()
        found = json.loads(text) if text else None
        if answer.status >= 400:
            words = [found.get("detail") or found.get("title"), found.get("next")] if isinstance(found, dict) else []
            raise Failed(f"{method} {path}: HTTP {answer.status}. {' '.join(word for word in words if word)}")
        return found

    def get(self, path):
        return self.call("GET", path)

    def post(self, path, body=None):
        return self.call("POST", path, body if body is not None else {})

    def items(self, collection, words=""):
        return self.get(f"/{collection}?limit=1000&q={urllib.parse.quote(words)}")["items"]

    def finish(self, task, seconds=120):
        """Waits for the end of a task by the long poll; a failed one is an error."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            task = self.get(f"/tasks/{task['id']}?wait=30")
            if task["state"] == "succeeded":
                return task
            if task["state"] in ("failed", "cancelled"):
                raise Failed(f"{task['title']}: {task['failure'] or task['state']}")
        raise Failed(f"{task['title']}: not done after {seconds} s.")


class OwnPortal:
    """Starts bin/run with a folder and a port of its own, and stops it again."""

    def __init__(self, data, *options):
        self.data, self.options = data, options
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}"
        self.password, self.lines, self.process = secrets.token_urlsafe(16), [], None

    def start(self, *more):
        """Returns the seconds that the start took, and those of the portal's process alone."""
        self.lines, ready, failed = [], threading.Event(), threading.Event()
        begun = time.monotonic()
        self.process = subprocess.Popen(
            [f"{ROOT}/bin/run", "--data", self.data, "--port", str(self.port), *self.options, *more],
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, start_new_session=True,
            env={**os.environ, "EVERUP_ADMIN_PASSWORD": self.password})
        threading.Thread(target=self._read, args=(ready, failed), daemon=True).start()
        while not ready.wait(0.1):
            if failed.is_set():
                raise Failed("bin/run ended:\n" + "\n".join(line for _, line in self.lines[-8:]))
        return self._when("Everup is ready") - begun, self._after_portal()

    def _read(self, ready, failed):
        for line in self.process.stdout:
            self.lines.append((time.monotonic(), line.rstrip()))
            if line.startswith("Everup is ready"):
                ready.set()
        failed.set()

    def _when(self, words):
        return next(at for at, line in self.lines if line.startswith(words))

    def _after_portal(self):
        """From the start of its process to the line that follows its readiness."""
        begun = next(number for number, (_, line) in enumerate(self.lines) if line.startswith("Starting the portal"))
        return self.lines[begun + 1][0] - self.lines[begun][0] if begun + 1 < len(self.lines) else None

    def api(self):
        with open(f"{self.data}/secrets/token", encoding="ascii") as token:
            return Api(self.url, token.read().strip())

    def resident_mib(self):
        with open(f"{self.data}/run/portal.pid", encoding="ascii") as note:
            pid = note.read().split()[0]
        with open(f"/proc/{pid}/status", encoding="ascii") as status:
            return next(int(line.split()[1]) / 1024 for line in status if line.startswith("VmRSS"))

    def stop(self):
        if self.process and self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            self.process.wait(120)
