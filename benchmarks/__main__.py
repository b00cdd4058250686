"""Runs the measurements and prints them: `python -m benchmarks [--engine postgresql] [--only search …]`."""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Callable
from pathlib import Path

from benchmarks import (
    adoption_rates,
    annual_rates,
    clock_rates,
    comment_rates,
    count_rates,
    ledger_rates,
    load,
    outbox_rates,
    pages,
    paper_rates,
    queue_rates,
    redaction_rates,
    report,
    search_times,
    servers,
    sign_in_cost,
    storage,
    sweep_rates,
)
from benchmarks.report import Row

WEB_MEGABYTES = 150
READY_SECONDS = 20


def main() -> None:
    """Measure what is asked for on each engine, print it, and keep it in benchmarks/results."""
    options = _options()
    load.require_wrk()
    tables = {}
    with tempfile.TemporaryDirectory(prefix="mailbox-bench-") as scratch:
        Path(scratch).chmod(0o755)
        for engine in options.engine or ["sqlite"]:
            with storage.opened(engine, options.letters, Path(scratch)) as store:
                tables[engine] = _measure(store, options)
            report.show(f"{engine}, {options.letters:,} published letters", tables[engine])
        if not options.only:
            ready = servers.ready_time(Path(scratch))
            tables["start"] = [Row("make run until ready", "s", ready, most=READY_SECONDS)]
            report.show("start", tables["start"])
    print(f"\nKept in {report.keep(tables)}")


def _measure(store: storage.Store, options: argparse.Namespace) -> list[Row]:
    def wanted(name: str) -> bool:
        return not options.only or any(part in name for part in options.only)

    with servers.Servers(store.data_dir, store.database_url, store.bare_url) as running:
        rows = pages.measure(pages.pairs(running, wanted), options.rounds, options.seconds)
        rows.append(Row("largest web process", "MB", running.web.largest_rss(), most=WEB_MEGABYTES))
        parts: dict[str, Callable[[], list[Row]]] = {
            "search": lambda: [search_times.measure(running, options.searches, options.letters)],
            "routing": lambda: [queue_rates.measure(running, options.jobs, options.rounds)],
            "clocks": clock_rates.measure,
            "redaction": redaction_rates.measure,
            "papers": lambda: paper_rates.measure(store),
            "ledger": lambda: ledger_rates.measure(store),
            "outbox": lambda: [outbox_rates.measure(running, options.mails, options.rounds)],
            "counts": lambda: count_rates.measure(store, options.counted),
            "annual": lambda: annual_rates.measure(store),
            "comments": lambda: comment_rates.measure(store),
            "adoption": lambda: adoption_rates.measure(store),
            "sweep": lambda: sweep_rates.measure(store),
            "sign_in": lambda: [sign_in_cost.measure(store.data_dir.parent / store.engine)]}
        for name, measure in parts.items():
            if wanted(name):
                rows += measure()
        return rows


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--engine", action="append", choices=("sqlite", "postgresql"), help="sqlite when not given")
    parser.add_argument("--letters", type=int, default=100_000, help="published letters in the database")
    parser.add_argument("--counted", type=int, default=1_000_000, help="letters of ten years whose counts are read")
    parser.add_argument("--only", nargs="*", metavar="NAME", help="rows whose name holds one of these, and routing")
    parser.add_argument("--rounds", type=int, default=3, help="rounds, own and bare in turn; medians are shown")
    parser.add_argument("--seconds", type=float, default=4, help="length of each load")
    parser.add_argument("--jobs", type=int, default=300, help="jobs in each round of the queue")
    parser.add_argument("--mails", type=int, default=1000, help="mails in each round of the outbox")
    parser.add_argument("--searches", type=int, default=400, help="searches whose times are taken")
    return parser.parse_args()


if __name__ == "__main__":
    main()
