"""Entering comments that came on paper, by e-mail or at the counter: one by one, and a table of them all or none.

Whoever brought one stood before the office or signed it: it counts as confirmed, from the day on which it arrived.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from adapters import parser, spreadsheet
from adapters.parser import ParserAway
from models.comment import Comment
from models.comment_period import CommentPeriod
from queries import comment_forms
from rules import comment_moderation, comment_periods, comment_rows, file_types, numbering, permissions
from rules.comment_draft import CommentDraft
from rules.comment_periods import Window
from rules.comment_rows import COLUMNS, MOST_ROWS, NEEDED, Passages, Sent
from rules.errors import Busy, InputRefused
from rules.file_states import REFUSAL_WORDS, FileRefused
from rules.permissions import CaseFacts
from rules.transitions import Act
from rules.vocabulary import CaseKind
from services import comment_intake, registration
from services.comment_intake import Received
from services.work import Work

log = logging.getLogger(__name__)
FIELD = "table"
NO_FILE = "请先选择填好的表格，XLSX或者CSV。"
ONLY_TABLES = "请用XLSX或者CSV表格。可以先下载样表，填好再上传。"
NO_ROWS = "表格里没有意见。第一行是列名，从第二行起每行一条。"
TOO_MANY = f"一次最多登记{MOST_ROWS}条。请分成几个表格上传。"
SOME_REFUSED = "{}行不能登记，整个表格都没有登记。请照下面写的改好，再上传一次。"
FIRST_ROW = 2
MEDIA_TYPES = {"xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "csv": "text/csv"}


@dataclass(frozen=True)
class Checked:
    """A table as it was read: its comments, or (row, why) for every row that cannot be taken; row 2 is the first."""

    read: int
    drafts: tuple[CommentDraft, ...]
    refused: tuple[tuple[int, str], ...]


@dataclass(frozen=True)
class Entered:
    """A row of a table as it was stored: its number, its first words, and the code for whoever brought it."""

    row: int
    number: str
    title: str
    shown_name: str
    query_code: str


def enter(work: Work, draft: CommentDraft) -> Received:
    """Enter one comment; raises as `comment_intake.submit_comment`, and InputRefused without the day of arrival."""
    if draft.arrived_on is None:
        raise InputRefused("请填收到的日期。", "arrived_on")
    return comment_intake.submit_comment(work, draft)


def rows_of(upload: Any) -> list[Mapping[str, object]]:
    """Return the rows of an uploaded table by column, read in a confined process.

    Raises InputRefused for a file that is no such table, with how to mend it; Busy when none can be read now.
    """
    name = getattr(upload, "filename", "") or ""
    if not name:
        raise InputRefused(NO_FILE, FIELD)
    if refusal := getattr(upload.stream, "refusal", ""):
        raise InputRefused(refusal, FIELD)
    if file_types.extension(name) not in ("xlsx", "csv"):
        raise InputRefused(ONLY_TABLES, FIELD)
    upload.stream.seek(0)
    try:
        cells = json.loads(parser.table(upload.stream.read()))
    except FileRefused as fault:
        raise InputRefused(f"这个表格读不出来（{REFUSAL_WORDS[fault.reason]}）。{ONLY_TABLES}", FIELD) from fault
    except ParserAway as fault:
        log.error("A table could not be read", exc_info=fault)
        raise Busy() from fault
    header = [str(one or "").strip() for one in cells[0]] if cells else []
    missing = [column for column in NEEDED if column not in header]
    if missing:
        raise InputRefused(f"表格第一行要有列名，没有找到“{'”“'.join(missing)}”。列名是：{'、'.join(COLUMNS)}。", FIELD)
    if len(cells) - 1 > MOST_ROWS:
        raise InputRefused(TOO_MANY, FIELD)
    if len(cells) < FIRST_ROW:
        raise InputRefused(NO_ROWS, FIELD)
    return [dict(zip(header, row, strict=False)) for row in cells[1:]]


def empty_table(file_format: str) -> tuple[bytes, str]:
    """Return the table to fill in, xlsx or csv, with its media type: the names of the columns."""
    write = spreadsheet.xlsx_bytes if file_format == "xlsx" else spreadsheet.csv_bytes
    return write(COLUMNS, ()), MEDIA_TYPES[file_format]


def check(work: Work, period_id: int, rows: Sequence[Mapping[str, object]], token: str) -> Checked:
    """Read and check every row of a table that was sent with a token.

    Raises NotPermitted, and TransitionRefused when nothing is taken any more.
    """
    period = work.session.get_one(CommentPeriod, period_id)
    permissions.require(work.actor, Act.SUBMIT, CaseFacts(period.department_id, kind=CaseKind.COMMENT))
    comment_moderation.require_unaccounted(period.state)
    choices = comment_forms.commentable(work.session, period.id)
    passages = Passages({one.anchor: one.name for one in choices.values() if one.anchor})
    times = Window(period.opens_at, period.closes_at)
    drafts: list[CommentDraft] = []
    refused: list[tuple[int, str]] = []
    for place, row in enumerate(rows):
        try:
            draft = comment_rows.read(row, passages, Sent(period.number, _row_token(token, place), work.today))
            comment_periods.arrival(times, draft.arrived_on or work.today, work.now)
            drafts.append(draft)
        except InputRefused as refusal:
            refused.append((place + FIRST_ROW, refusal.message))
    return Checked(len(rows), tuple(drafts), tuple(refused))


def store(work: Work, checked: Checked) -> list[Received]:
    """Store the comments of a table, all of it or nothing; the same token again gives the same comments.

    Raises InputRefused when a row was refused.
    """
    if checked.refused:
        raise InputRefused(SOME_REFUSED.format(len(checked.refused)), FIELD)
    return [comment_intake.submit_comment(work, draft) for draft in checked.drafts]


def entered(work: Work, token: str, count: int) -> list[Entered]:
    """Return what became of a table that was sent with a token, in its order, for whoever hands out the codes."""
    keys = [registration.submission_key(work, _row_token(token, place)) for place in range(min(count, MOST_ROWS))]
    rows = work.session.execute(
        select(Comment.submission_key, Comment.number, Comment.title, Comment.shown_name)
        .where(Comment.submission_key.in_(keys)))
    found = {row.submission_key: row for row in rows}
    return [Entered(place + FIRST_ROW, found[key].number, found[key].title, found[key].shown_name,
                    numbering.query_code(work.secrets.code, _row_token(token, place)))
            for place, key in enumerate(keys) if key in found]


def _row_token(token: str, place: int) -> str:
    return f"{token}-{place}"
