"""The words of an annual report: a draft made from its figures, and whether what people wrote still says the same.

Each figure that the draft names stands in a fixed phrase; the same phrases are looked for when the report is checked,
so that no sentence says another number than its table.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from rules.annual_body import SECTION_LABELS, Section, Words
from rules.annual_forms import COUNT, TOTAL, FormName
from rules.annual_table import AnnualTable, plain

# What the draft leaves to people stands in these brackets; a report that still has one is not filled in.
TO_WRITE = "【请补写："
_SPLIT = re.compile(r"(?<=[。；\n])")
_CLAUSE = re.compile(r"[，；：]")
_OF_A_PART = "其中"
_EARLIER = re.compile(r"上年|去年|同比|比上")
_YEAR = re.compile(r"(\d{4})年")
_NUMBER = r"(\d+(?:\.\d+)?)"
_18, _21 = FormName.OF_2018, FormName.OF_2021
Tables = Mapping[FormName, AnnualTable]


@dataclass(frozen=True, slots=True)
class Fees:
    """Notices of fees for requests in the year: how many, and yuan charged and received (must be reported)."""

    notices: int = 0
    charged: int = 0
    received: int = 0


@dataclass(frozen=True, slots=True)
class Claim:
    """A phrase that names one figure: {} stands for the number, which is that of a cell.

    A row that ends with a dot stands for all rows below it, which the form adds up nowhere.
    """

    phrase: str
    form: FormName
    row: str
    column: str = COUNT

    def value(self, tables: Tables) -> str:
        """Return the number as it is printed."""
        table = tables[self.form]
        if not self.row.endswith("."):
            return plain(table.value(self.row, self.column))
        return plain(sum(cell.value for (row, column), cell in table.cells.items()
                         if column == self.column and row.startswith(self.row)))

    def said(self, tables: Tables) -> str:
        """Return the phrase with its number."""
        return self.phrase.format(self.value(tables))


@dataclass(frozen=True, slots=True)
class Contradiction:
    """A sentence that says another number than the table; `cell` is where the number stands."""

    section: Section
    words: str
    form: FormName
    cell: tuple[str, str]


_PROACTIVE = (
    Claim("主动公开政府信息{}条", _18, "1.1"), Claim("公开行政规范性文件{}件", _18, "1.1.1"),
    Claim("制发行政规范性文件{}件", _21, "2.1.2", "made"), Claim("废止行政规范性文件{}件", _21, "2.1.2", "abolished"),
    Claim("现行有效行政规范性文件{}件", _21, "2.1.2", "in_force"))
_CHANNELS = (
    Claim("政府公报公开{}条", _18, "1.2.1"), Claim("政府网站公开{}条", _18, "1.2.2"),
    Claim("政务微博公开{}条", _18, "1.2.3"), Claim("政务微信公开{}条", _18, "1.2.4"))
_READINGS = (
    Claim("回应公众关注热点或者重大舆情{}次", _18, "2.1"), Claim("参加或者举办新闻发布会{}次", _18, "2.2.1"),
    Claim("政府网站在线访谈{}次", _18, "2.2.2"), Claim("发布政策解读稿件{}篇", _18, "2.2.3"))
_REQUESTS = (
    Claim("新收政府信息公开申请{}件", _21, "3.1", TOTAL), Claim("上年结转申请{}件", _21, "3.2", TOTAL),
    Claim("办结申请{}件", _21, "3.3.7", TOTAL), Claim("结转下年度继续办理{}件", _21, "3.4", TOTAL))
_APPLICANTS = (Claim("自然人申请{}件", _21, "3.1", "natural_person"),)
_RESULTS = (
    Claim("予以公开{}件", _21, "3.3.1", TOTAL), Claim("部分公开{}件", _21, "3.3.2", TOTAL),
    Claim("不予公开{}件", _21, "3.3.3.", TOTAL), Claim("无法提供{}件", _21, "3.3.4.", TOTAL),
    Claim("不予处理{}件", _21, "3.3.5.", TOTAL), Claim("其他处理{}件", _21, "3.3.6.", TOTAL))
_REMEDIES = (
    Claim("政府信息公开行政复议{}件", _21, "4.1", TOTAL), Claim("未经复议直接起诉的行政诉讼{}件", _21, "4.2.1", TOTAL),
    Claim("复议后起诉的行政诉讼{}件", _21, "4.2.2", TOTAL))
_SUPPORT = (
    Claim("召开政府信息公开工作会议或者专题会议{}次", _18, "9.1"), Claim("举办各类培训班{}次", _18, "9.2"),
    Claim("接受培训{}人次", _18, "9.3"), Claim("专职人员{}人", _18, "8.3.1"), Claim("兼职人员{}人", _18, "8.3.2"),
    Claim("专项经费{}万元", _18, "8.4"))
_ALL = (*_PROACTIVE, *_CHANNELS, *_READINGS, *_REQUESTS, *_APPLICANTS, *_RESULTS, *_REMEDIES, *_SUPPORT)
_PATTERNS = tuple((claim, re.compile(_NUMBER.join(map(re.escape, claim.phrase.split("{}"))))) for claim in _ALL)


def draft(county: str, year: int, tables: Tables, fees: Fees) -> dict[Section, tuple[str, ...]]:
    """Return the six sections as the figures give them; what figures cannot say is marked for people to write."""
    said = _Said(tables)
    return {
        Section.OVERVIEW: tuple(_overview(county, year, said)),
        Section.PROACTIVE: (f"本年度{said(_PROACTIVE)}。",),
        Section.REQUESTS: (f"本年度{said(_REQUESTS)}。新收的申请中，{said(_APPLICANTS)}，{_organisations(tables)}。",),
        Section.REMEDIES: (f"本年度{said(_REMEDIES)}。",),
        Section.PROBLEMS: (f"（一）存在的主要问题。{TO_WRITE}本年度工作中存在的主要问题】",
                           f"（二）改进情况。{TO_WRITE}上年度问题的改进情况和下一步措施】"),
        Section.OTHERS: tuple(_others(year, fees))}


def contradictions(words: Words, tables: Tables, departments: Sequence[str]) -> tuple[Contradiction, ...]:
    """Return every sentence in which a known phrase has another number than its table.

    Being right comes first: a clause that speaks of a part (其中, a department) or of another year is passed over.
    """
    return tuple(found for name, lines in words.items() for line in lines for sentence in _SPLIT.split(line)
                 if sentence for found in _in_sentence(name, sentence, tables, departments))


def unwritten(words: Words) -> tuple[Section, ...]:
    """Return the sections in which something is still marked to be written."""
    return tuple(name for name, lines in words.items() if any(TO_WRITE in line for line in lines))


def mended(words: Words, tables: Tables, departments: Sequence[str]) -> dict[Section, tuple[str, ...]]:
    """Return the same words with the numbers of the tables in every phrase that contradicts them, else unchanged."""
    return {name: tuple("".join(_mended(sentence, tables, departments) for sentence in _SPLIT.split(line))
                        for line in lines) for name, lines in words.items()}


def _in_sentence(name: Section, sentence: str, tables: Tables, departments: Sequence[str]) -> Iterator[Contradiction]:
    for claim, found in _wrong(sentence, tables, departments):
        yield Contradiction(name, f"“{SECTION_LABELS[name]}”写“{found[0]}”，表里是{claim.value(tables)}，请改成一致。",
                            claim.form, (claim.row.rstrip("."), claim.column))


def _mended(sentence: str, tables: Tables, departments: Sequence[str]) -> str:
    # From the end, so that what stands before keeps its place.
    for claim, found in sorted(_wrong(sentence, tables, departments), key=lambda one: -one[1].start(1)):
        sentence = sentence[:found.start(1)] + claim.value(tables) + sentence[found.end(1):]
    return sentence


def _wrong(sentence: str, tables: Tables, departments: Sequence[str]) -> Iterator[tuple[Claim, re.Match[str]]]:
    """Yield the phrases of a sentence that have another number than their table, with where they stand."""
    for claim, pattern in _PATTERNS:
        for found in pattern.finditer(sentence):
            before = sentence[:found.start()]
            of_a_part = _OF_A_PART in before or any(unit in before for unit in departments)
            if not of_a_part and found[1] != claim.value(tables) \
                    and not _is_of_another_year(_CLAUSE.split(before)[-1], tables[claim.form].year):
                yield claim, found


def _is_of_another_year(clause: str, year: int) -> bool:
    return bool(_EARLIER.search(clause)) or any(int(named) != year for named in _YEAR.findall(clause))


class _Said:
    """Phrases with their numbers, joined to a clause."""

    def __init__(self, tables: Tables) -> None:
        self.tables = tables

    def __call__(self, claims: Sequence[Claim]) -> str:
        return "，".join(claim.said(self.tables) for claim in claims)


def _overview(county: str, year: int, said: _Said) -> Iterator[str]:
    yield (f"{year}年，{county}按照《中华人民共和国政府信息公开条例》和上级部署，推进政府信息公开工作。"
           f"所列数据的统计期限自{year}年1月1日起至12月31日止。")
    yield f"（一）主动公开。全年{said(_PROACTIVE)}；通过{said(_CHANNELS)}；{said(_READINGS)}。"
    yield f"（二）依申请公开。全年{said(_REQUESTS)}。办结的申请里，{said(_RESULTS)}。"
    yield f"（三）政府信息管理。{TO_WRITE}政府信息的制作、保密审查、更新和清理情况】"
    yield f"（四）政府信息公开平台建设。{TO_WRITE}政府网站、政务新媒体和查阅点的建设情况】"
    yield f"（五）监督保障。全年{said(_SUPPORT)}。"


def _organisations(tables: Tables) -> str:
    table = tables[_21]
    count = table.value("3.1", TOTAL) - table.value("3.1", "natural_person")
    return f"法人或者其他组织申请{plain(count)}件"


def _others(year: int, fees: Fees) -> Iterator[str]:
    """Yield what must be reported of fees (国办函〔2020〕109号), also when there were none."""
    yield (f"依据《政府信息公开信息处理费管理办法》，{year}年度发出收费通知{fees.notices}件，总金额{fees.charged}元，"
           f"实际收取总金额{fees.received}元。")
