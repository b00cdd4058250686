"""A hearing from its arrangement at the desk to the list of participants that the public reads."""

from __future__ import annotations

from datetime import UTC, datetime
from hashlib import sha256

from tests.fixtures.office import Office
from tests.fixtures.pages import Page, Visitor, words_of
from tests.harness.clock import SimulatedClock

ARRANGED = {"arrange-hearing-held_on": "2026-12-20", "arrange-hearing-held_at": "9:00", "arrange-hearing-seats": "2",
            "arrange-hearing-place": "县政务服务中心三楼", "arrange-hearing-until_on": "2026-12-11",
            "arrange-hearing-words": "收费标准是否合理"}
PERSON = {"name": "林小舟", "phone": "13812345678", "stance": "oppose", "words": "先建停车场。", "agree": "y"}


def _seed(page: Page) -> str:
    return next(words_of(one) for one in page.all("span") if one.get("class") == "hash")


def _register(office: Office, number: str, **fields: str) -> str:
    """Register as a stranger and return the code."""
    visitor = Visitor(office.app.test_client())
    visitor.get(f"/comment-periods/{number}/hearings/1/register")
    page = visitor.submit(PERSON | fields)
    assert page.heading == "报名已收到"
    return page.text.partition("查询码")[2][4:].partition("查询码")[2][:19]


def test_hearing_is_arranged_registered_for_drawn_and_shown_by_masked_names(
        office: Office, test_clock: SimulatedClock) -> None:
    """条例 16: announced with the way of choosing, one place per person, and the list is public before it is held."""
    test_clock.set(datetime(2026, 11, 24, 2, 42, tzinfo=UTC))
    number = office.period()
    desk, handler = f"/desk/periods/{number}", office.enter("handler")
    handler.get(desk)
    late = handler.submit(ARRANGED | {"arrange-hearing-until_on": "2026-12-13"}, "/arrange-hearing", status=422)
    assert "报名最晚到2026年12月12日截止" in late.text
    assert "2026年12月20日09:00" in handler.submit(ARRANGED, "/arrange-hearing").text
    stranger = Visitor(office.app.test_client())
    assert "听证会" in stranger.get(f"/comment-periods/{number}").text
    stranger.get(f"/comment-periods/{number}/hearings/1/register")
    stranger.submit(PERSON | {"phone": "1381234567"}, status=422)
    codes = [_register(office, number, phone=f"1381234567{place}") for place in range(3)]
    stranger.get(f"/comment-periods/{number}/hearings/1/mine")
    assert "查询码对不上" in stranger.submit({"code": "0000000000000000"}, status=404).text
    assert "报名已经收到" in stranger.submit({"code": codes[0]}).text
    test_clock.set(datetime(2026, 12, 12, 2, 0, tzinfo=UTC))
    drawn = office.enter("handler")
    drawn.get(desk)
    assert "2人已经选定" in drawn.submit({}, "/draw-hearing").text
    listed = stranger.get(f"/comment-periods/{number}/hearings/1")
    assert "林*舟" in listed.text
    assert "林小舟" not in listed.text
    order = sorted((1, 2, 3), key=lambda one: sha256(f"{_seed(listed)}:{one}".encode()).hexdigest())
    assert [int(words_of(row.findall("td")[0])) for row in listed.all("tr")[-3:]] == order
    answers = []
    for code in codes:
        stranger.get(f"/comment-periods/{number}/hearings/1/mine")
        answers.append("您是参加人" in stranger.submit({"code": code}).text)
    assert sum(answers) == 2
    stranger.get(f"/comment-periods/{number}/hearings/1/mine")
    stranger.submit({"code": codes[answers.index(True)]})
    assert "已经撤回" in stranger.submit({}, "/withdrawal").text
    drawn.get(f"{desk}/hearings/1/people")
    assert "请写打开名单的理由" in drawn.submit({}, "/people", status=422).text
    people = drawn.submit({"reason": "通知参加人"}, "/people").text
    assert people.count("林小舟") == 2, "who has withdrawn is forgotten"
