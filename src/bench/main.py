"""bin/bench: arguments, the portal, the order of the benchmarks, and leaving nothing behind."""

import argparse
import os
import signal
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

# pylint: disable=wrong-import-position
import deploy
import failover
import migrate
import plan
import simulate
from figures import Report, progress
from portal import ROOT, Api, Failed, OwnPortal
from site_of_lab import Site

ON_HOSTS = {"deploy": deploy.measure, "migrate": migrate.measure, "failover": failover.measure}
ENVIRONMENT = """
Starts a portal and a lab of its own in the folder of --data, on a free port, and stops them at the end. With EVERUP_URL
and EVERUP_TOKEN (an administrator's) it uses the portal that runs there, which must manage the lab of this machine;
simulate always starts its own. VMs that it makes begin with everup-bench- and are removed, also after Ctrl-C.
For each figure: the portal's least, middle and greatest, the floor's (the same work with plain virsh and qemu-img,
in turn with the portal's), the ratio of the middles, and how much the portal's is over the floor's.
docs/benchmarks.md tells how to read it. Exit status: 0 done, 1 failed, 2 wrong usage, 130 interrupted.
"""


def arguments():
    parser = argparse.ArgumentParser(prog="bin/bench", description="Everup's benchmarks.", epilog=ENVIRONMENT,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("which", nargs="*", metavar="deploy|migrate|failover|simulate|plan|all", default=["all"])
    parser.add_argument("--runs", type=int, default=5, help="how often each is measured (default 5)")
    parser.add_argument("--simulate", metavar="HOSTSxVMS", default="20x400", help="the simulated world (default 20x400)")
    parser.add_argument("--data", default=f"{ROOT}/.data/bench", help="folder of its own portal (default .data/bench)")
    parser.add_argument("--json", default=f"{ROOT}/target/bench.json", help="where to write it (default target/bench.json)")
    given = parser.parse_args()
    unknown = set(given.which) - {*ON_HOSTS, "simulate", "plan", "all"}
    if unknown:
        parser.error(f"there is no benchmark {', '.join(sorted(unknown))}")
    if given.runs < 1:
        parser.error("--runs takes a number from 1 on")
    given.data = os.path.abspath(given.data)
    given.which = [*ON_HOSTS, "simulate", "plan"] if "all" in given.which else given.which
    return given


def on_hosts(given, report):
    """The benchmarks that need real hosts, on one portal."""
    wanted = [name for name in ON_HOSTS if name in given.which]
    if not wanted:
        return
    own = None if os.environ.get("EVERUP_URL") else OwnPortal(given.data)
    try:
        if own:
            progress("starting a portal and the lab")
            own.start("--fresh")
        site = Site(own.api() if own else Api(os.environ["EVERUP_URL"], os.environ.get("EVERUP_TOKEN", "")))
        try:
            for name in wanted:
                ON_HOSTS[name](site, given.runs, report)
        finally:
            hold_signals()
            site.close()
    finally:
        hold_signals()
        if own:
            own.stop()
        signals_count()


def hold_signals():
    """Tidying up isn't interrupted."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)


def signals_count():
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, interrupted)


def interrupted(*_):
    raise KeyboardInterrupt


def main():
    given = arguments()
    report = Report(given.runs)
    signals_count()
    try:
        on_hosts(given, report)
        if "simulate" in given.which:
            simulate.measure(given.simulate, given.data, given.runs, report)
        if "plan" in given.which:
            plan.measure(given.runs, report)
    except KeyboardInterrupt:
        print("Interrupted; what was made has been removed.", file=sys.stderr)
        return 130
    except (Failed, OSError) as problem:
        print(problem, file=sys.stderr)
        return 1
    finally:
        if report.sections:
            report.write(given.json)
            print(f"Written: {given.json}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
