"""Samples, their middle, and how they are printed and written."""

import json
import os
import platform
import statistics
import sys
import time

DIGITS = {"s": 2, "ms": 0, "MiB": 0}


def middle(samples):
    return statistics.median(samples)


def percentile(samples, share):
    """The smallest sample that is not below the given share (0 to 1) of all."""
    ordered = sorted(samples)
    return ordered[max(0, -(-len(ordered) * share // 1).__int__() - 1)]


def longest_gap(times):
    """The longest time between two neighbours of a rising list; 0 for fewer than two."""
    return max((after - before for before, after in zip(times, times[1:])), default=0.0)


class Figure:
    """One line of the report: the portal's samples and, where there is one, the floor's of the same run."""

    def __init__(self, name, unit):
        self.name, self.unit = name, unit
        self.portal, self.floor = [], []

    def add(self, portal=None, floor=None):
        if portal is not None:
            self.portal.append(portal)
        if floor is not None:
            self.floor.append(floor)

    def ratio(self):
        if not self.portal or not self.floor or middle(self.floor) == 0:
            return None
        return middle(self.portal) / middle(self.floor)

    def over(self):
        return middle(self.portal) - middle(self.floor) if self.portal and self.floor else None

    def as_json(self):
        return {
            "name": self.name, "unit": self.unit, "portal": summary(self.portal), "floor": summary(self.floor),
            "ratio": rounded(self.ratio()), "over": rounded(self.over()),
        }

    def row(self):
        digits = DIGITS[self.unit]
        over, ratio = self.over(), self.ratio()
        return (f"  {self.name:<42} {self.unit:>3}  {triple(self.portal, digits):>23}  {triple(self.floor, digits):>23}"
                f"  {'' if ratio is None else f'{ratio:.2f}':>6}  {'' if over is None else f'{over:+.{digits}f}':>8}")


class Report:
    """Sections of figures with the remarks that explain them."""

    def __init__(self, runs):
        self.runs, self.sections = runs, []
        self.begun = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())

    def add(self, title, figures, notes=(), floor="floor"):
        section = {"title": title, "floor": floor, "figures": figures, "notes": list(notes)}
        self.sections.append(section)
        print_section(section)

    def write(self, path):
        os.makedirs(os.path.dirname(os.path.abspath(path)), exist_ok=True)
        body = {
            "begun": self.begun, "runs": self.runs, "machine": machine(),
            "sections": [{**section, "figures": [figure.as_json() for figure in section["figures"]]}
                         for section in self.sections],
        }
        with open(path, "w", encoding="utf-8") as out:
            json.dump(body, out, indent=2)
            out.write("\n")


def print_section(section):
    print(f"\n{section['title']}; floor: {section['floor']}")
    print(f"  {'':<42} {'':>3}  {'portal min/median/max':>23}  {'floor min/median/max':>23}  {'ratio':>6}  {'over':>8}")
    for figure in section["figures"]:
        print(figure.row())
    for note in section["notes"]:
        print(f"  {note}")
    print(flush=True)


def progress(text):
    """For those who wait; on standard error, so that the report can be kept by itself."""
    print(f"{time.strftime('%H:%M:%S')} {text}", file=sys.stderr, flush=True)


def machine():
    with open("/proc/meminfo", encoding="ascii") as info:
        memory = int(info.readline().split()[1]) // 1024
    return {"cpus": len(os.sched_getaffinity(0)), "memoryMiB": memory, "kernel": platform.release(),
            "load": [round(load, 1) for load in os.getloadavg()]}


def summary(samples):
    if not samples:
        return None
    return {"samples": [rounded(sample) for sample in samples], "min": rounded(min(samples)),
            "median": rounded(middle(samples)), "p95": rounded(percentile(samples, 0.95)), "max": rounded(max(samples))}


def rounded(value):
    return None if value is None else round(value, 3)


def triple(samples, digits):
    if not samples:
        return "-"
    return " / ".join(f"{value:.{digits}f}" for value in (min(samples), middle(samples), max(samples)))
