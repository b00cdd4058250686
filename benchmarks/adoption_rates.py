"""How long the table of what was adopted takes: 2,000 opinions over 50,000 comments, counted, frozen, and as files."""

from __future__ import annotations

import random
import statistics
import time
from collections.abc import Callable
from typing import Any

import flask_migrate
from flask import Flask
from sqlalchemy import func, insert, select, text, update

from adapters import database
from adapters.clock import now
from benchmarks import commented_draft
from benchmarks.commented_draft import COMMENTS, PASSAGES
from benchmarks.dataset import UNITS
from benchmarks.places import fresh, leave
from benchmarks.report import Row
from benchmarks.storage import Store
from cli.setup import read_units
from extensions import db
from models.case import Case
from models.comment import Comment, Opinion, OpinionComment
from models.comment_period import CommentPeriod
from models.department import Department
from models.types import table_of
from queries import adoption_table
from rules import comment_result
from rules.actors import SYSTEM
from rules.comment_result_paper import ResultPaper
from rules.comment_words import Adoption
from rules.vocabulary import State
from services import comment_results, seeding
from services.comment_result_files import Composed
from services.work import Work

OPINIONS, ROUNDS, MOST_MS, PORTION = 2_000, 3, 2_000, 10_000
_case, _comment, _opinion, _link = table_of(Case), table_of(Comment), table_of(Opinion), table_of(OpinionComment)
# What a bare count of the same rows costs: one statement, a group for each opinion, no people, no texts, no names.
_RAW = (select(_link.c.opinion_id, func.count()).join(_comment, _comment.c.case_id == _link.c.comment_id)
        .group_by(_link.c.opinion_id))


def measure(store: Store) -> list[Row]:
    """Return the times of the table as it is frozen, of what it is checked by, and of the files made from it."""
    app = fresh(store, "adoption").app()
    with app.app_context():
        flask_migrate.upgrade()
        period_id = _fill(app)
        leave()
        work = Work(db.session, SYSTEM, now(), app.extensions["mailbox.secrets"])
        frozen = _ms(lambda: _frozen(work, period_id))
        check = _ms(lambda: adoption_table.accounting(work.session, period_id, work.now))
        raw = _ms(lambda: db.session.execute(_RAW).all())
        paper = ResultPaper(comment_result.from_json(_frozen(work, period_id)), "0" * 64)
        files = {kind: _ms(Composed(kind, paper).content) for kind in ("docx", "xlsx")}
        leave()
    table = f"adoption: table of {OPINIONS:,} opinions over {COMMENTS:,} comments"
    return [
        Row(f"{table}, frozen", "ms", frozen, bare=raw, most=MOST_MS),
        Row(f"adoption: accounting of {COMMENTS:,} comments", "ms", check, bare=raw, most=MOST_MS),
        *(Row(f"{table}, {kind.upper()}", "ms", took) for kind, took in files.items())]


def _frozen(work: Work, period_id: int) -> str:
    """Return the table as it is kept; every comment must be in it, set aside, or taken back."""
    period = work.session.get_one(CommentPeriod, period_id)
    body = comment_results.compose(work, period, adoption_table.opinions(work.session, period_id))
    if len(body.rows) != OPINIONS or not body.totals.is_whole:
        raise RuntimeError("the measured table does not hold every opinion and every comment")
    return body.to_json()


def _fill(app: Flask) -> int:
    """Store the commented draft with its opinions, all decided; the shortest way, without a record of the sorting."""
    with database.writing():
        work = Work(db.session, SYSTEM, now(), app.extensions["mailbox.secrets"])
        seeding.seed(work)
        seeding.import_departments(work, read_units(UNITS))
        unit = work.session.scalars(select(Department.id).order_by(Department.id)).first()
        period = commented_draft.add(work, unit or 0)
        made_by = work.session.get_one(CommentPeriod, period.id).release_drafted_by
        connection, chance = work.session.connection(), random.Random(11)
        connection.execute(update(_case).where(_case.c.state.in_((State.HELD.value, State.MENDING.value)))
                           .values(state=State.SHOWN.value))
        shared = {"period_id": period.id, "made_by": made_by, "decided_by": made_by, "made_at": work.now,
                  "decided_at": work.now, "reason": "第三条已经改为首一小时免费，其余按原稿。"}
        first = (connection.scalar(select(func.max(_opinion.c.id))) or 0) + 1
        connection.execute(insert(_opinion), [
            shared | {"id": first + place, "anchor": f"a{place % PASSAGES + 1}", "place": place // PASSAGES + 1,
                      "summary": f"建议把首三十分钟免费延长到一小时（第{place + 1}种说法）",
                      "decision": chance.choice(list(Adoption)).value} for place in range(OPINIONS)])
        _sort(connection, period.id, first)
        connection.execute(text("ANALYZE"))
        db.session.commit()
    return period.id


def _sort(connection: Any, period_id: int, first: int) -> None:
    """Put every public comment into an opinion of its passage; what was said of no passage goes to any."""
    found = connection.execute(
        select(_comment.c.case_id, _comment.c.anchor).join(_case, _case.c.id == _comment.c.case_id)
        .where(_comment.c.period_id == period_id, _case.c.state == State.SHOWN.value)).all()
    chance, each = random.Random(13), OPINIONS // PASSAGES
    links = [{"comment_id": row.case_id, "opinion_id": first + (
        int(row.anchor[1:]) - 1 + PASSAGES * (place % each) if row.anchor else chance.randrange(OPINIONS))}
        for place, row in enumerate(found)]
    for begins in range(0, len(links), PORTION):
        connection.execute(insert(_link), links[begins:begins + PORTION])


def _ms(act: Callable[..., Any]) -> float:
    """Return the median milliseconds of some rounds, each in a transaction of its own."""
    times = []
    for _ in range(ROUNDS):
        began = time.perf_counter()
        act()
        times.append((time.perf_counter() - began) * 1000)
        db.session.rollback()
    return statistics.median(times)
