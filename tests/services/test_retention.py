"""The retention job: data that has served its time goes, what is younger stays, and a second run finds nothing."""

from __future__ import annotations

import os
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select

from models.case import Case
from models.comment import Comment
from models.comment_period import Hearing, HearingRegistration
from models.event import CaseEvent
from models.identity import Identity
from models.retention import RetentionRun
from models.rights import RightsRequest
from models.staff import BootstrapToken, SignInFailure
from rules.actors import CITIZEN, SYSTEM, Role
from rules.errors import InputRefused
from rules.letter_draft import Contact
from rules.retention import PERIODS, DataKind
from rules.rights import Right
from rules.vocabulary import State
from services import ledger, retention, rights
from services.retention import Folders
from services.work import Work
from tests import factories, factories_comments
from tests.fixtures.engines import Edge

CONTACT = Contact("林小舟", "13812345678", "lin@example.cn", "翠竹苑5栋")
DAY = timedelta(days=1)


@pytest.fixture
def folders(tmp_path: Path) -> Folders:
    made = Folders(tmp_path / "logs", tmp_path / "mail")
    made.logs.mkdir()
    made.mail.mkdir()
    return made


def old_letter(work: Work, state: State) -> int:
    return factories.letter_in(work, state, contact=CONTACT).id


def purge(work: Work, kind: DataKind, folders: Folders, age: timedelta, **options: object) -> int:
    """Run the job as if it were `age` later than now."""
    return retention.run(factories.acting(work, SYSTEM, days=age / DAY), kind, folders, **options)  # type: ignore[arg-type]


def identities(work: Work) -> int:
    return work.session.scalar(select(func.count()).select_from(Identity)) or 0


@pytest.mark.parametrize(("state", "kind"), [
    (State.CLOSED, DataKind.IDENTITY), (State.DECLINED, DataKind.IDENTITY),
    (State.WITHDRAWN, DataKind.IDENTITY_WITHDRAWN),
], ids=["closed", "declined", "withdrawn"])
def test_identity_goes_when_its_time_is_over(edge: Edge, folders: Folders, state: State, kind: DataKind) -> None:
    """G4: age the data, run twice: dry, one day early, on time, again; the record stands and verifies."""
    edge.run(lambda work: old_letter(work, state))
    events = edge.run(lambda work: work.session.scalar(select(func.count()).select_from(CaseEvent)))
    # Closing of the factory's letter lies a month after its sending.
    over = PERIODS[kind] + 32 * DAY
    assert edge.run(lambda work: purge(work, kind, folders, over, dry=True)) == 1
    assert edge.run(lambda work: purge(work, kind, folders, PERIODS[kind] - DAY)) == 0
    assert edge.run(identities) == 1
    assert edge.run(lambda work: purge(work, kind, folders, over)) == 1
    assert edge.run(lambda work: purge(work, kind, folders, over)) == 0
    assert edge.run(identities) == 0
    assert edge.run(ledger.verify).ok
    assert edge.run(lambda work: work.session.scalar(select(func.count()).select_from(CaseEvent))) == events + 1


@pytest.mark.parametrize("state", [State.RECEIVED, State.ASSIGNED, State.DRAFTED, State.REWORK])
def test_identity_of_an_open_letter_stays_however_old(work: Work, folders: Folders, state: State) -> None:
    """G4: while a letter is open its writer is reached, whatever its age."""
    old_letter(work, state)
    for kind in (DataKind.IDENTITY, DataKind.IDENTITY_WITHDRAWN):
        assert purge(work, kind, folders, 3650 * DAY) == 0
    assert identities(work) == 1


def test_identity_stays_while_something_still_happens(work: Work, folders: Folders) -> None:
    letter = factories.letter_in(work, State.CLOSED, contact=CONTACT)
    later = PERIODS[DataKind.IDENTITY] - 30 * DAY
    rights.note_copy(factories.acting(work, CITIZEN, days=later / DAY), letter.id)
    assert purge(work, DataKind.IDENTITY, folders, PERIODS[DataKind.IDENTITY] + 40 * DAY) == 0
    assert purge(work, DataKind.IDENTITY, folders, later + PERIODS[DataKind.IDENTITY] + 2 * DAY) == 1


