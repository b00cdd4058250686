"""What every test gets: fixtures by topic from tests/fixtures, and which tests this machine can run."""

from __future__ import annotations

import pytest

from tests.harness import browser

pytest_plugins = [
    "tests.fixtures.infrastructure", "tests.fixtures.app", "tests.fixtures.office", "tests.fixtures.engines",
    "tests.fixtures.jobs",
]

BROWSER_FIXTURES = {"browser", "page"}


def _needs_browser(item: pytest.Item) -> bool:
    return bool(BROWSER_FIXTURES & set(getattr(item, "fixturenames", ())))


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Keep the tests of one browser in one process, and leave them out where there is no browser."""
    for item in items:
        if _needs_browser(item):
            item.add_marker(pytest.mark.xdist_group("browser"))
    if not browser.executable():
        left_out = [item for item in items if _needs_browser(item)]
        items[:] = [item for item in items if not _needs_browser(item)]
        config.hook.pytest_deselected(items=left_out)


def pytest_report_header() -> str | None:
    """Say in one line what is left out on this machine, and how to mend it."""
    if browser.executable():
        return None
    return f"no browser found: its tests are left out; install these packages: {browser.PACKAGES}"
