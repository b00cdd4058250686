"""The result of a period (采纳情况): figures and rows as they are frozen at release, and what keeps it from going on.

How it is printed stands in rules/comment_result_paper.py.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date, datetime

from rules.comment_words import ADOPTION_LABELS, Adoption, AsideGround, DraftKind
from rules.localtime import local_date

# So many writers of an opinion are named, masked; the others are counted.
MOST_NAMED = 3
NAMELESS = "匿名"
WORDS_CHARACTERS = 2_000
# What introduces the table when nobody wrote anything else.
NO_COMMENTS = "征集期间没有收到意见。"
NO_ROWS = "收到的意见都没有列入统计、由本人新的意见代替或者由本人撤回，没有要逐条答复的。"
# So many numbers of comments are named in a sentence.
_MOST_NUMBERS = 5


@dataclass(frozen=True, slots=True)
class Row:
    """One opinion of the table. `people` are confirmed contacts, `texts` different texts among its `comments`.

    `writers` are the first names as the public sees them, "" for none.
    """

    serial: int
    anchor: str
    passage: str
    summary: str
    decision: Adoption
    reason: str
    comments: int
    people: int
    texts: int
    writers: tuple[str, ...] = ()

    @property
    def writer_words(self) -> str:
        """Who made the point, as the table prints it: 朱*云、张*祥等12条."""
        named = "、".join(name or NAMELESS for name in self.writers)
        return named if self.comments <= len(self.writers) else f"{named}等{self.comments}条"


@dataclass(frozen=True, slots=True)
class Aside:
    """One comment that is not counted: on what ground, in whose words, and who decided (security.md C3)."""

    number: str
    ground: AsideGround
    words: str
    decided_by: str
    decided_on: date


@dataclass(frozen=True, slots=True)
class Totals:
    """Every comment that came in, and where it is: in the table, set aside, replaced by its writer, or taken back.

    `people` are distinct confirmed contacts, `texts` what is left when texts nearly the same are taken as one.
    """

    received: int = 0
    confirmed: int = 0
    people: int = 0
    texts: int = 0
    answered: int = 0
    set_aside: int = 0
    replaced: int = 0
    withdrawn: int = 0

    @property
    def unconfirmed(self) -> int:
        """Those whose contact nobody has proved."""
        return self.received - self.confirmed

    @property
    def is_whole(self) -> bool:
        """Whether every comment is accounted for."""
        return self.received == self.answered + self.set_aside + self.replaced + self.withdrawn


@dataclass(frozen=True, slots=True)
class ResultBody:
    """A result as it was released. Days are days in China; `words` introduce the table.

    `department` is the unit that made the draft, `issuer` its name in full as papers carry it.
    """

    number: str
    title: str
    department: str
    issuer: str
    draft_kind: DraftKind
    opens_on: date
    closes_on: date
    released_at: datetime
    words: str
    totals: Totals
    rows: tuple[Row, ...] = ()
    asides: tuple[Aside, ...] = ()

    @property
    def released_on(self) -> date:
        """The day of its publication in China."""
        return local_date(self.released_at)

    @property
    def empty(self) -> str:
        """What is said in the place of a table without rows."""
        return NO_ROWS if self.totals.received else NO_COMMENTS

    @property
    def decided(self) -> dict[Adoption, int]:
        """How many opinions were adopted, partly adopted, and not adopted."""
        return {decision: sum(row.decision is decision for row in self.rows) for decision in Adoption}

    def to_json(self) -> str:
        """Return the one form in which it is kept: the same result always gives the same bytes."""
        return json.dumps(asdict(self), ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=_plain)


@dataclass(frozen=True, slots=True)
class Accounting:
    """What keeps a result from being drafted: how many comments are not dealt with, with the first of their numbers.

    `held` wait to be shown, `mending` may still be mended by their writers, `unmended` may not any more, `unsorted`
    stand in no opinion. `undecided` are the words of opinions without a decision.
    """

    held: int = 0
    mending: int = 0
    unmended: int = 0
    unsorted: int = 0
    undecided: Sequence[str] = ()
    numbers: Mapping[str, Sequence[str]] = field(default_factory=dict)

    @property
    def is_complete(self) -> bool:
        """Whether every comment is in a decided opinion, set aside, replaced or taken back."""
        return not (self.held or self.mending or self.unmended or self.unsorted or self.undecided)

    @property
    def sentences(self) -> tuple[str, ...]:
        """What is missing, each with what to do."""
        counted = (
            ("held", self.held, "还没有公开，请先公开或者决定不列入统计"),
            ("mending", self.mending, "退回评论人修改，还没有到期，请等改好或者到期"),
            ("unmended", self.unmended, "退回后到期没有修改，请决定不列入统计"),
            ("unsorted", self.unsorted, "没有归入任何一条归并意见，请归并"))
        lines = [f"{number}条意见{words}（{self._named(name, number)}）。" for name, number, words in counted if number]
        if self.undecided:
            lines.append(f"{len(self.undecided)}条归并意见没有决定是否采纳（“{self.undecided[0][:20]}”"
                         f"{'等' if len(self.undecided) > 1 else ''}）。")
        return tuple(lines)

    def _named(self, name: str, number: int) -> str:
        numbers = self.numbers.get(name, ())[:_MOST_NUMBERS]
        return "、".join(numbers) + ("等" if number > len(numbers) else "")


def from_json(text: str) -> ResultBody:
    """Return a kept result."""
    found = json.loads(text)
    return ResultBody(
        found["number"], found["title"], found["department"], found["issuer"],
        DraftKind(found["draft_kind"]),
        date.fromisoformat(found["opens_on"]), date.fromisoformat(found["closes_on"]),
        datetime.fromisoformat(found["released_at"]), found["words"], Totals(**found["totals"]),
        tuple(Row(**{**row, "decision": Adoption(row["decision"]), "writers": tuple(row["writers"])})
              for row in found["rows"]),
        tuple(Aside(one["number"], AsideGround(one["ground"]), one["words"], one["decided_by"],
                    date.fromisoformat(one["decided_on"])) for one in found["asides"]))


def totals_words(body: ResultBody) -> str:
    """Return the sentence of totals that stands above every table."""
    totals = body.totals
    if not totals.received:
        return NO_COMMENTS
    decided = "，".join(f"{ADOPTION_LABELS[decision]}{number}条" for decision, number in body.decided.items())
    other = "，".join(f"{words}{number}条" for words, number in (
        ("没有列入统计", totals.set_aside), ("由本人新的意见代替", totals.replaced), ("由本人撤回", totals.withdrawn))
        if number)
    return (f"征集期间共收到意见{totals.received}条，来自{totals.people}人，归并相近的为{totals.texts}种；"
            f"归并为{len(body.rows)}条意见，{decided}。{f'另有{other}。' if other else ''}")


def _plain(value: object) -> str:
    assert isinstance(value, date | datetime), f"{type(value)} has no form in a kept result"
    return value.isoformat()
