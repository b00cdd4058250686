"""Frozen digests as they are read: the newest version, lists of heads, and the cases behind a figure."""

from __future__ import annotations

from datetime import date

from models.digest import DigestIssue
from queries import digests
from rules import periods
from rules.digest_body import DigestKind
from rules.figures import Dimension
from services.work import Work
from tests import factories_digests
from tests.factories_digests import Counted, Draft

COUNTED = (Counted(1, ("received", "assigned", "assigned")), Counted(2, ("received",), department="transport"),
           Counted(3, ("received", "assigned"), category="suggestion"))


def test_newest_version_is_read_and_earlier_ones_stay(work: Work) -> None:
    wrong = factories_digests.digest(work, DigestKind.MONTHLY, Draft("2026-10", COUNTED))
    made = factories_digests.body(DigestKind.MONTHLY, Draft("2026-10", COUNTED[:2]))
    right = factories_digests.store(work, made, factories_digests.cases(COUNTED[:2]), wrong, "重复计算了一件。")
    session = work.session
    assert digests.get(session, "monthly", "2026-10") is right
    assert digests.get(session, "monthly", "2026-10", 1) is wrong
    assert digests.get(session, "monthly", "2026-09") is None
    heads = digests.versions(session, "monthly", "2026-10")
    assert [(head.version, head.is_corrected, head.correction) for head in heads] == [
        (2, False, "重复计算了一件。"), (1, True, "")]
    assert [head.id for head in digests.listed(session, "monthly")] == [right.id]
    assert heads[0].period == periods.read("2026-10")
    assert digests.body(right).figures["received"] == 2


def test_list_of_digests_is_bounded_by_days_and_tells_what_went_out(work: Work) -> None:
    made = [factories_digests.digest(work, DigestKind.DAILY, Draft(f"2026-11-{day}")) for day in (20, 21, 22)]
    for one in made[:2]:
        work.session.add(DigestIssue(digest_id=one.id, mailed_with_id=made[1].id, issued_at=work.now))
    session = work.session
    heads = digests.listed(session, "daily", since=date(2026, 11, 21))
    assert [(head.period.text, head.issued_at) for head in heads] == [
        ("2026-11-22", None), ("2026-11-21", work.now)]
    assert [head.period.text for head in digests.listed(session, until=date(2026, 11, 21), most=1)] == ["2026-11-21"]
    assert [one.period for one in digests.covered_by(session, made[1].id)] == ["2026-11-20", "2026-11-21"]
    assert digests.made_periods(session, "daily", date(2026, 11, 22)) == {"2026-11-22"}


def test_cases_behind_a_figure_are_those_of_its_line(work: Work) -> None:
    digest = factories_digests.digest(work, DigestKind.DAILY, Draft(counted=COUNTED))
    session = work.session
    assert digests.cases_behind(session, digest, "received") == [1, 2, 3]
    assert digests.cases_behind(session, digest, "assigned") == [1, 1, 3]
    assert digests.cases_behind(session, digest, "assigned", Dimension.DEPARTMENT, "housing") == [1, 1, 3]
    assert digests.cases_behind(session, digest, "received", Dimension.CATEGORY, "suggestion") == [3]
    assert digests.cases_behind(session, digest, "closed") == []
