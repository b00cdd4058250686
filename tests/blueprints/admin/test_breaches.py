"""The drill: a breach is recorded, told to the authority and to the people in the words of PIPL 57, and closed."""

from __future__ import annotations

import pytest

from rules.breaches import TELL_WITHIN
from tests.fixtures.office import Office
from tests.harness.clock import SimulatedClock

CAUSE = "备份光盘在运送时丢失，光盘加密，密钥没有一起丢。"
FILLED = {"noticed_at": "2026-11-24 09:30", "kinds": ["identity", "backup"], "persons": "35", "cause": CAUSE,
          "harm": "密钥也丢失的，可能被人冒充工作人员。", "measures": "已经报警，换了密钥。",
          "advice": "当心自称信访局的电话。"}


def record(office: Office, **changes: object):
    admin = office.enter("admin")
    admin.get("/admin/breaches")
    admin.submit({**FILLED, **changes})
    return admin


def test_drill_of_a_breach_from_noticing_to_closing(office: Office) -> None:
    """G4: breach drill: recorded, both notices carry every item of PIPL 57, both told, closed, and closed for good."""
    admin = record(office)
    page = admin.get(admin.page.links()["2026年11月24日09:30"])
    assert "还没有报告网信部门" in page.text
    for to, heading in (("authority", "个人信息泄露事件报告"), ("persons", "个人信息泄露告知书")):
        notice = admin.get(f"/admin/breaches/1/{to}")
        assert notice.heading == heading
        for item in ("姓名和联系方式、备份", "35人", CAUSE, "可能被人冒充", "换了密钥", "当心自称", "12345"):
            assert item in notice.text
    admin.get("/admin/breaches/1")
    assert "才能结束" in admin.submit({}, "close", status=422).text
    assert "报告了网信部门" in admin.submit({}, "authority").text
    admin.submit({}, "breaches/1/persons")
    assert "已经结束" in admin.submit({}, "close").text
    admin.post("/admin/breaches/1/authority", status=409)


def test_breach_of_which_people_need_not_be_told_says_why(office: Office) -> None:
    admin = record(office)
    admin.get("/admin/breaches/1")
    page = admin.submit({"why_not": "光盘已经找回，封条完好。"}, "breaches/1/persons")
    assert "不告诉：光盘已经找回，封条完好。" in page.text


def test_untold_breach_is_shown_as_late_after_a_day(office: Office, test_clock: SimulatedClock) -> None:
    admin = record(office)
    assert "已过" not in admin.get("/admin/breaches").text
    test_clock.forward(seconds=TELL_WITHIN.total_seconds() + 1)
    assert "已过" in office.enter("admin").get("/admin/breaches").text


@pytest.mark.parametrize(("changes", "words"), [
    ({"noticed_at": "昨天"}, "请填时间"), ({"noticed_at": "2026-11-25 09:30"}, "不能晚于现在"),
    ({"kinds": None}, "请选涉及哪些信息"), ({"persons": "很多"}, "请填人数"), ({"cause": " "}, "请写经过和原因"),
    ({"advice": "字" * 1001}, "个人可以采取的措施"),
], ids=["no time", "future", "no kinds", "no number", "no cause", "too long"])
def test_record_that_is_not_whole_is_refused_with_the_words_kept(
        office: Office, changes: dict[str, object], words: str) -> None:
    admin = office.enter("admin")
    admin.get("/admin/breaches")
    page = admin.submit({**FILLED, **changes}, status=422)
    assert words in page.text
    assert "当心" in page.html or "字字字" in page.html


@pytest.mark.parametrize("person", ["intake", "supervisor", "system_admin", "auditor", "handler"])
def test_breaches_are_the_security_administrators(office: Office, person: str) -> None:
    office.enter(person).get("/admin/breaches", 403)
