"""What replies say of reconsideration and lawsuit: bodies, days, and what comes first since when."""

from __future__ import annotations

from datetime import date

import pytest

from rules.errors import InputRefused
from rules.outcomes import BY_OUTCOME, Outcome
from rules.remedies import RemedyBodies, needs_reconsideration_first, remedy_text, usual

BODIES = RemedyBodies("云溪县人民政府", "云溪县人民法院")
LAST_OLD, FIRST_NEW = date(2023, 12, 31), date(2024, 1, 1)


@pytest.mark.parametrize("outcome", Outcome)
def test_remedy_puts_reconsideration_first_for_what_is_refused_since_2024(outcome: Outcome) -> None:
    refused = BY_OUTCOME[outcome].is_refusal or outcome is Outcome.PARTIAL
    assert needs_reconsideration_first(outcome, FIRST_NEW) is refused
    assert not needs_reconsideration_first(outcome, LAST_OLD)
    text = remedy_text(outcome, BODIES, FIRST_NEW)
    assert ("应当先申请行政复议" in text) is refused
    assert ("6个月" in text) is not refused
    assert all(words in text for words in ("60日内", "云溪县人民政府", "云溪县人民法院"))


@pytest.mark.parametrize(("on", "months"), [(date(2015, 4, 30), "3个月"), (date(2015, 5, 1), "6个月")], ids=str)
def test_remedy_has_the_time_for_a_lawsuit_of_its_day(on: date, months: str) -> None:
    assert months in remedy_text(Outcome.STATE_SECRET, BODIES, on)


@pytest.mark.parametrize("bodies", [RemedyBodies("", "县人民法院"), RemedyBodies("县人民政府", "")],
                         ids=["body", "court"])
def test_remedy_without_its_body_or_court_is_refused(bodies: RemedyBodies) -> None:
    with pytest.raises(InputRefused, match="复议机关"):
        remedy_text(Outcome.DISCLOSED, bodies, FIRST_NEW)


def test_usual_bodies_of_the_government_itself_are_those_above_it() -> None:
    assert usual(government_office=True) == RemedyBodies("市人民政府", "市中级人民法院")
    assert usual(government_office=False) == RemedyBodies("县人民政府", "县人民法院")
