"""The annual forms filled from the requests and what followed them; what no case holds is given by the caller."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlalchemy import Date, String, bindparam, case, cast, false, func, select, union_all

from models.case import Case
from models.disclosure import DisclosureRequest
from models.remedy import Remedy
from models.request_result import RequestResult
from models.types import table_of
from queries.paging import AnySelect, AnySession
from rules import annual_requests
from rules.annual_forms import FormName
from rules.annual_requests import Place, Standing
from rules.annual_table import AnnualTable, Number, fill
from rules.localtime import start_of_day
from rules.vocabulary import ENDED_STATES, OPEN_STATES, REQUEST_STATES

NO_REGISTERS: Mapping[str, Number] = {}
_case, _request = table_of(Case), table_of(DisclosureRequest)
_result, _remedy = table_of(RequestResult), table_of(Remedy)
# Days and instants between which a year lies: it holds what is not before `first` and before `next`.
_FIRST, _NEXT = bindparam("first", type_=Date), bindparam("next", type_=Date)
_FIRST_AT, _NEXT_AT = (bindparam(name, type_=_case.c.received_at.type) for name in ("first_at", "next_at"))
# What ended after the year goes on in it.
_ENDED = _result.c.ended_on < _NEXT
_STANDS = (_request.c.applicant, _case.c.channel, (_case.c.received_at >= _FIRST_AT).label("is_new"),
           case((_ENDED, _result.c.ended_how)).label("end"), case((_ENDED, _result.c.outcome)).label("outcome"),
           case((_ENDED, _result.c.is_delayed), else_=false()).label("is_delayed"))
_RECEIVED = (_case.c.received_at < _NEXT_AT) & _request.c.confirmed_at.is_not(None)
# Two ways to a request that had not ended before the year: from its result, or from its state while it has none.
_WITH_RESULT = (
    select(_case.c.id, *_STANDS).join_from(_result, _case, _case.c.id == _result.c.case_id)
    .join(_request, _request.c.case_id == _result.c.case_id).where(_result.c.ended_on >= _FIRST, _RECEIVED))
_WITHOUT_RESULT = (
    select(_case.c.id, *_STANDS).join_from(_case, _request, _request.c.case_id == _case.c.id)
    .join(_result, _result.c.case_id == _case.c.id, isouter=True)
    .where(_case.c.state.in_([state.value for state in REQUEST_STATES & OPEN_STATES]), _RECEIVED,
           _result.c.case_id.is_(None)))
_FOLLOWING = (
    select(_remedy.c.case_id, _remedy.c.kind, _remedy.c.after_reconsideration, _remedy.c.filed_on >= _FIRST,
           case((_remedy.c.decided_on < _NEXT, _remedy.c.outcome)))
    .join_from(_remedy, _case, _case.c.id == _remedy.c.case_id)
    .where(_remedy.c.filed_on < _NEXT, _remedy.c.decided_on.is_(None) | (_remedy.c.decided_on >= _FIRST))
    .order_by(_remedy.c.id))
_OVER = [state.value for state in REQUEST_STATES & ENDED_STATES]
_UNSETTLED = (
    select(_case.c.id).join_from(_request, _case, _case.c.id == _request.c.case_id)
    .join(_result, _result.c.case_id == _request.c.case_id, isouter=True)
    .where(_case.c.state.in_(_OVER), _request.c.confirmed_at.is_not(None), _result.c.case_id.is_(None))
    .order_by(_case.c.id))


def table(session: AnySession, year: int, form: FormName, department_id: int | None = None,
          registers: Mapping[str, Number] = NO_REGISTERS) -> AnnualTable:
    """Return a form of a year, of one department or of all, each cell with the requests behind it.

    A request is new in the year of its receipt, carried in when it was received before and had not ended by 1 January,
    and counts once among the results of the year in which it first ended; whatever goes on is carried over
    (rules/annual_requests.py). `registers` are the numbers of rules/annual_forms.register_cells, by their keys.
    """
    counted: defaultdict[Place, list[int]] = defaultdict(list)
    for one, ids in standings(session, year, department_id).items():
        for place in annual_requests.places(form, one):
            counted[place] += ids
    for case_id, kind, follows, is_new, outcome in session.execute(_of(_FOLLOWING, department_id), _year(year)):
        for place in annual_requests.remedy_places(form, kind, follows, is_new, outcome):
            counted[place].append(case_id)
    return fill(form, year, department_id, counted, registers)


def standings(session: AnySession, year: int, department_id: int | None = None) -> dict[Standing, list[int]]:
    """Return the ids of the requests that belong to a year, by how they stand in it."""
    found: dict[Standing, list[int]] = {}
    both = union_all(*(_of(part, department_id) for part in (_WITH_RESULT, _WITHOUT_RESULT))).subquery()
    groups = [column for column in both.c if column.name != "id"]
    # A hundred thousand requests are a few hundred groups: the database puts their ids together.
    for ids, applicant, channel, is_new, end, outcome, is_delayed in session.execute(
            select(func.aggregate_strings(cast(both.c.id, String), ","), *groups).group_by(*groups), _year(year)):
        one = Standing(applicant, channel, bool(is_new), end, outcome, bool(is_delayed))
        found[one] = sorted(map(int, ids.split(",")))
    return found


def unsettled(session: AnySession) -> list[int]:
    """Return requests that are over without a kept result, which no annual figure would count as ended.

    There are none while every act that ends a request keeps its result; a check of the record asks.
    """
    return list(session.execute(_UNSETTLED).scalars())


def _year(year: int) -> dict[str, Any]:
    first, following = date(year, 1, 1), date(year + 1, 1, 1)
    return {"first": first, "next": following, "first_at": start_of_day(first), "next_at": start_of_day(following)}


def _of(statement: AnySelect, department_id: int | None) -> AnySelect:
    return statement if department_id is None else statement.where(_case.c.department_id == department_id)
