"""Forms of the letters office."""

from __future__ import annotations

from wtforms import BooleanField, HiddenField, RadioField, SelectField, StringField, TextAreaField

from rules import redaction
from rules.clock_kinds import LETTER_KINDS
from rules.redaction_marks import OMITTED, OTHER
from rules.vocabulary import CATEGORY_LABELS
from web.forms import BaseForm, narrowed, stripped


class AssignForm(BaseForm):
    """`unit` is what was typed, `department` the button that was pressed."""

    unit = StringField("其他单位", filters=[stripped])
    department = StringField()


class CalendarForm(BaseForm):
    """A change of the work calendar. `scope` tells a whole year's notice from an amendment of some days."""

    scope = RadioField("改什么", choices={"year": "整年的放假通知", "days": "修改个别日子"}, default="year",
                       validate_choice=False)
    year = StringField("年份", filters=[narrowed])
    notice = StringField("通知名称或文号", description="照文件抄写，例如：国务院办公厅关于2027年部分节假日安排的通知。",
                         filters=[stripped])
    days = TextAreaField("放假和上班的日子",
                         description="每行一个日子，写日期、休或班、节日名称；连着几天可以写"
                                     "“2027-01-01 至 2027-01-03 休 元旦”。CSV表格的内容可以直接粘贴，"
                                     "平常的周末和工作日不用写。")


class TermForm(BaseForm):
    """How long one category has in one mailbox; `mailbox` "" is the county."""

    mailbox = HiddenField(default="")
    category = SelectField("类别", choices={slug.value: CATEGORY_LABELS[slug] for slug in LETTER_KINDS},
                           validate_choice=False)
    length = StringField("答复期限（工作日）", description="从收到的第二天算起，1到60。", filters=[narrowed])
    since = StringField("从哪一天起收到的来信", description="写成2026-12-01的样子，最早是明天。", filters=[narrowed])


class DecisionForm(BaseForm):
    words = TextAreaField("核定意见", description="不同意的要写理由，提出的人照着改。")


class ReasonForm(BaseForm):
    reason = TextAreaField("理由", description="写给以后查这一件的同事看；撤下的理由会在原来的页面上说明。")


class UrgeForm(BaseForm):
    """`act` is the button that was pressed: `urge` or `order`."""

    words = TextAreaField(
        "要求", description="写清要做到什么、什么时候做到，不超过300个字。承办单位会看到，来信人看不到。")
    act = StringField()


class RedactionForm(BaseForm):
    """What the redactor adds to the marks, whose own fields are named after them. `do` is the button: save, propose.

    `place` is what was selected with a script, `only` that no other place is meant.
    """

    edits = HiddenField()
    words = StringField("再遮住这些字", description="照原文写，或者在原文里选中。三处文字里所有这些字都会遮住。")
    place = HiddenField()
    only = BooleanField("只遮选中的这一处")
    kind = SelectField("类别", choices={**redaction.KINDS, **redaction.HINT_KINDS, OTHER: "其他个人信息"},
                       default=OTHER, validate_choice=False)
    replacement = StringField("公开的写法", default=OMITTED, filters=[stripped])
    cannot_be_known = BooleanField("已确认不会让人认出来信人")
    do = StringField()
