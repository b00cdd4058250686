"""What every test gets: fixtures by topic from tests/fixtures, and which tests this machine can run."""

from __future__ import annotations

import gc
import shutil

import pytest
from hypothesis import settings

from tests.harness import browser, clamd, sharing, typesetting

# A build tries the same examples each time, so that a change is judged by its own doing; the long run draws new ones.
settings.register_profile("build", derandomize=True, max_examples=50)
settings.load_profile("build")

pytest_plugins = [
    "tests.fixtures.kept", "tests.fixtures.infrastructure", "tests.fixtures.office", "tests.fixtures.app",
    "tests.fixtures.engines", "tests.fixtures.jobs", "tests.fixtures.scanning", "tests.fixtures.printing",
    "tests.fixtures.journeys",
]

BROWSER_FIXTURES = {"browser", "page"}
TRACER = "strace"


def _needs_browser(item: pytest.Item) -> bool:
    return bool(BROWSER_FIXTURES & set(getattr(item, "fixturenames", ())))


def _needs_tracer(item: pytest.Item) -> bool:
    return "traced" in getattr(item, "fixturenames", ())


def _needs_scanner(item: pytest.Item) -> bool:
    return "clamd" in getattr(item, "fixturenames", ())


def _needs_printer(item: pytest.Item) -> bool:
    return "printer" in getattr(item, "fixturenames", ())


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what this machine has no tool for."""
    left_out = [item for item in items if _needs_browser(item) and not browser.executable()
                or _needs_tracer(item) and not shutil.which(TRACER)
                or _needs_scanner(item) and not clamd.executable()
                or _needs_printer(item) and not typesetting.is_there()]
    if left_out:
        items[:] = [item for item in items if item not in left_out]
        config.hook.pytest_deselected(items=left_out)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: object) -> sharing.ByFile:
    """Share out the tests by file, in their order: what takes long is in the middle of it."""
    config.option.loadscopereorder = False
    return sharing.ByFile(config, log)


def pytest_collection_finish() -> None:
    """Keep what was imported and collected out of every later search for garbage: it stays to the end."""
    gc.collect()
    gc.freeze()


def pytest_report_header() -> list[str]:
    """Say in one line each what is left out on this machine, and how to mend it."""
    lines = []
    if not browser.executable():
        lines.append(f"no browser found: its tests are left out; install these packages: {browser.PACKAGES}")
    if not shutil.which(TRACER):
        lines.append(f"{TRACER} not found: the order of writes to the disk is not tested; install it")
    if not clamd.executable():
        lines.append("clamd not found: the virus scanner is not tested; install clamav-daemon")
    if not typesetting.is_there():
        lines.append(f"no PDF can be set or read here: its tests are left out; install: {typesetting.PACKAGES}")
    return lines
