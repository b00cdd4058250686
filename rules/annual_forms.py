"""The two statutory forms of annual figures as data: tables, rows with the law's exact labels, and what fills each.

The form of 2021 is that of 国办公开办函〔2021〕30号, sections 二 to 四; that of 2018 is the 政府信息公开情况统计表.
Which request counts where is in rules/annual_requests.py, what a filled form is in rules/annual_table.py.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from rules.outcomes import BY_OUTCOME, LABELS_2018, LEAVES_2021, Group, Outcome
from rules.vocabulary import APPLICANT_LABELS, Applicant


class FormName(StrEnum):
    """Which form; the year in its name is that of its text."""

    OF_2018 = "2018"
    OF_2021 = "2021"


class Filled(StrEnum):
    """What the cells of a row are: nothing, requests, what followed them, a register's number, or a sum of rows."""

    HEADING = "heading"
    CASES = "cases"
    REMEDIES = "remedies"
    REGISTER = "register"
    SUM = "sum"


@dataclass(frozen=True)
class Column:
    """One column of figures; `group` is the heading over it and its neighbours, "" for none."""

    slug: str
    label: str
    group: str = ""


@dataclass(frozen=True)
class Row:
    """One row. `code` is its place in the form ("3.3.4.1"), `number` what is printed before its label.

    `key` names what is counted, or the register; `parts` are the codes that a sum adds up; `unit` is for the form
    of 2018, which prints one in each row, and for amounts.
    """

    code: str
    number: str
    label: str
    filled: Filled
    key: str = ""
    unit: str = ""
    parts: tuple[str, ...] = ()

    @property
    def words(self) -> str:
        """The label as the form prints it, with its number."""
        return self.number + self.label


@dataclass(frozen=True)
class Table:
    """One table. `section` is the heading of the report it stands under, `title` its own, `head` over its labels.

    `total` is the slug of the column that is the sum of the others, "" when there is none.
    """

    code: str
    section: str
    title: str
    head: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    total: str = ""

    @property
    def parts(self) -> tuple[Column, ...]:
        """The columns without the one that is their sum."""
        return tuple(column for column in self.columns if column.slug != self.total)

    def depth(self, row: Row) -> int:
        """Return how far a row is set in: 0 for the outermost."""
        return row.code.count(".") - min(one.code.count(".") for one in self.rows)


@dataclass(frozen=True)
class RegisterCell:
    """A number that no case holds. `key` is what a register calls it; amounts of 万元 may have decimals."""

    key: str
    table: Table
    row: Row
    column: Column

    @property
    def is_amount(self) -> bool:
        return self.row.unit == "万元"


TOTAL, COUNT = "total", "count"
_R, _H, _C, _S, _L = Filled.REGISTER, Filled.HEADING, Filled.CASES, Filled.SUM, Filled.REMEDIES
_TOTAL = Column(TOTAL, "总计")
_SECTION_2, _SECTION_3 = "二、主动公开政府信息情况", "三、收到和处理政府信息公开申请情况"
_SECTION_4 = "四、政府信息公开行政复议、行政诉讼情况"
APPLICANT_COLUMNS = tuple(
    Column(one.value, APPLICANT_LABELS[one], "" if one is Applicant.NATURAL_PERSON else "法人或其他组织")
    for one in Applicant)
HEAD_2021 = "（本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和）"
RECEIVED, CARRIED_IN, CARRIED_OUT = "received", "carried_in", "carried_out"
_GROUPS_2021: tuple[tuple[Group, str], ...] = (
    (Group.REFUSED, "不予公开"), (Group.CANNOT, "无法提供"), (Group.NOT_HANDLED, "不予处理"), (Group.OTHER, "其他处理"))
_PLACES = "一二三四五六七八九"


def _results_2021() -> Iterator[Row]:
    """Yield the rows under 三、本年度办理结果: two leaves of their own, four groups of leaves, and their sum."""
    leaves = ["3.3.1", "3.3.2"]
    yield Row("3.3.1", "（一）", LEAVES_2021[Outcome.DISCLOSED], _C, Outcome.DISCLOSED.value)
    yield Row("3.3.2", "（二）", LEAVES_2021[Outcome.PARTIAL], _C, Outcome.PARTIAL.value)
    for place, (group, label) in enumerate(_GROUPS_2021, start=3):
        yield Row(f"3.3.{place}", f"（{_PLACES[place - 1]}）", label, _H)
        mine = [leaf for leaf in LEAVES_2021 if BY_OUTCOME[leaf].group is group]
        for n, leaf in enumerate(mine, start=1):
            leaves.append(f"3.3.{place}.{n}")
            yield Row(leaves[-1], f"{n}.", LEAVES_2021[leaf], _C, leaf.value)
    yield Row("3.3.7", "（七）", "总计", _S, parts=tuple(leaves))


_MADE = (Column("made", "本年制发件数"), Column("abolished", "本年废止件数"), Column("in_force", "现行有效件数"))
_DECIDED = (Column(COUNT, "本年处理决定数量"),)
_REMEDY = (Column("maintained", "结果维持"), Column("corrected", "结果纠正"), Column("other", "其他结果"),
           Column("pending", "尚未审结"), _TOTAL)
