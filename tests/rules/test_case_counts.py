"""What a letter adds to each day, from hand-made histories; and the row identity over any history there can be."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.calendar import WorkCalendar
from rules.case_counts import entries, standing
from rules.case_steps import CaseHistory, Step
from rules.figures import ENDS, Figures, Flow, total
from rules.transitions import ALLOWED, Act
from rules.vocabulary import CaseKind, DeclineGround, Rating, State

CALENDAR = WorkCalendar()
# A Monday without a holiday near.
MONDAY = date(2026, 3, 2)
DUE = 7  # days after MONDAY: the Monday after


def on(offset: int) -> date:
    return MONDAY + timedelta(days=offset)


def step(act: Act, offset: int, unit: str | None = None, value: str = "", **more: object) -> Step:
    return Step(act, on(offset), unit, value, **more)  # type: ignore[arg-type]


def history(*steps: Step, due: int | None = DUE, **facts: object) -> CaseHistory:
    values = {"id": 1, "number": "X2026-1", "received_at": datetime.combine(MONDAY, time(2), UTC), "channel": "web",
              "mailbox": "leader", "category": "complaint", "subject": "roads", "consent": True,
              "due_on": None if due is None else on(due), "steps": steps}
    return CaseHistory(**(values | facts))  # type: ignore[arg-type]


SENT = step(Act.SUBMIT, 0)
TO_A, TO_B = step(Act.ROUTE, 0, "a"), step(Act.TRANSFER, 2, "b")
ANSWERED = step(Act.ISSUE, 3)
A, B, NONE = "a", "b", "unassigned"
ASKED = step(Act.SUBMIT, 0, "a")


def request(*steps: Step, due: int | None = DUE) -> CaseHistory:
    return history(ASKED, *steps, due=due, kind=CaseKind.DISCLOSURE_REQUEST, category="disclosure_request",
                   subject="disclosure_request", consent=False)


def period(*steps: Step, due: int | None = DUE) -> CaseHistory:
    return history(step(Act.PLAN_PERIOD, -9, "a"), step(Act.OPEN_PERIOD, 0), *steps, due=due,
                   kind=CaseKind.COMMENT_PERIOD, category="comment_period", subject="comment_period", consent=False)


def waiting(first: int, limit: int) -> Step:
    return step(Act.PAUSE, first, waited=(on(first), on(limit)), moves_due=True, due_on=on(DUE + 7))


def resumed(day: int, *, restarts: bool = False) -> Step:
    return step(Act.RESUME, day, waited=(on(day), on(day)), restarts=restarts)


# name: (history, {(day after MONDAY, department): what is added})
CASES = {
    "routed on the day of receipt is its own": (
        history(SENT, TO_A), {(0, A): "received assigned", (7, A): "due overdue_change"}),
    "routed the day after is moved": (
        history(SENT, step(Act.ASSIGN, 1, "a"), due=None),
        {(0, NONE): "received", (1, NONE): "moved_out", (1, A): "assigned moved_in"}),
    "through three units in one day is moved once": (
        history(SENT, TO_A, TO_B, step(Act.RETURN, 2, "b"), step(Act.ASSIGN, 2, "c"), due=None),
        {(0, A): "received assigned", (2, A): "moved_out", (2, B): "assigned returned", (2, "c"): "assigned moved_in"}),
    "answered in time": (
        history(SENT, TO_A, step(Act.ACCEPT, 1, "a"), ANSWERED),
        {(0, A): "received assigned", (1, A): "accepted",
         (3, A): "closed working_days=3 calendar_days=3 publishable", (7, A): "due on_time"}),
    "answered by whom it was given on the same day": (
        history(SENT, TO_A, step(Act.TRANSFER, 3, "b"), ANSWERED, consent=False),
        {(0, A): "received assigned", (3, A): "moved_out", (3, B): "assigned moved_in accepted closed working_days=3 "
         "calendar_days=3", (7, B): "due on_time"}),
    "answered late": (
        history(SENT, TO_A, step(Act.ISSUE, 8), consent=False),
        {(0, A): "received assigned", (7, A): "due overdue_change",
         (8, A): "accepted closed closed_late working_days=6 calendar_days=8 overdue_change=-1"}),
    "answered on the last day": (
        history(SENT, TO_A, step(Act.ISSUE, 7), consent=False),
        {(0, A): "received assigned", (7, A): "accepted closed working_days=5 calendar_days=7 due on_time"}),
    "late and handed on takes its lateness along": (
        history(SENT, TO_A, step(Act.TRANSFER, 9, "b")),
        {(0, A): "received assigned", (7, A): "due overdue_change",
         (9, A): "moved_out overdue_change=-1", (9, B): "assigned moved_in overdue_change"}),
    "a request is its agency's from the first, answered when delivered": (
        request(step(Act.ACCEPT, 0), step(Act.ISSUE, 2), step(Act.DELIVER, 3)),
        {(0, A): "received accepted", (3, A): "closed working_days=3 calendar_days=3", (7, A): "due on_time"}),
    "a request waits for a third party, which is no working day of its agency": (
        request(step(Act.ACCEPT, 0), waiting(1, 22), resumed(3), step(Act.DELIVER, 4)),
        {(0, A): "received accepted", (4, A): "closed working_days=2 calendar_days=4", (14, A): "due on_time"}),
    "a corrected request is counted from the correction": (
        request(step(Act.ACCEPT, 0), waiting(1, 15), resumed(7, restarts=True), step(Act.DELIVER, 9)),
        {(0, A): "received accepted", (9, A): "closed working_days=2 calendar_days=9", (14, A): "due on_time"}),
    "a request that lapses ends without an answer": (
        request(step(Act.ACCEPT, 0), step(Act.LAPSE, 4)), {(0, A): "received accepted", (4, A): "refused"}),
    "a request that is taken back": (request(step(Act.WITHDRAW, 1)), {(0, A): "received", (1, A): "withdrawn"}),
    "a request nobody answers is late": (request(), {(0, A): "received", (7, A): "due overdue_change"}),
    "a period is in hand from its opening until its result is public": (
        period(step(Act.END_PERIOD, 2), step(Act.DRAFT_RESULT, 3), step(Act.RELEASE_RESULT, 4)),
        {(0, A): "received", (2, A): "accepted", (4, A): "closed working_days=4 calendar_days=4",
         (7, A): "due on_time"}),
    "a period without its result is late": (
        period(step(Act.END_PERIOD, 2), step(Act.URGE, 8), step(Act.RELEASE_RESULT, 9)),
        {(0, A): "received", (2, A): "accepted", (7, A): "due overdue_change", (8, A): "urged",
         (9, A): "closed closed_late working_days=7 calendar_days=9 overdue_change=-1"}),
    "a period that is called off ends without a result": (
        period(step(Act.CANCEL_PERIOD, 1), due=None), {(0, A): "received", (1, A): "withdrawn"}),
    "declined on the last day is never due": (
        history(SENT, TO_A, step(Act.DECLINE, 7, value=DeclineGround.CONCLUDED)),
        {(0, A): "received assigned", (7, A): "refused"}),
    "declined as unclear": (
        history(SENT, step(Act.DECLINE, 1, value=DeclineGround.UNCLEAR)),
        {(0, NONE): "received", (1, NONE): "invalid"}),
    "declined as answered before": (
        history(SENT, step(Act.DECLINE, 1, value=DeclineGround.ALREADY_ANSWERED)),
        {(0, NONE): "received", (1, NONE): "duplicate"}),
    "declined when late is late no more": (
        history(SENT, TO_A, step(Act.DECLINE, 8, value=DeclineGround.OTHER_BODY)),
        {(0, A): "received assigned", (7, A): "due overdue_change", (8, A): "refused overdue_change=-1"}),
    "withdrawn": (history(SENT, TO_A, step(Act.WITHDRAW, 1)), {(0, A): "received assigned", (1, A): "withdrawn"}),
    "merged, and separated after its last day, is due then": (
        history(SENT, TO_A, step(Act.MERGE, 1), step(Act.SEPARATE, 9), step(Act.ASSIGN, 10, "b")),
        {(0, A): "received assigned", (1, A): "duplicate", (9, NONE): "reopened due overdue_change",
         (10, NONE): "moved_out overdue_change=-1", (10, B): "assigned moved_in overdue_change"}),
    "reworked: the first answer stands": (
        history(SENT, TO_A, ANSWERED, step(Act.RATE, 4, value=Rating.DISSATISFIED), step(Act.REWORK, 5),
                step(Act.TRANSFER, 6, "b"), step(Act.ISSUE, 9), step(Act.RATE, 9, value=Rating.SATISFIED)),
        {(0, A): "received assigned", (3, A): "accepted closed working_days=3 calendar_days=3 publishable",
         (4, A): "rated", (5, A): "reworked", (6, B): "assigned", (7, A): "due on_time", (9, B): "rated satisfied"}),
    "extended before the last day": (
        history(SENT, TO_A, step(Act.EXTEND, 6, moves_due=True, due_on=on(9)), step(Act.ISSUE, 9), consent=False),
        {(0, A): "received assigned", (6, A): "extended",
         (9, A): "accepted closed working_days=7 calendar_days=9 due on_time"}),
    "paused and resumed": (
        history(SENT, TO_A, step(Act.PAUSE, 3, moves_due=True, due_on=on(28)),
                step(Act.RESUME, 8, moves_due=True, due_on=on(14))),
        {(0, A): "received assigned", (14, A): "due overdue_change"}),
    "a last day that is moved into the past counts when it is": (
        history(SENT, TO_A, step(Act.RECLASSIFY, 5, value="report", moves_due=True, due_on=on(2))),
        {(0, A): "received assigned", (5, A): "due overdue_change"}),
    "praise has no last day": (
        history(SENT, TO_A, step(Act.RECLASSIFY, 1, value="praise", moves_due=True), step(Act.ISSUE, 30),
                consent=False),
        {(0, A): "received assigned", (30, A): "accepted closed working_days=22 calendar_days=30"}),
    "published, taken down, published again": (
        history(SENT, TO_A, ANSWERED, step(Act.PUBLISH, 4), step(Act.UNPUBLISH, 5), step(Act.PUBLISH, 6), due=None),
        {(0, A): "received assigned", (3, A): "accepted closed working_days=3 calendar_days=3 publishable",
         (4, A): "published"}),
    "leave taken back before the answer": (
        history(SENT, TO_A, step(Act.WITHDRAW_CONSENT, 1, value="publication"), ANSWERED, due=None),
        {(0, A): "received assigned", (3, A): "accepted closed working_days=3 calendar_days=3"}),
    "urged, ordered, circulated": (
        history(SENT, TO_A, step(Act.URGE, 8), step(Act.URGE, 9), step(Act.SUPERVISE, 9), step(Act.CIRCULATE, 9),
                step(Act.CIRCULATE, 12), due=None),
        {(0, A): "received assigned", (8, A): "urged", (9, A): "urged supervised circulated"}),
    "recalled from the unit that it is about": (
        history(SENT, TO_A, step(Act.RECALL, 2, "a"), due=None),
        {(0, A): "received assigned", (2, A): "moved_out", (2, NONE): "moved_in"}),
    "imported with its answer": (
        history(step(Act.IMPORT_ANSWERED, 4, "a", is_imported=True), step(Act.PUBLISH, 900, is_imported=True)),
        {(0, A): "received assigned",
         (4, A): "accepted closed working_days=4 calendar_days=4 publishable published", (7, A): "due on_time"}),
    "imported with an answer before its receipt": (
        history(step(Act.IMPORT_ANSWERED, -2, "a", is_imported=True), due=None),
        {(0, A): "received assigned accepted closed publishable"}),
    "imported open": (
        history(SENT._replace(is_imported=True), step(Act.ROUTE, 8, "a", is_imported=True), step(Act.ISSUE, 10),
                due=None, consent=False),
        {(0, A): "received assigned", (10, A): "accepted closed working_days=8 calendar_days=10"}),
    "written after midnight by the slower of two": (
        history(SENT, TO_A, step(Act.ACCEPT, 2, "a"), step(Act.TRANSFER, 1, "b"), due=None),
        {(0, A): "received assigned", (2, A): "accepted moved_out", (2, B): "assigned moved_in"}),
}


def counted(words: str) -> Counter[str]:
    return Counter({name: int(count or 1) for name, _, count in (word.partition("=") for word in words.split())})


@pytest.mark.parametrize("name", CASES)
def test_entries_of_a_letter_are_on_their_days(name: str) -> None:
    letter, expected = CASES[name]
    found: dict[tuple[int, str], Counter[str]] = {}
    for day, flow, count, keys in entries(letter, CALENDAR):
        found.setdefault(((day - MONDAY).days, keys.department), Counter())[flow.value] += count
    assert found == {place: counted(words) for place, words in expected.items()}


def test_entries_of_a_day_have_the_keys_of_its_end() -> None:
    letter = history(SENT, TO_A, step(Act.RECLASSIFY, 0, value="report", moves_due=True, due_on=on(3)),
                     step(Act.SET_SUBJECT, 2, value="law"), step(Act.RECLASSIFY, 4, value="other", moves_due=True,
                                                                 due_on=on(3)))
    keys = [(entry.flow, entry.number, (entry.day - MONDAY).days, entry.keys.category, entry.keys.subject)
            for entry in entries(letter, CALENDAR) if entry.flow in (Flow.RECEIVED, Flow.OVERDUE_CHANGE)]
    assert keys == [(Flow.RECEIVED, 1, 0, "report", "roads"), (Flow.OVERDUE_CHANGE, 1, 3, "report", "law"),
                    (Flow.OVERDUE_CHANGE, -1, 4, "report", "law"), (Flow.OVERDUE_CHANGE, 1, 4, "other", "law")]


def test_standing_says_what_a_list_needs() -> None:
    letter = history(SENT, TO_A, step(Act.ACCEPT, 1, "a"), step(Act.ASK_EXTENSION, 2), step(Act.DRAFT, 3),
                     step(Act.REFUSE_EXTENSION, 4), step(Act.APPROVE, 8), step(Act.ISSUE, 9), step(Act.WITHHOLD, 11))
    seen = {offset: stands for offset in range(-1, 12) if (stands := standing(letter, on(offset), CALENDAR))}
    assert min(seen) == 0
    assert [offset for offset, one in seen.items() if one.is_in_hand] == list(range(9))
    assert [offset for offset, one in seen.items() if one.waits_for_extension] == [2, 3]
    assert [offset for offset, one in seen.items() if one.to_review] == list(range(3, 9))
    assert [offset for offset, one in seen.items() if one.is_late] == [7, 8]
    assert [offset for offset, one in seen.items() if one.to_publish] == [9, 10]
    assert [seen[offset].days_left for offset in (0, 4, 7, 8)] == [5, 1, 0, -1]
    assert (seen[3].state, seen[9].state, seen[0].department) == (State.DRAFTED, State.ANSWERED, "a")


NEEDS_UNIT = {Act.ROUTE, Act.ASSIGN, Act.TRANSFER}
TAKEN = [act for act in Act if act not in (Act.SUBMIT, Act.IMPORT_ANSWERED)]


@st.composite
def histories(draw: st.DrawFn) -> CaseHistory:
    """Any letter that the state machine allows, some of them after a first answer, with a last day that may move."""
    imported, state, steps, day = draw(st.booleans()), State.RECEIVED, [], 0
    if imported and draw(st.booleans()):
        state, steps = State.CLOSED, [step(Act.IMPORT_ANSWERED, draw(st.integers(-3, 9)), "a", is_imported=True)]
    answered = state is State.CLOSED
    for _ in range(draw(st.integers(0, 14))):
        possible = [act for act in TAKEN if (state, act) in ALLOWED
                    and not (answered and act in (Act.DECLINE, Act.WITHDRAW, Act.MERGE))]
        act = draw(st.sampled_from(possible))
        day += draw(st.sampled_from((0, 0, 1, 4)))
        unit = draw(st.sampled_from((A, B))) if act in NEEDS_UNIT else None
        moves = act in (Act.EXTEND, Act.RECOUNT, Act.RECLASSIFY) and not answered
        steps.append(step(act, day - draw(st.sampled_from((0, 0, 1))), unit, {
            Act.DECLINE: draw(st.sampled_from(DeclineGround)).value, Act.RATE: Rating.SATISFIED.value,
            Act.RECLASSIFY: "other"}.get(act, ""), moves_due=moves,
            due_on=on(draw(st.integers(0, 40))) if moves and draw(st.booleans()) else None))
        state, answered = ALLOWED[state, act], answered or act is Act.ISSUE
    return history(*steps, due=draw(st.none() | st.integers(0, 20)))


def figures_of(letters: list[CaseHistory], key: str | None, last: int) -> Figures:
    flows: Counter[Flow] = Counter()
    for letter in letters:
        for entry in entries(letter, CALENDAR):
            if entry.day <= on(last) and key in (None, entry.keys.department):
                flows[entry.flow] += entry.number
    return Figures(flows)


@given(letters=st.lists(histories(), min_size=1, max_size=3), last=st.integers(0, 60))
def test_row_identity_holds_for_every_department_and_the_whole_on_every_day(letters: list[CaseHistory],
                                                                            last: int) -> None:
    stands = [one for letter in letters if (one := standing(letter, on(last), CALENDAR)) and one.is_in_hand]
    rows = {key: figures_of(letters, key, last) for key in (A, B, NONE)}
    for key, row in rows.items():
        mine = [one for one in stands if one.department == key]
        assert (row["open"], row["overdue"]) == (len(mine), sum(one.is_late for one in mine))
        assert row[Flow.ON_TIME] <= row[Flow.DUE]
        assert min(row[flow] for flow in Flow if flow is not Flow.OVERDUE_CHANGE) >= 0
    whole = figures_of(letters, None, last)
    assert total(rows.values()).as_json() == whole.as_json()
    assert whole[Flow.MOVED_IN] == whole[Flow.MOVED_OUT]
    assert whole["open"] == len(stands)
    for letter in letters:
        counts = Counter(entry.flow for entry in entries(letter, CALENDAR))
        assert counts[Flow.RECEIVED] == 1
        assert counts[Flow.CLOSED] <= 1 >= counts[Flow.DUE]
        assert counts[Flow.CLOSED] + sum(counts[end] for end in ENDS) <= 1 + counts[Flow.REOPENED]
