"""Verifying results: how each disclosure request first ended must be what its events give, since figures count that."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from sqlalchemy import select

from models.case import Case
from models.disclosure import DisclosureRequest
from models.request_result import RequestResult
from models.types import table_of
from rules.annual_requests import End
from rules.localtime import local_date
from rules.outcomes import WITHOUT_REPLY, Outcome
from rules.transitions import Act
from services.work import Work

# (how, on which day, with which outcome)
First = tuple[str, date, str]
BATCH = 1_000
_RECEIVING = (Act.SUBMIT, Act.CONFIRM_RECEIPT, Act.IMPORT_ANSWERED)
_ENDING = (Act.DELIVER, Act.LAPSE, Act.WITHDRAW, Act.IMPORT_ANSWERED)
_ACTS = frozenset(act.value for act in (*_RECEIVING, *_ENDING, Act.ISSUE))
_case, _request, _result = table_of(Case), table_of(DisclosureRequest), table_of(RequestResult)
_ROWS = (
    select(_case.c.id, _result.c.ended_how, _result.c.ended_on, _result.c.outcome)
    .join_from(_request, _case, _case.c.id == _request.c.case_id)
    .join(_result, _result.c.case_id == _request.c.case_id, isouter=True).order_by(_case.c.id))


class ResultReplay:
    """Follows every disclosure request to its first end, then compares that with what was kept."""

    def __init__(self, work: Work) -> None:
        self._work = work
        self._received: set[int] = set()
        self._outcomes: dict[int, str] = {}
        self._ends: dict[int, First] = {}

    def follow(self, case_id: int, act: str, effective_at: str, payload: str) -> None:
        """Take one event of a disclosure request, its instant in ISO form."""
        if act not in _ACTS or case_id in self._ends:
            return
        facts = json.loads(payload)
        if act in _RECEIVING:
            self._received.add(case_id)
        if facts.get("outcome"):
            self._outcomes[case_id] = facts["outcome"]
        # What was never received is in no figure, however it ended.
        if act in _ENDING and case_id in self._received:
            on = local_date(datetime.fromisoformat(effective_at))
            self._ends[case_id] = self._end(act, on, self._outcomes.get(case_id, ""))

    def first_difference(self) -> tuple[int, str] | None:
        """Return the first request whose kept result is not what its events say, with what differs, else None."""
        for case_id, *kept in self._rows():
            told = self._ends.get(case_id)
            if (told or (None, None, None)) != tuple(kept):
                return case_id, "its result in the annual figures is not what its events say"
        return None

    def _rows(self) -> Iterator[Any]:
        yield from self._work.session.execute(_ROWS.execution_options(yield_per=BATCH))

    @staticmethod
    def _end(act: str, on: date, outcome: str) -> First:
        if act == Act.WITHDRAW:
            return End.WITHDRAWN.value, on, Outcome.OTHER.value
        # One that was handled elsewhere says by its outcome whether there was a reply.
        lapsed = act == Act.LAPSE or (act == Act.IMPORT_ANSWERED and outcome in WITHOUT_REPLY)
        return (End.LAPSED if lapsed else End.ANSWERED).value, on, outcome
