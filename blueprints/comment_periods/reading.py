"""What the pages of a period show: the period that an address names, its draft, its days, its rules and its ways."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from flask import url_for

from queries import adoption, comment_periods, drafts, shown_comments
from queries.comment_periods import PeriodPage, PeriodRow
from queries.drafts import Version
from queries.shown_comments import Answer, ShownComment
from rules import clocks, numbering, passage_names, period_words
from rules.charts import Point
from rules.clock_kinds import ClockKind, row_for
from rules.clocks import ClockFacts
from rules.comment_figures import Counts, Tally
from rules.comment_periods import closing_words, opening_words
from rules.comment_words import PublicPeriodState
from rules.draft_text import HEADINGS, Level, Passage
from rules.errors import NotFound
from services import clocks as clock_rows
from services.work import Work
from web import cursors
from web.comment_figures import counts_of, days_of
from web.filters import full_day
from web.unit_of_work import current_work

NONE = "没有这次征集，或者还没有发布。请从意见征集的列表里打开。"
FIRST_HEADING = 3  # the draft's own heading is the second
ONE_DAY = timedelta(days=1)
_WHOLE = Passage("", Level.ARTICLE, "", "")


@dataclass(frozen=True)
class Line:
    """A passage as it stands on the page. `level` is that of its heading in HTML, 0 for a line within an article."""

    passage: Passage
    name: str
    tally: Tally
    level: int = 0
    comments: tuple[ShownComment, ...] = ()

    @property
    def more(self) -> int:
        """How many more there are than the comments that stand under it."""
        return self.tally.raw - len(self.comments)


@dataclass(frozen=True)
class Article:
    """An article with the lines below it, or a heading, which has none."""

    head: Line
    lines: list[Line] = field(default_factory=list)


@dataclass(frozen=True)
class Reading:
    """A draft with what was said of it. `former` is what was commented on in an earlier text and is not in this one."""

    version: Version | None
    parts: list[Article]
    counts: Counts
    whole: Line
    former: list[Line]
    days: list[Point]

    @property
    def chapters(self) -> list[Line]:
        """The headings of the draft, for its table of contents."""
        return [part.head for part in self.parts if part.head.passage.level is Level.CHAPTER]

    @property
    def busiest(self) -> Point | None:
        """The day on which most came in, None without any comment."""
        return max(self.days, key=lambda point: point.value or 0, default=None)


@dataclass(frozen=True)
class Addresses:
    """Where what belongs to a comment of a period is. `texts` are the names of earlier texts of the draft by id.

    `links_groups`: not on the page that shows a group itself.
    """

    number: str
    texts: Mapping[int, str]
    links_groups: bool = True

    def public_id(self, one: ShownComment) -> str:
        """Return the id under which a comment is known outside."""
        return numbering.public_id(current_work().secrets.code, one.id)

    def group(self, one: ShownComment) -> str:
        """Return where the comments are that are nearly the same, "" when there is no other."""
        if one.alike < 2 or not self.links_groups:
            return ""
        return url_for("comment_periods.comments", number=self.number, alike=cursors.hidden(str(one.alike_id)))

    def answer(self, answer: Answer) -> str:
        """Return where the row of the result stands."""
        return url_for("comment_periods.result", number=self.number, row=answer.serial, _anchor=f"o{answer.serial}")

    def earlier_text(self, one: ShownComment) -> str:
        """Return the name of the text that a comment is about where another is in force by now, "" otherwise."""
        return self.texts.get(one.text_id, "")


def addresses(row: PeriodRow, *, links_groups: bool = True) -> Addresses:
    """Return where things of the comments of a period are."""
    texts = [one for one in drafts.versions(current_work().session, row.id) if not one.is_final]
    return Addresses(row.number, {one.id: one.name for one in texts[:-1]}, links_groups)


def released(number: str) -> PeriodPage:
    """Return a released period. Raises NotFound, also for one that is still being prepared."""
    work = current_work()
    found = comment_periods.one(work.session, number, work.now) if numbering.normal_number(number) == number else None
    if found is None:
        raise NotFound(NONE)
    return found


def write_address(row: PeriodRow, anchor: str = "") -> str:
    """Return where a comment on a passage, or on the draft as a whole, is written; "" outside of its time."""
    return url_for("comment_periods.write", number=row.number, anchor=anchor or None) if row.is_open else ""


def read(work: Work, page: PeriodPage) -> Reading:
    """Return the draft in force with what was said of it."""
    session, row = work.session, page.row
    version = drafts.in_force(session, row.id)
    passages = drafts.passages(session, version.id) if version else ()
    first = shown_comments.first_ones(session, row.id, version.id) if version else {}
    counts = counts_of(session, row.id)
    gone = set(counts.passages) - {"", *(one.anchor for one in passages)}
    names = adoption.passages(session, row.id) if gone else {}
    former = [Line(Passage(anchor, Level.ARTICLE, "", ""), names[anchor], counts.passage(anchor))
              for anchor in names if anchor in gone]
    return Reading(version, parts(passages, counts, first), counts,
                   Line(_WHOLE, passage_names.WHOLE, counts.passage("")), former,
                   days(row, days_of(session, row.id), work.today))


def parts(passages: Sequence[Passage], counts: Counts,
          first: Mapping[str, tuple[ShownComment, ...]]) -> list[Article]:
    """Return a draft article by article; what stands below none begins one of its own."""
    names, found, depth, in_article = passage_names.names(passages), [], FIRST_HEADING, False
    for one in passages:
        tally, comments = counts.passage(one.anchor), first.get(one.anchor, ())
        name = names[one.anchor]
        if one.level in HEADINGS:
            level = FIRST_HEADING + (one.level is Level.SECTION)
            depth, in_article = level + 1, False
            found.append(Article(Line(one, name, tally, level)))
        elif one.level is Level.ARTICLE or not in_article:
            in_article = one.level is Level.ARTICLE
            found.append(Article(Line(one, name, tally, depth, comments)))
        else:
            found[-1].lines.append(Line(one, name, tally, 0, comments))
    return found


def days(row: PeriodRow, by_day: Mapping[date, int], today: date) -> list[Point]:
    """Return how many comments came in on each day of a period, also before it where papers came early."""
    if not by_day:
        return []
    first, last = min(row.opens_on, *by_day), max(min(row.closes_on, today), *by_day)
    return [Point(full_day(on), f"{on.month}月{on.day}日", by_day.get(on, 0))
            for on in (first + ONE_DAY * place for place in range((last - first).days + 1))]


def facts(work: Work, page: PeriodPage) -> list[tuple[str, str]]:
    """Return the facts beside the draft: who, when, how long, and until when an answer is due."""
    row = page.row
    working = work.calendar.working_days_between(row.opens_on, row.closes_on)
    return [("起草", row.department), ("类别", row.kind), ("编号", row.number),
            ("开始", opening_words(row.times).removesuffix("00:00")), ("截止", closing_words(row.times)),
            ("期限", period_words.length_words(row.times, working)), ("反馈", _feedback(work, page))]


def ways(page: PeriodPage) -> list[tuple[str, str]]:
    """Return how to answer without the net."""
    hall = "，".join(part for part in (page.hall_address, page.hall_hours) if part)
    return [(label, words) for label, words in (
        ("写信", page.post_address), ("当面", hall), ("电子邮件", page.email), ("电话", page.phone)) if words]


def _feedback(work: Work, page: PeriodPage) -> str:
    row = page.row
    if row.resulted_on is not None:
        return f"{full_day(row.resulted_on)}公布了采纳情况"
    if row.is_cancelled:
        return ""
    rule = row_for(ClockKind.COMMENT_FEEDBACK, row.closes_on)
    due = clocks.due(ClockFacts(clocks.terms_of(rule), row.closes_on), work.calendar)
    on = (clock_rows.due_on(work, row.id) if row.state is PublicPeriodState.CLOSED else None) or due.on
    return f"截止后{rule.length}个工作日内，最迟{full_day(on)}{'（暂定）' if due.provisional else ''}公布采纳情况"
