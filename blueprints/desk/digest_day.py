"""The daily list on the desk: headline figures, who has how much, and each list with what burns first."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from flask import url_for

from blueprints.desk.digest_reading import Reading
from queries import digest_pages
from rules.clocks import SOON_WORKING_DAYS, Standing, Tone
from rules.digest_body import LIST_LABELS, ListName, Row
from rules.figures import UNASSIGNED, Dimension
from rules.vocabulary import ANSWERED_STATES, State
from services.work import Work
from web.digest_tables import Cell, Headline, Table, TableRow

SHOWN = 20  # rows of a list on the day's page; the rest is a page of its own
PAGE = 50
# What burns first stands first; what is over comes last.
ORDER = (ListName.OVERDUE, ListName.DUE_TODAY, ListName.DUE_TOMORROW, ListName.RETURNED, ListName.EXTENSIONS,
         ListName.TO_REVIEW, ListName.RECEIVED, ListName.ASSIGNED, ListName.TO_PUBLISH, ListName.CLOSED)
UNIT_COLUMNS = (ListName.OVERDUE, ListName.DUE_TODAY, ListName.DUE_TOMORROW, ListName.RECEIVED, ListName.RETURNED,
                ListName.CLOSED)
FAR = 10**6


@dataclass(frozen=True)
class ListedLetter:
    """One row as it is shown: the title where the reader may open the letter, else ""."""

    row: Row
    title: str
    department: str
    standing: Standing | None


@dataclass(frozen=True)
class Block:
    """A list of the day: its first rows and, when there are more, where all of them are."""

    name: ListName
    label: str
    count: int
    letters: tuple[ListedLetter, ...]
    address: str


@dataclass(frozen=True)
class DayPage:
    """The page of a day, or of the days of one issue."""

    headline: tuple[Headline, ...]
    units: Table | None
    blocks: tuple[Block, ...]
    empty: tuple[str, ...]


@dataclass(frozen=True)
class ListPage:
    """One page of one list."""

    block: Block
    page: int
    pages: int
    unit: str
    units: tuple[tuple[str, str], ...]
    chosen: str


def day_page(work: Work, reading: Reading) -> DayPage:
    """Return what the page of a daily list shows."""
    lists = {name: _sorted(name, reading.body.lists.get(name, ())) for name in ORDER}
    shown = [row for rows in lists.values() for row in rows[:SHOWN]]
    as_listed = lister(work, reading, shown)
    blocks = tuple(Block(name, LIST_LABELS[name], len(rows), tuple(map(as_listed, rows[:SHOWN])),
                         _address(reading, name)) for name, rows in lists.items() if rows)
    empty = tuple(LIST_LABELS[name] for name, rows in lists.items() if not rows)
    return DayPage(_headline(reading), None if reading.own else _units(reading), blocks, empty)


def list_page(work: Work, reading: Reading, name: ListName, arguments: Mapping[str, str]) -> ListPage:
    """Return one page of a list, of one department when the address names one."""
    rows = _sorted(name, reading.body.lists.get(name, ()))
    there = dict.fromkeys(sorted((row.department for row in rows), key=lambda key: (key == UNASSIGNED, key)))
    chosen = arguments.get("department", "")
    chosen = chosen if chosen in there else ""
    if chosen:
        rows = [row for row in rows if row.department == chosen]
    page, pages = page_of(arguments, len(rows), PAGE)
    part = rows[(page - 1) * PAGE:page * PAGE]
    as_listed = lister(work, reading, part)
    block = Block(name, LIST_LABELS[name], len(rows), tuple(map(as_listed, part)), _address(reading, name))
    options = [("", "全部单位"), *((key, reading.units.get(key, key)) for key in there)]
    return ListPage(block, page, pages, reading.units.get(chosen, ""), tuple(options), chosen)


def page_of(arguments: Mapping[str, str], count: int, size: int) -> tuple[int, int]:
    """Return the page that an address asks for, and how many there are; what cannot be read is the first."""
    pages = max(1, -(-count // size))
    text = arguments.get("page", "")
    wanted = int(text) if text.isascii() and text.isdigit() and len(text) <= 6 else 1
    return min(max(wanted, 1), pages), pages


def standing(row: Row, issue_on: date) -> Standing | None:
    """Return how a frozen row stands on the day of issue, None without a clock or once it is answered."""
    if row.due_on is None or row.days is None or State(row.state) in ANSWERED_STATES:
        return None
    if row.due_on < issue_on:
        return Standing(Tone.LATE, max(1, -row.days))
    if row.due_on == issue_on:
        return Standing(Tone.TODAY, 0)
    left = max(1, row.days)
    return Standing(Tone.SOON if left <= SOON_WORKING_DAYS else Tone.PLAIN, left)


def lister(work: Work, reading: Reading, rows: Iterable[Row]) -> Callable[[Row], ListedLetter]:
    """Return how rows become lines; the titles of all of them are asked for at once."""
    titles = digest_pages.titles(work.session, work.actor, [row.case for row in rows])
    return lambda row: ListedLetter(row, titles.get(row.case, ""), reading.units.get(row.department, row.department),
                                    standing(row, reading.body.issue_on))


def _sorted(name: ListName, rows: Iterable[Row]) -> list[Row]:
    """Return the rows with the least time left first; what is over stays in the order in which it came."""
    if name is ListName.CLOSED:
        return sorted(rows, key=lambda row: (row.received_at, row.case))
    return sorted(rows, key=lambda row: (FAR if row.days is None else row.days, row.due_on or date.max,
                                         row.received_at, row.case))


def _headline(reading: Reading) -> tuple[Headline, ...]:
    figures, lists = reading.body.figures, reading.body.lists
    shown = [(label, figures[slug], reading.link(slug, figures[slug])) for label, slug in (
        ("新收", "received"), ("办结", "closed"), ("在办", "open"))]
    shown += [(label, len(lists.get(name, ())), _address(reading, name) if lists.get(name) else "")
              for label, name in (("今日到期", ListName.DUE_TODAY), ("已超期", ListName.OVERDUE),
                                  ("被退回", ListName.RETURNED))]
    return tuple(Headline(label, str(count), "件", address) for label, count, address in shown)


def _units(reading: Reading) -> Table | None:
    """Return how much each department has, the one with the most that is late first."""
    counts = {name: Counter(row.department for row in reading.body.lists.get(name, ())) for name in UNIT_COLUMNS}
    rows = []
    for line in reading.body.departments:
        open_ = line.figures["open"]
        numbers = [counts[name][line.key] for name in UNIT_COLUMNS]
        if open_ or any(numbers):
            cells = [Cell(str(open_), reading.link("open", open_, Dimension.DEPARTMENT, line.key), "在办")]
            cells += [Cell(str(count), _address(reading, name, line.key) if count else "", LIST_LABELS[name])
                      for name, count in zip(UNIT_COLUMNS, numbers, strict=True)]
            rows.append(((-numbers[0], -numbers[1], -numbers[2], -open_), TableRow(line.label, tuple(cells))))
    if not rows:
        return None
    rows.sort(key=lambda one: one[0])
    return Table("各单位今天手上有多少", "各单位的件数，超期多的在前",
                 ("承办单位", "在办", *(LIST_LABELS[name] for name in UNIT_COLUMNS)), tuple(row for _, row in rows))


def _address(reading: Reading, name: ListName, department: str = "") -> str:
    place = {slug: value for slug, value in reading.place.items() if slug != "kind"}
    extra = {"department": department} if department else {}
    return url_for("desk.digest_list", name=name.value, **place, **extra)
