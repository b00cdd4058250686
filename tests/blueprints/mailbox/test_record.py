"""The record for everybody: sealed days, a letter's receipt, checking it on the site and on one's own machine."""

from __future__ import annotations

import hashlib
import io
import json
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from models.case import Case, Letter
from rules.actors import Role
from rules.vocabulary import State
from services import replies, reworking, sealing
from services.work import Work
from tests import factories
from tests.blueprints.mailbox.test_status import Found
from tests.fixtures.app import START
from tests.fixtures.engines import Edge
from tests.fixtures.office import Office
from tests.fixtures.pages import Visitor
from tests.harness.clock import SimulatedClock


@pytest.fixture
def answered(office: Office, visitor: Visitor, test_clock: SimulatedClock) -> Found:
    """An answered letter, another one beside it, and their day sealed; the visitor has opened the first."""
    found = Found(office, State.ANSWERED)
    office.letter(State.ACCEPTED)
    seal_the_day(office, test_clock)
    found.open_in(visitor)
    return found


def seal_the_day(office: Office, test_clock: SimulatedClock) -> None:
    test_clock.set(START + timedelta(days=1))
    edge = Edge(office.app)
    assert edge.run(lambda work: sealing.seal_next(work, sealing.look(work))) is not None


def receipt_of(visitor: Visitor, found: Found) -> str:
    answer = visitor.client.get(f"/status/{found.number}/record.json")
    assert answer.status_code == 200
    assert answer.headers["Content-Disposition"] == f'attachment; filename="record-{found.number}.json"'
    return answer.get_data(as_text=True)


def test_days_page_lists_the_roots_of_a_month(answered: Found, visitor: Visitor) -> None:
    """U2: whoever keeps a published root holds the whole record until then."""
    page = visitor.get("/record")
    [row] = visitor.client.get("/record/2026.json").get_json()
    assert row["root"] in page.text
    assert (row["day"], row["previous"]) == ("2026-11-24", "0" * 64)
    assert visitor.get("/record/2026-11").text == page.text
    assert "还没有封存的日子" in visitor.get("/record/2026-10").text
    visitor.get("/record/2026-13", 404)
    assert visitor.client.get("/record/1234.json").status_code == 404


def test_receipt_checks_on_the_site_when_pasted_and_when_uploaded(answered: Found, visitor: Visitor) -> None:
    receipt = receipt_of(visitor, answered)
    steps = len(json.loads(receipt)["entries"])
    visitor.get("/record/check")
    assert f"{answered.number}：{steps}步全部在记录里" in visitor.submit({"receipt": receipt}).text
    visitor.get("/record/check")
    page = visitor.submit({"file": (io.BytesIO(receipt.encode()), "record.json")})
    assert f"{steps}步全部在记录里" in page.text


def test_receipt_says_nothing_of_any_other_letter(answered: Found, visitor: Visitor, office: Office) -> None:
    """K4: hashes only; neither another number nor an inner step nor who did it stands in a receipt."""
    receipt = json.loads(receipt_of(visitor, answered))
    assert receipt["number"] == answered.number
    assert "X2026-2" not in json.dumps(receipt)
    assert {entry["act"] for entry in receipt["entries"]} <= {"submit", "route", "accept", "draft", "issue", "assign"}
    assert set(receipt["entries"][0]) == {"day", "act", "at", "text", "salt", "index", "size", "path", "root", "label"}
    assert "staff" not in json.dumps(receipt)


def test_receipt_without_the_code_is_not_given(answered: Found, office: Office) -> None:
    """K1, K4: the same as an unknown number."""
    stranger = office.app.test_client()
    for path in ("record", "record.json", "replies/1", "replies/1.txt"):
        answer = stranger.get(f"/status/{answered.number}/{path}")
        assert (answer.status_code, answer.location.split("?")[0]) == (303, "/status"), path


@pytest.mark.parametrize(("change", "words"), [
    (("act", "withdraw"), "凭证被改过"), (("at", "2026-11-23T02:42:00.000000+00:00"), "凭证被改过"),
    (("day", "2026-11-20"), "公布的名单里没有这一天"), (("root", "1" * 64), "凭证被改过")],
    ids=["another act", "another instant", "another day", "another root"])
def test_changed_receipt_is_found(answered: Found, visitor: Visitor, change: tuple[str, str], words: str) -> None:
    receipt = json.loads(receipt_of(visitor, answered))
    receipt["entries"][0][change[0]] = change[1]
    visitor.get("/record/check")
    page = visitor.submit({"receipt": json.dumps(receipt, ensure_ascii=False)})
    assert "有对不上的" in page.text
    assert words in page.text


