"""What must hold when the year is over: looked at from outside, in rows and in the mail that arrived."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta

from sqlalchemy import select, text

from models.clock import Clock, ClockReading
from models.digest import Digest, DigestIssue
from models.notice import Notice
from models.rung import Rung
from models.staff import Staff
from queries import annual, counts, period_cases, sealed_days
from queries import digests as reading
from rules import annual_checks, clocks, ladder, periods
from rules.actors import Role
from rules.annual_forms import FormName
from rules.digest_body import DigestKind
from rules.figures import total
from rules.localtime import CHINA, local_time
from rules.vocabulary import CaseKind
from services import clocks as clock_rows
from services import counting, digest_checks, ledger
from services.work import Work
from tests.simulation.county import County

OPEN = "('received', 'triage', 'returned', 'assigned', 'accepted', 'drafted', 'reviewed', 'rework')"
RUNNING = "('received', 'accepted', 'drafted', 'reviewed', 'issued', 'correcting', 'charging', 'rework')"
FEEDBACK = "('sorting', 'result_drafted', 'result_reviewed')"
OVER = "(SELECT max(day) FROM closed_day)"
# Every promise as a query whose rows are the breaches.
PROMISES = {
    "a letter in hand without a running clock of its own":
        f"SELECT c.number FROM \"case\" c JOIN letter l ON l.case_id = c.id WHERE c.state IN {OPEN} "
        "AND l.category <> 'praise' AND NOT EXISTS "
        "(SELECT 1 FROM clock k WHERE k.case_id = c.id AND k.is_answer AND k.stopped_at IS NULL)",
    "an ended letter with a running clock":
        f"SELECT c.number FROM \"case\" c JOIN clock k ON k.case_id = c.id WHERE c.state NOT IN {OPEN} "
        f"AND NOT (c.kind = 'disclosure_request' AND c.state IN {RUNNING}) AND NOT (c.kind = 'comment_period' "
        f"AND c.state IN {FEEDBACK}) AND k.stopped_at IS NULL",
    "a letter that nobody routed": "SELECT number FROM \"case\" WHERE state = 'received' AND kind = 'letter'",
    "a request in hand without its clock":
        f"SELECT c.number FROM \"case\" c WHERE c.kind = 'disclosure_request' AND c.state IN {RUNNING} AND NOT EXISTS "
        "(SELECT 1 FROM clock k WHERE k.case_id = c.id AND k.kind = 'disclosure_reply' AND k.stopped_at IS NULL)",
    "a request that has ended without a result":
        "SELECT c.number FROM \"case\" c LEFT JOIN request_result r ON r.case_id = c.id "
        "WHERE c.kind = 'disclosure_request' AND c.state IN ('answered', 'closed', 'lapsed', 'withdrawn') "
        "AND r.case_id IS NULL",
    "an answered request without its numbered paper":
        "SELECT c.number FROM \"case\" c WHERE c.kind = 'disclosure_request' AND c.state IN ('answered', 'closed') "
        "AND NOT EXISTS (SELECT 1 FROM paper p WHERE p.case_id = c.id AND p.serial IS NOT NULL)",
    "a gap in the numbers of papers":
        "SELECT department_id, year FROM paper WHERE serial IS NOT NULL GROUP BY department_id, year "
        "HAVING count(*) <> max(serial)",
    "an application that waits for its applicant past every limit":
        "SELECT case_id FROM correction WHERE state = 'issued' AND lapse_on < (SELECT max(day) FROM closed_day)",
    "a period for comment that did not open or end in time":
        "SELECT c.number FROM \"case\" c JOIN comment_period p ON p.case_id = c.id WHERE "
        f"(c.state = 'scheduled' AND p.opens_at < {OVER}) OR (c.state = 'open' AND p.closes_at < {OVER})",
    "a feedback in hand without its clock":
        f"SELECT c.number FROM \"case\" c WHERE c.state IN {FEEDBACK} AND NOT EXISTS "
        "(SELECT 1 FROM clock k WHERE k.case_id = c.id AND k.kind = 'comment_feedback' AND k.stopped_at IS NULL)",
    "a comment without its answer once the result is public":
        "SELECT c.number FROM comment k JOIN \"case\" c ON c.id = k.case_id JOIN \"case\" p ON p.id = k.period_id "
        "WHERE p.state = 'resulted' AND c.state NOT IN ('responded', 'set_aside', 'replaced', 'withdrawn')",
    "an answered comment with a confirmed address and not exactly one message about it":
        "SELECT c.number FROM comment k JOIN \"case\" c ON c.id = k.case_id JOIN identity i ON i.case_id = c.id "
        "WHERE c.state = 'responded' AND i.email_verified_at IS NOT NULL AND (SELECT count(*) FROM notice n "
        "WHERE n.case_id = c.id AND n.kind = 'adoption' AND n.state = 'sent') <> 1",
    "a contact that counts twice for a passage":
        "SELECT k.contact_digest FROM comment k JOIN \"case\" c ON c.id = k.case_id WHERE k.confirmed_at IS NOT NULL "
        "AND k.contact_digest IS NOT NULL AND c.state IN ('held', 'mending', 'shown', 'responded') "
        "GROUP BY k.period_id, k.contact_digest, k.anchor HAVING count(*) > 1",
    "a rung reached twice": "SELECT clock_id FROM rung GROUP BY clock_id, rung, of_on HAVING count(*) > 1",
    "a rung without its event": "SELECT r.id FROM rung r WHERE (SELECT count(*) FROM case_event e WHERE "
                                "e.case_id = r.case_id AND e.act IN ('remind', 'urge', 'supervise', 'circulate', "
                                "'alarm')) < (SELECT count(*) FROM rung r2 WHERE r2.case_id = r.case_id)",
    "somebody told twice of one rung":
        "SELECT rung_id FROM rung_telling GROUP BY rung_id, staff_id HAVING count(*) > 1",
    "a rung of which a person with an address was not written to":
        "SELECT t.id FROM rung_telling t LEFT JOIN notice n ON n.id = t.notice_id "
        "WHERE n.id IS NULL OR n.state <> 'sent'",
    "a notice that was given up or sent twice": "SELECT id FROM notice WHERE state = 'failed' OR attempts > 1",
    "a letter with an address and not exactly one receipt":
        "SELECT i.case_id FROM identity i WHERE i.email IS NOT NULL AND (SELECT count(*) FROM notice n "
        "WHERE n.case_id = i.case_id AND n.kind = 'received' AND n.state = 'sent') <> 1",
    "an issued reply and not exactly one message about it":
        "SELECT r.id FROM reply r JOIN identity i ON i.case_id = r.case_id WHERE r.issued_at IS NOT NULL "
        "AND i.email IS NOT NULL AND NOT EXISTS (SELECT 1 FROM \"case\" c WHERE c.id = r.case_id "
        "AND c.state = 'issued') AND "
        "(SELECT count(*) FROM notice n WHERE n.case_id = r.case_id AND n.kind = 'answered') <> ("
        "SELECT count(*) FROM reply o WHERE o.case_id = r.case_id AND o.issued_at IS NOT NULL)",
    "a granted extension that the writer was not told of":
        "SELECT x.id FROM clock_extension x JOIN clock k ON k.id = x.clock_id JOIN identity i ON i.case_id = k.case_id "
        "WHERE x.state = 'granted' AND i.email IS NOT NULL AND NOT EXISTS "
        "(SELECT 1 FROM notice n WHERE n.case_id = k.case_id AND n.kind = 'extended')",
    "a supervision order without a number of its own":
        "SELECT id FROM rung WHERE rung = 'supervise' AND number IS NULL",
    "a running clock that the newest calendar has not reached":
        "SELECT id FROM clock WHERE stopped_at IS NULL AND provisional AND due_on < '2027-01-01'",
    "a gap in the numbers": "SELECT series FROM counter s WHERE (series LIKE 'X%' OR series LIKE 'G%' "
                            "OR series LIKE 'Y20%' OR series LIKE 'Z20%') AND value <> "
                            "(SELECT count(*) FROM \"case\" WHERE number LIKE s.series || '%')",
}


def breaches(county: County) -> list[str]:
    """Return every promise that was broken, in words."""
    found = county.read(lambda work: [
        f"{name}: {len(rows)}" for name, query in PROMISES.items()
        if (rows := work.session.execute(text(query)).all())])
    found += county.read(lambda work: list(_rungs(work, county)))
    found += county.read(lambda work: list(_readings(work)))
    found += county.read(lambda work: list(_counts(work)))
    found += county.read(lambda work: list(_digests(work)))
    found += county.read(lambda work: list(_annual(work)))
    found += _mail(county)
    report = county.read(ledger.verify)
    return found if report.ok else [*found, f"the record: {report.first_bad}"]


def figures(county: County) -> dict[str, int]:
    """Return what the year held, as counts."""
    tables = ("\"case\"", "case_event", "clock", "clock_reading", "clock_extension", "rung", "rung_telling", "notice")
    counts = county.read(lambda work: {
        name.strip('"'): int(work.session.execute(text(f"SELECT count(*) FROM {name}")).scalar_one())
        for name in tables})
    return counts | {"acts": county.acts, "refused": sum(county.refused.values()), "jobs": county.line.done,
                     "mails": len(county.sink.received)}


def _rungs(work: Work, county: County) -> Iterator[str]:
    """Compare the rungs of every clock with what its plan says, as far as somebody was there to look."""
    rows: dict[int, set[tuple[str, date]]] = {}
    for rung in work.session.scalars(select(Rung).where(Rung.rung != ladder.RungName.URGE_BY_HAND.value)):
        rows.setdefault(rung.clock_id, set()).add((rung.rung, rung.of_on))
    changed = dict(work.session.execute(
        select(ClockReading.clock_id, ClockReading.replaced_at).order_by(ClockReading.id)).tuples().all())
    for clock in work.session.scalars(select(Clock)):
        facts, calendar = clock_rows.facts_of(work, clock), work.settings.calendar_at(clock.calendar_version)
        planned = ladder.plan(facts, clocks.due(facts, calendar), calendar, work.settings.ladder_steps(work.today))
        since = changed.get(clock.id)
        expected = {one.key for one in planned if _was_swept(one.at, clock.stopped_at, county.sweeps)
                    and (since is None or one.at > since)}
        there = rows.get(clock.id, set())
        missing, extra = expected - there, there - {one.key for one in planned}
        if missing or (extra and since is None):
            yield f"rungs of clock {clock.id} ({clock.kind}): missing {sorted(missing)}, not planned {sorted(extra)}"


def _was_swept(at: datetime, stopped_at: datetime | None, sweeps: Sequence[datetime]) -> bool:
    """Tell whether a sweep came by after the rung was reached and before the clock stopped."""
    first = next((sweep for sweep in sweeps if sweep >= at), None)
    return first is not None and (stopped_at is None or first < stopped_at)


def _readings(work: Work) -> Iterator[str]:
    """Read every clock again with its own facts and its own version of the calendar."""
    for clock in work.session.scalars(select(Clock)):
        facts = clock_rows.facts_of(work, clock)
        due = clocks.due(facts, work.settings.calendar_at(clock.calendar_version))
        if due.on != clock.due_on:
            yield f"clock {clock.id} says {clock.due_on}, read again it says {due.on}"


def _counts(work: Work) -> Iterator[str]:
    """Count every day anew, and compare what is in hand at the end with the states of the letters."""
    first, last = counts.first_counted(work.session), counts.last_closed(work.session)
    if first is None or last is None:
        yield "no day was closed"
        return
    days = [first + timedelta(days=n) for n in range((last - first).days + 1)]
    yield from (f"count: {one}" for one in counting.differences(work, days)[:3])
    if last != work.today - timedelta(days=1):
        yield f"the last day that was closed is {last}"
    in_hand = Counter(one.kind for one in period_cases.standings(work.session, last, work.calendar) if one.is_in_hand)
    counted = {CaseKind.LETTER: counts.whole(work.session, first, last)["open"],
               CaseKind.DISCLOSURE_REQUEST: total(counts.requests(work.session, first, last).values())["open"],
               CaseKind.COMMENT_PERIOD: total(counts.periods(work.session, first, last).values())["open"]}
    yield from (f"in hand by the cases {in_hand[kind]} {kind}, by the counts {count}"
                for kind, count in counted.items() if in_hand[kind] != count)


def _digests(work: Work) -> Iterator[str]:
    """Every period since the first sealed day has one digest that agrees, made in order, and each list went out."""
    span = sealed_days.span(work.session)
    if span is None:
        return
    made = [(one.kind, one.period) for one in work.session.scalars(select(Digest).order_by(Digest.id))]
    wanted = [(kind.value, period.text) for kind in DigestKind for period in periods.due(kind, *span)]
    if Counter(made) != Counter(wanted):
        yield f"digests: missing {sorted({*wanted} - {*made})[:3]}, {len(made)} made for {len(wanted)} periods"
    last_days = [periods.parse(kind, period).last_on for kind, period in made]
    if last_days != sorted(last_days):
        yield "digests that were not made in order"
    yield from (f"digest {one.kind} {one.period}: {one.wrong[0]}" for one in digest_checks.verify(work) if one.wrong)
    unissued = [head.period.text for head in reading.listed(work.session, DigestKind.DAILY)
                if head.issued_at is None and periods.issue_day(head.period.last_on, work.calendar) <= work.today]
    if unissued:
        yield f"daily lists that did not go out: {unissued[:3]}"
    leaders = work.session.scalars(
        select(Notice.id).join(Staff, Staff.id == Notice.staff_id)
        .where(Staff.role == Role.LEADER, Notice.kind.in_(("daily_list", "monthly_summary")))).all()
    mails = work.session.scalars(select(DigestIssue.mailed_with_id).distinct()).all()
    if len(leaders) != len(mails):
        yield f"the leader got {len(leaders)} mails about {len(mails)} issues"


def _annual(work: Work) -> Iterator[str]:
    """Fill both annual forms of the years lived through: every sum closes, and last year's rest is carried in."""
    for form in FormName:
        before = None
        for year in (work.today.year - 1, work.today.year):
            table = annual.table(work.session, year, form)
            yield from (f"annual figures of {year}, form of {form.value}: {one.words}"
                        for one in annual_checks.check(table, before) if one.is_refused)
            before = table


def _mail(county: County) -> Iterator[str]:
    """Every message arrived once, and nobody at work was written to at night or on a holiday."""
    arrived = Counter(mail.message["Message-ID"] for mail in county.sink.received)
    twice = [name for name, times in arrived.items() if times > 1]
    if twice:
        yield f"mails that arrived twice: {len(twice)}"
    sent = county.read(lambda work: work.session.execute(
        text("SELECT count(*) FROM notice WHERE state = 'sent'")).scalar_one())
    if sent != len(county.sink.received):
        yield f"notices sent {sent}, mails arrived {len(county.sink.received)}"
    calendar = county.read(lambda work: work.calendar)
    late = [at for at in county.read(_sent_to_staff)
            if not calendar.is_working(local_time(at).date()) or not 8 <= at.astimezone(CHINA).hour < 18]
    if late:
        yield f"mails to staff outside working hours: {len(late)}"


def _sent_to_staff(work: Work) -> list[datetime]:
    return [at for at in work.session.scalars(select(Notice.sent_at).where(Notice.staff_id.is_not(None))) if at]
