"""Every word has its label, every state a way in and out, every notice its mail, every job its function."""

from __future__ import annotations

import ast
import re
from collections.abc import Mapping
from enum import StrEnum
from pathlib import Path
from typing import Any

import pytest

from adapters.jobs import JOBS, QUEUES
from config import Timing
from rules import (
    actors,
    clock_kinds,
    outcomes,
    permissions,
    reply_delivery,
    request_replies,
    request_words,
    subjects,
    vocabulary,
)
from rules.actors import Role
from rules.machines import MACHINES
from rules.transitions import ACT_LABELS, Act
from rules.vocabulary import (
    COMMENT_STATES,
    ENDED_STATES,
    LETTER_STATES,
    PERIOD_STATES,
    PUBLIC_COMMENT_ENDS,
    REQUEST_STATES,
    STATE_LABELS,
    STATE_TONES,
    CaseKind,
    State,
)
from services.notices import NOTICE_LABELS, SMS_KINDS, NoticeKind
from tests.conventions import catalogues
from tests.conventions.guard import ROOT, sources
from workers.schedule import timetable

LABELLED: list[tuple[type[StrEnum], Mapping[Any, str]]] = [
    (State, STATE_LABELS), (State, vocabulary.PUBLIC_STATE_LABELS), (Act, ACT_LABELS), (Role, actors.ROLE_LABELS),
    (NoticeKind, NOTICE_LABELS), (vocabulary.Category, vocabulary.CATEGORY_LABELS),
    (vocabulary.Channel, vocabulary.CHANNEL_LABELS), (vocabulary.Rating, vocabulary.RATING_LABELS),
    (vocabulary.DepartmentKind, vocabulary.DEPARTMENT_KIND_LABELS),
    (vocabulary.DeclineGround, vocabulary.DECLINE_LABELS), (vocabulary.DeclineGround, vocabulary.DECLINE_ADVICE),
    (clock_kinds.ClockKind, clock_kinds.CLOCK_LABELS), (clock_kinds.Unit, clock_kinds.UNIT_LABELS),
    (clock_kinds.PauseReason, clock_kinds.PAUSE_LABELS), (subjects.Subject, subjects.SUBJECT_LABELS),
    (vocabulary.Applicant, vocabulary.APPLICANT_LABELS), (request_words.ProvideAs, request_words.PROVIDE_LABELS),
    (request_words.DeliverBy, request_words.DELIVER_LABELS), (request_words.ReceiptRule, request_words.RECEIPT_LABELS),
    (request_replies.Secrecy, request_replies.SECRECY_LABELS), (reply_delivery.SignedBy, reply_delivery.SIGNED_LABELS),
    (outcomes.Outcome, {row.outcome: row.label for row in outcomes.ROWS})]
# Words that no page shows: they have no label.
INWARD = {vocabulary.CaseKind, vocabulary.PublicationDecision, vocabulary.PublicationState, vocabulary.RedactionState}
TONES = frozenset({"", "doing", "done", "shut"})
WORKER_FUNCTION = re.compile(r"workers\.\w+\.\w+")


class Light(StrEnum):
    """A small machine for the guards' own tests: `amber` cannot be reached, `red` cannot be left."""

    GREEN = "green"
    AMBER = "amber"
    RED = "red"


BROKEN = {(None, "switch_on"): Light.GREEN, (Light.GREEN, "stop"): Light.RED, (Light.RED, "wait"): Light.RED,
          (Light.AMBER, "go"): Light.GREEN}


@pytest.mark.parametrize(("words", "labels"), LABELLED, ids=lambda part: getattr(part, "__name__", "labels"))
def test_words_of_a_vocabulary_all_have_a_label(words: type[StrEnum], labels: Mapping[Any, str]) -> None:
    assert catalogues.unlabelled(words, labels) == []


def test_vocabularies_of_the_rules_are_labelled_or_inward() -> None:
    found = {value for value in vars(vocabulary).values()
             if isinstance(value, type) and issubclass(value, StrEnum) and value is not StrEnum}
    assert found == {words for words, _ in LABELLED if words.__module__ == vocabulary.__name__} | INWARD


@pytest.mark.parametrize("labels", [STATE_LABELS, ACT_LABELS, actors.ROLE_LABELS, NOTICE_LABELS,
                                    vocabulary.CATEGORY_LABELS, vocabulary.DECLINE_LABELS, clock_kinds.CLOCK_LABELS],
                         ids=["states", "acts", "roles", "notices", "categories", "decline grounds", "clocks"])
def test_labels_within_a_vocabulary_differ(labels: Mapping[Any, str]) -> None:
    assert catalogues.same_labels(labels) == []


def test_tones_of_the_states_are_known_and_complete() -> None:
    assert set(STATE_TONES) == set(State)
    assert set(STATE_TONES.values()) <= TONES


