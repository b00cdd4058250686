"""Planning a period at the desk, its three signatures, and what changes it once it has been released."""

from __future__ import annotations

from io import BytesIO

import pytest

from adapters.files import files
from adapters.scanner import Verdict
from models.attachment import Attachment, AttachmentCopy
from models.comment_period import CommentPeriod
from rules.errors import TransitionRefused
from rules.file_states import CopyKind, CopyState, ScanState
from rules.vocabulary import State
from services import comment_periods, file_examination
from services.work import Work
from tests import factories_comments
from tests.fixtures import uploads
from tests.fixtures.office import Office
from tests.fixtures.pages import Visitor

COPY = b"%PDF-1.7 the copy that leaves"
PLAN = {"title": "云溪县城区停车收费管理办法（征求意见稿）", "lead": "城区道路停车拟从免费改为分时收费。",
        "explanation": "泊位紧张，拟分时收费。", "draft_kind": "normative_document", "opens_on": "2026-11-24",
        "closes_on": "2026-11-30"}


def test_plan_a_period_and_release_it_by_three_people(office: Office) -> None:
    """The earliest last day is on the page before it is refused; each signature takes another person."""
    handler = office.enter("handler")
    page = handler.get("/desk/periods/new")
    assert "2026年11月24日开始的，最早到哪一天截止" in page.text
    assert "行政规范性文件：2026年12月3日" in page.text
    refused = handler.submit(PLAN, status=422)
    assert "最早到2026年12月3日截止" in refused.text
    assert PLAN["explanation"] in refused.text
    counted = handler.submit({"opens_on": "2026-12-01", "check": "1"})
    assert "2026年12月1日开始的" in counted.text
    page = handler.submit(PLAN | {"closes_on": "2026-12-03"})
    number = "Z2026-1"
    assert "上传或者粘贴草案正文" in page.text
    handler.submit({}, "/send-for-review", status=422)
    office.do("handler", _write_draft)
    handler.get(f"/desk/periods/{number}")
    page = handler.submit({}, "/send-for-review")
    assert "单位负责人审核" in page.text
    lead = office.enter("lead")
    assert "意见征集1" in lead.get(f"/desk/periods/{number}").links()
    page = lead.submit({"send-back-words": "请补上收费依据。"}, "/send-back")
    assert "退回修改：请补上收费依据。" in page.text
    handler.get(f"/desk/periods/{number}/plan")
    handler.submit({"explanation": "泊位紧张。依据价格法拟分时收费。"})
    handler.submit({}, "/send-for-review")
    lead.get(f"/desk/periods/{number}")
    lead.submit({}, "/approve")
    office_page = office.enter("disclosure")
    office_page.get("/desk/periods?tab=review")
    office_page.get(f"/desk/periods/{number}")
    page = office_page.submit({}, "/release")
    assert "待开始" in page.text
    assert "签发征集公告" in page.text
    assert number not in office.enter("outsider").get("/desk/periods").text


def _write_draft(work: Work) -> None:
    comment_periods.set_draft(work, 1, factories_comments.PASSAGES)


def test_lengthen_and_cancel_an_open_period_with_reasons_that_are_published(office: Office) -> None:
    number = office.period(State.OPEN)
    office.enter("outsider").get(f"/desk/periods/{number}", status=404)
    visitor = office.enter("disclosure")
    visitor.get(f"/desk/periods/{number}")
    later = {"lengthen-closes_on": "2027-01-15", "lengthen-reason": "草案涉及面广，延长征集。"}
    page = visitor.submit(later | {"lengthen-closes_on": "2026-12-01"}, "/lengthen", status=422)
    assert "新的截止日期要晚于现在的截止日期" in page.text
    page = visitor.submit(later, "/lengthen")
    assert "截止日期由2026年12月24日改为2027年1月15日" in page.text
    page = visitor.submit({"cancel-reason": "上位法正在修订。"}, "/cancel")
    assert "征集已经终止。上位法正在修订。" in page.text
    visitor.get("/desk/periods?tab=ended")
    with pytest.raises(TransitionRefused, match="已经终止"):
        office.do(None, lambda work: factories_comments.received(work, work.session.get_one(CommentPeriod, 1)))
    Visitor(office.app.test_client()).get(f"/comment-periods/{number}/write", status=409)


def test_act_on_a_period_that_changed_meanwhile_changes_nothing(office: Office) -> None:
    """Z4: a page that was opened before somebody else acted is told so."""
    number = office.period(State.RELEASE_DRAFTED)
    first, second = office.enter("second_lead"), office.enter("lead")
    first.get(f"/desk/periods/{number}")
    second.get(f"/desk/periods/{number}")
    first.submit({"send-back-words": "请写清依据。"}, "/send-back")
    assert "拟定中" in second.submit({}, "/approve", status=409).text


def _examined(work: Work) -> None:
    """What the jobs do with a file: scanned, and copied without metadata."""
    for file in file_examination.waiting_of(work, 1, scanner_is_on=True):
        file_examination.note_verdict(work, file.id, Verdict(ScanState.CLEAN))
        made = files.write(BytesIO(COPY))
        work.session.add(AttachmentCopy(
            attachment_id=file.id, kind=CopyKind.LEAVING, media_type="application/pdf", size=made.size,
            digest=made.digest, storage_name=made.storage_name, made_at=work.now))
        work.session.get_one(Attachment, file.id).copy_state = CopyState.READY


def test_materials_are_public_after_release_as_copies_and_only_once_they_are_clean(office: Office) -> None:
    number = office.period(State.PLANNED)
    handler = office.enter("handler")
    page = handler.get(f"/desk/periods/{number}")
    assert "请选要随草案公布的文件" in handler.submit({}, "/add-files", status=422).text
    handler.get(f"/desk/periods/{number}")
    page = handler.submit({"add-files-files": [(BytesIO(uploads.pdf()), "测算表.pdf"),
                                               (BytesIO(uploads.png()), "对比.png")]},
                          "/add-files", content_type="multipart/form-data")
    assert [name in page.text for name in ("测算表.pdf", "对比.png")] == [True, True]
    handler.submit({}, "remove-file?row=2")
    handler.submit({}, "/send-for-review")
    lead = office.enter("lead")
    lead.get(f"/desk/periods/{number}")
    lead.submit({}, "/approve")
    last = office.enter("disclosure")
    last.get(f"/desk/periods/{number}")
    assert "“测算表.pdf”还在查毒" in last.submit({}, "/release", status=422).text
    office.do(None, _examined)
    last.get(f"/desk/periods/{number}")
    last.submit({}, "/release")
    stranger = Visitor(office.app.test_client())
    links = stranger.get(f"/comment-periods/{number}").links()
    answer = stranger.client.get(links["测算表.pdf"])
    assert (answer.status_code, answer.data) == (200, COPY), "the copy without metadata, not what was sent in"
    assert stranger.client.get(f"/comment-periods/{number}/files/2").status_code == 404
