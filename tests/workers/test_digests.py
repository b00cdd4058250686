"""Digests that make themselves: in order after an outage, issued at their hour, mailed once to whom they concern."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import func, select, update

from models.counts import DailyCount
from models.digest import Digest, DigestFile, DigestIssue
from models.heartbeat import Heartbeat
from models.notice import Notice
from models.staff import Staff
from rules.actors import Role
from rules.vocabulary import State
from services import counting
from services.work import Work
from tests import factories
from tests.fixtures.engines import Edge
from tests.harness.clock import SimulatedClock
from tests.harness.smtp import MailSink
from workers import digests, ledger, notices
from workers.application import application

PEOPLE = ((Role.LEADER, "housing"), (Role.SUPERVISOR, "housing"), (Role.LEAD, "housing"), (Role.HANDLER, "housing"),
          (Role.LEAD, "transport"), (Role.AUDITOR, "housing"), (Role.PUBLISHER, "housing"))


def at(day: int, hour: int, minute: int = 0) -> datetime:
    """Return an instant of November 2026 by the clock in China."""
    return datetime(2026, 11, day, hour, minute, tzinfo=UTC) - timedelta(hours=8)


@pytest.fixture
def county(job_edge: Edge, monkeypatch: pytest.MonkeyPatch) -> Edge:
    """A Tuesday on which housing has got and answered letters and transport none, with everybody's address."""
    def hire(work: Work) -> None:
        for role, code in PEOPLE:
            factories.staff(work, role, code)
        work.session.execute(update(Staff).values(email=Staff.login + "@county.example"))

    for state in (State.ASSIGNED, State.ANSWERED, State.TRIAGE):
        job_edge.run(lambda work, state=state: factories.letter_in(work, state))
    job_edge.run(hire)
    return job_edge


def run(test_clock: SimulatedClock, instant: datetime) -> None:
    """Let the periodic jobs of an instant run, twice, as two schedulers offer them."""
    test_clock.set(instant)
    for _ in range(2):
        ledger.seal_days()
        digests.make_due()
        notices.deliver_due("mail")


def made(edge: Edge) -> list[tuple[str, str]]:
    return edge.run(lambda work: [tuple(row) for row in work.session.execute(
        select(Digest.kind, Digest.period).order_by(Digest.id))])


def lists_mailed(sink: MailSink) -> dict[str, list[str]]:
    """Return the subjects of the digests in the sink by who got them."""
    found: dict[str, list[str]] = {}
    for mail in sink.received:
        if "一日一清单" in mail.subject or "一月一汇总" in mail.subject:
            found.setdefault(mail.recipients[0].partition("@")[0], []).append(mail.subject)
    return found


def test_daily_list_is_made_at_night_and_issued_in_the_morning_once(
        county: Edge, test_clock: SimulatedClock, mail_sink: MailSink) -> None:
    """P5, M1: one mail a person, the whole or the own part, with its files and no word of a letter."""
    run(test_clock, at(25, 0, 20))
    assert made(county) == [("daily", "2026-11-24")]
    assert lists_mailed(mail_sink) == {}
    run(test_clock, at(25, 7, 31))
    subject = "【云溪县办理工作台】一日一清单：2026年11月24日"
    assert lists_mailed(mail_sink) == dict.fromkeys(
        ("leader-office-1", "supervisor-office-1", "lead-housing-1", "handler-housing-1"), [subject])
    [whole, own] = [next(mail for mail in mail_sink.received if mail.recipients[0].startswith(name))
                    for name in ("leader", "lead-housing")]
    assert "新收　3件" in whole.text
    assert "全县" not in whole.text
    assert "下面是县住房和城乡建设局的部分。" in own.text
    assert "新收　2件" in own.text
    assert "全县：新收3件" in own.text
    assert "http://localhost/desk/digests/daily/2026-11-24" in own.text
    for mail in (whole, own):
        assert "加压泵" not in mail.message.as_string()
        names = [part.get_filename() for part in mail.message.iter_attachments()]
        assert names == ["daily-2026-11-24.pdf", "daily-2026-11-24.xlsx"]
    [pdf, sheet] = [part.get_content() for part in own.message.iter_attachments()]
    assert (pdf[:5], sheet[:2]) == (b"%PDF-", b"PK")
    assert county.run(lambda work: work.session.scalar(select(func.count(DigestFile.id)))) == 4
    assert county.run(lambda work: work.session.scalar(
        select(Heartbeat.every_s).where(Heartbeat.name == "digests"))) == 300


