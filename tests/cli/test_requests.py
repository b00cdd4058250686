"""Past disclosure requests from a file: the real table of 2018, what is refused, and the words of such files."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from flask import Flask
from sqlalchemy import func, select

from models.clock import Clock
from models.disclosure import DisclosureRequest
from models.notice import Notice
from rules.outcomes import LABELS_2018, LEAVES_2021
from services import ledger
from services.work import Work
from tests.fixtures.engines import Edge

HEADER = "received_on,channel,applicant,text,outcome,closed_on,extended\n"
# 9 by network: 5 granted, 1 in part, 2 refused on different grounds, 1 of another agency.
OUTCOMES = ["disclosed"] * 5 + ["partial", "not_government_information", "other_legal_ground", "other_agency"]
TABLE = [f"2018-0{place}-12,web,natural_person,第{place}份材料,{outcome},2018-0{place}-27,{extended}\n"
         for place, (outcome, extended) in enumerate(zip(OUTCOMES, ["no", "no", "yes", *[""] * 6], strict=True), 1)]
OPEN = "2026-11-20,网上申请,商业企业,还在办理的一件,,,\n"


def run(app: Flask, tmp_path: Path, rows: list[str]) -> tuple[int, dict[str, Any]]:
    file = tmp_path / "requests.csv"
    file.write_text(HEADER + "".join(rows), encoding="utf-8")
    with app.app_context():
        result = app.test_cli_runner().invoke(args=["requests", "import", str(file), "--json"])
    return result.exit_code, json.loads(result.output.splitlines()[-1])


def test_import_stores_what_has_ended_and_what_is_in_hand(app: Flask, tmp_path: Path) -> None:
    """The rows of a real table, with one that is still in hand; nobody gets a message."""
    assert run(app, tmp_path, [*TABLE, OPEN]) == (0, {"read": 10, "imported": 10, "refused": []})
    Edge(app).run(look_at_stored)


def look_at_stored(work: Work) -> None:
    cases = work.session.scalars(select(DisclosureRequest).order_by(DisclosureRequest.received_at)).all()
    assert [case.outcome for case in cases] == [*OUTCOMES, None]
    assert [case.number for case in cases[:2]] == ["G2018-1", "G2018-2"]
    assert [case.state for case in cases[-2:]] == ["closed", "received"]
    clocks = work.session.scalars(select(Clock).order_by(Clock.id)).all()
    assert [(clock.length, clock.extension) for clock in clocks[2:4]] == [(15, 15), (15, 0)]
    assert (clocks[-1].length, clocks[-1].stopped_at) == (20, None)
    assert work.session.scalar(select(Notice.id).limit(1)) is None
    assert ledger.verify(work).first_bad is None


# The rows of the real table that are not 无.
FILLED = {"收到申请数": 9, "网络申请数": 9, "申请办结数": 9, "按时办结数": 8, "延期办结数": 1, "申请答复数": 9,
          "同意公开答复数": 5, "同意部分公开答复数": 1, "不同意公开答复数": 2,
          "不是《条例》所指政府信息": 1, "法律法规规定的其他情形": 1, "不属于本行政机关公开数": 1}


def test_import_of_a_real_table_fills_the_form_of_2018_as_it_was_printed(app: Flask, tmp_path: Path) -> None:
    run(app, tmp_path, TABLE)
    with app.app_context():
        result = app.test_cli_runner().invoke(args=["report", "annual", "2018", "--form", "2018", "--json"])
    cells = json.loads(result.output.splitlines()[-1])["cells"]
    assert {cell["label"]: cell["value"] for cell in cells if cell["value"]} == FILLED


BAD = {
    "2018-13-01,web,natural_person,材料,,,": "看不出是哪一天", "2008-04-30,web,natural_person,材料,,,": "施行以前",
    "2018-03-01,pigeon,natural_person,材料,,,": "channel", "2018-03-01,phone,natural_person,材料,,,": "channel",
    "2018-03-01,web,somebody,材料,,,": "applicant", "2018-03-01,web,natural_person, ,,,": "text",
    "2018-03-01,web,natural_person,材料,granted,2018-03-02,": "outcome",
    "2018-03-01,web,natural_person,材料,disclosed,,": "要么都写",
    "2018-03-01,web,natural_person,材料,disclosed,2018-02-28,": "早于",
    "2018-03-01,web,natural_person,材料,disclosed,2199-01-01,": "还没有到",
    "2018-03-01,web,natural_person,材料,disclosed,2018-03-02,maybe": "extended"}


def test_import_with_bad_rows_stores_nothing_and_says_why_of_each(app: Flask, tmp_path: Path) -> None:
    code, report = run(app, tmp_path, [TABLE[0], *(f"{row}\n" for row in BAD)])
    assert (code, report["read"], report["imported"]) == (1, 1 + len(BAD), 0)
    assert [one["row"] for one in report["refused"]] == list(range(3, 3 + len(BAD)))
    for one, words in zip(report["refused"], BAD.values(), strict=True):
        assert words in one["why"]
    assert Edge(app).run(lambda work: work.session.scalar(select(func.count(DisclosureRequest.id)))) == 0


def test_vocabulary_prints_the_words_of_both_forms(app: Flask) -> None:
    with app.app_context():
        result = app.test_cli_runner().invoke(args=["requests", "vocabulary", "--json"])
    words = json.loads(result.output.splitlines()[-1])
    assert list(words) == ["outcomes_2018", "outcomes_2021", "channels", "applicants"]
    assert {one["slug"]: one["label"] for one in words["outcomes_2018"]} == dict(LABELS_2018)
    assert [one["label"] for one in words["outcomes_2021"]] == list(LEAVES_2021.values())
    assert {"slug": "web", "label": "网上申请"} in words["channels"]
