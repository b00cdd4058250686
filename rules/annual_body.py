"""What an annual report holds: its six sections in words, and the frozen whole of words and tables that is signed.

Owns the values and their canonical JSON. No identity is in it: tables have counts, and the cases behind them are kept
apart, as ids.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any

from rules.annual_forms import FormName
from rules.annual_table import AnnualTable, Number, number, of_values

NUMERALS = "一二三四五六"
# From this year on a report has the six sections of the newer form; before it the table of 2018 stands behind them.
NEWER_SINCE = 2019


class Section(StrEnum):
    """The six sections in their order (国办公开办函〔2021〕30号). Tables stand in the second, third and fourth."""

    OVERVIEW = "overview"
    PROACTIVE = "proactive"
    REQUESTS = "requests"
    REMEDIES = "remedies"
    PROBLEMS = "problems"
    OTHERS = "others"


SECTION_LABELS: dict[Section, str] = {
    Section.OVERVIEW: "总体情况", Section.PROACTIVE: "主动公开政府信息情况",
    Section.REQUESTS: "收到和处理政府信息公开申请情况", Section.REMEDIES: "政府信息公开行政复议、行政诉讼情况",
    Section.PROBLEMS: "存在的主要问题及改进情况", Section.OTHERS: "其他需要报告的事项"}
Words = Mapping[Section, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class ReportBody:
    """All that three people sign: the words, both forms, who reported, and the telephone for questions."""

    year: int
    version: int
    made_at: datetime
    phone: str
    words: Words
    tables: Mapping[FormName, AnnualTable]
    departments: tuple[str, ...]

    def to_json(self) -> str:
        """Return canonical JSON: the same body always gives the same bytes."""
        return canonical({
            "year": self.year, "version": self.version, "made_at": self.made_at.isoformat(), "phone": self.phone,
            "sections": {name.value: list(self.words.get(name, ())) for name in Section},
            "forms": {form.value: _values(table) for form, table in self.tables.items()},
            "departments": list(self.departments)})

    def cases_json(self) -> str:
        """Return canonical JSON of the case ids behind every cell that has any."""
        return canonical({form.value: {f"{row}/{column}": sorted(cell.cases)
                                       for (row, column), cell in table.cells.items() if cell.cases}
                          for form, table in self.tables.items()})


def from_json(text: str) -> ReportBody:
    """Return the body of which the JSON is given; the cells of its tables have no cases."""
    raw: dict[str, Any] = json.loads(text)
    return ReportBody(
        raw["year"], raw["version"], datetime.fromisoformat(raw["made_at"]), raw["phone"],
        {name: tuple(raw["sections"].get(name.value, ())) for name in Section},
        {form: table_of(raw, form) for form in FormName}, tuple(raw["departments"]))


def table_of(raw: Mapping[str, Any], form: FormName) -> AnnualTable:
    """Return one form out of a parsed body."""
    values: dict[tuple[str, str], Number] = {}
    for at, value in raw["forms"][form.value].items():
        row, _, column = at.partition("/")
        values[row, column] = value if isinstance(value, int) else Decimal(str(value))
    return of_values(form, raw["year"], values)


def handed_in_json(registers: Mapping[str, int], tables: Sequence[AnnualTable]) -> str:
    """Return canonical JSON of what a department hands in: its small figures, and both forms as they are then."""
    return canonical({"registers": registers, "forms": [table.as_json() for table in tables]})


def moved_since(handed_in: str, tables: Sequence[AnnualTable]) -> tuple[str, ...]:
    """Return in words which cells are not what was handed in any more, each with both numbers."""
    kept = {(form["form"], cell["row"], cell["column"]): cell["value"]
            for form in json.loads(handed_in)["forms"] for cell in form["cells"]}
    now = ((one["form"], cell) for one in (table.as_json() for table in tables) for cell in one["cells"])
    return tuple(f"{form}年版“{cell['label']}”（{cell['column']}）：报送时{kept[key]}，现在{cell['value']}"
                 for form, cell in now
                 if (key := (form, cell["row"], cell["column"])) in kept and kept[key] != cell["value"])


def words_json(words: Words) -> str:
    """Return canonical JSON of the sections as they are written."""
    return canonical({name.value: list(words.get(name, ())) for name in Section})


def words_from(text: str) -> Words:
    """Return the sections of which the JSON is given."""
    raw: dict[str, list[str]] = json.loads(text)
    return {name: tuple(raw.get(name.value, ())) for name in Section}


def sha256_of(body: str, cases: str) -> str:
    """Return the digest that is signed: of the body, a line feed, and the cases behind it, as hex digits."""
    return hashlib.sha256(f"{body}\n{cases}".encode()).hexdigest()


def canonical(raw: Any) -> str:
    """Return JSON in one form only: keys sorted, no blanks."""
    return json.dumps(raw, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def printed_form(year: int) -> FormName:
    """Return the form that a report of the year prints."""
    return FormName.OF_2021 if year >= NEWER_SINCE else FormName.OF_2018


def heading(name: Section) -> str:
    """Return the heading of a section with its numeral: 一、总体情况."""
    return f"{NUMERALS[list(Section).index(name)]}、{SECTION_LABELS[name]}"


def _values(table: AnnualTable) -> dict[str, int | float]:
    return {f"{row}/{column}": number(cell.value) for (row, column), cell in table.cells.items()}
