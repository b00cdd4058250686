"""A database that a check found damaged: alarm, no new letter, and everything else still answers."""

from __future__ import annotations

import pytest
from flask import Flask

from adapters.soundness import soundness
from models.attachment import Attachment
from services.work import Work
from tests.blueprints.desk.test_files import Sent
from tests.fixtures.office import Office
from tests.fixtures.pages import Visitor


@pytest.fixture
def damaged(app: Flask) -> None:
    """Note that the record went back, as after a log that was cut off."""
    soundness.check_record(10_000)
    soundness.check_record(1)


@pytest.mark.usefixtures("damaged")
def test_letter_to_a_damaged_database_is_refused_while_reading_goes_on(app: Flask, visitor: Visitor) -> None:
    """F8: no receipt is given that a damaged database might not keep; the words are given back."""
    visitor.get("/write")
    page = visitor.submit({"title": "路灯坏了", "text": "路灯坏了半个月，请修一修。", "agree": "y"}, status=503)
    assert "路灯坏了半个月" in page.html
    visitor.get("/letters")
    facts = app.test_client().get("/readyz").get_json()
    assert (facts["status"], facts["is_sound"]) == ("damaged", False)


@pytest.mark.usefixtures("damaged")
def test_operations_and_metrics_raise_the_alarm_of_a_damaged_database(office: Office) -> None:
    """F8: the page of those who run the service says so, and so do the metrics."""
    page = office.enter("system_admin").get("/admin/operations")
    assert "数据库损坏，现在不收新的来信" in page.text
    assert "therecordendsatevent1" in page.text
    metrics = office.app.test_client().get("/metrics").get_data(as_text=True)
    assert "mailbox_database_sound 0" in metrics


def test_operations_and_metrics_name_files_that_wait_are_infected_or_damaged(office: Office) -> None:
    """F7, F8: how many wait and since when, and which file of which letter is damaged."""
    sent = Sent(office)

    def harm(work: Work) -> None:
        for values in ({"scan_state": "pending"}, {"damaged_at": work.now}, {"scan_state": "infected"}):
            row = work.session.get_one(Attachment, 1)
            copied = {column: getattr(row, column) for column in ("case_id", "display_name", "media_type", "size",
                                                                  "digest", "stored_at", "copy_state", "scan_state")}
            place = work.session.query(Attachment).count()
            work.session.add(Attachment(**copied | values, storage_name=f"{place:048x}"))

    office.do(None, harm)
    text = office.enter("system_admin").get("/admin/operations").text
    assert f"附件损坏，已停止打开：{sent.number}的第3个附件" in text
    assert "没有接上，附件都标为未扫描" in text
    assert "查出病毒的附件1个" in text
    metrics = office.app.test_client().get("/metrics").get_data(as_text=True)
    for line in ('mailbox_files_waiting{for="scan"} 1', "mailbox_files_infected 1", "mailbox_files_damaged 1",
                 "mailbox_database_sound 1"):
        assert line in metrics
