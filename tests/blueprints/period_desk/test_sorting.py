"""Sorting at the desk without a script, the three signatures of the result, and what the public reads of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from rules.actors import SYSTEM
from rules.vocabulary import State
from services import comment_openings
from services.work import Work
from tests.factories_comments import period_in, shown
from tests.fixtures.office import Office
from tests.fixtures.pages import Visitor

DAYS = 40


@pytest.fixture
def kept(office: Office) -> dict[str, int | str]:
    """A period that has ended, with three shown comments on its third article, two of them alike."""
    found: dict[str, int | str] = {}

    def make(work: Work) -> None:
        before = replace(work, now=work.now - timedelta(days=DAYS))
        period = period_in(before, State.OPEN)
        first, second, third = (shown(before, period) for _ in range(3))
        first.alike_id = second.alike_id = first.id
        comment_openings.end_due(replace(work, actor=SYSTEM))
        found.update(period=period.id, number=period.number, first=first.id, second=second.id, third=third.id)

    office.do(None, make)
    return found


def test_comments_are_sorted_decided_signed_and_published_by_pages(office: Office,
                                                                  kept: dict[str, int | str]) -> None:
    """C3: nothing goes on while a comment is loose or an opinion undecided; the published table adds up."""
    handler, number = office.enter("handler"), kept["number"]
    sort_and_decide(handler, f"/desk/periods/{number}", kept)
    here = f"/desk/periods/{number}"
    assert "每条意见都有着落" in handler.get(f"{here}/result").text
    handler.get(here)
    handler.submit({"send-result-words": "逐条研究了意见，修改了第三条。"}, "/send-result")
    lead, desk = office.enter("lead"), office.enter("disclosure")
    lead.get(here)
    lead.submit({}, "/approve-result")
    public = f"/comment-periods/{number}/result"
    assert desk.client.get(public).status_code == 404
    desk.get(here)
    page = desk.submit({}, "/release-result")
    assert "采纳情况已经公布" in page.text
    page = desk.get(public)
    assert "共收到意见3条，来自3人，归并相近的为2种；归并为2条意见，采纳1条，部分采纳1条，不采纳0条" in page.text
    assert "朱*云、朱*云" in page.text
    assert "没有采纳" in page.text
    assert desk.client.get(f"/comment-periods/{number}/result.pdf").status_code == 404
    only = desk.get(f"{public}?decision=adopted").text
    assert "医院周边免费" in only
    assert "延长免费时间" not in only


def sort_and_decide(handler: Visitor, here: str, kept: dict[str, int | str]) -> None:
    """Sort everything into two opinions, meeting refusals on the way, and decide both."""
    page = handler.get(f"{here}/opinions")
    assert "第三条：没有归并的3条" in page.text
    assert "相近的2条一起" in page.text
    refused = handler.submit({"group": kept["first"], "into": "new"}, "/sort", status=422)
    assert "请用一句话写明" in refused.text
    assert any(box.get("checked") is not None for box in refused.all("input") if box.get("name") == "group")
    page = handler.submit({"summary": "延长免费时间"}, "/sort")
    assert "归并成的1条" in page.text
    assert "2条，2人，1种写法" in page.text
    page = handler.submit({"comment": kept["third"], "into": "new", "summary": "医院周边免费"}, "/sort")
    assert "收到的意见都已经归并" in page.text
    assert "2条归并意见没有决定是否采纳" in handler.get(here).text
    for words, decision in (("延长免费时间", "partly_adopted"), ("医院周边免费", "adopted")):
        page = handler.get(f"{here}/opinions?passage=a3")
        [form] = [one for one in page.all("form") if one.get("aria-label") == f"决定是否采纳：{words}"]
        opinion = form.get("action", "").split("/opinions/")[1].split("/")[0]
        decided = {f"decide-{opinion}-decision": decision, f"decide-{opinion}-reason": ""}
        assert "请写明理由" in handler.submit(decided, f"/{opinion}/decide", status=422).text
        handler.submit({f"decide-{opinion}-reason": "第三条已修改"}, f"/{opinion}/decide")


def test_opinion_is_split_reworded_moved_merged_and_removed_on_its_page(office: Office,
                                                                       kept: dict[str, int | str]) -> None:
    handler, here = office.enter("handler"), f"/desk/periods/{kept['number']}/opinions"
    handler.get(here)
    handler.submit({"comment": [kept["first"], kept["third"]], "into": "new", "summary": "延长免费时间"}, "/sort")
    opinion = next(address for words, address in handler.page.links().items() if words == "延长免费时间")
    handler.get(opinion)
    assert "请先勾选" in handler.submit({"do": "take-out"}, "/members", status=422).text
    page = handler.submit({"comment": kept["third"], "members-summary": "医院周边免费", "do": "split"}, "/members")
    assert page.heading == "医院周边免费"
    page = handler.submit({"reword-summary": "学校周边免费"}, "/reword")
    assert page.heading == "学校周边免费"
    assert "并入另一条" in page.text
    page = handler.submit({}, "/merge")
    assert page.heading == "延长免费时间"
    assert "2条，2人" in page.text
    page = handler.submit({"move-anchor": "whole"}, "/move")
    assert "草案整体：" in page.text
    handler.get(opinion)
    page = handler.submit({"comment": [kept["first"], kept["third"]], "do": "take-out"}, "/members")
    assert "已经没有人提这条意见" in page.text
    assert "归并成的0条" in handler.submit({}, "/remove").text
    assert handler.client.get(opinion).status_code == 404


def test_several_opinions_are_decided_together(office: Office, kept: dict[str, int | str]) -> None:
    handler, here = office.enter("handler"), f"/desk/periods/{kept['number']}"
    for name, words in (("first", "支持"), ("third", "反对")):
        handler.get(f"{here}/opinions")
        handler.submit({"comment": kept[name], "into": "new", "summary": words}, "/sort")
    page = handler.get(f"{here}/result")
    boxes = [box.get("value") for box in page.all("input") if box.get("name") == "opinion"]
    assert len(boxes) == 2
    assert "请先勾选" in handler.submit({"decide-decision": "adopted"}, "/decide", status=422).text
    refused = handler.submit({"opinion": boxes, "decide-decision": "adopted"}, "/decide", status=422)
    assert "请写明理由" in refused.text
    assert len([box for box in refused.all("input") if box.get("checked") is not None]) == 3
    page = handler.submit({"opinion": boxes, "decide-reason": "已经写明"}, "/decide")
    assert "已经决定2条" in page.text
    assert page.text.count("已经写明") == 2


def test_sorting_is_for_the_department_and_read_by_the_office(office: Office, kept: dict[str, int | str]) -> None:
    here = f"/desk/periods/{kept['number']}/opinions"
    desk = office.enter("disclosure")
    assert [form for form in desk.get(here).all("form") if "opinions" in form.get("action", "")
            and form.get("method") == "post"] == []
    office.enter("outsider").get(here, status=404)
