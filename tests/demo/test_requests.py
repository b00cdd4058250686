"""The disclosure requests of the demonstration: one in every state, each with a whole record."""

from __future__ import annotations

from collections import Counter

from sqlalchemy import func, select

from cli.demo import UNITS
from cli.setup import read_units
from demo import requests
from demo.load import DemoCounty
from demo.order import in_order
from models.disclosure import DisclosureRequest
from models.paper import Paper
from rules.outcomes import Outcome
from rules.vocabulary import REQUEST_STATES, State
from services import ledger, seeding
from services.work import Work


def test_live_leaves_requests_in_every_state_with_their_papers(work: Work) -> None:
    seeding.import_departments(work, read_units(UNITS))
    with in_order(work):
        assert requests.live(DemoCounty(work, 7), 7) > 50
    states = Counter(work.session.scalars(select(DisclosureRequest.state)))
    # Somebody has to demand a fee or overturn a reply; visitors may.
    assert set(states) == {state.value for state in REQUEST_STATES - {State.CHARGING, State.REWORK, State.ANSWERED}}
    outcomes = set(work.session.scalars(select(DisclosureRequest.outcome)))
    assert {Outcome.PARTIAL, Outcome.STATE_SECRET, Outcome.STILL_UNCLEAR, Outcome.EXCESSIVE} <= outcomes
    assert (work.session.scalar(select(func.count()).select_from(Paper)) or 0) > 40
    assert ledger.verify(work).first_bad is None
