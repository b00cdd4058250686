"""A letter's way in the browser: written, received, followed, answered, rated."""

from __future__ import annotations

from tests.fixtures.pages import Visitor

LETTER = {"title": "小区加压泵夜里太响", "text": "楼下的二次供水加压泵房每天夜里响，老人和孩子睡不好。", "agree": "y"}


def test_letter_is_sent_and_its_receipt_opens_the_status_page(visitor: Visitor) -> None:
    visitor.get("/write")
    receipt = visitor.submit(LETTER)
    assert receipt.heading == "信已收到"
    status = visitor.get(receipt.links()["现在就看进度"])
    assert status.heading == LETTER["title"]
