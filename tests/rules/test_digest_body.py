"""The canonical JSON of a digest: the same body gives the same bytes, and the bytes give the same body."""

from __future__ import annotations

from dataclasses import replace

import pytest

from rules import digest_body
from rules.digest_body import DigestKind, Ranked, Topic
from rules.figures import Figures, Flow
from tests import factories_digests
from tests.factories_digests import Counted, Draft

COUNTED = (Counted(1, ("opening", "open", "overdue")), Counted(2, ("received", "closed"), department="transport"))


@pytest.mark.parametrize("before", [None, Figures(), Figures({Flow.RECEIVED: 3}, 2, 1)],
                         ids=["not counted", "nothing happened", "figures"])
def test_body_reads_back_as_it_was(before: Figures | None) -> None:
    row = factories_digests.row(1, "X2026-1", days=-2)
    made = replace(
        factories_digests.body(DigestKind.MONTHLY, Draft("2026-10", COUNTED)), before=before, last_year=before,
        series=(("2026-09", Figures()), ("2026-10", Figures({Flow.CLOSED: 1}))), overdue=(row,), oldest=(row,),
        ranking=(Ranked("housing", "县住房和城乡建设局", None),), topics=(Topic("供水", "utilities", (1, 2)),),
        repeated=((1, 2),), lists=factories_digests.lists({"overdue": [row]}))
    text = made.to_json()
    again = digest_body.from_json(text)
    assert again == made
    assert again.to_json() == text