def test_identities_go_in_batches(work: Work, folders: Folders) -> None:
    for _ in range(5):
        factories.letter_in(work, State.DECLINED, contact=CONTACT)
    over = PERIODS[DataKind.IDENTITY] + 2 * DAY
    assert [purge(work, DataKind.IDENTITY, folders, over, limit=2) for _ in range(4)] == [2, 2, 1, 0]


@pytest.mark.parametrize("kind", [DataKind.ATTEMPTS, DataKind.TOKENS, DataKind.RUNS])
def test_rows_go_when_their_time_is_over(edge: Edge, folders: Folders, kind: DataKind) -> None:
    """G4, I5: counters of failed attempts and used tokens are removed on their day, on both engines, once."""
    def store(work: Work) -> None:
        work.session.add_all([
            SignInFailure(key="a" * 64, count=3, window_ends_at=work.now),
            BootstrapToken(digest="b" * 64, made_at=work.now, used_at=work.now),
            BootstrapToken(digest="c" * 64, made_at=work.now, used_at=None),
            RetentionRun(ran_at=work.now, kind="logs", count=1, dry=False)])

    edge.run(store)
    period = PERIODS[kind]
    assert edge.run(lambda work: purge(work, kind, folders, period - DAY)) == 0
    assert edge.run(lambda work: purge(work, kind, folders, period + DAY, dry=True)) == 1
    assert edge.run(lambda work: purge(work, kind, folders, period + DAY)) == 1
    assert edge.run(lambda work: purge(work, kind, folders, period + DAY)) == 0
    assert edge.run(lambda work: work.session.scalar(
        select(func.count()).select_from(BootstrapToken).where(BootstrapToken.used_at.is_(None)))) == 1


def test_words_of_answered_requests_go_and_the_outcome_stays(work: Work, folders: Folders) -> None:
    letter = factories.letter_in(work, State.ACCEPTED, contact=CONTACT)
    waiting, answered = (rights.ask(factories.acting(work, CITIZEN), letter.id, Right.CORRECT_TEXT, "名字错了。")
                         for _ in range(2))
    rights.decide(factories.acting(work, factories.staff(work, Role.INTAKE)), answered.id, False, "没有错。")
    assert purge(work, DataKind.REQUEST_WORDS, folders, PERIODS[DataKind.REQUEST_WORDS] + DAY) == 1
    work.session.expire_all()
    rows = {row.id: (row.words is None, row.outcome) for row in work.session.scalars(select(RightsRequest))}
    assert rows == {waiting.id: (False, None), answered.id: (True, "refused")}


@pytest.mark.parametrize(("days", "gone"), [(183, 0), (185, 1)])
def test_logs_go_after_six_months_and_not_before(work: Work, folders: Folders, days: int, gone: int) -> None:
    """G2: the job leaves a log of 183 days alone and removes one of 185; the floor is 184."""
    aside = folders.logs / f"web.log.{work.now - days * DAY:%Y%m%dT%H%M%SZ}.gz"
    aside.write_bytes(b"")
    assert retention.run(work, DataKind.LOGS, folders, dry=True) == gone
    assert aside.exists()
    assert retention.run(work, DataKind.LOGS, folders) == gone
    assert aside.exists() is not bool(gone)


def test_logs_cannot_be_purged_below_the_floor(work: Work, folders: Folders) -> None:
    """G2: an operator who asks for 183 days is refused, and nothing is deleted."""
    aside = folders.logs / f"web.log.{work.now - 400 * DAY:%Y%m%dT%H%M%SZ}.gz"
    aside.write_bytes(b"")
    with pytest.raises(InputRefused, match="184天"):
        retention.purge_logs(work, folders, 183)
    assert aside.exists()
    assert retention.purge_logs(work, folders, 185) == 1


def test_mail_files_go_after_a_month(work: Work, folders: Folders) -> None:
    for name, days in (("old.eml", 31), ("new.eml", 29), ("old.txt", 31)):
        path = folders.mail / name
        path.write_text("x")
        at = (work.now - days * DAY).timestamp()
        os.utime(path, (at, at))
    assert retention.run(work, DataKind.MAIL_FILES, folders, dry=True) == 1
    assert retention.run(work, DataKind.MAIL_FILES, folders) == 1
    assert sorted(path.name for path in folders.mail.iterdir()) == ["new.eml", "old.txt"]