@pytest.mark.parametrize("typed", ["", "{}", "[]", "not JSON", '{"kind": "记录凭证"}', "[" * 100_000, "9" * 5_000,
                                   '{"kind":"记录凭证","version":1,"number":"X","entries":[{"day":1}]}'])
def test_what_is_no_receipt_is_refused_in_words(visitor: Visitor, typed: str) -> None:
    visitor.get("/record/check")
    assert "这不是一份完整的记录凭证" in visitor.submit({"receipt": typed}, status=422).text


def run_program(visitor: Visitor, folder: Path, receipt: str, roots: str) -> subprocess.CompletedProcess[str]:
    (folder / "check_record.py").write_bytes(visitor.client.get("/record/check.py").data)
    (folder / "receipt.json").write_text(receipt, encoding="utf-8")
    (folder / "roots.json").write_text(roots, encoding="utf-8")
    return subprocess.run([sys.executable, "-I", "check_record.py", "receipt.json", "roots.json"], cwd=folder,
                          capture_output=True, text=True, timeout=30, check=False)


def test_program_of_the_page_proves_a_downloaded_receipt(answered: Found, visitor: Visitor, tmp_path: Path) -> None:
    """U2: anybody checks the receipt without the service, and sees whether a list of roots was changed."""
    receipt, roots = receipt_of(visitor, answered), visitor.client.get("/record/2026.json").get_data(as_text=True)
    done = run_program(visitor, tmp_path, receipt, roots)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.count("在记录里") == len(json.loads(receipt)["entries"])
    changed = json.loads(receipt)
    changed["entries"][-1]["at"] = "2026-11-23T02:42:00.000000+00:00"
    assert run_program(visitor, tmp_path, json.dumps(changed), roots).returncode == 1
    other = json.loads(roots)
    other[0]["previous"] = "1" * 64
    done = run_program(visitor, tmp_path, receipt, json.dumps(other))
    assert done.returncode == 1
    assert "名单被改过" in done.stdout


def test_program_stands_on_the_page_as_it_is_downloaded(visitor: Visitor) -> None:
    page = visitor.get("/record")
    [listing] = [one for one in page.all("pre") if one.get("aria-label") == "核对程序"]
    assert "".join(listing.itertext()).strip() == visitor.client.get("/record/check.py").get_data(as_text=True).strip()


def test_receipt_of_today_says_that_it_waits(office: Office, visitor: Visitor) -> None:
    found = Found(office, State.ACCEPTED)
    found.open_in(visitor)
    receipt = json.loads(receipt_of(visitor, found))
    assert (receipt["entries"], receipt["waiting"]) == ([], 3)
    assert "另有3步要等过了半夜才封存" in visitor.get(f"/status/{found.number}/record").text


def test_answer_is_downloaded_as_it_was_sent_with_its_digest(answered: Found, visitor: Visitor) -> None:
    """U5: the downloaded bytes have the SHA-256 that the status page, the paper and the receipt give."""
    page = visitor.get(f"/status/{answered.number}")
    sent = visitor.client.get(f"/status/{answered.number}/replies/1.txt")
    digest = hashlib.sha256(sent.data).hexdigest()
    assert sent.get_data(as_text=True) == factories.REPLY
    assert digest in page.text
    assert digest in visitor.get(f"/status/{answered.number}/replies/1").text
    entries = json.loads(receipt_of(visitor, answered))["entries"]
    assert [entry["text"] for entry in entries if entry["text"]] == [digest]
    visitor.get(f"/status/{answered.number}/replies/2", 404)


def test_corrected_answer_is_a_new_version_and_the_old_one_stays_readable(
        office: Office, visitor: Visitor) -> None:
    """U5: after an order to rework there are two answers, each as it was sent."""
    found = Found(office, State.ANSWERED)

    def answer_again(work: Work) -> None:
        letter = work.session.scalars(select(Letter).where(Case.number == found.number)).one()
        reworking.rework(factories.acting(work, factories.staff(work, Role.INTAKE)), letter.id, "请说明何时修好。")
        factories.draft_reply(work, letter, text=f"更正：{factories.REPLY}")
        lead = factories.acting(work, factories.staff(work, Role.LEAD))
        replies.approve(lead, letter.id, 2, knowingly=True)
        replies.issue(lead, letter.id, 2)

    Edge(office.app).run(answer_again)
    page = found.open_in(visitor)
    texts = [visitor.client.get(f"/status/{found.number}/replies/{place}.txt").get_data(as_text=True)
             for place in (1, 2)]
    assert texts[0] == factories.REPLY != texts[1]
    assert "答复2份" in page.html
    for sent in texts:
        assert hashlib.sha256(sent.encode()).hexdigest() in page.text