FORM_2021: tuple[Table, ...] = (
    Table("2.1", _SECTION_2, "第二十条第（一）项", "信息内容", _MADE, (
        Row("2.1.1", "", "规章", _R, "regulations"), Row("2.1.2", "", "行政规范性文件", _R, "normative"))),
    Table("2.5", _SECTION_2, "第二十条第（五）项", "信息内容", _DECIDED, (
        Row("2.5.1", "", "行政许可", _R, "permits"),)),
    Table("2.6", _SECTION_2, "第二十条第（六）项", "信息内容", _DECIDED, (
        Row("2.6.1", "", "行政处罚", _R, "punishments"), Row("2.6.2", "", "行政强制", _R, "coercion"))),
    Table("2.8", _SECTION_2, "第二十条第（八）项", "信息内容", (Column(COUNT, "本年收费金额（单位：万元）"),), (
        Row("2.8.1", "", "行政事业性收费", _R, "charges", "万元"),)),
    Table("3", _SECTION_3, "申请人情况", HEAD_2021, (*APPLICANT_COLUMNS, _TOTAL), (
        Row("3.1", "一、", "本年新收政府信息公开申请数量", _C, RECEIVED),
        Row("3.2", "二、", "上年结转政府信息公开申请数量", _C, CARRIED_IN),
        Row("3.3", "三、", "本年度办理结果", _H),
        *_results_2021(),
        Row("3.4", "四、", "结转下年度继续办理", _C, CARRIED_OUT)), TOTAL),
    Table("4", _SECTION_4, "行政复议、行政诉讼", "", _REMEDY, (
        Row("4.1", "", "行政复议", _L, "reconsideration"),
        Row("4.2", "", "行政诉讼", _H),
        Row("4.2.1", "", "未经复议直接起诉", _L, "lawsuit_direct"),
        Row("4.2.2", "", "复议后起诉", _L, "lawsuit_after")), TOTAL),
)

_NUMBER = (Column(COUNT, "统计数"),)
_REASONS_2018 = (Outcome.STATE_SECRET, Outcome.TRADE_SECRET, Outcome.PERSONAL_PRIVACY, Outcome.SAFETY_STABILITY,
                 Outcome.NOT_GOVERNMENT_INFORMATION, Outcome.OTHER_LEGAL_GROUND)
IN_TIME, DELAYED = "in_time", "delayed"
CHANNELS_2018: Mapping[str, str] = {
    "counter": "当面申请数", "fax": "传真申请数", "web": "网络申请数", "paper": "信函申请数"}


def _answers_2018() -> Iterator[Row]:
    """Yield the rows under 三（三）申请答复数: eight kinds, the fourth the sum of six reasons."""
    plain = [outcome for outcome in LABELS_2018 if outcome not in _REASONS_2018]
    for n, outcome in enumerate(plain[:3], start=1):
        yield Row(f"3.3.{n}", f"{n}.", LABELS_2018[outcome], _C, outcome.value, "件")
    reasons = tuple(f"3.3.4.{n}" for n in range(1, len(_REASONS_2018) + 1))
    yield Row("3.3.4", "4.", "不同意公开答复数", _S, unit="件", parts=reasons)
    for code, outcome in zip(reasons, _REASONS_2018, strict=True):
        yield Row(code, "其中：" if code == reasons[0] else "", LABELS_2018[outcome], _C, outcome.value, "件")
    for n, outcome in enumerate(plain[3:], start=5):
        yield Row(f"3.3.{n}", f"{n}.", LABELS_2018[outcome], _C, outcome.value, "件")


def _numbered(code: str, filled: Filled, unit: str, **labels: str) -> Iterator[Row]:
    """Yield rows with 1. 2. 3. below a code, by their keys."""
    for n, (key, label) in enumerate(labels.items(), start=1):
        yield Row(f"{code}.{n}", f"{n}.", label, filled, key, unit)


def _remedies_2018(code: str, number: str, label: str, key: str, maintained: str) -> Iterator[Row]:
    """Yield a sum and its three outcomes; what is not decided yet counts in the year of its decision."""
    yield Row(code, number, label, _S, unit="件", parts=tuple(f"{code}.{n}" for n in (1, 2, 3)))
    for n, (outcome, words) in enumerate(
            (("maintained", maintained), ("corrected", "被依法纠错数"), ("other", "其他情形数")), start=1):
        yield Row(f"{code}.{n}", f"（{_PLACES[n - 1]}）", words, _L, f"{key}_{outcome}", "件")


