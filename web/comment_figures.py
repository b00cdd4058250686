"""The figures of a period's comments, counted once for all of its shared pages until one more comes in."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from queries import comment_counts
from queries.paging import AnySession
from rules.comment_figures import Counts
from web.page_cache import shared_value


def counts_of(session: AnySession, period_id: int) -> Counts:
    """Return every figure of a period's comments."""
    return shared_value(f"comments {period_id}", lambda: comment_counts.counts(session, period_id))


def days_of(session: AnySession, period_id: int) -> Mapping[date, int]:
    """Return how many comments came in on each day in China."""
    return shared_value(f"comment days {period_id}", lambda: comment_counts.by_day(session, period_id))
