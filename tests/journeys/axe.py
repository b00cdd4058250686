"""axe, the accessibility checker, run inside the page that a browser shows."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import Page

SOURCE = (Path(__file__).resolve().parent.parent / "vendor" / "axe.min.js").read_text("utf-8")


def complaints(page: Page) -> list[str]:
    """Return what axe finds on the page as it stands, one line each; [] when nothing."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(SOURCE)
    found = page.evaluate("axe.run()")
    return [f"{rule['id']}: {node['target']}" for rule in found["violations"] for node in rule["nodes"]]
