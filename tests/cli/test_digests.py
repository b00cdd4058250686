"""Digests from the command line: what is over is sealed, made once and printed; a refusal is one line."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from flask import Flask
from sqlalchemy import func, select, text

from migrations import append_only
from models.digest import Bulletin, Digest
from models.notice import Notice
from rules.actors import IMPORTER
from rules.vocabulary import State
from services import importing
from services.work import Work
from tests import factories
from tests.fixtures.app import START
from tests.fixtures.engines import Edge
from tests.harness.clock import SimulatedClock

OLD = {"title": "公交改线", "text": "请恢复3路公交在学校门口停车。", "time": "2019-03-04 09:00",
       "reply": "已经恢复停靠。", "reply_time": "2019-04-02 15:00", "department": "县交通运输局"}


@pytest.fixture
def county(app: Flask, test_clock: SimulatedClock) -> Flask:
    """Letters of a Tuesday and a letter of 2019, on the Thursday after; nothing is sealed."""
    edge = Edge(app)
    for state in (State.TRIAGE, State.ANSWERED):
        edge.run(lambda work, state=state: factories.letter_in(work, state))
    edge.run(take_in, IMPORTER)
    test_clock.set(START + timedelta(days=2))
    return app


def take_in(work: Work) -> None:
    report, rows = importing.check(work, [OLD])
    assert report.refused == []
    importing.store(work, rows)


def run(app: Flask, *arguments: str) -> Result:
    with app.app_context():
        return app.test_cli_runner().invoke(args=["digest", *arguments])


def lines(done: Result) -> list[Any]:
    assert done.exit_code == 0, done.output
    return [json.loads(line) for line in done.stdout.splitlines()]


def test_build_seals_makes_once_and_prints_rows_that_add_up(county: Flask) -> None:
    [first] = lines(run(county, "build", "daily", "2026-11-24", "--json"))
    assert (first["kind"], first["period"], first["version"]) == ("daily", "2026-11-24", 1)
    assert first["figures"] | {"opening": 0, "received": 2, "closed": 1, "declined": 0, "open": 1} == first["figures"]
    assert "unassigned" in {row["name"] for row in first["departments"]}
    assert {name: sum(row[name] for row in first["departments"]) for name in first["figures"]} == first["figures"]
    assert lines(run(county, "build", "daily", "2026-11-24", "--json")) == [first]
    assert "2026年11月24日 第1版：新收2件" in run(county, "build", "daily", "2026-11-24").output


def test_build_since_makes_what_is_missing_in_order_and_writes_to_nobody(county: Flask) -> None:
    made = lines(run(county, "build", "--since", "2019-02-01", "--until", "2019-06-30", "--json"))
    assert [one["period"] for one in made] == ["2019-02", "2019-03", "2019-Q1", "2019-04", "2019-05", "2019-06",
                                               "2019-Q2"]
    assert [one["figures"]["received"] for one in made] == [0, 1, 1, 0, 0, 0, 0]
    assert [one["figures"]["closed"] for one in made] == [0, 0, 0, 1, 0, 0, 1]
    assert lines(run(county, "build", "--since", "2019-02-01", "--until", "2019-06-30", "--json")) == []
    days = lines(run(county, "build", "--since", "2026-11-20", "--kind", "daily", "--json"))
    assert [one["period"] for one in days] == [f"2026-11-{day}" for day in range(20, 26)]
    assert Edge(county).run(lambda work: work.session.scalar(
        select(func.count()).select_from(Notice).where(Notice.staff_id.is_not(None)))) == 0
    drafted = select(Digest.period).join(Bulletin, Bulletin.digest_id == Digest.id)
    assert Edge(county).run(lambda work: list(work.session.scalars(drafted))) == []
    for _ in range(2):
        run(county, "build", "quarterly", "2019-Q1")
    assert Edge(county).run(lambda work: list(work.session.scalars(drafted))) == ["2019-Q1"]
    listed = lines(run(county, "list", "--json"))[-1]
    assert [one["period"] for one in listed[:2]] == ["2026-11-25", "2026-11-24"]
    assert len(listed) == 13


@pytest.mark.parametrize(("arguments", "words"), [
    (("build", "daily", "2026-11-26"), "还没有结束"), (("build", "monthly", "2026-12"), "还没有开始"),
    (("build", "quarterly", "2026-Q5"), "不是季度"), (("build", "weekly", "2026-11"), "没有“weekly”这一种"),
    (("build", "monthly", "1999-12"), "2000年"), (("build", "monthly"), "请写明做哪一期"),
    (("build",), "请写明做哪一期"), (("build", "--since", "1999-01-01"), "2000年"),
    (("build", "daily", "2026-11-24", "--since", "2026-11-01"), "请写明做哪一期"),
    (("verify", "去年"), "看不懂")], ids=lambda value: " ".join(value) if isinstance(value, tuple) else value)
def test_bad_input_ends_with_one_line_that_says_why(county: Flask, arguments: tuple[str, ...], words: str) -> None:
    done = run(county, *arguments)
    assert done.exit_code == 1
    assert isinstance(done.exception, SystemExit)
    assert words in done.stderr.strip().splitlines()[-1]


def test_verify_finds_what_was_changed_behind_the_services_back(county: Flask, tmp_path: Path) -> None:
    run(county, "build", "daily", "2026-11-24")
    [good] = lines(run(county, "verify", "2026-11-24", "--json"))
    assert (good["digests"], good["ok"], good["bad"]) == (1, True, [])

    def bend(work: Work) -> None:
        append_only.drop(work.session.connection())
        work.session.execute(text("UPDATE digest SET body = replace(body, '网上来信', '信函')"))

    Edge(county).run(bend)
    done = run(county, "verify")
    assert done.exit_code == 1
    assert "daily 2026-11-24 第1版：内容和存下的摘要对不上" in done.output
