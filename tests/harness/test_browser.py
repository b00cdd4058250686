from __future__ import annotations

from playwright.sync_api import Page


def test_browser_shows_chinese_in_a_chinese_visit(page: Page) -> None:
    page.set_content("<html lang='zh-CN'><title>县长信箱</title><h1>县长信箱</h1></html>")
    assert page.title() == "县长信箱"
    assert page.evaluate("navigator.language") == "zh-CN"
    width = "(text) => document.createElement('canvas').getContext('2d').measureText(text).width"
    assert page.evaluate(width, "县长信箱") == 4 * page.evaluate(width, "县")
