"""The form in which a department plans a period: what is asked, its days, and the ways to answer."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from wtforms import BooleanField, HiddenField, RadioField, StringField, TextAreaField
from wtforms.validators import Optional, ValidationError

from queries.period_file import PeriodFile
from rules import comment_periods
from rules.calendar import WorkCalendar
from rules.clock_kinds import UNIT_LABELS
from rules.comment_words import DRAFT_KIND_LABELS, DraftKind
from rules.errors import InputRefused
from services.comment_periods import EXPLANATION_CHARACTERS, LEAD_CHARACTERS, TITLE_CHARACTERS, PeriodPlan
from web.forms import BaseForm, Fits, narrowed, stripped, typed_day

CHOOSE_KIND = "请选草案的种类，最短期限由它决定。"
_KEPT = ("title", "lead", "explanation", "short_reason", "post_address", "hall_address", "hall_hours", "email", "phone")


@dataclass(frozen=True)
class Earliest:
    """The first day that may be the last one: of which kind, from which day on, and by which rule."""

    kind: str
    opens_on: date
    closes_on: date | None
    length: int = 0
    unit: str = ""
    article: str = ""


class PlanForm(BaseForm):
    form_token = HiddenField()
    title = StringField("草案的名称", [Fits(TITLE_CHARACTERS, "请写草案的名称")], filters=[stripped],
                        description="写全称，例如《云溪县城区停车收费管理办法（征求意见稿）》。")
    lead = StringField("一句话说明", [Fits(LEAD_CHARACTERS, "请用一句话说明这次征求什么意见")], filters=[stripped],
                       description="群众一眼看懂要改什么，例如：城区道路停车拟从免费改为分时收费。")
    explanation = TextAreaField(
        "起草说明", [Fits(EXPLANATION_CHARACTERS, "请写起草说明")],
        description="为什么要定、依据什么、主要内容，会和草案一同公布（重大行政决策程序暂行条例第十五条）。")
    draft_kind = RadioField("草案的种类", validate_choice=False,
                            choices={slug.value: label for slug, label in DRAFT_KIND_LABELS.items()})
    is_about_market = BooleanField("与市场主体生产经营活动密切相关",
                                   description="行政规范性文件勾选这一项的，不少于30日。")
    opens_on = StringField("开始日期", filters=[narrowed],
                           description="当天0:00自动开始；签发晚于0:00的，从签发时开始。")
    closes_on = StringField("截止日期", filters=[narrowed], description="包括这一天，24:00自动截止。")
    short_reason = TextAreaField("缩短期限的理由", [Optional()], description="比最短期限短的才写，会一同公布。")
    post_address = StringField("寄信地址", [Optional()], filters=[stripped])
    hall_address = StringField("当面提交的地点", [Optional()], filters=[stripped])
    hall_hours = StringField("当面提交的时间", [Optional()], filters=[stripped])
    email = StringField("电子邮箱", [Optional()], filters=[narrowed])
    phone = StringField("联系电话", [Optional()], filters=[narrowed])

    def validate_draft_kind(self, field: RadioField) -> None:
        if field.data not in set(DraftKind):
            raise ValidationError(CHOOSE_KIND)

    def validate_opens_on(self, field: StringField) -> None:
        _readable_day(field)

    def validate_closes_on(self, field: StringField) -> None:
        _readable_day(field)

    def plan(self) -> PeriodPlan:
        """Return what was planned. Raises InputRefused for no kind, and for days that are none."""
        return PeriodPlan(
            token=self.form_token.data or "", draft_kind=self.chosen_kind(),
            is_about_market=bool(self.is_about_market.data), opens_on=typed_day(self.opens_on.data, "opens_on"),
            closes_on=typed_day(self.closes_on.data, "closes_on"),
            **{field: self[field].data or "" for field in _KEPT})

    def chosen_kind(self) -> DraftKind:
        """Return the kind of draft that was chosen. Raises InputRefused for none."""
        found = next((one for one in DraftKind if one.value == self.draft_kind.data), None)
        if found is None:
            raise InputRefused(CHOOSE_KIND, "draft_kind")
        return found

    def fill(self, period: PeriodFile) -> None:
        """Put what is planned so far into the form."""
        for field in _KEPT:
            self[field].data = getattr(period, field)
        self.draft_kind.data, self.is_about_market.data = period.draft_kind.value, period.is_about_market
        self.opens_on.data, self.closes_on.data = period.opens_on.isoformat(), period.closes_on.isoformat()


def _readable_day(field: StringField) -> None:
    try:
        typed_day(field.data, field.name)
    except InputRefused as refusal:
        raise ValidationError(refusal.message) from None


def earliest(form: PlanForm, today: date, calendar: WorkCalendar) -> list[Earliest]:
    """Return the first possible last day of the chosen kind, or of every kind while none has been chosen."""
    try:
        opens_on = typed_day(form.opens_on.data, "opens_on")
    except InputRefused:
        opens_on = today
    chosen = next((one for one in DraftKind if one.value == form.draft_kind.data), None)
    kinds = [(chosen, bool(form.is_about_market.data))] if chosen else [
        (DraftKind.MAJOR_DECISION, False), (DraftKind.NORMATIVE_DOCUMENT, False), (DraftKind.NORMATIVE_DOCUMENT, True),
        (DraftKind.OTHER, False)]
    return [_earliest(kind, is_about_market, opens_on, calendar) for kind, is_about_market in kinds]


def _earliest(kind: DraftKind, is_about_market: bool, opens_on: date, calendar: WorkCalendar) -> Earliest:
    label = DRAFT_KIND_LABELS[kind] + ("（与市场主体密切相关）" if is_about_market else "")
    if kind is DraftKind.MAJOR_DECISION:
        label = f"{label}、{DRAFT_KIND_LABELS[DraftKind.PLAN]}"
    row = comment_periods.minimum(kind, is_about_market, opens_on)
    closes_on = comment_periods.earliest_close(kind, is_about_market, opens_on, calendar)
    if row is None:
        return Earliest(label, opens_on, None)
    return Earliest(label, opens_on, closes_on, row.length, UNIT_LABELS[row.unit], row.article)
