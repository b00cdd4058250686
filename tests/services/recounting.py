"""Every figure of some days by brute force: from the rows of replies, assignments, clocks and events, day by day.

It shares no code with the counting of the service: departments come from assignments, answers from replies, last days
from clocks and their readings, and every letter is looked at for every day.
"""

from __future__ import annotations

import json
from collections import Counter
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import text

from services.work import Work

CHINA = ZoneInfo("Asia/Shanghai")
ONE = timedelta(days=1)
INVALID = ("unclear", "commercial", "internal", "official_correspondence")
DUPLICATE = ("in_progress", "already_answered")
TIMES = {"urge": "urged", "supervise": "supervised", "extend": "extended", "return": "returned", "rate": "rated"}
# Since when, who, until when, how it ended, when it was signed for, and whether it was a rework.
Given = tuple[date, str, date | None, str | None, date | None, bool]
ENDING = ("decline", "withdraw", "merge")


def day_of(value: Any) -> date:
    at = datetime.fromisoformat(value) if isinstance(value, str) else value
    return (at if at.tzinfo else at.replace(tzinfo=ZoneInfo("UTC"))).astimezone(CHINA).date()


class BareLetter:
    """One letter as its rows say it is."""

    def __init__(self, work: Work, row: Any, codes: dict[int, str]) -> None:
        def ask(query: str) -> list[Any]:
            return list(work.session.execute(text(query), {"id": row.id}))

        self.calendar, self.keys = work.calendar, (row.channel, row.slug)
        self.received = day_of(row.received_at)
        self.events = [(one.act, day_of(one.effective_at), json.loads(one.payload), one.actor) for one in ask(
            "SELECT act, effective_at, payload, actor FROM case_event WHERE case_id = :id ORDER BY seq")]
        replies = ask("SELECT issued_at FROM reply WHERE case_id = :id AND issued_at IS NOT NULL ORDER BY version")
        self.answered = max(day_of(replies[0].issued_at), self.received) if replies else None
        self.ends = [(act, day, payload.get("ground")) for act, day, payload, _ in self.events if act in ENDING]
        self.separated = [day for act, day, _, _ in self.events if act == "separate"]
        self.given: list[Given] = [(
            self.received if one.assigned_by == "importer" else day_of(one.assigned_at), codes[one.department_id],
            one.ended_at and day_of(one.ended_at), one.ended_how, one.accepted_at and day_of(one.accepted_at),
            "rework" in one.reasons) for one in ask("SELECT * FROM assignment WHERE case_id = :id ORDER BY decision")]
        self.clocks = ask("SELECT * FROM clock WHERE case_id = :id AND (is_answer OR kind = 'letter_consultation') "
                          "AND kind <> 'letter_rework' ORDER BY id")
        self.readings = ask("SELECT r.replaced_at, r.due_on FROM clock_reading r JOIN clock c ON c.id = r.clock_id "
                            "WHERE c.case_id = :id AND c.kind <> 'letter_rework' ORDER BY r.id")

    def is_in_hand(self, day: date) -> bool:
        if day < self.received or (self.answered is not None and self.answered <= day):
            return False
        ended = sum(on <= day for _, on, _ in self.ends)
        return ended == sum(on <= day for on in self.separated)

    def holder(self, day: date, *, leaving: bool = False) -> str:
        """With whom it is at the end of a day, or was when it left on that day."""
        for since, code, until, how, _, again in reversed(self.given):
            if since > day or (again and leaving):
                continue
            if until is None or until > day or (until == day and (leaving and how not in ("returned", "transferred"))):
                return code
            return "unassigned" if how != "answered" or leaving else code
        return "unassigned"

    def due(self, day: date) -> date | None:
        """The last day that holds at the end of a day."""
        if not self.clocks:
            return None
        if self.events[0][2]["clock"] is None and not any(
                act == "reclassify" and on <= day for act, on, _, _ in self.events):
            return None
        for reading in self.readings:
            if day_of(reading.replaced_at) > day:
                return date.fromisoformat(str(reading.due_on))
        return date.fromisoformat(str(self.clocks[0].due_on))

    def is_late(self, day: date) -> bool:
        due = self.due(day)
        return self.is_in_hand(day) and due is not None and due <= day

    def counts(self, day: date) -> Counter[tuple[str, str]]:
        """What the letter adds to a day, by department and figure."""
        found: Counter[tuple[str, str]] = Counter()
        before, after = self.is_in_hand(day - ONE), self.is_in_hand(day)
        leaves = [self._how(end) for end in self.ends if end[1] == day] + ["closed"] * (self.answered == day)
        where = self.holder(day, leaving=bool(leaves))
        comes = {"received": day == self.received, "reopened": day in self.separated}
        for name in [name for name, is_so in comes.items() if is_so] + leaves:
            found[where, name] += 1
        if before and self.holder(day - ONE) != where:
            found[self.holder(day - ONE), "moved_out"] += 1
            found[where, "moved_in"] += 1
        assert before + sum(comes.values()) - len(leaves) == after
        self._add_lateness(found, day)
        if self.answered == day:
            self._add_answer(found, day, where)
        self._add_acts(found, day)
        return found

    def _how(self, end: tuple[str, date, str | None]) -> str:
        if end[0] == "decline":
            return "invalid" if end[2] in INVALID else "duplicate" if end[2] in DUPLICATE else "refused"
        return "withdrawn" if end[0] == "withdraw" else "duplicate"

    def _add_lateness(self, found: Counter[tuple[str, str]], day: date) -> None:
        for on, sign in ((day - ONE, -1), (day, 1)):
            if self.is_late(on):
                found[self.holder(on), "overdue_change"] += sign
        if self._was_due_by(day) and not self._was_due_by(day - ONE):
            by = self.holder(self.answered or day, leaving=True) if not self.is_in_hand(day) else self.holder(day)
            found[by, "due"] += 1
            found[by, "on_time"] += self.answered is not None and self.answered <= (self.due(day) or day)

    def _was_due_by(self, last: date) -> bool:
        day = self.received
        while day <= last:
            due = self.due(day)
            stands = self.is_in_hand(day) or (self.answered is not None and self.answered <= day)
            if due is not None and due <= day and stands:
                return True
            day += ONE
        return False

    def _add_answer(self, found: Counter[tuple[str, str]], day: date, where: str) -> None:
        due = self.due(day)
        found[where, "closed_late"] += due is not None and due < day
        found[where, "calendar_days"] += (day - self.received).days
        found[where, "working_days"] += sum(
            self.calendar.is_working(self.received + n * ONE) for n in range(1, (day - self.received).days + 1))
        gone = any(act == "withdraw_consent" and on <= day for act, on, _, _ in self.events)
        found[where, "publishable"] += self.events[0][2]["consent"] and not gone
        if not any(accepted and accepted <= day for *_, accepted, _ in self.given):
            found[where, "accepted"] += 1

    def _add_acts(self, found: Counter[tuple[str, str]], day: date) -> None:
        for since, code, _, _, _, again in self.given:
            found[code, "assigned"] += since == day and not again
        signed = [(accepted, code) for _, code, _, _, accepted, _ in self.given if accepted]
        if signed and min(signed)[0] == day and (self.answered is None or self.answered >= day):
            found[min(signed)[1], "accepted"] += 1
        published = [self.answered if actor == "importer" else on
                     for act, on, _, actor in self.events if act == "publish"]
        if published and published[0] == day:
            found[self.holder(day), "published"] += 1
        for act, on, payload, _ in self.events:
            if on == day and act in TIMES:
                where = self.holder(day - ONE) if act == "return" else self.holder(day)
                found[where, TIMES[act]] += 1
                found[where, "satisfied"] += act == "rate" and payload["rating"] != "dissatisfied"
            if on == day and act == "rework":
                found[self.holder(day), "reworked"] += 1


def letters(work: Work) -> list[BareLetter]:
    codes = {row.id: row.code for row in work.session.execute(text("SELECT id, code FROM department"))}
    rows = work.session.execute(text('SELECT c.id, c.received_at, c.channel, m.slug FROM "case" c '
                                     "JOIN mailbox m ON m.id = c.mailbox_id ORDER BY c.id")).all()
    return [BareLetter(work, row, codes) for row in rows]


def flows(work: Work, first: date, last: date, dimension: str) -> dict[str, Counter[str]]:
    """Return every flow of some days, counted letter by letter and day by day."""
    found: dict[str, Counter[str]] = {}
    for one in letters(work):
        for n in range((last - first).days + 1):
            for (where, name), count in one.counts(first + n * ONE).items():
                key = {"department": where, "channel": one.keys[0], "mailbox": one.keys[1]}[dimension]
                found.setdefault(key, Counter())[name] += count
    return {key: counts for key, counts in found.items() if any(counts.values())}
