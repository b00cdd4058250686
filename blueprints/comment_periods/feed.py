from __future__ import annotations

from datetime import datetime

from flask import Response, current_app, url_for

from blueprints.comment_periods.area import blueprint
from queries import comment_periods
from queries.comment_periods import PeriodRow
from rules.comment_periods import closing_words, opening_words
from web import atom
from web.access import public
from web.atom import STARTED, Entry, Feed
from web.filters import plain
from web.page_cache import shared
from web.unit_of_work import current_work

MOST_ENTRIES = 50
SUBTITLE = "征求意见的草案，和意见的采纳情况"


@blueprint.get("/feeds/comment-periods.atom")
@public
@shared
def feed() -> Response:
    """The drafts put before the public last, and what became of the comments on them."""
    work = current_work()
    entries = [
        *(_opened(row) for row in comment_periods.newest(work.session, work.now, MOST_ENTRIES)),
        *(_resulted(row) for row in comment_periods.resulted_last(work.session, work.now, MOST_ENTRIES))]
    entries.sort(key=lambda entry: entry.updated, reverse=True)
    county = current_app.jinja_env.globals["county"]
    return atom.response(
        Feed("comment-periods", url_for(".feed"), url_for(".listed"), f"{county}意见征集", SUBTITLE,
             f"{county}人民政府办公室", STARTED, entries[:MOST_ENTRIES]), work.public_url)


def _opened(row: PeriodRow) -> Entry:
    """Return a period as it was put before the public; its closing day may have been moved since."""
    words = f"{plain(row.lead)}{opening_words(row.times)}开始，{closing_words(row.times)}截止。"
    return _entry(row, "", f"征求意见：{plain(row.title)}", row.released_at, words)


def _resulted(row: PeriodRow) -> Entry:
    return _entry(row, "/result", f"采纳情况：{plain(row.title)}", row.resulted_at or row.released_at,
                  "收到的意见采纳了哪些、没有采纳哪些、为什么。")


def _entry(row: PeriodRow, part: str, title: str, at: datetime, words: str) -> Entry:
    return Entry(f"comment-periods/{row.number}{part}", url_for(".period", number=row.number), title, at, at,
                 row.department, words, row.kind)
