"""The archive of digests on the desk: daily lists month by month, summaries and bulletins year by year."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from flask import url_for

from blueprints.desk.digest_reading import is_of_department
from queries import digest_pages, digests
from queries.digests import Head
from rules.digest_body import DIGEST_LABELS, DigestKind
from rules.statistics import month_after, month_of
from services.work import Work

Link = tuple[str, None, str, bool]


@dataclass(frozen=True)
class ArchivePage:
    """One month of daily lists, or one year of the other kinds; `years` and `months` lead to all others."""

    title: str
    column: str
    heading: str
    heads: tuple[Head, ...]
    years: tuple[Link, ...]
    months: tuple[Link, ...]


def archive_page(work: Work, kind: DigestKind, within: str) -> ArchivePage:
    """Return the part of the archive that an address names as 2026-11, at first the newest."""
    issued = is_of_department(work)
    ends = digest_pages.span(work.session, kind, issued=issued)
    first, last = (ends[0].replace(day=1), ends[1].replace(day=1)) if ends else (work.today.replace(day=1),) * 2
    shown = min(max(month_of(within) or last, first), last)
    is_daily = kind is DigestKind.DAILY
    start = shown if is_daily else shown.replace(month=1)
    end = (month_after(shown) if is_daily else date(shown.year + 1, 1, 1)) - timedelta(days=1)
    heads = digests.listed(work.session, kind, since=start, until=end)
    if issued and kind is DigestKind.QUARTERLY:
        open_ = digest_pages.issued_ids(work.session)
        heads = [head for head in heads if head.id in open_]
    years = tuple(_link(kind, f"{year}年", date(year, min(12, max(1, shown.month)), 1), year == shown.year)
                  for year in range(last.year, first.year - 1, -1))
    months = tuple(_link(kind, f"{month}月", date(shown.year, month, 1), month == shown.month)
                   for month in range(1, 13) if first <= date(shown.year, month, 1) <= last) if is_daily else ()
    heading = f"{shown.year}年{shown.month}月" if is_daily else f"{shown.year}年"
    return ArchivePage(f"{DIGEST_LABELS[kind]}目录", f"desk.{kind.value}", heading, tuple(heads), years, months)


def _link(kind: DigestKind, words: str, month: date, is_current: bool) -> Link:
    return words, None, url_for("desk.digest_archive", kind=kind.value, within=f"{month:%Y-%m}"), is_current
