"""Small factories of digests: frozen rows made from a few entries, so that figures, breakdowns and cases agree."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from itertools import count

from models.digest import Bulletin, Digest
from rules.digest_body import DigestBody, DigestKind, Line, ListName, Row
from rules.figures import UNASSIGNED, Dimension, Figures, Flow
from services.work import Work

ROOT = "5a" * 32
KEYS: Mapping[Dimension, Mapping[str, str]] = {
    Dimension.DEPARTMENT: {"housing": "县住房和城乡建设局", "transport": "县交通运输局",
                           UNASSIGNED: "县信访局（尚未转办）"},
    Dimension.CATEGORY: {"consultation": "咨询", "complaint": "投诉", "suggestion": "建议"},
    Dimension.CHANNEL: {"web": "网上", "phone": "电话"},
    Dimension.MAILBOX: {"county-leader": "县长信箱", "housing": "县住房和城乡建设局信箱"},
    Dimension.SUBJECT: {"other": "其他"},
}
Cases = dict[str, dict[str, list[int]]]


@dataclass(frozen=True)
class Counted:
    """One letter as it is counted: `figures` are the slugs to which it adds one, repeated for decisions (件次)."""

    case: int
    figures: tuple[str, ...]
    department: str = "housing"
    category: str = "complaint"
    channel: str = "web"
    mailbox: str = "county-leader"
    subject: str = "other"

    @property
    def group(self) -> str:
        return "|".join(self.key(dimension) for dimension in Dimension)

    def key(self, dimension: Dimension) -> str:
        return str(getattr(self, dimension.value))


@dataclass
class Draft:
    """What a test says of a digest; the rest is made from `counted`."""

    period: str = "2026-11-23"
    counted: Sequence[Counted] = ()
    body: Mapping[str, object] = field(default_factory=dict)


def figures(counted: Iterable[Counted], *, in_hand: bool = True) -> Figures:
    """Return the figures to which the entries add up; `in_hand` False leaves out what only the whole has."""
    sums = Counter(slug for one in counted for slug in one.figures)
    flows = {flow: sums[flow] for flow in Flow if sums[flow]}
    change = sums["overdue"] - sums["opening_overdue"]
    flows |= {Flow.OVERDUE_CHANGE: change} if change else {}
    return Figures(flows, sums["opening"], sums["opening_overdue"]) if in_hand else Figures(flows)


def cases(counted: Iterable[Counted]) -> Cases:
    """Return the cases behind every figure, group by group, as a digest keeps them."""
    found: Cases = {}
    for one in counted:
        for slug in one.figures:
            found.setdefault(slug, {}).setdefault(one.group, []).append(one.case)
    return {slug: {group: sorted(ids) for group, ids in groups.items()} for slug, groups in found.items()}


def body(kind: DigestKind, draft: Draft) -> DigestBody:
    """Return the body of a digest over the entries of a draft."""
    first_on, last_on = days_of(kind, draft.period)
    made = DigestBody(
        kind=kind, period=draft.period, version=1, first_on=first_on, last_on=last_on,
        issue_on=last_on + timedelta(days=1), root=ROOT, figures=figures(draft.counted),
        made_at=datetime(last_on.year, last_on.month, last_on.day, 23, 30, tzinfo=UTC),
        breakdowns={dimension: _lines(dimension, draft.counted) for dimension in Dimension})
    return replace(made, **draft.body)  # type: ignore[arg-type]


def row(case: int, number: str, **fields: object) -> Row:
    """Return one letter of a list."""
    values = {"received_at": datetime(2026, 11, 20, 1, 5, tzinfo=UTC), "category": "complaint", "subject": "other",
              "channel": "web", "department": "housing", "state": "assigned"}
    return Row(case, number, **(values | fields))  # type: ignore[arg-type]


def lists(rows: Mapping[str, Sequence[Row]]) -> dict[ListName, tuple[Row, ...]]:
    """Return all lists of a day, empty where the test says nothing."""
    return {name: tuple(rows.get(name.value, ())) for name in ListName}


def store(work: Work, made: DigestBody, behind: Cases, corrects: Digest | None = None, words: str = "") -> Digest:
    """Store a body as the frozen row that it belongs to; a version that corrects another names it."""
    if corrects is not None:
        made = replace(made, version=corrects.version + 1)
    text, ids = made.to_json(), json.dumps(behind, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    row_ = Digest(
        kind=made.kind.value, period=made.period, version=made.version, first_on=made.first_on, last_on=made.last_on,
        made_at=made.made_at, body=text, cases=ids, sha256=hashlib.sha256(f"{text}\n{ids}".encode()).hexdigest(),
        corrects_id=corrects.id if corrects else None, correction=words)
    work.session.add(row_)
    work.session.flush()
    return row_


def digest(work: Work, kind: DigestKind = DigestKind.DAILY, draft: Draft | None = None) -> Digest:
    """Store a digest over the entries of a draft."""
    draft = draft or Draft()
    return store(work, body(kind, draft), cases(draft.counted))


def issued_bulletin(work: Work, made: Digest, staff_ids: Sequence[int], text: str = "{}") -> Bulletin:
    """Store the bulletin of a quarterly digest as signed by three people."""
    drafted, reviewed, issued = staff_ids
    bulletin = Bulletin(digest_id=made.id, state="issued", text=text, edited_at=work.now, submitted_by=drafted,
                        submitted_at=work.now, reviewed_by=reviewed, reviewed_at=work.now, issued_by=issued,
                        issued_at=work.now, number=f"云信通〔2026〕{next(_numbers)}号")
    work.session.add(bulletin)
    work.session.flush()
    return bulletin


def days_of(kind: DigestKind, period: str) -> tuple[date, date]:
    """Return the first and last day of a period written as in addresses."""
    if kind is DigestKind.DAILY:
        return date.fromisoformat(period), date.fromisoformat(period)
    year, part = period.split("-")
    first, months = (3 * int(part[1:]) - 2, 3) if kind is DigestKind.QUARTERLY else (int(part), 1)
    after = date(int(year) + (first + months > 12), (first + months - 1) % 12 + 1, 1)
    return date(int(year), first, 1), after - timedelta(days=1)


def _lines(dimension: Dimension, counted: Sequence[Counted]) -> tuple[Line, ...]:
    in_hand = dimension is Dimension.DEPARTMENT
    return tuple(
        Line(key, label, figures([one for one in counted if one.key(dimension) == key], in_hand=in_hand))
        for key, label in KEYS[dimension].items())


_numbers = count(1)
