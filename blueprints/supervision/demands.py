"""Demands for the office that makes them: what is open, overdue, reported; taken as done or sent back.

The letters office has those of bulletins, the office for open government those that follow from remedies.
"""

from __future__ import annotations

from collections.abc import Callable

from flask import Blueprint, flash, redirect, request, url_for
from werkzeug.wrappers import Response

from queries import demands as reading
from queries.demands import TAB_LABELS, DemandRow, Tab
from rules import bulletins
from rules.actors import Role
from rules.bulletins import DEMAND_TONES, DEMAND_WORDS, SEEN_CAUSES, DemandCause
from rules.errors import Hidden, NotFound, Refusal
from services import demands as services
from services.work import Work
from web import lists
from web.access import staff
from web.acts import attempt, status_of
from web.office import render_office
from web.unit_of_work import current_work

Answer = str | Response | tuple[str, int]
READERS = (Role.INTAKE, Role.SUPERVISOR, Role.DISCLOSURE, Role.LEADER)
NO_DEMAND = "没有这条整改要求。"


def register(blueprint: Blueprint) -> None:
    """Bind the pages of demands to their addresses."""
    blueprint.get("/office/demands")(demands)
    blueprint.get("/office/demands/<int:demand>")(demand)
    blueprint.post("/office/demands/<int:demand>/take")(take_report)
    blueprint.post("/office/demands/<int:demand>/send_back")(send_report_back)


@staff(*READERS)
def demands() -> Answer:
    work = current_work()
    causes = _causes(work)
    counts = reading.counts(work.session, work.today, causes=causes)
    tab = lists.choice(Tab, request.args.get("tab"), Tab.REPORTED if counts[Tab.REPORTED] else Tab.OPEN)
    tabs = [(label, counts[one] if one is not Tab.DONE else None, url_for("supervision.demands", tab=one.value),
             one is tab) for one, label in TAB_LABELS.items()]
    return render_office("supervision/demands.html", tab=tab, tabs=tabs, words=DEMAND_WORDS, tones=DEMAND_TONES,
                         rows=reading.listed(work.session, tab, work.today, causes=causes),
                         has_bulletins=DemandCause.BULLETIN in causes)


@staff(*READERS)
def demand(demand: int) -> Answer:
    work = current_work()
    return _page(work, _row(work, demand))


@staff(Role.INTAKE, Role.SUPERVISOR, Role.DISCLOSURE)
def take_report(demand: int) -> Answer:
    return _done(demand, lambda work, seen: services.take(work, demand, seen), "已经认定办结。")


@staff(Role.INTAKE, Role.SUPERVISOR, Role.DISCLOSURE)
def send_report_back(demand: int) -> Answer:
    return _done(demand, lambda work, seen: services.send_back(work, demand, seen, request.form.get("reason", "")),
                 "已经退回单位。")


def _done(demand_id: int, act: Callable[[Work, str], object], done: str) -> Answer:
    work = current_work()
    refusal = attempt(lambda: act(work, request.form.get("seen", "")))
    if refusal is not None:
        return _page(work, _row(work, demand_id), refusal)
    flash(done)
    return redirect(url_for("supervision.demands"), 303)


def _row(work: Work, demand_id: int) -> DemandRow:
    found = reading.one(work.session, demand_id, work.today)
    if found is None:
        raise NotFound(NO_DEMAND)
    if found.cause not in _causes(work):
        raise Hidden(NO_DEMAND)
    return found


def _causes(work: Work) -> frozenset[DemandCause]:
    return SEEN_CAUSES.get(work.actor.role or Role.HANDLER, frozenset())


def _page(work: Work, row: DemandRow, refusal: Refusal | None = None) -> Answer:
    page = render_office("supervision/demand.html", row=row, words=DEMAND_WORDS, tones=DEMAND_TONES, refused=refusal,
                         may=bulletins.may_decide_on(work.actor, row.cause), reason=request.form.get("reason", ""))
    return page if refusal is None else (page, status_of(refusal))
