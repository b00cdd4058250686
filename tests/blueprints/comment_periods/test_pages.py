"""The public pages of public comment, as anybody reads them."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from io import BytesIO
from xml.etree import ElementTree as ET

from flask.testing import FlaskClient
from openpyxl import load_workbook

from models.comment import Comment, Opinion, OpinionComment
from models.comment_period import CommentPeriod
from rules.actors import Role
from rules.comment_words import Adoption, Stance
from rules.transitions import Act
from rules.vocabulary import Channel, State
from services import comment_periods, events, locking
from services.publication import PUBLIC_REVISION
from services.work import Work
from tests.factories import staff
from tests.factories_comments import PASSAGES, comment, period_in
from tests.fixtures.pages import Visitor

ATOM = "{http://www.w3.org/2005/Atom}"
TITLE = "云溪县城区停车收费管理办法（征求意见稿）"


def shown(work: Work, period: CommentPeriod, **fields: object) -> Comment:
    """Make a comment that the public can read."""
    made = comment(work, period, **fields)
    made.state = State.SHOWN.value
    events.record(work, made, Act.SHOW)
    return made


def test_list_shows_a_period_from_its_release_and_not_before(work: Work, visitor: Visitor) -> None:
    period_in(work, State.RELEASE_REVIEWED, title="尚未发布的草案（征求意见稿）")
    work.session.commit()
    empty = visitor.get("/comment-periods").text
    assert "尚未发布" not in empty
    assert "现在没有征求意见的草案" in empty
    assert visitor.client.get("/comment-periods/Z2026-1").status_code == 404
    comment(work, period_in(work, State.OPEN))
    work.session.commit()
    page = visitor.get("/comment-periods")
    assert page.links()[TITLE] == "/comment-periods/Z2026-2"
    assert "已收到1条意见" in page.text
    home = visitor.get("/")
    assert (home.links()["意见征集"], home.links()[TITLE]) == ("/comment-periods", "/comment-periods/Z2026-2")
    assert "还有30天·12月24日截止" in home.text
    assert "/comment-periods/Z2026-2" in visitor.client.get("/sitemaps/pages.xml").text


def test_lists_tell_by_the_clock_where_each_period_stands(work: Work, visitor: Visitor) -> None:
    today = work.today
    period_in(work, State.OPEN, title="今年的办法")
    period_in(work, State.OPEN, title="后天截止的办法", closes_on=today + timedelta(days=2), short_reason="汛期临近")
    period_in(work, State.SCHEDULED, title="下月的办法", opens_on=today + timedelta(days=9),
              closes_on=today + timedelta(days=30))
    before = replace(work, now=work.now - timedelta(days=40))
    period_in(before, State.OPEN, title="上月的办法", closes_on=before.today + timedelta(days=30))
    work.session.commit()
    lists = {state: visitor.get(f"/comment-periods?state={state}").text
             for state in ("open", "closing", "planned", "closed", "resulted")}
    found = {state: {name for name in ("今年", "后天截止", "下月", "上月") if f"{name}的办法" in text}
             for state, text in lists.items()}
    assert found == {"open": {"今年", "后天截止"}, "closing": {"后天截止"}, "planned": {"下月"}, "closed": {"上月"},
                     "resulted": set()}
    sought = visitor.get("/comment-periods?q=后天 泊位").text
    assert "后天截止的办法" in sought
    assert "今年的办法" not in sought


def test_period_shows_what_is_public_under_its_passage_and_counts_all(work: Work, visitor: Visitor) -> None:
    """C3: what waits, was replaced or set aside is counted in sight, and only what was made public is read."""
    period = period_in(work, State.OPEN)
    earlier = shown(work, period, text="以前说的：起步价低一点。")
    now = shown(work, period, text="首一小时免费。", stance=Stance.OPPOSE)
    now.shown_text = "首一小时免费。〔手机号码〕"
    earlier.state, earlier.replaced_by_id = State.REPLACED.value, now.id
    comment(work, period, text="还没有人看过的话。")
    shown(work, period, anchor="", text="总的赞成。", channel=Channel.PAPER)
    work.session.commit()
    page = visitor.get(f"/comment-periods/{period.number}")
    assert page.heading == TITLE
    assert page.links()["3条意见，第三条"] == f"/comment-periods/{period.number}/passages/a3"
    assert page.links()["提意见，第一条"] == f"/comment-periods/{period.number}/passages/a1"
    assert "首一小时免费。〔手机号码〕朱*云·11月24日·反对·联系方式未验证" in page.text
    assert "还没有人看过的话" not in page.text
    assert "2026年12月24日24:00" in page.text
    passage = visitor.get(page.links()["看其余2条，第三条"]).text
    assert "代替了本人11月24日的意见以前说的：起步价低一点。" in passage
    assert "1条已公开，1条等待公开，1条已由本人新的意见代替。" in passage
    assert "总的赞成。朱*云·11月24日·修改建议·信函" in visitor.get(page.links()["1条意见，草案整体"]).text


def test_comment_names_the_text_that_it_meant_and_what_answers_it(work: Work, visitor: Visitor) -> None:
    period = period_in(work, State.OPEN)
    made = shown(work, period)
    officer = staff(work, Role.HANDLER, "housing").id
    opinion = Opinion(period_id=period.id, anchor="a3", place=1, summary="延长免费时间", made_by=officer,
                      made_at=work.now, decision=Adoption.PARTLY.value, reason="医院周边已经延长。",
                      decided_by=officer, decided_at=work.now, serial=4, comments=1)
    work.session.add(opinion)
    work.session.flush()  # the comment is put into it by its id
    work.session.add(OpinionComment(opinion_id=opinion.id, comment_id=made.id))
    comment_periods.store_version(work, period, [*PASSAGES[:2], replace(PASSAGES[2], text="首一小时免费。")]
                                  ).in_force_at = work.now
    work.session.commit()
    page = visitor.get(f"/comment-periods/{period.number}")
    assert "修改建议·联系方式未验证·针对第1稿·第4号答复：部分采纳" in page.text
    assert page.links()["第4号答复：部分采纳"] == f"/comment-periods/{period.number}/result?row=4#o4"
    comment_periods.store_version(work, period, PASSAGES[:2]).in_force_at = work.now
    locking.bump_revision(work.session, PUBLIC_REVISION)
    work.session.commit()
    former = visitor.get(f"/comment-periods/{period.number}")
    assert "现在的草案里已经改掉的第三条1条意见" in former.text
    assert "这一处在现在的草案里已经改掉" in visitor.get(former.links()["1条意见，第三条"]).text


def test_comments_are_paged_and_found_by_stance_group_and_words(work: Work, visitor: Visitor) -> None:
    period = period_in(work, State.OPEN)
    made = [shown(work, period, text=f"意见之{place}。", stance=Stance.SUPPORT if place else Stance.OPPOSE)
            for place in range(27)]
    for one in made[:5]:
        one.alike_id = made[0].id
    work.session.commit()
    place = f"/comment-periods/{period.number}/passages/a3"
    first = visitor.get(place)
    older = visitor.get(first.links()["较早的意见"])
    assert [text in first.text for text in ("意见之26。", "意见之2。", "意见之1。")] == [True, True, False]
    assert [text in older.text for text in ("意见之2。", "意见之1。", "意见之0。")] == [False, True, True]
    assert visitor.get(older.links()["较新的意见"]).text == first.text
    group = visitor.get(older.links()["相近的共5条"]).text
    assert [f"意见之{place}。" in group for place in range(6)] == [True] * 5 + [False]
    opposed = visitor.get(first.links()["反对1"]).text
    assert ("意见之0。" in opposed, "意见之1。" in opposed) == (True, False)
    every = f"/comment-periods/{period.number}/comments"
    assert "意见之26。" in visitor.get(f"{every}?q=之26").text
    assert visitor.client.get(f"{place[:-2]}a99").status_code == 404


def test_kept_page_shows_a_comment_the_moment_it_comes_in(work: Work, client: FlaskClient) -> None:
    period = period_in(work, State.OPEN)
    work.session.commit()
    address = f"/comment-periods/{period.number}"
    empty = client.get(address)
    assert client.get(address, headers={"If-None-Match": empty.headers["ETag"]}).status_code == 304
    comment(work, period)
    work.session.commit()
    assert "共收到1条" in client.get(address).text
    assert "已收到1条意见" in client.get("/comment-periods").text
    assert client.get(f"{address}%00").status_code == 404


def test_file_and_feed_hold_what_the_pages_show(work: Work, client: FlaskClient) -> None:
    """X5: what begins like a formula is text in the file."""
    period = period_in(work, State.OPEN)
    shown(work, period, text="=HYPERLINK(1)")
    comment(work, period, text="还没有人看过的话。")
    work.session.commit()
    answer = client.get(f"/comment-periods/{period.number}/comments.xlsx")
    rows = list(load_workbook(BytesIO(answer.data), read_only=True).active.iter_rows(values_only=True))
    assert [row[1:6] for row in rows] == [
        ("收到日期", "对哪一处", "态度", "意见", "署名"),
        ("2026-11-24", "第三条", "修改建议", "'=HYPERLINK(1)", "朱*云")]
    feed = ET.fromstring(client.get("/feeds/comment-periods.atom").data)
    assert [entry.findtext(f"{ATOM}title") for entry in feed.iter(f"{ATOM}entry")] == [f"征求意见：{TITLE}"]


def test_cancelled_period_says_why(work: Work, visitor: Visitor) -> None:
    period = period_in(work, State.OPEN)
    period.state, period.cancel_reason = State.CANCELLED.value, "上级文件已有规定，不再另行制定。"
    work.session.commit()
    page = visitor.get(f"/comment-periods/{period.number}").text
    assert "已终止" in page
    assert "上级文件已有规定" in page
    assert "对全文提意见" not in page
