"""A year of the county in about a minute: `python -m tests.simulation`, or `make simulate`."""

from __future__ import annotations

import argparse
import logging
import os
import random
import sys
import tempfile
import time
from contextlib import ExitStack
from datetime import date, datetime, timedelta
from datetime import time as time_of_day
from pathlib import Path

from rules.localtime import CHINA
from tests.harness.postgres import Databases, embedded_server
from tests.harness.smtp import MailSink
from tests.simulation import proof
from tests.simulation.county import County
from tests.simulation.year import Year

FIRST = date(2025, 3, 1)


def main() -> None:
    """Live through the days on one engine, print what happened, and exit with status 1 when a promise was broken."""
    options = _options()
    logging.basicConfig(level=logging.ERROR)
    say = sys.stdout.write
    seed = options.seed if options.seed is not None else random.SystemRandom().randrange(10**6)
    say(f"{options.engine}, seed {seed}\n")
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="mailbox-simulation-", dir=_memory())))
        url = f"sqlite:///{folder / 'mailbox.db'}"
        if options.engine == "postgresql":
            url = Databases(stack.enter_context(embedded_server())).fresh()
        sink = MailSink().start()
        stack.callback(sink.stop)
        county = County(folder, url, datetime.combine(options.first, time_of_day(6), CHINA), sink)
        county.line.left_out = frozenset(options.leave_out)
        started = time.monotonic()
        Year(county, random.Random(seed), options.first, options.first + timedelta(days=options.days),
             options.letters, options.requests, options.periods).run()
        say(f"{options.days} days in {time.monotonic() - started:.1f} s: "
            f"{', '.join(f'{count:,} {name}' for name, count in proof.figures(county).items())}\n")
        found = proof.breaches(county)
    for breach in found:
        say(f"broken: {breach}\n")
    say("every promise held\n" if not found else f"{len(found)} promises broken\n")
    sys.exit(1 if found else 0)


def _memory() -> str | None:
    """Return a folder in memory when there is one: nothing of a simulated year has to survive a power cut."""
    return "/dev/shm" if os.access("/dev/shm", os.W_OK) else None


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.simulation", description=__doc__)
    parser.add_argument("--engine", choices=("sqlite", "postgresql"), default="sqlite")
    parser.add_argument("--first", type=date.fromisoformat, default=FIRST, help="the first day")
    parser.add_argument("--days", type=int, default=365)
    parser.add_argument("--letters", type=int, default=600)
    parser.add_argument("--requests", type=int, default=80)
    parser.add_argument("--periods", type=int, default=12)
    parser.add_argument("--seed", type=int, help="repeat a run; drawn and printed when not given")
    parser.add_argument("--leave-out", nargs="*", default=[], metavar="JOB",
                        help="never run this job, to see that its absence is noticed")
    return parser.parse_args()


if __name__ == "__main__":
    main()
