"""Who is told of a rung: the people behind an audience, given who works where. Pure; owns no right to read a case."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from rules.actors import DEPARTMENT_ROLES, Role
from rules.ladder import Audience
from rules.vocabulary import CaseKind, Category, State

# What waits for the department's head, not for the person who wrote it.
_WAITS_FOR_LEAD = frozenset({State.DRAFTED, State.REVIEWED, State.RESULT_DRAFTED})
# What waits for the office outside of the department, which signs last.
_WAITS_FOR_OFFICE = frozenset({State.RESULT_REVIEWED})
# Who stands above the departments, by the kind of case: the letters office, or the office for open government.
_ROLES: dict[CaseKind, dict[Audience, Role]] = {
    CaseKind.LETTER: {
        Audience.OFFICE: Role.INTAKE, Audience.SUPERVISOR: Role.SUPERVISOR, Audience.LEADER: Role.LEADER},
    **dict.fromkeys((CaseKind.DISCLOSURE_REQUEST, CaseKind.COMMENT_PERIOD), {
        Audience.OFFICE: Role.DISCLOSURE, Audience.SUPERVISOR: Role.DISCLOSURE, Audience.LEADER: Role.LEADER})}
_UNIT = frozenset({Audience.HANDLER, Audience.LEAD})


@dataclass(frozen=True)
class Person:
    """One member of staff with an account in use."""

    id: int
    role: Role
    department_id: int | None


@dataclass(frozen=True)
class Holding:
    """Who has the case: the department (None: the office), the person who signed for it, and what it waits for.

    `category` is None for a case that is no letter.
    """

    department_id: int | None
    handler_id: int | None
    state: State
    category: Category | None
    kind: CaseKind = CaseKind.LETTER


class Directory:
    """The people of some departments and of the office; accounts that are shut are not in it."""

    def __init__(self, people: Iterable[Person]) -> None:
        self._by_place: dict[tuple[Role, int | None], list[int]] = defaultdict(list)
        self._unit_of: dict[int, int | None] = {}
        for person in people:
            unit = person.department_id if person.role in DEPARTMENT_ROLES else None
            self._by_place[person.role, unit].append(person.id)
            self._unit_of[person.id] = unit

    def told(self, audience: Collection[Audience], holding: Holding) -> tuple[int, ...]:
        """Return the ids of those who are told, each once, in ascending order; empty only when nobody is there.

        Only the department that has the case hears of it, never one that is merely named in it (security.md I1); of
        a report (举报) not the whole department but who signed for it, else its heads. What no department has goes
        to the office of its kind. Where nobody is left to be told, the supervisors of that office are.
        """
        roles = _ROLES[holding.kind]
        above = {one for part in audience if part in roles for one in self._of(roles[part])}
        if holding.department_id is None:
            return tuple(sorted({*self._of(roles[Audience.OFFICE]), *self._of(roles[Audience.SUPERVISOR]), *above}))
        inside: set[int] = set()
        if Audience.HANDLER in audience:
            inside.update(self._handlers(holding))
        if Audience.LEAD in audience:
            inside.update(self._of(Role.LEAD, holding.department_id))
        if Audience.HANDLER in audience and holding.state in _WAITS_FOR_OFFICE:
            above.update(self._of(roles[Audience.OFFICE]))
        if not inside and not _UNIT.isdisjoint(audience):
            above.update(self._of(roles[Audience.SUPERVISOR]))
        return tuple(sorted(inside | above))

    def _handlers(self, holding: Holding) -> list[int]:
        unit = holding.department_id
        leads = self._of(Role.LEAD, unit)
        if holding.state in _WAITS_FOR_LEAD and leads:
            return leads
        if holding.handler_id is not None and self._unit_of.get(holding.handler_id) == unit:
            return [holding.handler_id]
        return (self._of(Role.HANDLER, unit) if holding.category is not Category.REPORT else []) or leads

    def _of(self, role: Role, department_id: int | None = None) -> list[int]:
        return self._by_place.get((role, department_id), [])
