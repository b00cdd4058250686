"""Finding a case by number and query code: the writer's only key, limited, one answer to every wrong pair."""

from __future__ import annotations

import hmac
import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from models.case import Case
from models.staff import SignInFailure
from rules import numbering
from rules.errors import TooMany
from rules.vocabulary import State
from services import attempts, intake
from services.work import Work

WRONG = "编号和查询码对不上，请核对后再试。"
PER_NUMBER = 10
PER_SOURCE = 30  # a village may sit behind one address
_NOBODY = "0" * 64


def find(work: Work, number: str, code: str, source: str) -> int | None:
    """Return the id of the case that number and query code open, None when they do not fit together.

    An unknown number and a withdrawn case take the same steps as a wrong code (security.md K2). Failures are counted
    per number and per source for 15 minutes; raises TooMany after too many. Whoever keeps guessing cannot keep the
    writer out: after 15 minutes without answers come 15 in which failures lock nobody out (security.md K3).
    """
    typed = numbering.normal_number(number)
    keys = [(_key(work, "find-source", source), PER_SOURCE)]
    if typed is not None:
        keys.append((_key(work, "find-number", typed), PER_NUMBER))
    standings = [_standing(work, key, limit) for key, limit in keys]
    if any(standing.locked_until for standing in standings) and not any(standing.is_rest for standing in standings):
        raise _too_many(work, standings)
    row = work.session.execute(
        select(Case.id, Case.code_mac)
        .where(Case.number == (typed or ""), Case.state != State.WITHDRAWN)).one_or_none()
    offered = intake.code_mac(work, numbering.normal_code(code) or "")
    if hmac.compare_digest(offered, row.code_mac if row else _NOBODY) and row is not None:
        case_id: int = row.id
        return case_id
    for standing in standings:
        if not standing.is_rest:
            attempts.count_failure(work, standing.key)
    return None


@dataclass(frozen=True)
class Standing:
    """How a key stands: `locked_until` when it is used up, `is_rest` in the time after that."""

    key: str
    locked_until: datetime | None = None
    is_rest: bool = False


def _standing(work: Work, key: str, limit: int) -> Standing:
    row = work.session.execute(
        select(SignInFailure.count.label("failures"), SignInFailure.window_ends_at)
        .where(SignInFailure.key == key)).one_or_none()
    if row is None or row.failures < limit:
        return Standing(key)
    if row.window_ends_at > work.now:
        return Standing(key, locked_until=row.window_ends_at)
    return Standing(key, is_rest=work.now < row.window_ends_at + attempts.WINDOW)


def _too_many(work: Work, standings: Sequence[Standing]) -> TooMany:
    until = max(standing.locked_until for standing in standings if standing.locked_until)
    return TooMany(attempts.TOO_MANY, math.ceil((until - work.now).total_seconds()))


def _key(work: Work, purpose: str, text: str) -> str:
    return numbering.keyed_digest(work.secrets.code, purpose, text)
