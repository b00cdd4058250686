"""The forms of the register of remedies: an entry, and how it ended."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from wtforms import BooleanField, HiddenField, SelectField, StringField, TextAreaField

from queries.remedies import RemedyRow
from rules.errors import InputRefused
from rules.remedy_register import (
    FILED_BY_LABELS,
    KIND_LABELS,
    OUTCOME_LABELS,
    FiledBy,
    RemedyFacts,
    RemedyKind,
)
from services.remedies import Decision
from web.forms import BaseForm, narrowed, stripped, typed_day, typed_number

NO_FOLLOWED = "不适用，或者没有登记过"


class EntryForm(BaseForm):
    """One remedy; `edits` is how often it had been changed when the page was shown."""

    edits = HiddenField()
    kind = SelectField("种类", choices=dict(KIND_LABELS), validate_choice=False)
    filed_by = SelectField("提起的人", choices=dict(FILED_BY_LABELS), validate_choice=False,
                           description="只登记是谁的身份，不写姓名。")
    body = StringField("受理的机关或者法院", filters=[stripped], description="写全称，例如县人民政府、县人民法院。")
    body_number = StringField("案号（选填）", filters=[stripped])
    filed_on = StringField("提起的日期", filters=[narrowed])
    after_reconsideration = BooleanField("复议后起诉", description="年度报表把复议后起诉和未经复议直接起诉分开统计。")
    reconsideration = SelectField("接着哪一条复议（选填）", validate_choice=False)
    notified_on = StringField("收到副本的日期（选填）", filters=[narrowed],
                              description="填了以后系统算出本机关提交答复、答辩的最后一天。")
    is_simplified = BooleanField("复议适用简易程序", description="简易程序五个工作日内答复，普通程序十个工作日。")
    answered_on = StringField("提交答复、答辩的日期（选填）", filters=[narrowed])
    claim = TextAreaField("请求和理由（选填）", description="概括写，不写姓名、电话、住址。")

    def offer(self, others: Sequence[RemedyRow]) -> None:
        """Set the reconsiderations that a lawsuit may follow."""
        self.reconsideration.choices = {"": NO_FOLLOWED, **{
            str(one.id): f"{one.filed_on.isoformat()} {one.body} {one.body_number}".strip()
            for one in others if one.kind is RemedyKind.RECONSIDERATION}}

    def fill(self, row: RemedyRow) -> None:
        """Show an entry."""
        for name in ("kind", "filed_by", "body", "body_number", "after_reconsideration", "is_simplified", "claim",
                     "edits"):
            self[name].data = getattr(row, name)
        for name in ("filed_on", "notified_on", "answered_on"):
            day: date | None = getattr(row, name)
            self[name].data = day.isoformat() if day else ""
        self.reconsideration.data = str(row.reconsideration_id or "")

    def facts(self) -> RemedyFacts:
        """Return what was typed. Raises InputRefused for a word that is none of the choices, or no day."""
        kind = next((one for one in RemedyKind if one.value == self.kind.data), None)
        filed_by = next((one for one in FiledBy if one.value == self.filed_by.data), None)
        if kind is None or filed_by is None:
            raise InputRefused("请从列表里选一项。", "kind" if kind is None else "filed_by")
        return RemedyFacts(
            kind, filed_by, self.body.data or "", typed_day(self.filed_on.data, "filed_on"),
            self.body_number.data or "", self.claim.data or "", bool(self.after_reconsideration.data),
            bool(self.is_simplified.data), optional_day(self.notified_on.data, "notified_on"),
            optional_day(self.answered_on.data, "answered_on"))

    def followed(self) -> int | None:
        """Return the id of the reconsideration that was chosen."""
        return id_of(self.reconsideration.data)


class DecisionForm(BaseForm):
    """How a remedy ended, and what it demands."""

    edits = HiddenField()
    outcome = SelectField("结果", choices={"": "请选结果", **OUTCOME_LABELS}, validate_choice=False)
    decided_on = StringField("决定或者判决的日期", filters=[narrowed])
    words = TextAreaField("结果说明", description="决定书、判决书的主文。不写姓名、电话、住址。")
    demand_words = TextAreaField("整改要求", description="结果是纠正的必须填：要改什么。会列进承办单位的整改要求。")
    demand_due_on = StringField("整改期限", filters=[narrowed])

    def fill(self, row: RemedyRow) -> None:
        """Show how an entry ended, as far as it has."""
        self.edits.data, self.outcome.data, self.words.data = row.edits, row.outcome or "", row.decision_words
        self.decided_on.data = row.decided_on.isoformat() if row.decided_on else ""

    def decision(self) -> Decision:
        """Return what was typed. Raises InputRefused for what is no day."""
        return Decision(self.outcome.data or "", optional_day(self.decided_on.data, "decided_on"),
                        self.words.data or "", self.demand_words.data or "",
                        optional_day(self.demand_due_on.data, "demand_due_on"))


def optional_day(text: str | None, field: str) -> date | None:
    """Return a day that was typed, None for an empty line. Raises InputRefused for anything else."""
    return typed_day(text, field) if (text or "").strip() else None


def id_of(text: str | None) -> int | None:
    """Return an id that a form carries, None for anything that cannot be one."""
    typed = text or ""
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 10 else None


def edits_of(form: BaseForm) -> int:
    """Return the count of changes that the page carried. Raises InputRefused for anything but a number."""
    return typed_number(form["edits"].data, "edits")
