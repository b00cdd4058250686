"""What a reader has of a digest: parts and joined days count the very cases that stand behind their figures."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules import digest_part
from rules.digest_body import DigestKind, ListName, Ranked, Row, Topic
from rules.figures import LABELS, UNASSIGNED, Dimension, Figures, total
from tests import factories_digests as frozen
from tests.factories_digests import KEYS, Counted, Draft

# Ways in which a letter passes a period: what it adds to, so that every line stays in balance.
PASSAGES = (
    ("received", "open"), ("opening", "open", "overdue", "opening_overdue"), ("received", "accepted", "closed", "due",
    "on_time"), ("opening", "refused"), ("received", "duplicate"), ("opening", "open", "overdue", "due", "late"),
    ("received", "assigned", "assigned", "returned", "moved_out"), ("moved_in", "open", "assigned"),
    ("reopened", "closed", "closed_late", "rated", "satisfied", "publishable", "published"))
COUNTED = [slug for slug in LABELS if slug not in ("working_days", "calendar_days")]


@st.composite
def counted(draw: st.DrawFn) -> list[Counted]:
    keys = [st.sampled_from(sorted(KEYS[dimension])) for dimension in Dimension]
    passages = draw(st.lists(st.tuples(st.sampled_from(PASSAGES), *keys), max_size=12))
    return [Counted(case, *passage) for case, passage in enumerate(passages, start=1)]


def length(cases: digest_part.Cases, figure: str) -> int:
    if figure == "valid":
        return sum(sign * length(cases, slug) for sign, slug in ((1, "received"), (-1, "invalid"), (-1, "duplicate")))
    return len(digest_part.behind(cases, figure))


@given(counted(), st.sampled_from(sorted(KEYS[Dimension.DEPARTMENT])), st.sets(st.integers(1, 12)))
def test_cut_out_the_part_of_a_department_counts_its_cases_without_the_barred(
        entries: Sequence[Counted], unit: str, barred: set[int]) -> None:
    """I4: a case that is about the department is in none of its numbers and in none of its rows."""
    body, cases = frozen.body(DigestKind.MONTHLY, Draft("2026-10", entries)), frozen.cases(entries)
    own = digest_part.own(cases, unit, frozenset(barred))
    part = digest_part.part_of(body, own, unit, frozenset(barred))
    assert {slug: part.figures[slug] for slug in COUNTED} == {slug: length(own, slug) for slug in COUNTED}
    shown = {case for groups in own.values() for ids in groups.values() for case in ids}
    assert shown == {one.case for one in entries if one.department == unit} - barred
    for dimension in (Dimension.CATEGORY, Dimension.CHANNEL, Dimension.SUBJECT, Dimension.MAILBOX):
        lines = part.breakdowns[dimension]
        assert sum(line.figures["received"] for line in lines) == part.figures["received"]
        assert all(line.figures["closed"] == len(digest_part.behind(own, "closed", {dimension: line.key}))
                   for line in lines)
    if not barred:
        assert part.figures == next(line.figures for line in body.departments if line.key == unit)


def test_cut_out_the_part_of_a_department_leaves_rows_and_groups_of_others_out() -> None:
    """I4: rows, places, topics and groups of letters hold nothing of others."""
    at = datetime(2026, 11, 20, 1, tzinfo=UTC)

    def row(case: int, unit: str) -> Row:
        return Row(case, f"X2026-{case}", at, "complaint", "other", "web", unit, "assigned")

    entries = [Counted(case, ("received", "open"), "transport" if case == 9 else "housing") for case in (1, 2, 3, 9)]
    entries.append(Counted(4, ("opening", "returned", "moved_out")))
    body = frozen.body(DigestKind.DAILY, Draft("2026-11-23", entries, {
        "lists": frozen.lists({"received": [row(1, "housing"), row(9, "transport")], "returned": [row(4, UNASSIGNED)],
                               "overdue": [row(3, "housing")]}),
        "ranking": (Ranked("transport", "县交通运输局", 1), Ranked("housing", "县住房和城乡建设局", 2)),
        "topics": (Topic("物业", "property", (1, 2, 9)), Topic("公交", "transport", (2, 9))),
        "repeated": ((1, 9), (1, 2, 3))}))
    barred = frozenset({3})
    part = digest_part.part_of(body, digest_part.own(frozen.cases(entries), "housing", barred), "housing", barred)
    assert {name: [one.case for one in rows] for name, rows in part.lists.items() if rows} == {
        ListName.RECEIVED: [1], ListName.RETURNED: [4]}
    assert [one.rank for one in part.ranking] == [2]
    assert [topic.cases for topic in part.topics] == [(1, 2)]
    assert part.repeated == ((1, 2),)


@given(st.lists(counted(), min_size=1, max_size=3))
def test_join_days_adds_what_happened_and_keeps_what_is_left(days: Sequence[Sequence[Counted]]) -> None:
    bodies = [frozen.body(DigestKind.DAILY, Draft(f"2026-11-2{place}", one)) for place, one in enumerate(days)]
    cases = [frozen.cases(one) for one in days]
    whole, behind = digest_part.joined(bodies), digest_part.joined_cases(cases)
    flows = [slug for slug in COUNTED if slug not in ("open", "overdue", "opening", "opening_overdue", "handled")]
    assert {slug: whole.figures[slug] for slug in flows} == {slug: length(behind, slug) for slug in flows}
    assert whole.figures.opening == bodies[0].figures.opening == length(behind, "opening")
    assert length(behind, "open") == length(cases[-1], "open")
    lines = total(line.figures for line in whole.departments)
    assert {slug: lines[slug] for slug in flows} == {slug: whole.figures[slug] for slug in flows}


@pytest.mark.parametrize(("figure", "slugs"), [
    pytest.param("declined", ("refused", "invalid", "duplicate", "withdrawn"), id="ended without an answer"),
    pytest.param("decided", ("accepted", "refused"), id="accepted or refused"),
    pytest.param("handled", ("closed", "open"), id="answered or in hand"),
    pytest.param("working_days", ("closed",), id="days of the closed")])
def test_ask_for_a_sum_gives_the_cases_of_its_parts(figure: str, slugs: tuple[str, ...]) -> None:
    entries = [Counted(place, (slug,)) for place, slug in enumerate(Figures().as_json())]
    cases = frozen.cases(entries)
    assert digest_part.behind(cases, figure) == sorted(case for slug in slugs
                                                       for case in digest_part.behind(cases, slug))
