"""What comparing comments costs: all of a draft in a job, one more afterwards, and the figures of the period."""

from __future__ import annotations

import random
import shutil
import statistics
import time
from collections.abc import Callable
from datetime import UTC, datetime

from flask import current_app
from sqlalchemy import func, select

from adapters import database
from app import create_app
from benchmarks import commented_draft
from benchmarks.report import Row
from benchmarks.storage import Store
from config import Config
from extensions import db
from models.comment import Comment
from models.comment_period import CommentPeriod
from models.types import table_of
from queries import comment_campaigns, comment_counts
from rules.actors import CITIZEN, SYSTEM, Actor
from rules.comment_draft import CommentDraft
from services import comment_alike, comment_intake
from services.work import Work

ALL_S, ONE_MS = 60, 50
ONES, LATEST = 40, 3
_comment = table_of(Comment)


def measure(store: Store) -> list[Row]:
    """Return the seconds for all comments of the measured draft, and the milliseconds for one that comes later."""
    keys = shutil.copytree(store.data_dir / "keys", store.data_dir.parent / f"comments-{store.engine}" / "keys")
    app = create_app(Config.from_env({
        "DATA_DIR": str(keys.parent), "DATABASE_URL": store.database_url, "DEMO": "0"}))
    with app.app_context():
        period = db.session.scalars(select(CommentPeriod).order_by(CommentPeriod.case_id).limit(1)).one()
        number, period_id, opened_at = period.number, period.case_id, period.opens_at
        comments = db.session.scalar(
            select(func.count()).where(_comment.c.period_id == period_id, _comment.c.alike_id.is_(None))) or 0
        began = time.perf_counter()
        writing = _compare_all(period_id)
        all_s = time.perf_counter() - began
        ones = sorted(_one_more(number, period_id))
        counts_ms = statistics.median(_ms(lambda: comment_counts.counts(db.session, period_id)) for _ in range(5))
        flags_ms = _ms(lambda: comment_campaigns.campaigns(db.session, period_id, opened_at, datetime.now(UTC)))
        db.session.remove()
        db.engine.dispose()
    return [
        Row(f"comments: {comments:,} compared in the job", "s", all_s, most=ALL_S),
        Row("comments: longest transaction of it that writes", "ms", max(writing)),
        Row("comments: one more compared", "ms", statistics.median(ones), most=ONE_MS, p95_ms=ones[-LATEST]),
        Row(f"comments: all figures of {comments:,}", "ms", counts_ms),
        Row(f"comments: what stands out among {comments:,}", "ms", flags_ms)]


def _compare_all(period_id: int) -> list[float]:
    """Compare everything as the job does; return how long each transaction that writes took, in milliseconds."""
    writing = []
    while found := comment_alike.look_at(_work(), period_id):
        db.session.remove()
        writing.append(_ms(lambda found=found: _commit(lambda: comment_alike.keep(_work(), period_id, found))))
    db.session.remove()
    return writing


def _one_more(number: str, period_id: int) -> list[float]:
    """Send one comment after another; return how long each took to be compared, in milliseconds."""
    chance, times = random.Random(3), []
    for place in range(ONES):
        draft = CommentDraft(token=f"benchmark-more-{place}", period=number, text=commented_draft.said(chance))
        _commit(lambda draft=draft: comment_intake.submit_comment(_work(CITIZEN), draft))
        times.append(_ms(lambda: _compare_all(period_id)))
    return times


def _commit(act: Callable[[], object]) -> None:
    with database.writing():
        act()
        db.session.commit()
    db.session.remove()


def _work(actor: Actor = SYSTEM) -> Work:
    return Work(db.session, actor, datetime.now(UTC), current_app.extensions["mailbox.secrets"])


def _ms(act: Callable[[], object]) -> float:
    began = time.perf_counter()
    act()
    return (time.perf_counter() - began) * 1000