def test_every_run_is_recorded_kind_by_kind(work: Work) -> None:
    """G4: a run leaves one row per kind, dry or not, so that the job can be held against the table."""
    retention.record(work, dict.fromkeys(PERIODS, 0), dry=True)
    rows = work.session.scalars(select(RetentionRun)).all()
    assert {(row.kind, row.count, row.dry) for row in rows} == {(kind.value, 0, True) for kind in PERIODS}
    assert all(isinstance(row.ran_at, datetime) for row in rows)


def test_no_kind_of_the_job_removes_a_case_or_an_event(work: Work, folders: Folders) -> None:
    """U6: ten years later every case and every event is still there."""
    for state in (State.CLOSED, State.WITHDRAWN, State.DECLINED, State.MERGED):
        old_letter(work, state)
    work.session.flush()
    before = [work.session.scalar(select(func.count()).select_from(model)) for model in (Case, CaseEvent)]
    for kind in PERIODS:
        purge(work, kind, folders, 3650 * DAY)
    after = [work.session.scalar(select(func.count()).select_from(model)) for model in (Case, CaseEvent)]
    assert after[0] == before[0]
    assert after[1] >= before[1]  # type: ignore[operator]


def test_identity_of_a_comment_goes_two_years_after_its_period(edge: Edge, folders: Folders) -> None:
    """G4, C1: while a period is in hand its commenters are reached; later nobody can tell whose a comment was."""
    def open_period(work: Work) -> tuple[int, str | None]:
        period = factories_comments.period_in(work, State.OPEN)
        first, _ = (factories_comments.comment(work, period, contact=CONTACT) for _ in range(2))
        return period.id, first.contact_digest

    def digests(work: Work) -> set[str | None]:
        return set(work.session.scalars(select(Comment.contact_digest)))

    over = PERIODS[DataKind.IDENTITY] + 2 * DAY
    period_id, digest = edge.run(open_period)
    assert edge.run(lambda work: purge(work, DataKind.IDENTITY, folders, over)) == 0
    edge.run(lambda work: setattr(work.session.get_one(Case, period_id), "state", State.CANCELLED.value))
    assert edge.run(lambda work: purge(work, DataKind.IDENTITY, folders, PERIODS[DataKind.IDENTITY] - DAY)) == 0
    assert [edge.run(lambda work: purge(work, DataKind.IDENTITY, folders, over)) for _ in range(2)] == [2, 0]
    left = edge.run(digests)
    assert len(left) == 1
    assert digest not in left
    assert edge.run(identities) == 0


def test_names_for_a_hearing_go_and_the_choice_stays(work: Work, folders: Folders) -> None:
    """G4: who registered for a hearing is forgotten two years after it; that somebody did, and was chosen, is not."""
    period = factories_comments.period_in(work, State.OPEN)
    hearing = Hearing(period_id=period.id, held_at=work.now + 10 * DAY, register_until=work.now + 5 * DAY, place="三楼",
                      seats=3)
    work.session.add(hearing)
    work.session.flush()
    row = HearingRegistration(
        hearing_id=hearing.id, period_id=period.id, name=work.cipher.encrypt(period.id, "name", "林小舟"),
        phone=work.cipher.encrypt(period.id, "phone", "13812345678"), shown_name="林*舟", stance="support",
        registered_at=work.now, submission_key="a" * 64, code_mac="b" * 64, phone_digest="c" * 64, is_chosen=True)
    work.session.add(row)
    ages = (10 * DAY + PERIODS[DataKind.HEARING] - DAY, 11 * DAY + PERIODS[DataKind.HEARING])
    assert [purge(work, DataKind.HEARING, folders, age) for age in (*ages, ages[1])] == [0, 1, 0]
    work.session.expire_all()
    assert (row.name, row.phone, row.phone_digest) == (None, None, None)
    assert (row.shown_name, row.is_chosen) == ("林*舟", True)
