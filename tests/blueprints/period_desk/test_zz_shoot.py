import sys
from pathlib import Path
from tests.blueprints.period_desk.test_comments import *
from rules.comment_words import Stance
from services import comment_moderation
from models.comment import Comment
from playwright.sync_api import Page
OUT=Path('/tmp/c7/png'); OUT.mkdir(exist_ok=True)
def shoot(office, site, page, person, path, name, clicks=()):
    visitor = office.enter(person)
    page.context.clear_cookies()
    page.context.add_cookies([{"name": c.key, "value": c.value, "url": site} for c in visitor.client._cookies.values()])
    for w in (1280, 375):
        page.set_viewport_size({"width": w, "height": 900})
        r = page.goto(site+path)
        for c in clicks:
            page.get_by_text(c).first.click()
        print(person, path, r.status, page.evaluate("document.documentElement.scrollWidth"), w)
        page.screenshot(path=str(OUT/f"{name}-{w}.png"), full_page=True)
def test_shots(office, site, page: Page, period):
    numbers = send(office, period, TELLS, "建议医院、学校周边改为首一小时免费，其他路段保持不变。", "我每月工资3000元，停车费一个月要三百多，太贵了。建议按小区车位配比设定夜间免费时段，并且在县医院周边增设立体停车库，缓解停车难的问题。", "不赞成收费。", "住建局的王科长说过老城区不收费，现在怎么又收了？我住在人民路12号3单元502室。")
    def more(work):
        from tests.factories import acting
        work = acting(work, office.people["handler"])
        ids = [work.session.scalars(select(Comment.id).where(Comment.number==n)).one() for n in numbers]
        comment_moderation.set_aside(work, ids[3], "off_topic", "说的是房价，与停车收费没有关系")
    office.do(None, more)
    for args in SHOTS(numbers, period):
        shoot(office, site, page, *args)
def SHOTS(n, p):
    return [("handler", f"/desk/periods/{p}/comments", "list"), ("handler", f"/desk/comments/{n[0]}", "one", ("退回评论人修改",)), ("handler", f"/desk/comments/{n[4]}", "marks"),
      ("disclosure", f"/desk/comments/{n[3]}", "aside", ("恢复列入统计",)), ("disclosure", f"/desk/comments/{n[0]}/identity", "identity")]
