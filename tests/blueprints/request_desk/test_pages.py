"""The list of disclosure requests and the page of one: who sees what, and what it offers next."""

from __future__ import annotations

from tests.fixtures.office import TRANSPORT, Office


def test_list_shows_the_agency_its_own_requests_and_the_office_above_all(office: Office) -> None:
    own, other = office.request(), office.request(agency=TRANSPORT)
    handler = office.enter("handler")
    page = handler.get("/desk/requests")
    assert own in page.text
    assert "没有找到“我承办的”" in handler.get("/desk/requests?mine=yes").text
    assert other not in page.text
    assert "签收、审核是否要补正" in page.text
    handler.get(f"/desk/requests/{other}", status=404)
    seen = office.enter("disclosure").get("/desk/requests")
    assert [number in seen.text for number in (own, other)] == [True, True]


def test_page_of_a_request_shows_the_applicant_as_the_reader_may_see_them(office: Office) -> None:
    """I2: the agency asked reads who asks, the office above tells two apart, a leader learns nobody."""
    number = office.request()
    pages = {person: office.enter(person).get(f"/desk/requests/{number}").text
             for person in ("handler", "disclosure", "leader")}
    assert "林小舟" in pages["handler"]
    assert "林**" in pages["disclosure"]
    assert "13812345678" not in pages["disclosure"]
    assert "林" not in pages["leader"]


def test_sign_for_a_request_from_its_page_makes_the_person_its_handler(office: Office) -> None:
    number = office.request()
    visitor = office.enter("handler")
    visitor.get(f"/desk/requests/{number}")
    page = visitor.submit({}, "/accept")
    assert "办理中" in page.text
    assert "已经签收" in page.text


def test_sign_for_all_new_requests_of_a_page_at_once(office: Office) -> None:
    numbers = [office.request() for _ in range(3)]
    other = office.request(agency=TRANSPORT)
    visitor = office.enter("handler")
    visitor.get("/desk/requests?tab=new")
    page = visitor.post("/desk/requests/accept", {"number": [*numbers[:2], other]})
    assert "已经签收2件" in page.text
    assert f"{other}没有签收" in page.text
    assert [number in page.text for number in numbers] == [False, False, True]
