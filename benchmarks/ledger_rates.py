"""How fast the whole record is verified, and a day of it sealed, over the events of the measured database."""

from __future__ import annotations

import shutil
import time
from datetime import UTC, datetime, timedelta

from sqlalchemy import delete

from adapters import database
from app import create_app
from benchmarks.report import Row
from benchmarks.storage import Store
from config import Config
from extensions import db
from migrations import append_only
from models.counts import ClosedDay, DailyCount, MonthlyCount
from models.event import SealedDay
from rules.actors import SYSTEM
from services import ledger, sealing
from services.work import Work

LEAST_VERIFIED = 50_000


def measure(store: Store) -> list[Row]:
    """Return the events that are verified in a second, their seals among them, and those that are sealed."""
    keys = shutil.copytree(store.data_dir / "keys", store.data_dir.parent / f"ledger-{store.engine}" / "keys")
    app = create_app(Config.from_env({
        "DATA_DIR": str(keys.parent), "DATABASE_URL": store.database_url, "DEMO": "0"}))
    with app.app_context():
        work = Work(db.session, SYSTEM, datetime.now(UTC) + timedelta(days=1), app.extensions["mailbox.secrets"])
        events, sealed_s = _seal(work)
        db.session.rollback()
        began = time.perf_counter()
        report = ledger.verify(work)
        verified_s = time.perf_counter() - began
        _unseal()
    if not report.ok:
        raise RuntimeError(f"The measured record is not whole: {report.first_bad}")
    return [Row("ledger: events verified", "/s", report.events / verified_s, least=LEAST_VERIFIED),
            Row("ledger: events sealed", "/s", events / sealed_s)]


def _seal(work: Work) -> tuple[int, float]:
    """Seal all days until today and return how many events that were, and the seconds."""
    with database.writing():
        horizon, began, events = sealing.look(work), time.perf_counter(), 0
        while (day := sealing.seal_next(work, horizon)) is not None:
            events += day.count
        work.session.commit()
        return events, time.perf_counter() - began


def _unseal() -> None:
    """Leave the database as the other measurements found it."""
    db.session.rollback()
    with database.writing():
        append_only.drop(db.session.connection())
        for model in (SealedDay, ClosedDay, DailyCount, MonthlyCount):
            db.session.execute(delete(model))
        append_only.make(db.session.connection())
        db.session.commit()
    db.session.remove()
    db.engine.dispose()
