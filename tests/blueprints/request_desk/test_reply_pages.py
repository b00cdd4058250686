"""A reply on the pages: written, redacted, refused with everything typed kept, reviewed, signed, posted and filed."""

from __future__ import annotations

import io
import zipfile

import pytest

from rules.outcomes import Outcome
from rules.request_words import DeliverBy
from services import handling
from services.work import Work
from tests import factories_replies, factories_requests
from tests.fixtures.office import Office
from tests.fixtures.pages import Page, Visitor
from tests.fixtures.reply_words import DOCUMENT, EMS, REASONS, TEXT

WRITTEN = {"reply-outcome": "partial", "reply-text": TEXT, "reply-reasons": REASONS}
HINTED = f"{DOCUMENT[1]}\n其中一户老人患高血压。"


@pytest.fixture
def here(office: Office) -> str:
    """The address of a request that the handler has signed for; its applicant wants the reply by post."""
    numbers: list[str] = []

    def make(work: Work) -> None:
        case = factories_requests.request(work, deliver_by=DeliverBy.POST)
        handling.accept(factories_replies.handler(work), case.id)
        numbers.append(case.number)

    office.do(None, make)
    return f"/desk/requests/{numbers[0]}"


def choices(page: Page) -> dict[str, str]:
    """Return every mark of the desk as hidden."""
    return {control.get("name", ""): "hide" for control in page.form("/marks").iter("input")
            if control.get("type") == "radio"}


def write_in_part(desk: Visitor, here: str) -> None:
    """Redact a document, with what the desk asks for on the way, and hand the reply in."""
    desk.get(here)
    page = desk.submit({"add-document-title": DOCUMENT[0], "add-document-text": HINTED}, action="/documents")
    page = desk.submit({"do": "finish"}, action="/marks")
    assert "要您判断" in page.text
    page = desk.submit({**choices(page), "words": "王大山", "ground": Outcome.PERSONAL_PRIVACY.value, "do": "finish"},
                       action="/marks")
    assert "已经做好" in page.text
    assert "已经送审" in desk.submit(WRITTEN, action="/draft?").text


def test_reply_in_part_from_the_draft_to_the_file(office: Office, here: str) -> None:
    """The desk's own way through a partial disclosure, with a refusal at each place where the law has one."""
    desk = office.enter("handler")
    desk.get(here)
    page = desk.submit(WRITTEN, action="/draft?", status=422)
    assert "第三十七条" in page.text
    assert REASONS in page.text
    write_in_part(desk, here)
    lead = office.enter("lead")
    lead.get(here)
    assert "第十七条" in lead.submit({}, action="/approve?", status=422).text
    lead.submit({"approve-secrecy": "cleared"}, action="/approve?")
    assert "县人民政府申请行政复议" in lead.submit({}, action="/issue?").text
    desk.get(here)
    assert "235号" in desk.submit({"deliver-proof": "SF1234567890"}, action="/deliver?", status=422).text
    assert f"邮件号{EMS}" in desk.submit({"deliver-proof": EMS}, action="/deliver?").text
    assert "YSQ·2026-" in desk.submit({}, action="/archive?").text
    file = desk.client.get(f"{here}/documents/1.docx")
    words = zipfile.ZipFile(io.BytesIO(file.data)).read("word/document.xml").decode()
    assert ("翠竹苑" in words, "王大山" in words, "高血压" in words) == (True, False, False)
