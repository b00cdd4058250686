"""The texts of a draft for the public: what was changed and why, the final one, and the files."""

from __future__ import annotations

import io

import pytest
from docx import Document

from rules import draft_text
from rules.actors import SYSTEM, Role
from rules.comment_words import Adoption
from rules.vocabulary import State
from services import comment_openings, comment_results, draft_files, draft_versions, opinions
from services.draft_files import Format
from services.work import Work
from tests.factories import acting, staff
from tests.factories_comments import DAYS, period_in, shown
from tests.fixtures.pages import Visitor

REASON = "座谈会上意见集中，先改收费时段"
NEW = ["第一条 为规范城区机动车停车收费行为，维护停车人和经营者的合法权益，制定本办法。",
       "第二条 本办法适用于城区道路停车泊位和政府投资建设的公共停车场。",
       "第三条 道路停车泊位首一小时免费，之后每小时三元，当日最高十五元；夜间免费。",
       "第四条 残疾人专用车辆免收停车费。"]


def test_a_replaced_draft_shows_what_was_changed_and_why(work: Work, visitor: Visitor) -> None:
    period = period_in(work, State.OPEN)
    work.session.commit()
    at = f"/comment-periods/{period.number}"
    assert "只公布过一稿" in visitor.get(f"{at}/versions").text
    made = draft_versions.replace(acting(work, staff(work, Role.DISCLOSURE)), period.id, draft_text.parse(NEW), REASON)
    draft_files.keep(work, made.id, Format.DOCX, draft_files.content(draft_files.compose(work, made.id), Format.DOCX))
    work.session.commit()
    page = visitor.get(at)
    assert f"换了第2稿。理由：{REASON}看改了哪里" in page.text
    assert page.links()["历次文本和改动"] == f"{at}/versions"
    shown = visitor.get(f"{at}/versions")
    assert "和第1稿比，修改1处，新增1处。" in shown.text
    assert "首（删去：三十分钟）（新增：一小时）免费" in shown.text
    assert "第一条至第二条没有改" in shown.text
    file = visitor.client.get(f"{at}/texts/2.docx")
    assert Document(io.BytesIO(file.data)).paragraphs[-1].text == NEW[-1].replace(" ", "　")
    assert visitor.client.get(f"{at}/texts/2.docx", headers={"If-None-Match": file.headers["ETag"]}).status_code == 304
    waiting = visitor.client.get(f"{at}/texts/2.pdf")
    assert (waiting.status_code, "正在制作" in waiting.get_data(as_text=True)) == (404, True)


@pytest.mark.parametrize("query", ["from=9&to=1", "from=x", "from=2&to=1"])
def test_versions_that_cannot_be_compared_fall_back_to_the_last_two(work: Work, visitor: Visitor, query: str) -> None:
    period = period_in(work, State.OPEN)
    work.session.commit()
    assert visitor.get(f"/comment-periods/{period.number}/versions?{query}").status == 200


def test_the_final_text_says_which_passages_changed_and_from_how_many_comments(work: Work, visitor: Visitor) -> None:
    period = period_in(work, State.OPEN)
    at, later = f"/comment-periods/{period.number}", {"days": DAYS + 2}
    handler, lead, office = (acting(work, staff(work, role, "housing"), **later)
                             for role in (Role.HANDLER, Role.LEAD, Role.DISCLOSURE))
    opinion = opinions.make(handler, period.id, "a3", "延长免费时间", [shown(work, period).id, shown(work, period).id])
    opinions.decide(handler, period.id, opinion.id, Adoption.ADOPTED, "改为首一小时免费")
    comment_openings.end_due(acting(work, SYSTEM, **later))
    comment_results.send_for_review(handler, period.id, "逐条研究了全部意见。")
    comment_results.approve(lead, period.id)
    comment_results.release(office, period.id)
    work.session.commit()
    assert visitor.client.get(f"{at}/final").status_code == 404
    words = "云政发〔2026〕12号，2027年1月1日起施行"
    made = draft_versions.publish_final(office, period.id, draft_text.parse(NEW), words)
    work.session.commit()
    assert draft_files.compose(work, made.id).title == "云溪县城区停车收费管理办法"
    page = visitor.get(f"{at}/final")
    assert "正式文本和征求意见稿比，修改1处，新增1处，其中1处采纳了2条意见。" in page.text
    assert "云政发〔2026〕12号" in page.text
    assert page.links()["采纳情况第1项"] == f"{at}/result?row=1#o1"
    assert visitor.get(at).links()["正式文本：采纳意见改了哪些条"] == f"{at}/final"
    assert "正式文本" in visitor.get(f"{at}/versions").text
