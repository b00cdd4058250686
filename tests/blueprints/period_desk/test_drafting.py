"""The text of a draft at the desk: out of a DOCX, looked at, stored; replaced only after a look at what changes."""

from __future__ import annotations

from io import BytesIO

from rules.vocabulary import State
from tests.fixtures import draft_files
from tests.fixtures.office import Office

NEW = ("第一条 为规范城区机动车停车收费行为，维护停车人和经营者的合法权益，制定本办法。\n"
       "第二条 本办法适用于城区道路停车泊位和政府投资建设的公共停车场。\n"
       "第三条 道路停车泊位首一小时免费，之后每小时三元，当日最高十五元；夜间免费。")
REASON = "座谈会上意见集中"


def test_a_docx_is_read_looked_at_and_stored(office: Office) -> None:
    at = f"/desk/periods/{office.period(State.PLANNED)}"
    handler = office.enter("handler")
    assert "看正文，或者重新录入" in handler.get(at).text
    handler.get(f"{at}/draft")
    content = draft_files.counted([(1, "甲。"), (1, "乙："), (2, "丙；"), (1, "丁。")])
    page = handler.submit({"file": (BytesIO(content), "办法.docx"), "read": "1"})
    assert "认出4段，其中4段可以提意见" in page.text
    assert "（一）丙；（第二条第（一）项）" in page.text
    page = handler.submit({"draft": "第一条 甲。\n第三条 乙。", "look": "1"})
    assert "第1条后面是第3条" in page.text
    tracked = draft_files.plain("第一条 甲。", more=draft_files.TRACKED)
    page = handler.submit({"file": (BytesIO(tracked), "办法.docx"), "read": "1"}, status=422)
    assert "1处没有处理的修订" in page.text
    assert "第三条乙。" in page.text
    assert "草案里没有文字" in handler.submit({"draft": " "}, status=422).text
    page = handler.submit({"draft": NEW})
    assert "草案正文已经存好。" in page.text
    assert "已经录入3段" in page.text
    assert office.enter("outsider").client.get(f"{at}/draft").status_code == 404


def test_a_draft_is_replaced_only_after_a_look_and_by_the_office(office: Office) -> None:
    """A draft replaced while open: with a public reason, and with the minimum running anew."""
    at = f"/desk/periods/{office.period(State.OPEN)}"
    handler = office.enter("handler")
    assert "夜间免费" in handler.get(f"{at}/draft").text
    assert handler.client.post(f"{at}/draft", data={"csrf_token": handler.token(), "draft": NEW}).status_code == 403
    desk = office.enter("disclosure")
    desk.get(f"{at}/draft")
    page = desk.submit({"draft": NEW, "reason": REASON}, status=422)
    assert "请先按“看一看改了哪里”" in page.text
    assert "和现在的草案比，修改1处。" in page.text
    assert "截止日期是2026年12月24日24:00" in page.text
    page = desk.submit({})
    assert "现在公布的是第2稿，共3段" in page.text
    desk.get(f"{at}/draft")
    desk.submit({"reason": REASON, "look": "1"})
    assert "一字不差" in desk.submit({}, status=422).text
