"""Comments at the desk: read in a list, masked, shown, sent back, set aside, restored, and who may know the writer."""

from __future__ import annotations

from io import BytesIO

import pytest
from openpyxl import load_workbook
from sqlalchemy import select

from models.comment import Comment
from models.event import CaseEvent
from queries import comment_desk
from rules.actors import CITIZEN
from rules.comment_words import Stance
from rules.letter_draft import Contact
from services import comment_mending
from tests.factories import acting
from tests.fixtures.office import Office

PHONE = "13812345678"
TELLS = f"首三十分钟太短，请打{PHONE}联系我。"
WRITER = Contact(name="欧阳小云", email="ouyang@example.cn")
LISTED = "/desk/periods/Z2026-1/comments"


def test_clean_comments_are_shown_from_the_list_and_others_one_by_one(
        office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    """L4: what tells of somebody is opened and hidden first; the public text holds nothing of it."""
    period = office.period()
    plain, telling = office.comment(period), office.comment(period, text=TELLS, contact=WRITER)
    handler = office.enter("handler")
    page = handler.get(LISTED)
    assert (f'value="{plain}"' in page.html, f'value="{telling}"' in page.html) == (True, False)
    assert WRITER.name not in page.html
    handler.get(f"{LISTED}?stance=suggest")
    page = handler.submit({"number": [plain, telling]}, "comments/show")
    assert page.response.request.query_string == b"stance=suggest"
    assert "已公开1条意见" in page.text
    assert "1条没有公开" in page.text
    handler.get(f"/desk/comments/{telling}")
    page = handler.submit({"words": "首三十分钟", "do": "save"}, "marks")
    assert "已隐去2处" in page.text
    page = handler.submit({"public-2": "（略）", "do": "show"}, "marks")
    assert "这条意见已经公开" in page.text
    handler.get(f"/desk/comments/{telling}")
    page = handler.submit({"words": "联系我", "do": "save"}, "marks")
    assert "公众看到的还是以前的文本" in page.text
    monkeypatch.setattr(comment_desk, "PAGE_ROWS", 1)
    assert f"{LISTED}?tab=shown&amp;after=" in handler.get(f"{LISTED}?tab=shown").html
    page = handler.get(f"{LISTED}?tab=shown&q=联系我")
    assert "（略）太短，请打138****5678联系我。" in page.text
    assert plain not in page.text


def test_comment_is_sent_back_set_aside_and_restored_with_words(office: Office) -> None:
    """C3: ground, words and name stand on the page; only the office for open government restores."""
    number = office.comment(office.period(), contact=WRITER)
    handler = office.enter("handler")
    here = f"/desk/comments/{number}"
    assert "评论人的邮箱还没有确认" in handler.get(here).text
    page = handler.submit({}, "/mend", status=422)
    assert "请写明哪里要改" in page.text
    page = handler.submit({"mend-words": "请删去邻居的姓名"}, "/mend")
    assert "已请评论人修改：请删去邻居的姓名" in page.text
    assert "退回后到期没有修改" not in page.text
    office.do(None, lambda work: comment_mending.mend(
        acting(work, CITIZEN), work.session.scalars(select(Comment.case_id)).one(), Stance.OPPOSE, "不赞成夜间收费。"))
    page = handler.get(here)
    assert "当时请评论人：请删去邻居的姓名" in page.text
    page = handler.submit({"aside-ground": "commercial", "aside-words": "整条都是房产广告"}, "/aside")
    assert "不列入统计：商业推销" in page.text
    assert "恢复列入统计" not in page.text
    office_desk = office.enter("disclosure")
    page = office_desk.get(here)
    assert "商业推销：整条都是房产广告" in page.text
    page = office_desk.submit({"restore-words": "说的是停车收费"}, "/restore")
    assert "恢复列入统计，请看过以后公开" in page.text


def test_writer_is_shown_to_the_office_for_a_reason_and_never_to_the_department(office: Office) -> None:
    """I2: who speaks against a draft is nothing for those who made it; a look is noted and needs a reason."""
    here = f"/desk/comments/{office.comment(office.period(), contact=WRITER)}"
    handler = office.enter("handler")
    assert WRITER.name not in handler.get(here).html
    assert handler.client.get(f"{here}/identity").status_code == 403
    desk = office.enter("disclosure")
    desk.get(f"{here}/identity")
    assert WRITER.name not in desk.submit({}, "identity", status=422).html
    page = desk.submit({"reason": "contact"}, "identity")
    assert WRITER.name in page.text
    assert WRITER.email in page.text
    assert "查看过1次" in desk.get(f"{here}/identity").text


def test_comment_of_another_unit_is_the_same_as_none(office: Office) -> None:
    number = office.comment(office.period())
    outsider = office.enter("outsider")
    page = outsider.get(f"/desk/comments/{number}", status=404)
    assert page.text == outsider.get("/desk/comments/Y2026-999", status=404).text
    outsider.get(LISTED, status=404)


def test_set_aside_comments_of_all_units_stand_in_one_list_and_the_table_names_nobody(office: Office) -> None:
    """U3, X5: the table for the department is noted, holds every comment and no contact."""
    period = office.period()
    number = office.comment(period, text="=1+1 整条都是广告，加微信", contact=WRITER)
    handler = office.enter("handler")
    handler.get(f"/desk/comments/{number}")
    handler.submit({"aside-ground": "commercial", "aside-words": "整条都是房产广告"}, "/aside")
    desk = office.enter("disclosure")
    page = desk.get("/desk/comments/set-aside")
    assert "商业推销：整条都是房产广告" in page.text
    assert number in page.text
    other = office.people["outsider"].department_id
    assert number not in desk.get(f"/desk/comments/set-aside?department={other}").text
    answer = handler.client.get(f"{LISTED}.xlsx")
    rows = list(load_workbook(BytesIO(answer.data)).active.values)
    found = dict(zip(*rows, strict=True))
    assert (found["编号"], found["意见原文"], found["署名"], found["不列入统计的依据"]) == (
        number, "'=1+1 整条都是广告，加微信", "欧**云", "商业推销")
    assert not {WRITER.name, WRITER.email} & {str(value) for value in found.values()}
    noted: list[str] = []
    office.do(None, lambda work: noted.extend(
        work.session.scalars(select(CaseEvent.payload).where(CaseEvent.act == "exported"))))
    assert '"rows":1' in noted[0]
