"""Killed and stopped exactly between two steps, and many at once in the same step (security.md R1 to R4, R10)."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from threading import Barrier
from typing import TypeVar
from uuid import uuid4

import psutil
import pytest

from rules.actors import Role
from rules.localtime import local_date
from rules.vocabulary import State
from services.work import Work
from tests import factories
from tests.faults.clients import Receipt
from tests.faults.officers import Officer
from tests.faults.pauses import HELD
from tests.faults.people import LETTER, Person
from tests.faults.stage import DAYS, LETTERS_A_DAY, Later, Stage, Told, answered_letter, receipt_of
from tests.fixtures.uploads import png
from tests.harness.waiting import wait_until

CLOSING_DAYS = 30
# Workers that find a month to catch up with seal, count and list each of its days before and beside all else.
AFTER_A_MONTH_S = 90.0
PRESSES = 50
Result = TypeVar("Result")


@pytest.fixture(scope="module")
def stage(staged: Callable[..., Stage], seeded_dir: Path) -> Iterator[Stage]:
    """The service with places to be held at; letters were answered on three days before it started.

    At the end the outside checker looks over everything that was done on it.
    """
    made = staged(HELD, MAIL_CARRIES_FILES="0")
    made.prepare(seeded_dir)
    for _ in range(DAYS):
        made.receipts += [made.inside(answered_letter) for _ in range(LETTERS_A_DAY)]
        made.clock.forward(days=1)
    made.start()
    yield made
    # A request that was killed may have left a file at any time; none may be there after a sweep.
    sweep_files(made)
    assert made.breaches() == []


def files(stage: Stage) -> set[str]:
    """What people sent, as it lies on the disk; the copies that the service makes of it come and go by themselves."""
    copies = {name for name, in stage.rows("SELECT storage_name FROM attachment_copy")}
    return {path.name for path in (stage.service.data_dir / "files").glob("??/*")} - copies


def kept_files(stage: Stage) -> set[str]:
    return {name for name, in stage.rows("SELECT storage_name FROM attachment")}


def sweep_files(stage: Stage) -> None:
    """Make every file old enough to be swept, and wait until those without a letter are gone."""
    for path in (stage.service.data_dir / "files").glob("??/*"):
        os.utime(path, (path.stat().st_mtime - 13 * 3600,) * 2)
    stage.service.kill("scheduler2")
    stage.service.start("scheduler2", HELD["scheduler"])
    wait_until(lambda: files(stage) <= kept_files(stage), "the sweep", within_s=30)


def kill(stage: Stage, pid: int) -> None:
    """Kill one process and count it."""
    os.kill(pid, signal.SIGKILL)
    stage.kills += 1


@pytest.mark.parametrize("place", ["renamed", "committing", "committed"])
def test_submit_while_web_is_killed_between_two_steps_gives_one_receipt(stage: Stage, place: str) -> None:
    person = Person(stage.service.port)
    token = person.open_form()["form_token"]
    text = f"{LETTER['text']}第{place}封。"
    form, before = {**LETTER, "text": text}, files(stage)
    stage.places.arm(place)
    first = Later(lambda: person.send(form, {"files": ("照片.png", png())}))
    kill(stage, stage.places.wait_for(place))
    assert first.result().receipt is None
    again = [person.send(form, {"files": ("照片.png", png())}) for _ in range(2)]
    assert again[0].receipt is not None
    assert again[0].receipt == again[1].receipt
    stage.receipts.append(stage.inside(lambda work: receipt_of(work, token, text)))
    left = {"renamed": 1, "committing": 1, "committed": 0}[place]
    # A copy is on the disk a moment before its row says that it is one.
    wait_until(lambda: len(files(stage) - before) == 1 + left, "the file and what was left of the killed request")


def test_sweep_of_files_removes_what_killed_requests_left(stage: Stage) -> None:
    assert files(stage) - kept_files(stage)
    sweep_files(stage)
    assert files(stage) == kept_files(stage)


def sent(stage: Stage) -> Receipt:
    told: Told = stage.send()
    assert told.receipt is not None
    return told.receipt


def kill_job(stage: Stage, job: int) -> None:
    kill(stage, job)


def kill_worker(stage: Stage, job: int) -> None:
    kill(stage, psutil.Process(job).ppid())


def kill_pool(stage: Stage, job: int) -> None:
    name = stage.pool_of(job)
    stage.service.kill_group(name)
    stage.kills += 1
    stage.service.start(name, HELD["workers"])


def test_kill_between_the_server_s_answer_and_the_settling_sends_at_most_once_more(stage: Stage) -> None:
    letters = []
    for blow in (kill_job, kill_worker, kill_pool):
        stage.wait_until_quiet()
        stage.places.arm("accepted")
        letters.append(sent(stage))
        blow(stage, stage.places.wait_for("accepted"))
    wait_until(lambda: all(map(stage.is_sent, letters)), "every notice sent", within_s=40)
    for letter in letters:
        mails = [mail for mail in stage.sink.received if mail.recipients == (letter.email,)]
        assert len(mails) == 2
        assert len({mail.message["Message-ID"] for mail in mails}) == 1


def test_kill_before_the_routing_decision_routes_once(stage: Stage) -> None:
    stage.wait_until_quiet()
    stage.places.arm("routing")
    letter = sent(stage)
    kill_worker(stage, stage.places.wait_for("routing"))
    wait_until(lambda: stage.is_routed(letter), "the letter routed", within_s=40)


def frozen(job: int) -> list[psutil.Process]:
    """Stop a job and its worker where they are."""
    found = [psutil.Process(job).parent(), psutil.Process(job)]
    for process in found:
        process.suspend()
    return found


def test_sender_stopped_beyond_its_lease_settles_nothing_when_it_wakes(stage: Stage) -> None:
    stage.wait_until_quiet()
    stage.places.arm("accepted")
    letter = sent(stage)
    zombies = frozen(stage.places.wait_for("accepted"))
    stage.places.let_go("accepted")
    wait_until(lambda: stage.is_sent(letter), "the other sender", within_s=40)
    settled = stage.rows(f"SELECT attempts, lease, sent_at FROM notice n {of(letter)}")
    warnings = len(taken_over(stage))
    for process in zombies:
        process.resume()
    wait_until(lambda: len(taken_over(stage)) > warnings, "the zombie's refusal")
    assert stage.rows(f"SELECT attempts, lease, sent_at FROM notice n {of(letter)}") == settled
    assert settled[0][:2] == (2, 2)
    stage.kills += 1


def of(letter: Receipt) -> str:
    return f"JOIN \"case\" c ON c.id = n.case_id WHERE c.number = '{letter.number}'"


def taken_over(stage: Stage) -> list[str]:
    return [line for name in ("workers", "workers2") for line in stage.service.log(name).splitlines()
            if "was taken over" in line]


def test_router_stopped_beyond_its_lease_decides_nothing_when_it_wakes(stage: Stage) -> None:
    stage.wait_until_quiet()
    stage.places.arm("routing")
    letter = sent(stage)
    zombies = frozen(stage.places.wait_for("routing"))
    stage.places.let_go("routing")
    wait_until(lambda: stage.is_routed(letter), "the other worker", within_s=40)
    for process in zombies:
        process.resume()
    wait_until(lambda: not zombies[1].is_running() or zombies[1].status() == psutil.STATUS_ZOMBIE, "the zombie's end")
    assert stage.rows(f"SELECT count(*) FROM assignment n {of(letter)}") == [(1,)]


def at_once(acts: Sequence[Callable[[], Result]]) -> list[Result]:
    """Do all of them in the same moment."""
    start = Barrier(len(acts))

    def one(act: Callable[[], Result]) -> Result:
        start.wait()
        return act()

    with ThreadPoolExecutor(len(acts)) as threads:
        return list(threads.map(one, acts))


def test_submit_of_one_form_fifty_times_at_once_gives_one_receipt(stage: Stage) -> None:
    token = uuid4().hex
    told = at_once([lambda: stage.send(token)] * PRESSES)
    assert {each.status for each in told} == {201}
    assert len({each.receipt for each in told}) == 1
    assert stage.rows(f"SELECT count(*) FROM letter WHERE text LIKE '%{token}%'") == [(1,)]


def test_submit_of_one_token_with_two_texts_at_once_takes_one_and_tells_the_other(stage: Stage) -> None:
    token = uuid4().hex
    told = at_once([lambda place=place: stage.send(token, text=f"第{place}种说法，{token}。") for place in range(8)])
    assert sorted(each.status for each in told) == [201, *[422] * 7]


def made(state: State) -> Callable[[Work], tuple[str, Receipt]]:
    """Return what makes a letter in a state, with its number and its receipt."""

    def make(work: Work) -> tuple[str, Receipt]:
        token = uuid4().hex
        letter = factories.letter_in(work, state, text=f"楼道的灯坏了。来信标记{token}。", token=token)
        return letter.number, receipt_of(work, token, letter.text)

    return make


def hired(work: Work, role: Role) -> list[str]:
    """Return the logins of two people of one role."""
    for person in (1, 2):
        factories.staff(work, role, person=person)
    unit = "housing" if role in (Role.HANDLER, Role.LEAD) else "office"
    return [f"{role.value}-{unit}-{person}".replace("_", "-") for person in (1, 2)]


CASES = [
    pytest.param(Role.LEAD, State.DRAFTED, "approve", {"approve-knowingly": "y"}, id="the same approval"),
    pytest.param(Role.INTAKE, State.ASSIGNED, "transfer", {"transfer-department": "县交通运输局"},
                 id="the same transfer"),
    pytest.param(Role.HANDLER, State.ACCEPTED, "draft", {"draft-text": factories.REPLY}, id="the same reply"),
    pytest.param(Role.LEAD, State.REVIEWED, "issue", {}, id="the same issue"),
]


@pytest.mark.parametrize(("role", "state", "act", "typed"), CASES)
def test_act_of_two_officers_at_once_takes_effect_once(
        stage: Stage, role: Role, state: State, act: str, typed: Mapping[str, str]) -> None:
    number, receipt = stage.inside(made(state))
    stage.receipts.append(receipt)
    stage.clock.forward(minutes=2)  # each code opens once, and the leads have signed in before
    officers = [Officer(stage.service.port) for _ in range(2)]
    for officer, login in zip(officers, stage.inside(lambda work: hired(work, role)), strict=True):
        assert officer.try_to_sign_in(login, stage.clock.now()).status == 303
        officer.open_letter(number, act)
    events = f"SELECT count(*) FROM case_event e JOIN \"case\" c ON c.id = e.case_id WHERE c.number = '{number}'"
    before = stage.rows(events)[0][0]
    answers = at_once([lambda officer=officer: officer.press(typed) for officer in officers])
    assert sorted(answer.status for answer in answers) == [303, 409], [answer.text[:400] for answer in answers]
    assert stage.rows(events) == [(before + 1,)]


def closings(stage: Stage) -> list[tuple[object, ...]]:
    return stage.rows("SELECT case_id FROM case_event WHERE act = 'close' ORDER BY seq")


def restart_schedulers(stage: Stage, *names: str) -> None:
    for name in names:
        stage.service.start(name, HELD["scheduler"])


def test_schedulers_dead_over_three_period_ends_close_each_letter_once_and_in_order(stage: Stage) -> None:
    sent(stage)  # it stays open, so that somebody is urged
    for name in ("scheduler", "scheduler2"):
        stage.service.kill(name)
    stage.clock.forward(days=CLOSING_DAYS + DAYS)
    for step in ("offering-close-answered", "offered-close-answered"):
        stage.places.arm(step)
        restart_schedulers(stage, "scheduler")
        stage.places.arm("closing")
        stage.places.wait_for(step)
        stage.service.kill("scheduler")
        stage.kills += 1
    kill_pool(stage, stage.places.wait_for("closing", within_s=AFTER_A_MONTH_S))
    restart_schedulers(stage, "scheduler", "scheduler2")
    wait_until(lambda: not stage.rows("SELECT 1 FROM \"case\" WHERE state = 'answered'"), "every letter closed",
               within_s=AFTER_A_MONTH_S)
    assert len(closings(stage)) >= DAYS * LETTERS_A_DAY
    assert closings(stage) == stage.rows("SELECT id FROM \"case\" WHERE state = 'closed' ORDER BY answered_at")
    wait_until(lambda: stage.rows("SELECT 1 FROM rung WHERE rung = 'urge'"), "the rungs of the days gone by",
               within_s=AFTER_A_MONTH_S)


def unsealed(stage: Stage) -> bool:
    yesterday = local_date(stage.clock.now()) - timedelta(days=1)
    return not stage.rows(f"SELECT 1 FROM sealed_day WHERE day = '{yesterday}'")


def undone(stage: Stage) -> list[tuple[object, ...]]:
    return stage.rows("SELECT day FROM sealed_day WHERE day NOT IN (SELECT last_on FROM digest WHERE kind = 'daily')")


def test_worker_killed_while_it_freezes_a_digest_leaves_one_of_each_kind_in_order(stage: Stage) -> None:
    """R3, P5: three days end while no scheduler lives; then two come back, and the worker dies in the first digest."""
    for name in ("scheduler", "scheduler2"):
        stage.service.kill(name)
    stage.clock.forward(days=DAYS)
    stage.places.arm("freezing")
    restart_schedulers(stage, "scheduler")
    wait_until(lambda: not unsealed(stage), "the days sealed", within_s=40)
    # What was offered before the days were sealed found nothing to do.
    stage.service.kill("scheduler")
    restart_schedulers(stage, "scheduler")
    before = stage.rows("SELECT count(*) FROM digest")
    kill_pool(stage, stage.places.wait_for("freezing"))
    assert stage.rows("SELECT count(*) FROM digest") == before
    restart_schedulers(stage, "scheduler2")
    wait_until(lambda: not undone(stage), "a list of each day", within_s=60)
    wait_until(lambda: stage.rows("SELECT 1 FROM digest WHERE kind = 'monthly'"), "the month that has ended")
    made = stage.rows("SELECT kind, period, last_on FROM digest ORDER BY id")
    assert len({row[:2] for row in made}) == len(made)
    assert {kind for kind, _, _ in made} >= {"daily", "monthly"}
    assert [last_on for _, _, last_on in made] == sorted(last_on for _, _, last_on in made)
    assert stage.rows("SELECT count(*) FROM case_event WHERE act = 'digest_made'") == [(len(made),)]
