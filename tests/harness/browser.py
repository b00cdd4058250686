"""A real browser: where it is found and how it is started."""

from __future__ import annotations

import shutil

from playwright.sync_api import Browser, Playwright

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
PACKAGES = "chromium fonts-noto-cjk"
LOCALE = "zh-CN"
FLAGS = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--disable-dev-shm-usage",
)


def executable() -> str:
    """Return the path of the browser, or "" when none is installed."""
    return next((path for path in map(shutil.which, NAMES) if path), "")


def launch(playwright: Playwright) -> Browser:
    """Start the browser of this machine without a window. Fails with the packages to install."""
    path = executable()
    assert path, f"The browser tests need these packages: {PACKAGES}"
    return playwright.chromium.launch(executable_path=path, args=list(FLAGS))
