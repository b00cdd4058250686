"""The panel of a period's hearings: what stands, and the forms to arrange one, put it off, draw, and call it off."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from wtforms import StringField, TextAreaField
from wtforms.validators import Optional

from queries import hearings as reading
from queries.hearings import HearingView
from queries.period_file import PeriodFile
from rules import hearings as rules
from rules import period_offers
from rules.comment_words import STANCE_LABELS
from rules.errors import InputRefused
from rules.hearings import Times
from rules.localtime import start_of_day
from rules.transitions import Act
from services import hearings
from services.hearings import HearingPlan
from services.work import Work
from web.forms import BaseForm, RowForm, narrowed, stripped, typed_day, typed_number
from web.page_act import PageAct
from web.posted import Posted

ONE_DAY = timedelta(days=1)


class ArrangeForm(BaseForm):
    held_on = StringField("举行日期", filters=[narrowed])
    held_at = StringField("举行时间", filters=[narrowed], description="例如9:00。")
    place = StringField("地点", filters=[stripped])
    seats = StringField("参加人数", filters=[narrowed], description="旁听的不算。")
    until_on = StringField("报名截止日期", filters=[narrowed],
                           description="包括这一天。材料要在召开7日前送达，报名至少早8日截止。")
    words = TextAreaField("听证事项和其他说明", [Optional()],
                          description="听什么、怎样发言，会公布。遴选办法由系统写明。")


class PutOffForm(RowForm):
    held_on = StringField("改到哪一天", filters=[narrowed], description="只能往后改。")
    held_at = StringField("时间", filters=[narrowed], description="例如9:00。")


class CallOffForm(RowForm):
    reason = TextAreaField("取消的理由", description="会公布，已经报名的人凭查询码看得到。")


class MaterialsForm(RowForm):
    sent_on = StringField("材料送达参加人的日期", filters=[narrowed])


class DrawForm(RowForm):
    """Drawing needs no words."""


@dataclass(frozen=True)
class HearingLine:
    """One hearing with the forms of what may be done to it now; None for what may not."""

    view: HearingView
    sides: str
    is_to_come: bool
    draw: DrawForm | None
    materials: MaterialsForm | None
    put_off: PutOffForm | None
    call_off: CallOffForm | None
    may_list: bool


@dataclass(frozen=True)
class HearingPanel:
    """The hearings of a period. `arrange` is the form for one more, `earliest` the first day it may be held."""

    lines: tuple[HearingLine, ...]
    arrange: ArrangeForm | None
    earliest: date

    @property
    def stands(self) -> bool:
        form = self.arrange
        return bool(self.lines) or (form is not None and bool(form.errors or form.form_errors))


def build(work: Work, file: PeriodFile, posted: Posted) -> HearingPanel | None:
    """Return the panel, None where there is no hearing and nobody here may arrange one."""
    may = Act.HOLD_HEARING in period_offers.offered(work.actor, file.facts, file.state, file.signers)
    views = reading.of_period(work.session, file.id)
    if not (may or views):
        return None
    lines = tuple(_line(view, work.now, posted, may=may) for view in views)
    earliest = work.today + timedelta(days=rules.MATERIALS_DAYS + 1)
    return HearingPanel(lines, posted.form("arrange-hearing", ArrangeForm) if may else None, earliest)


def _line(view: HearingView, now: datetime, posted: Posted, *, may: bool) -> HearingLine:
    coming = may and view.is_to_come(now)
    draws = coming and view.drawn_at is None and now > view.register_until
    sides = "，".join(f"{STANCE_LABELS[stance]}{count}人" for stance, count in view.by_stance.items())
    sends = coming and view.drawn_at is not None and view.materials_sent_on is None
    return HearingLine(
        view, sides, view.is_to_come(now), posted.form("draw-hearing", DrawForm, view.id) if draws else None,
        posted.form("hearing-materials", MaterialsForm, view.id) if sends else None,
        posted.form("put-off-hearing", PutOffForm, view.id) if coming else None,
        posted.form("call-off-hearing", CallOffForm, view.id) if coming else None, may and view.registered > 0)


def _arrange(work: Work, case_id: int, form: ArrangeForm) -> object:
    until_on = typed_day(form.until_on.data, "until_on")
    times = Times(_instant(form.held_on.data, form.held_at.data), start_of_day(until_on + ONE_DAY))
    return hearings.arrange(work, case_id, HearingPlan(
        times, form.place.data or "", typed_number(form.seats.data, "seats"), form.words.data or ""))


def _put_off(work: Work, case_id: int, form: PutOffForm) -> object:
    hearings.require_of(work, case_id, form.row)
    return hearings.put_off(work, form.row, _instant(form.held_on.data, form.held_at.data))


def _call_off(work: Work, case_id: int, form: CallOffForm) -> object:
    hearings.require_of(work, case_id, form.row)
    return hearings.call_off(work, form.row, form.reason.data or "")


def _materials(work: Work, case_id: int, form: MaterialsForm) -> object:
    hearings.require_of(work, case_id, form.row)
    return hearings.note_materials(work, form.row, typed_day(form.sent_on.data, "sent_on"))


def _draw(work: Work, case_id: int, form: DrawForm) -> object:
    hearings.require_of(work, case_id, form.row)
    return hearings.draw(work, form.row)


def _instant(day: str | None, hour: str | None) -> datetime:
    """Return the instant of a day and an hour of it in China, as they were typed. Raises InputRefused."""
    on, typed = typed_day(day, "held_on"), (hour or "").replace("：", ":").split(":")
    if len(typed) != 2 or not all(part.isascii() and part.isdigit() and len(part) <= 2 for part in typed):
        raise InputRefused("请填时间，例如9:00。", "held_at")
    hours, minutes = int(typed[0]), int(typed[1])
    if hours > 23 or minutes > 59:
        raise InputRefused("请填0:00到23:59之间的时间。", "held_at")
    return start_of_day(on) + timedelta(hours=hours, minutes=minutes)


HEARING_ACTS: dict[str, PageAct] = {
    "arrange-hearing": PageAct(ArrangeForm, _arrange, "听证会已经安排，签发以后可以在征集页报名。"),
    "put-off-hearing": PageAct(PutOffForm, _put_off, "听证会已经改期，新的时间已经公布。"),
    "call-off-hearing": PageAct(CallOffForm, _call_off, "听证会已经取消，理由已经公布。"),
    "hearing-materials": PageAct(MaterialsForm, _materials, "材料送达的日期已经登记。"),
    "draw-hearing": PageAct(DrawForm, _draw, "参加人已经遴选，名单已经公布。"),
}
