"""The deadline receipt on the desk: the staff of the department see what the writer sees, and the steps on the way."""

from __future__ import annotations

from rules.vocabulary import Category, State
from tests.fixtures.office import Office


def test_letter_on_the_desk_explains_its_deadline_and_names_the_steps(office: Office) -> None:
    number = office.letter(State.ACCEPTED, category=Category.COMPLAINT)
    page = office.enter("handler").get(f"/desk/letters/{number}")
    assert "投诉答复：2026年12月15日" in page.text
    assert "从收到次日（11月25日）起算" in page.text
    assert "承办单位签收：2026年11月25日已结束" in page.text
    assert "打印期限说明单" not in page.text


def test_letter_on_the_desk_after_a_rework_has_both_deadlines_the_newest_first(office: Office) -> None:
    number = office.letter(State.REWORK)
    page = office.enter("lead").get(f"/desk/letters/{number}")
    newest, oldest = page.text.index("重办答复：2026年11月27日"), page.text.index("咨询答复：2026年12月1日，已停止计算")
    assert newest < oldest


def test_letter_on_the_desk_without_a_limit_shows_the_steps_alone(office: Office) -> None:
    number = office.letter(State.ASSIGNED, category=Category.PRAISE)
    page = office.enter("handler").get(f"/desk/letters/{number}")
    assert "承办单位签收：2026年11月25日正在计算" in page.text
    assert "日历" not in page.text
