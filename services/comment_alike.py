"""Which comments of a period are nearly the same text: found a part at a time, kept as the first one of each group.

A comment that joins a group stores only what the group did not have, so that ten thousand copies cost little more than
one. Nothing is refused, hidden or left out for being alike (security.md C2).
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain

from sqlalchemy import bindparam, delete, insert, select, update

from adapters import minhash
from models.comment import Comment, CommentBand
from models.types import table_of
from queries import comment_alike
from queries.comment_alike import Known
from rules import near_duplicates
from services import locking
from services.publication import PUBLIC_REVISION
from services.work import Work

BATCH = 500
# Of those that share a band so many are looked at, those that share the most bands first.
MOST_LOOKED_AT = 50
_comment, _band = table_of(Comment), table_of(CommentBand)
_SET = update(_comment).where(_comment.c.case_id == bindparam("id")).values(alike_id=bindparam("first"))


@dataclass(frozen=True)
class Compared:
    """A comment as it was compared: those found alike, and the bands that none of them had, as (place, value)."""

    id: int
    alike: tuple[int, ...]
    bands: tuple[tuple[int, int], ...]


def compare_new(work: Work, period_id: int, limit: int = BATCH) -> int:
    """Compare the oldest new comments of a period, and return how many; twice changes nothing.

    The job does it in two transactions, so that nobody waits while texts are compared.
    """
    return keep(work, period_id, look_at(work, period_id, limit))


def look_at(work: Work, period_id: int, limit: int = BATCH) -> list[Compared]:
    """Find what each of the oldest new comments of a period is alike to; nothing is written."""
    new = comment_alike.new_texts(work.session, period_id, limit)
    if not new:
        return []
    draft = comment_alike.draft_words(work.session, period_id)
    words = {comment_id: near_duplicates.compared(text, draft) for comment_id, text in new}
    signed = map(near_duplicates.bands, minhash.signatures(list(words.values())))
    values = dict(zip(words, signed, strict=True))
    holders = comment_alike.sharing(work.session, period_id, chain.from_iterable(values.values()))
    before = {comment_id: _most_shared(holders, each) for comment_id, each in values.items()}
    others = comment_alike.known(work.session, {one for some in before.values() for one in some})
    look = _Look(words, others, draft, holders)
    return [look.at(comment_id, each, before[comment_id]) for comment_id, each in values.items()]


def keep(work: Work, period_id: int, found: Sequence[Compared]) -> int:
    """Store what was found, and return how many comments; what another run has stored meanwhile stays.

    Groups that a comment brings together become one, of which the first comment gives the name.
    """
    first = _locked(work, found)
    new = [one for one in found if first.get(one.id, 0) is None]
    joined: dict[int, int] = {}

    def root(comment_id: int) -> int:
        while comment_id in joined:
            comment_id = joined[comment_id]
        return comment_id

    for one in new:
        roots = {root(known) for known in map(first.get, one.alike) if known is not None}
        first[one.id] = least = min(roots | {one.id})
        joined |= dict.fromkeys(roots - {least}, least)
    if not new:
        return 0
    connection = work.session.connection()
    connection.execute(_SET, [{"id": one.id, "first": root(first[one.id] or one.id)} for one in new])
    for other in joined:
        connection.execute(update(_comment).where(_comment.c.period_id == period_id, _comment.c.alike_id == other)
                           .values(alike_id=root(other)))
    rows = [{"comment_id": one.id, "period_id": period_id, "band": band, "value": value}
            for one in new for band, value in one.bands]
    if rows:
        connection.execute(insert(_band), rows)
    if any(first[one.id] != one.id for one in new):
        # The figure of different texts is public.
        locking.bump_revision(work.session, PUBLIC_REVISION)
    return len(new)


def forget(work: Work, comment: Comment) -> None:
    """Have a comment compared anew, since it has other words now; and its group, where the group was found by it."""
    group = comment.alike_id
    comment.alike_id = None
    removed = work.session.connection().execute(delete(_band).where(_band.c.comment_id == comment.case_id)).rowcount
    if group is None or not (removed or group == comment.case_id):
        return
    members = select(_comment.c.case_id).where(
        _comment.c.period_id == comment.period_id, _comment.c.alike_id == group).scalar_subquery()
    work.session.execute(delete(_band).where(_band.c.comment_id.in_(members)))
    work.session.execute(update(_comment).where(
        _comment.c.period_id == comment.period_id, _comment.c.alike_id == group).values(alike_id=None))


def _locked(work: Work, found: Sequence[Compared]) -> dict[int, int | None]:
    """Return the group of every comment that matters, locked in one order, None for one without any."""
    ids = {one.id for one in found} | {other for one in found for other in one.alike}
    groups: dict[int, int | None] = {}
    for some in comment_alike.in_parts(ids):
        for comment_id, group in work.session.execute(
                select(_comment.c.case_id, _comment.c.alike_id).where(_comment.c.case_id.in_(some))
                .order_by(_comment.c.case_id).with_for_update()):
            groups[comment_id] = group
    return groups


def _most_shared(holders: Mapping[int, list[int]], values: Iterable[int]) -> list[int]:
    counted = Counter(chain.from_iterable(holders[value] for value in values if value in holders))
    return [one for one, _ in counted.most_common(MOST_LOOKED_AT)]


class _Look:
    """Looks at one new comment after another; those it has seen are compared with those that follow."""

    def __init__(self, words: dict[int, frozenset[str]], others: dict[int, Known], draft: frozenset[str],
                 holders: Mapping[int, list[int]]) -> None:
        self.words, self.others, self.draft, self.holders = dict(words), others, draft, holders
        self.seen: dict[int, list[int]] = defaultdict(list)
        self.group: dict[int, int] = {known.id: known.alike_id for known in others.values()}

    def at(self, comment_id: int, values: tuple[int, ...], before: Sequence[int]) -> Compared:
        """Return what a comment is alike to, one of each group, and the bands it brings in."""
        alike, groups = list[int](), set[int]()
        for other in (*_most_shared(self.seen, values), *before):
            group = self.group.get(other)
            if group is None or group in groups:
                continue
            if near_duplicates.is_alike(self.words[comment_id], self._words(other)):
                alike.append(other)
                groups.add(group)
        self._join(comment_id, groups)
        brought = tuple((place, value) for place, value in enumerate(values) if not self._has(value, comment_id))
        for _, value in brought:
            self.seen[value].append(comment_id)
        return Compared(comment_id, tuple(alike), brought)

    def _words(self, comment_id: int) -> frozenset[str]:
        if comment_id not in self.words:
            self.words[comment_id] = near_duplicates.compared(self.others[comment_id].text, self.draft)
        return self.words[comment_id]

    def _join(self, comment_id: int, groups: set[int]) -> None:
        first = min(groups | {comment_id})
        self.group[comment_id] = first
        if len(groups) > 1:
            self.group = {one: first if group in groups else group for one, group in self.group.items()}

    def _has(self, value: int, comment_id: int) -> bool:
        """Tell whether a comment of the same group has brought the value in."""
        seen, holders = self.seen.get(value), self.holders.get(value)
        if not seen and not holders:
            return False
        group = self.group[comment_id]
        return any(self.group.get(other) == group for other in (*(seen or ()), *(holders or ())))
