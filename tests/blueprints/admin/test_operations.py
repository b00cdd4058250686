"""The page for those who run the service: what it shows, a job given another try, mail let go again."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from flask import Flask
from redis import Redis
from rq.job import Job, JobStatus
from rq.registry import FailedJobRegistry
from rq.serializers import JSONSerializer
from sqlalchemy import select

from adapters import jobs
from adapters.job_queue import queue
from models.event import CaseEvent
from models.notice import Notice
from rules.letter_draft import Contact
from services import heartbeats, mail_hold
from services.work import Work
from tests import factories
from tests.fixtures.office import Office
from tests.harness.clock import SimulatedClock
from tests.harness.redis import RedisServer

ROUTE = "workers.routing.route_letter"


@pytest.fixture
def redis(app: Flask, redis_server: RedisServer) -> Iterator[Redis]:
    """The queue's server, to which the application is bound."""
    queue.bind(lambda: redis_server.url)
    with redis_server.client() as client:
        yield client
    queue.bind(str)


def fail(redis: Redis, function: str, *arguments: object, job_id: str = "route-7") -> None:
    """List a job as given up, with what it raised."""
    job = Job.create(function, args=arguments, connection=redis, id=job_id, origin=jobs.URGENT,
                     status=JobStatus.FAILED, serializer=JSONSerializer)
    job.save()
    registry = FailedJobRegistry(jobs.URGENT, connection=redis, serializer=JSONSerializer)
    with redis.pipeline() as pipeline:
        job._handle_failure("builtins.ValueError\n  workers/routing.py:12 route_letter", pipeline)
        pipeline.execute()
    assert job_id in registry


def asked(office: Office, read: Callable[[Work], list[str]]) -> list[str]:
    """Return what is read in a unit of work of its own: pages must not share their context with the test."""
    found: list[str] = []
    office.do(None, lambda work: found.extend(read(work)))
    return found


def failed(redis: Redis) -> list[str]:
    return FailedJobRegistry(jobs.URGENT, connection=redis, serializer=JSONSerializer).get_job_ids()


def test_page_without_a_queue_says_so_and_shows_the_rest(office: Office) -> None:
    page = office.enter("system_admin").get("/admin/operations")
    assert page.heading == "运行情况"
    assert "任务队列没有应答" in page.text
    assert "还没有备份过" in page.text
    assert "与程序一致" in page.text


def test_page_marks_the_job_that_is_late_and_says_what_to_look_at(
        office: Office, test_clock: SimulatedClock) -> None:
    office.do(None, lambda work: heartbeats.beat(work, "reconcile", 20))
    office.do(None, lambda work: heartbeats.beat(work, "orphans", 21_600))
    admin = office.enter("system_admin")
    assert "迟了" not in admin.get("/admin/operations").text
    test_clock.forward(minutes=10)
    page = admin.get("/admin/operations")
    assert "有定时任务没有按时做：补办漏下的转办和邮件" in page.text
    assert page.text.count("迟了") == 1


def test_page_raises_the_alarm_for_mail_that_waits(office: Office, test_clock: SimulatedClock) -> None:
    office.do(None, lambda work: factories.letter_with_email(work))
    test_clock.forward(minutes=16)
    assert "有邮件等了16分钟还没有发出" in office.enter("system_admin").get("/admin/operations").text


def test_failed_job_is_shown_by_class_only_and_can_be_tried_again(office: Office, redis: Redis) -> None:
    fail(redis, ROUTE, 7)
    admin = office.enter("system_admin")
    page = admin.get("/admin/operations")
    assert "route-7" in page.text
    assert "ValueError" in page.text
    assert "routing.py" not in page.text
    page = admin.submit({}, action="/operations/again")
    assert "已经重新排队" in page.text
    assert failed(redis) == []
    assert redis.lrange(f"rq:queue:{jobs.URGENT}", 0, -1) == [b"route-7"]


def test_removal_of_a_failed_job_takes_it_off_and_stands_in_the_record(
        office: Office, redis: Redis) -> None:
    fail(redis, ROUTE, 7)
    admin = office.enter("system_admin")
    admin.get("/admin/operations")
    assert "已经移除" in admin.submit({}, action="/operations/remove").text
    assert failed(redis) == []
    assert redis.llen(f"rq:queue:{jobs.URGENT}") == 0
    acts = asked(office, lambda work: list(work.session.scalars(select(CaseEvent.act).order_by(CaseEvent.seq))))
    assert acts[-1] == "job_removed"


def test_foreign_job_can_only_be_removed(office: Office, redis: Redis) -> None:
    fail(redis, "os.system", "true", job_id="forged")
    admin = office.enter("system_admin")
    page = admin.get("/admin/operations")
    assert "不是本系统写的任务" in page.text
    assert "os.system" not in page.html
    assert "不能再试，只能移除" in admin.post("/admin/operations/again", {"job": "forged"}).text
    assert failed(redis) == ["forged"]


def test_job_that_is_gone_is_told(office: Office, redis: Redis) -> None:
    admin = office.enter("system_admin")
    assert "已经不在列表里" in admin.post("/admin/operations/remove", {"job": "route-9"}).text


def held(office: Office) -> None:
    def prepare(work: Work) -> None:
        factories.letter_with_email(work)
        work.now += timedelta(hours=1)
        factories.letter(work, contact=Contact(email="later@example.cn"))
        mail_hold.hold(work, work.now - timedelta(minutes=30))

    office.do(None, prepare)


RELEASES: list[tuple[str, dict[str, str], Callable[[list[str]], bool]]] = [
    ("dropping what went out before", {"older": "drop"}, lambda states: states == ["failed", "owed"]),
    ("sending everything", {"older": "send"}, lambda states: states == ["owed", "owed"]),
]


@pytest.mark.parametrize(("values", "fits"), [pytest.param(*each[1:], id=each[0]) for each in RELEASES])
def test_release_of_held_mail(office: Office, values: dict[str, str], fits: Callable[[list[str]], bool]) -> None:
    held(office)
    admin = office.enter("system_admin")
    assert "邮件暂停发送（恢复备份后）" in admin.get("/admin/operations").text
    page = admin.submit(values, action="/operations/mail")
    assert "邮件恢复发送" in page.text
    assert "邮件暂停发送" not in page.text
    assert fits(asked(office, lambda work: list(work.session.scalars(select(Notice.state).order_by(Notice.id)))))


@pytest.mark.parametrize("person", ["intake", "lead", "publisher"])
def test_page_for_anybody_else_is_refused(office: Office, person: str) -> None:
    assert office.enter(person).get("/admin/operations", status=403).status == 403
