"""Finding a case by number and query code: the writer's only key, limited, one answer to every wrong pair."""

from __future__ import annotations

import hmac

from sqlalchemy import select

from models.case import Case
from rules import numbering
from rules.errors import InputRefused
from rules.vocabulary import State
from services import accounts, intake
from services.work import Work

WRONG = "编号和查询码对不上，请核对后再试。"
PER_NUMBER = 10
PER_SOURCE = 30  # a village may sit behind one address
_NOBODY = "0" * 64


def find(work: Work, number: str, code: str, source: str) -> int | None:
    """Return the id of the case that number and query code open, None when they do not fit together.

    An unknown number and a withdrawn case take the same steps as a wrong code (security.md K2). Failures are counted
    per number and per source for 15 minutes; raises InputRefused after too many.
    """
    typed = numbering.normal_number(number)
    keys = [(_key(work, "find-source", source), PER_SOURCE)]
    if typed is not None:
        keys.append((_key(work, "find-number", typed), PER_NUMBER))
    if any([accounts.too_many_failures(work, key, limit) for key, limit in keys]):
        raise InputRefused(accounts.TOO_MANY)
    row = work.session.execute(
        select(Case.id, Case.code_mac)
        .where(Case.number == (typed or ""), Case.state != State.WITHDRAWN)).one_or_none()
    offered = intake.code_mac(work, numbering.normal_code(code) or "")
    if hmac.compare_digest(offered, row.code_mac if row else _NOBODY) and row is not None:
        case_id: int = row.id
        return case_id
    for key, _ in keys:
        accounts.count_failure(work, key)
    return None


def _key(work: Work, purpose: str, text: str) -> str:
    return numbering.keyed_digest(work.secrets.code, purpose, text)