@pytest.fixture
def without_files(county: Edge, monkeypatch: pytest.MonkeyPatch) -> Edge:
    """The same county, whose mails carry links only."""
    monkeypatch.setenv("MAIL_CARRIES_FILES", "0")
    application.cache_clear()
    return county


def test_missed_days_are_made_in_order_and_go_out_with_one_mail(
        without_files: Edge, test_clock: SimulatedClock, mail_sink: MailSink) -> None:
    """P5: nobody worked from Tuesday to Sunday; on Monday one mail covers it all, and Tuesday's only the Monday."""
    run(test_clock, at(29, 9))
    assert made(without_files) == [("daily", f"2026-11-{day}") for day in range(24, 29)]
    assert lists_mailed(mail_sink) == {}  # a Sunday
    run(test_clock, at(30, 9))
    [subject] = lists_mailed(mail_sink)["leader-office-1"]
    assert subject.endswith("一日一清单：2026年11月24日至29日")
    assert without_files.run(lambda work: work.session.scalar(select(func.count(DigestIssue.digest_id)))) == 6
    mail = next(mail for mail in mail_sink.received if mail.recipients[0].startswith("leader"))
    assert [*mail.message.iter_attachments()] == []
    run(test_clock, at(30, 9) + timedelta(days=1))
    month = "2026-11"
    assert made(without_files)[-2:] == [("daily", "2026-11-30"), ("monthly", month)]
    assert [one.rpartition("：")[2] for one in lists_mailed(mail_sink)["leader-office-1"]] == [
        "2026年11月24日至29日", "2026年11月30日", "2026年11月"]
    # Nothing is in hand at the other department, and those who do not read figures are not written to.
    assert set(lists_mailed(mail_sink)) == {"leader-office-1", "supervisor-office-1", "lead-housing-1",
                                            "handler-housing-1"}


def test_period_whose_figures_disagree_is_not_made_until_they_agree(
        without_files: Edge, test_clock: SimulatedClock) -> None:
    """A wrong number is worse than a late one: nothing is frozen, the job fails in sight, and it heals."""
    run(test_clock, at(25, 0, 20))
    without_files.run(lambda work: work.session.execute(
        update(DailyCount).where(DailyCount.day == date(2026, 11, 24)).values(closed=DailyCount.closed + 1)))
    test_clock.set(at(27, 0, 20))
    ledger.seal_days()
    with pytest.raises(digests.DigestsDisagree, match="2026-11-25, 2026-11-26"):
        digests.make_due()
    assert made(without_files) == [("daily", "2026-11-24")]
    without_files.run(lambda work: counting.recount(work, [date(2026, 11, 24)]))
    digests.make_due()
    assert [period for _, period in made(without_files)] == ["2026-11-24", "2026-11-25", "2026-11-26"]


def test_digest_that_was_corrected_goes_out_again_and_says_so(
        without_files: Edge, test_clock: SimulatedClock, mail_sink: MailSink) -> None:
    run(test_clock, at(25, 9))

    def bend(work: Work) -> None:
        row = work.session.scalars(select(Digest)).one()
        work.session.add(Digest(
            kind=row.kind, period=row.period, version=2, first_on=row.first_on, last_on=row.last_on, made_at=work.now,
            body=row.body, cases=row.cases, sha256=row.sha256, corrects_id=row.id, correction="漏计一件来访。"))

    without_files.run(bend)
    run(test_clock, at(25, 10))
    assert lists_mailed(mail_sink)["leader-office-1"] == [
        "【云溪县办理工作台】一日一清单：2026年11月24日", "【云溪县办理工作台】一日一清单：2026年11月24日（更正）"]
    assert "更正说明：漏计一件来访。" in mail_sink.received[-1].text
    owed = without_files.run(lambda work: work.session.scalar(select(func.count(Notice.id)).where(
        Notice.kind == "daily_list", Notice.state != "sent")))
    assert owed == 0
