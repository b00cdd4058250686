"""The public form of a frozen digest against random letters: nothing small in it, and every column adds up."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from rules import public_digest
from rules.digest_body import DigestBody, DigestKind
from rules.figures import UNASSIGNED, Dimension
from rules.public_digest import UNITS
from rules.public_figures import BASES, COLUMNS, DIMENSIONS, REST, Shown, choose
from rules.ranking import rank
from tests.factories_digests import Counted, Draft, body, figures

END = ("received", "accepted", "closed", "due", "on_time", "rated", "satisfied")
letter = st.builds(
    lambda figures_, department, category, channel: Counted(0, figures_, department, category, channel),
    st.sampled_from([("received",), END[:5], END, ("received", "due", "overdue"), ("closed", "rated")]),
    st.sampled_from(["housing", "transport", UNASSIGNED]), st.sampled_from(["complaint", "consultation", "suggestion"]),
    st.sampled_from(["web", "phone"]))
quarters = st.lists(st.lists(letter, max_size=25), min_size=3, max_size=3)


def made(months: Sequence[Sequence[Counted]]) -> tuple[DigestBody, dict[Dimension, Shown]]:
    """Return a quarter's body with what of it may be shown beside its months."""
    every = [one for month in months for one in month]
    found = body(DigestKind.QUARTERLY, Draft("2026-Q3", every))
    counted = {dimension: choose(UNITS[found.kind], [
        {key: figures([one for one in month if one.key(dimension) == key])
         for key in {one.key(dimension) for one in month}} for month in months]) for dimension in DIMENSIONS}
    found = replace(found, ranking=rank(found.departments))
    return found, public_digest.agreed(found, counted)


@settings(max_examples=40, deadline=None)
@given(months=quarters)
def test_fold_of_any_quarter_shows_no_small_group_and_loses_no_letter(months: Sequence[Sequence[Counted]]) -> None:
    """I4: of every column each shown group has three letters or more, and so have the others together, or none."""
    exact, shown = made(months)
    public = public_digest.public_body(exact, shown)
    for found in public_digest.breakdowns(exact, shown):
        for base in BASES:
            small = [line for line in found.all_lines if line.counts[base] in (1, 2)]
            # A whole of one or two letters is public as such; then nothing is told apart from it.
            assert all(line.key == REST and line.counts[base] == exact.figures[base] for line in small)
        for column in COLUMNS:
            told = sum(line.counts[column] or 0 for line in found.all_lines)
            assert not found.lines or told == exact.figures[column]
        printed = {line.key: line.figures for line in public.breakdowns[found.dimension]}
        assert set(printed) == {line.key for line in found.all_lines}
        assert all(printed[line.key][column] == (line.counts[column] or 0)
                   for line in found.all_lines for column in COLUMNS)
    overdue = [line.figures["overdue"] for line in public.departments]
    assert not overdue or sum(overdue) == exact.figures["overdue"]


@settings(max_examples=20, deadline=None)
@given(months=quarters)
def test_fold_keeps_places_and_takes_out_letters_and_cases(months: Sequence[Sequence[Counted]]) -> None:
    exact, shown = made(months)
    public = public_digest.public_body(exact, shown)
    places = {place.key: place.rank for place in exact.ranking}
    assert all(place.rank == places.get(place.key) for place in public.ranking)
    assert {place.key for place in public.ranking} <= {line.key for line in public.departments}
    assert (public.lists, public.overdue, public.oldest, public.topics, public.repeated) == ({}, (), (), (), ())
    assert (public.breakdowns[Dimension.MAILBOX], public.figures) == ((), exact.figures)
    rows = public_digest.ranked(exact, public_digest.breakdowns(exact, shown))
    assert [row.rank for row in rows] == [place.rank for place in public.ranking]
    assert not rows or (rows[-1].rank is None) == any(place.key == REST for place in public.ranking)