_ROWS_2018: tuple[Row, ...] = (
    Row("1", "一、", "主动公开情况", _H),
    Row("1.1", "（一）", "主动公开政府信息数（不同渠道和方式公开相同信息计1条）", _R, "proactive", "条"),
    Row("1.1.1", "其中：", "主动公开规范性文件数", _R, "normative_public", "条"),
    Row("1.1.2", "", "制发规范性文件总数", _R, "normative_made", "件"),
    Row("1.2", "（二）", "通过不同渠道和方式公开政府信息的情况", _H),
    *_numbered("1.2", _R, "条", public_gazette="政府公报公开政府信息数", public_website="政府网站公开政府信息数",
               public_weibo="政务微博公开政府信息数", public_wechat="政务微信公开政府信息数",
               public_other="其他方式公开政府信息数"),
    Row("2", "二、", "回应解读情况", _H),
    Row("2.1", "（一）", "回应公众关注热点或重大舆情数（不同方式回应同一热点或舆情计1次）", _R, "responses", "次"),
    Row("2.2", "（二）", "通过不同渠道和方式回应解读的情况", _H),
    Row("2.2.1", "1.", "参加或举办新闻发布会总次数", _R, "press_conferences", "次"),
    Row("2.2.1.1", "其中：", "主要负责同志参加新闻发布会次数", _R, "press_conferences_head", "次"),
    Row("2.2.2", "2.", "政府网站在线访谈次数", _R, "interviews", "次"),
    Row("2.2.2.1", "其中：", "主要负责同志参加政府网站在线访谈次数", _R, "interviews_head", "次"),
    Row("2.2.3", "3.", "政策解读稿件发布数", _R, "policy_readings", "篇"),
    Row("2.2.4", "4.", "微博微信回应事件数", _R, "social_replies", "次"),
    Row("2.2.5", "5.", "其他方式回应事件数", _R, "other_replies", "次"),
    Row("3", "三、", "依申请公开情况", _H),
    Row("3.1", "（一）", "收到申请数", _S, unit="件", parts=("3.1.1", "3.1.2", "3.1.3", "3.1.4")),
    *_numbered("3.1", _C, "件", **CHANNELS_2018),
    Row("3.2", "（二）", "申请办结数", _S, unit="件", parts=("3.2.1", "3.2.2")),
    *_numbered("3.2", _C, "件", **{IN_TIME: "按时办结数", DELAYED: "延期办结数"}),
    Row("3.3", "（三）", "申请答复数", _S, unit="件", parts=tuple(f"3.3.{n}" for n in range(1, 9))),
    *_answers_2018(),
    *_remedies_2018("4", "四、", "行政复议数量", "reconsideration", "维持具体行政行为数"),
    *_remedies_2018("5", "五、", "行政诉讼数量", "lawsuit", "维持具体行政行为或者驳回原告诉讼请求数"),
    Row("6", "六、", "举报投诉数量", _L, "complaints", "件"),
    Row("7", "七、", "依申请公开信息收取的费用", _R, "request_fees", "万元"),
    Row("8", "八、", "机构建设和保障经费情况", _H),
    Row("8.1", "（一）", "政府信息公开工作专门机构数", _R, "bodies", "个"),
    Row("8.2", "（二）", "设置政府信息公开查阅点数", _R, "points", "个"),
    Row("8.3", "（三）", "从事政府信息公开工作人员数", _S, unit="人", parts=("8.3.1", "8.3.2")),
    Row("8.3.1", "1.", "专职人员数（不包括政府公报及政府网站工作人员数）", _R, "staff_full", "人"),
    Row("8.3.2", "2.", "兼职人员数", _R, "staff_part", "人"),
    Row("8.4", "（四）", "政府信息公开专项经费（不包括用于政府公报编辑管理及政府网站建设维护等方面的经费）", _R,
        "funds", "万元"),
    Row("9", "九、", "政府信息公开会议和培训情况", _H),
    Row("9.1", "（一）", "召开政府信息公开工作会议或专题会议数", _R, "meetings", "次"),
    Row("9.2", "（二）", "举办各类培训班数", _R, "trainings", "次"),
    Row("9.3", "（三）", "接受培训人员数", _R, "trainees", "人次"),
)
FORM_2018: tuple[Table, ...] = (
    Table("1", "政府信息公开情况统计表", "政府信息公开情况统计表", "统计指标", _NUMBER, _ROWS_2018),)
FORMS: Mapping[FormName, tuple[Table, ...]] = {FormName.OF_2018: FORM_2018, FormName.OF_2021: FORM_2021}
# Under the table of 2018, in this order; three people sign and answer for it.
SIGNED_2018 = ("单位负责人", "审核人", "填报人", "联系电话", "填报日期")


def register_key(table: Table, row: Row, column: Column) -> str:
    """Return what a register calls the number of a cell: the row's key, with the column's where there are several."""
    return row.key if len(table.columns) == 1 else f"{row.key}_{column.slug}"


def register_cells(form: FormName) -> tuple[RegisterCell, ...]:
    """Return every cell of a form that a register fills, in the order of the form."""
    return tuple(RegisterCell(register_key(table, row, column), table, row, column)
                 for table in FORMS[form] for row in table.rows if row.filled is Filled.REGISTER
                 for column in table.columns)


def find_row(form: FormName, code: str) -> tuple[Table, Row]:
    """Return a row of a form with its table; KeyError for a code that the form does not have."""
    return _ROWS[form][code]


_ROWS: Mapping[FormName, Mapping[str, tuple[Table, Row]]] = {
    form: {row.code: (table, row) for table in tables for row in table.rows} for form, tables in FORMS.items()}
