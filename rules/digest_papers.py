"""What the papers of a digest say around its tables: titles, spans, notes, and which tables stand in which paper.

Owns no figure: those are frozen in the digest. How a paper looks is in templates/documents.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from rules import digest_tables, periods
from rules.charts import Point
from rules.digest_body import DIGEST_LABELS, DigestBody, DigestKind, ListName
from rules.digest_tables import Table
from rules.figures import Dimension

# A list is printed this far; the sheet has all of it. Else a bad day would be sent as a hundred pages.
MOST_PRINTED = 100
_TITLES = {
    DigestKind.DAILY: "来信办理清单", DigestKind.MONTHLY: "来信办理情况汇总", DigestKind.QUARTERLY: "来信办理数字"}


@dataclass(frozen=True, slots=True)
class Marks:
    """What a paper shows that is not in the digest's body.

    `issuer` is who sends it, `sha256` the digest's own, `part` the name of the department whose part it is, "" for the
    whole; `corrects` and `correction` say which version was wrong and how. `most` bounds the rows of a list.
    """

    issuer: str
    sha256: str
    part: str = ""
    corrects: int | None = None
    correction: str = ""
    most: int | None = MOST_PRINTED


@dataclass(frozen=True, slots=True)
class Paper:
    """One paper, ready to be set."""

    body: DigestBody
    marks: Marks
    departments: Table
    tables: tuple[Table, ...]

    @property
    def title(self) -> str:
        return f"{self.label}{_TITLES[self.body.kind]}"

    @property
    def label(self) -> str:
        return periods.parse(self.body.kind.value, self.body.period).label

    @property
    def kind_label(self) -> str:
        return DIGEST_LABELS[self.body.kind]

    @property
    def made_at(self) -> datetime:
        return self.body.made_at

    @property
    def issuer(self) -> str:
        return self.marks.issuer

    @property
    def balance(self) -> str:
        return digest_tables.balance(self.body.figures)

    @property
    def span(self) -> str:
        """The days that are counted, in words."""
        first, last = self.body.first_on, self.body.last_on
        if first == last:
            return f"{_day(first)}0:00至24:00"
        end = f"{last.day}日" if first.month == last.month else _day(last)
        return f"{_day(first)}0:00至{end}24:00"

    @property
    def lists(self) -> tuple[Table, ...]:
        """The tables of letters; each is printed only so far."""
        return tuple(table for table in self.tables if table.is_letters)

    @property
    def asides(self) -> tuple[Table, ...]:
        """What is counted beside letters, by department: disclosure requests, periods for public comment."""
        return tuple(table for table in self.tables if table.name in ("requests", "periods"))

    @property
    def nothing(self) -> str:
        """What the day had none of, in one sentence."""
        names = [table.title for table in self.lists if not table.rows and table.name in list(ListName)]
        return f"没有{'、'.join(names)}的来信。" if names else ""

    @property
    def points(self) -> list[Point]:
        """The letters received month by month, for the chart."""
        return [Point(f"{month[:4]}年{int(month[5:7])}月", str(int(month[5:7])), figures["received"])
                for month, figures in self.body.series]

    @property
    def repeated(self) -> str:
        """The letters that belong together, in one sentence."""
        groups = self.body.repeated
        return f"反映同一事项的重复来信有{len(groups)}组，共{sum(map(len, groups))}件。" if groups else ""


def paper(body: DigestBody, marks: Marks) -> Paper:
    """Return the paper of a digest or of a department's part of it."""
    departments = digest_tables.departments(body)
    asked = (digest_tables.requests(body), digest_tables.pressing_requests(body)) if body.requests else ()
    if body.periods:
        asked = (*asked, digest_tables.comment_periods(body), digest_tables.pressing_periods(body))
    if body.kind is DigestKind.DAILY:
        return Paper(body, marks, departments, (*digest_tables.lists(body), *asked))
    shown = [digest_tables.headline(body), digest_tables.rates(body), departments,
             *(digest_tables.breakdown(body, dimension) for dimension in _order(body)), digest_tables.overdue(body),
             digest_tables.oldest(body)]
    if body.topics:
        shown.append(digest_tables.topics(body))
    shown += asked
    return Paper(body, marks, departments, tuple(shown))


def sheets(body: DigestBody) -> tuple[Table, ...]:
    """Return every table of a digest, as its workbook has them: one sheet each, the definitions last."""
    first = (digest_tables.headline(body), digest_tables.rates(body), digest_tables.departments(body, whole=True),
             digest_tables.requests(body), digest_tables.pressing_requests(body), digest_tables.comment_periods(body),
             digest_tables.pressing_periods(body))
    if body.kind is DigestKind.DAILY:
        return (*first, *digest_tables.lists(body), digest_tables.definitions())
    ranked = (digest_tables.ranking(body),) if body.ranking else ()
    return (*first, *ranked, *(digest_tables.breakdown(body, dimension) for dimension in _order(body)),
            digest_tables.months(body), digest_tables.overdue(body), digest_tables.oldest(body),
            digest_tables.topics(body), digest_tables.definitions())


def _order(body: DigestBody) -> tuple[Dimension, ...]:
    """Return the breakdowns beside that by department; a department's part has none of them."""
    order = (Dimension.CATEGORY, Dimension.SUBJECT, Dimension.CHANNEL, Dimension.MAILBOX)
    return tuple(dimension for dimension in order if body.breakdowns.get(dimension))


def _day(day: date) -> str:
    return f"{day.month}月{day.day}日"