STATES_OF = {CaseKind.LETTER: LETTER_STATES, CaseKind.DISCLOSURE_REQUEST: REQUEST_STATES,
             CaseKind.COMMENT_PERIOD: PERIOD_STATES, CaseKind.COMMENT: COMMENT_STATES}


@pytest.mark.parametrize("kind", CaseKind)
def test_states_of_the_table_are_all_reachable(kind: CaseKind) -> None:
    assert catalogues.unreachable(MACHINES[kind], STATES_OF[kind]) == []


@pytest.mark.parametrize("kind", CaseKind)
def test_states_that_are_no_end_have_an_exit(kind: CaseKind) -> None:
    assert catalogues.dead_ends(MACHINES[kind], STATES_OF[kind], ENDED_STATES | PUBLIC_COMMENT_ENDS) == []


def test_states_belong_to_some_kind_of_case() -> None:
    assert set().union(*STATES_OF.values()) == set(State)


def test_acts_of_the_table_are_possible_somewhere() -> None:
    assert catalogues.unused_acts({pair: to for moves in MACHINES.values() for pair, to in moves.items()}, Act) == []


def test_acts_of_the_table_belong_to_somebody() -> None:
    assert catalogues.acts_of_nobody(Act, *permissions.RIGHTS.values(), *permissions.KIND_RIGHTS.values()) == []


def test_notices_of_every_kind_have_their_three_templates() -> None:
    assert catalogues.missing_mail_templates(NoticeKind, ROOT / "templates/mail") == []


def test_notices_that_go_to_telephones_have_their_words() -> None:
    assert catalogues.missing_sms_templates(SMS_KINDS, ROOT / "templates/sms") == []


@pytest.mark.parametrize("function", JOBS)
def test_job_of_the_table_is_a_function_of_scalars(function: str) -> None:
    assert catalogues.broken_job(function) is None
    assert JOBS[function].queue in QUEUES


@pytest.mark.parametrize("entry", timetable(Timing()), ids=lambda entry: entry.name)
def test_entry_of_the_timetable_calls_a_listed_job(entry: Any) -> None:
    assert entry.function in JOBS
    assert catalogues.wrong_call(entry.function, entry.arguments) is None
    assert entry.why


def test_jobs_named_in_the_code_are_in_the_table() -> None:
    named = {(source.path, node.value) for source in sources()
             if source.path.endswith(".py") and source.package not in {"tests", "workers"}
             for node in source.nodes if isinstance(node, ast.Constant) and isinstance(node.value, str)
             and WORKER_FUNCTION.fullmatch(node.value)}
    assert {function for _, function in named} >= set(JOBS)
    assert [(path, function) for path, function in named if function not in JOBS and "deploy/" not in path] == []


def test_prefixes_of_the_jobs_differ() -> None:
    assert len({options.prefix for options in JOBS.values()}) == len(JOBS)


def test_guards_of_the_machine_report_a_broken_one() -> None:
    assert catalogues.unreachable(BROKEN, Light) == [Light.AMBER]
    assert catalogues.dead_ends(BROKEN, Light, ()) == [Light.RED]
    assert catalogues.dead_ends(BROKEN, Light, {Light.RED}) == []
    assert catalogues.unused_acts(BROKEN, ["stop", "fly"]) == ["fly"]
    assert catalogues.acts_of_nobody(["stop", "fly"], {"stop"}) == ["fly"]


def test_guards_of_the_labels_report_what_is_missing_or_doubled() -> None:
    assert catalogues.unlabelled(Light, {Light.GREEN: "绿", Light.AMBER: " "}) == ["amber", "red"]
    assert catalogues.same_labels({Light.GREEN: "灯", Light.RED: "灯", Light.AMBER: "黄"}) == ["灯"]


def test_guard_of_the_mail_reports_missing_and_left_over_files(tmp_path: Path) -> None:
    for name in ("green/subject.txt", "green/body.txt", "green/body.html", "blue/body.txt"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).touch()
    assert catalogues.missing_mail_templates([Light.GREEN, Light.RED], tmp_path) == [
        "blue/body.txt", "red/body.html", "red/body.txt", "red/subject.txt"]


def test_guard_of_the_short_messages_reports_what_is_missing_and_what_nobody_sends(tmp_path: Path) -> None:
    (tmp_path / "green.txt").touch()
    (tmp_path / "blue.txt").touch()
    assert catalogues.missing_sms_templates([Light.GREEN, Light.RED], tmp_path) == ["blue.txt", "red.txt"]


@pytest.mark.parametrize("function", ["workers.routing.no_such", "no_such.module", "plain",
                                      "workers.unit_of_work.no_such", "json.dumps", "rules.text_checks.print"])
def test_guard_of_the_jobs_reports_what_is_no_job(function: str) -> None:
    assert catalogues.broken_job(function) is not None


def test_guard_of_the_timetable_reports_a_wrong_call() -> None:
    assert catalogues.wrong_call("workers.heartbeat.beat", ("scheduler", 1, 2)) is not None
