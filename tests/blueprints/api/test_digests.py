"""GET /api/v1/digests: what was issued, in public form; daily lists and drafts are not there."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient

from models.digest import Digest, DigestIssue
from rules.digest_body import DigestKind
from services.work import Work
from tests import factories_digests, factories_public
from tests.factories_digests import Draft
from tests.factories_public import issued, letters

DIGESTS = "/api/v1/digests"


def sent(work: Work, kind: DigestKind, period: str, corrects: Digest | None = None) -> Digest:
    """Store a digest that went out by mail."""
    body = factories_digests.body(kind, Draft(period, letters(8)))
    words = "改正" if corrects else ""
    made = factories_digests.store(work, body, factories_digests.cases(letters(8)), corrects, words)
    work.session.add(DigestIssue(digest_id=made.id, mailed_with_id=made.id, issued_at=work.now))
    work.session.flush()
    return made


def test_list_has_what_was_issued_page_after_page_and_no_daily_list(client: FlaskClient, work: Work) -> None:
    sent(work, DigestKind.DAILY, "2026-11-20")
    factories_digests.digest(work, DigestKind.MONTHLY, Draft("2026-09"))  # not sent yet
    factories_public.quarter(work, "2026-Q2")  # a draft
    first = sent(work, DigestKind.MONTHLY, "2026-10")
    sent(work, DigestKind.MONTHLY, "2026-10", corrects=first)
    issued(work)
    for number in range(20):
        sent(work, DigestKind.MONTHLY, f"{2006 + number}-01")
    work.session.commit()
    page = client.get(DIGESTS).json
    rest = client.get(DIGESTS, query_string={"cursor": page["next"]}).json
    items = page["items"] + rest["items"]
    assert rest["next"] is None
    assert [item["id"] for item in items[:3]] == ["monthly-2026-10-2", "monthly-2026-10-1", "quarterly-2026-Q3-1"]
    assert [item["state"] for item in items[:3]] == ["issued", "corrected", "issued"]
    assert len({item["id"] for item in items}) == len(items) == 23
    assert {item["kind"] for item in client.get(f"{DIGESTS}?kind=quarterly").json["items"]} == {"quarterly"}


def test_bulletin_and_summary_are_read_in_public_form(client: FlaskClient, work: Work) -> None:
    """I4: no case, no number of a letter, no small group."""
    issued(work, counted=[*letters(6), *letters(2, 700_001, department="transport")])
    sent(work, DigestKind.MONTHLY, "2026-10")
    work.session.commit()
    bulletin = client.get(f"{DIGESTS}/quarterly/2026-Q3")
    assert bulletin.json["number"] == "云政办函〔2026〕1号"
    assert bulletin.json["text"]["title"] == "关于2026年第三季度来信办理情况的通报"
    assert bulletin.json["figures"]["received"] == 8
    assert [one["lines"] for one in bulletin.json["breakdowns"] if one["dimension"] == "department"] == [[]]
    assert "70000" not in bulletin.text
    summary = client.get(f"{DIGESTS}/monthly/2026-10").json
    assert (summary["text"], summary["number"], summary["version"]) == (None, None, 1)


@pytest.mark.parametrize("place", [
    pytest.param("daily/2026-11-20", id="a daily list"), pytest.param("quarterly/2026-Q2", id="a draft"),
    pytest.param("monthly/2026-09", id="not made"), pytest.param("monthly/2026-13", id="no month"),
    pytest.param("yearly/2026", id="no kind"), pytest.param("monthly/%00", id="nothing that can be stored")])
def test_digest_that_is_not_public_is_not_there(client: FlaskClient, work: Work, place: str) -> None:
    """I4: a daily list is for the office, and that one was made is nobody else's business."""
    sent(work, DigestKind.DAILY, "2026-11-20")
    factories_public.quarter(work, "2026-Q2")
    work.session.commit()
    answer = client.get(f"{DIGESTS}/{place}")
    assert (answer.status_code, answer.mimetype) == (404, "application/problem+json")


@pytest.mark.parametrize(("query", "parameter"), [("kind=daily", "kind"), ("kind=%00", "kind"), ("cursor=x", "cursor")])
def test_list_with_what_cannot_be_read_is_refused(client: FlaskClient, query: str, parameter: str) -> None:
    answer = client.get(f"{DIGESTS}?{query}")
    assert (answer.status_code, answer.json["errors"][0]["parameter"]) == (422, parameter)
