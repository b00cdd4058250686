"""The annual report of the demonstration: last year's returns of every unit, collected, added up and signed."""

from __future__ import annotations

import random
from collections.abc import Mapping
from datetime import date, datetime, time

from demo.load import NO_PASSWORD, DemoCounty
from models.annual import AnnualReport
from models.staff import Staff
from queries import annual_returns as reading
from rules import annual_body
from rules.actors import Actor, Role
from rules.annual_body import Section, Words
from rules.annual_registers import Register
from rules.localtime import CHINA
from services import annual_report, annual_returns, staff_rows

PHONE = "0832-5222108"
# Over so many days units hand in.
DAYS = 20
# What the figures cannot say of a year, a line for every place that the draft leaves open.
MANAGEMENT = "（三）政府信息管理。各单位制作政府信息时同步确定公开属性，发布前逐件保密审查，全年清理失效文件两次。"
PLATFORM = "（四）政府信息公开平台建设。县政府网站设法定主动公开专栏，县档案馆、图书馆和政务服务大厅设查阅点。"
PROBLEMS = ("（一）存在的主要问题。个别单位答复书说理不够充分，政策解读以文字为主，形式不够丰富。",
            "（二）改进情况。举办依申请公开答复培训，逐件评查答复书；对涉企、惠民政策制作图解和短视频。")
_R = Register


def show(county: DemoCounty, seed: int, name: str) -> None:
    """Bring last year's report of the county, whose name is given, to its three signatures in January to March."""
    year, chance = county.work.today.year - 1, random.Random(seed)
    office, second = county.person(None, Role.DISCLOSURE), _second(county)
    annual_returns.open_year(county.at(_at(year + 1, 1, 5), office), year, date(year + 1, 1, 31))
    units = [row.department_id for row in reading.listed(county.work.session, year, date(year + 1, 2, 5))]
    for place, unit in enumerate(units):
        lead = county.at(_at(year + 1, 1, 8 + DAYS * place // len(units)), county.person(unit, Role.LEAD))
        annual_returns.submit(lead, year, unit, annual_returns.enter(lead, year, unit, 1, _figures(chance)))
    taker = county.at(_at(year + 1, 2, 5), office)
    for row in reading.listed(taker.session, year, taker.today):
        annual_returns.take(taker, year, row.department_id, row.revision)
    draft = annual_report.draft(county.at(_at(year + 1, 2, 20), office), year, name)
    editor = county.at(_at(year + 1, 2, 24), office)
    written = annual_report.edit(editor, draft.id, draft.revision, _words(draft), PHONE)
    annual_report.fill(county.at(_at(year + 1, 3, 3), office), draft.id, written.revision)
    annual_report.review(county.at(_at(year + 1, 3, 10), second), draft.id, written.revision)
    annual_report.sign(county.at(_at(year + 1, 3, 20), county.person(None, Role.LEADER)), draft.id, written.revision)


def _words(draft: AnnualReport) -> Words:
    """Return the draft with what people add to it."""
    words = dict(annual_body.words_from(draft.text))
    said = {"（三）": MANAGEMENT, "（四）": PLATFORM}
    words[Section.OVERVIEW] = tuple(said.get(line[:3], line) for line in words[Section.OVERVIEW])
    words[Section.PROBLEMS] = PROBLEMS
    return words


def _figures(chance: random.Random) -> Mapping[Register, int]:
    """Return figures of a unit that agree with each other."""
    website, wechat = chance.randint(20, 160), chance.randint(0, 90)
    made, meetings = chance.randint(0, 3), chance.randint(1, 4)
    conferences, readings = chance.randint(0, 2), chance.randint(0, 6)
    return dict.fromkeys(Register, 0) | {
        _R.PUBLIC_WEBSITE: website, _R.PUBLIC_WECHAT: wechat,
        _R.PROACTIVE: max(website, wechat) + min(website, wechat, 9),
        _R.NORMATIVE_MADE: made, _R.NORMATIVE_PUBLIC: made, _R.NORMATIVE_IN_FORCE: made + chance.randint(0, 6),
        _R.PRESS_CONFERENCES: conferences, _R.PRESS_CONFERENCES_HEAD: min(1, conferences),
        _R.POLICY_READINGS: readings, _R.RESPONSES: min(2, conferences + readings),
        _R.PERMITS: chance.randint(0, 400), _R.PUNISHMENTS: chance.randint(0, 60), _R.POINTS: 1,
        _R.STAFF_PART: chance.randint(1, 3), _R.FUNDS: chance.randint(0, 5) * 10_000, _R.MEETINGS: meetings,
        _R.TRAININGS: 1, _R.TRAINEES: chance.randint(10, 60)}


def _second(county: DemoCounty) -> Actor:
    """Return another person of the office for open government: nobody reviews what he has filled in himself."""
    work = county.work
    staff = Staff(login="disclosure-second", name="顾清和", role=Role.DISCLOSURE.value, password_hash=NO_PASSWORD,
                  password_set_at=work.now, created_at=work.now)
    work.session.add(staff)
    work.session.flush()  # what is signed names the new id
    return staff_rows.as_actor(staff)


def _at(year: int, month: int, day: int) -> datetime:
    return datetime.combine(date(year, month, day), time(10, 30), CHINA)
