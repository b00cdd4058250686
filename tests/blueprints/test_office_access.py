"""Who may open which page for staff: every address of the four areas, for every role and for nobody."""

from __future__ import annotations

import re

import pytest
from flask import Flask
from werkzeug.routing import Rule

from rules.actors import Role
from rules.vocabulary import State
from tests.fixtures.office import Office
from web.access import audience_of

AREAS = ("accounts", "admin", "annual", "desk", "period_desk", "request_desk", "supervision")
PERSON = {Role.HANDLER: "handler", Role.LEAD: "lead", Role.INTAKE: "intake", Role.PUBLISHER: "publisher",
          Role.SUPERVISOR: "supervisor", Role.LEADER: "leader", Role.SECURITY_ADMIN: "admin",
          Role.REDACTOR: "redactor", Role.SYSTEM_ADMIN: "system_admin", Role.AUDITOR: "auditor",
          Role.DISCLOSURE: "disclosure"}
PLACE = re.compile(r"<(?:any\((?P<choices>[^)]*)\):|\w+(?:\([^)]*\))?:)?(?P<name>\w+)>")
KNOWN = {"column": "count", "place": "1", "act": "accept", "slug": "2026-1"}
NOBODY = "9999"
COMMENTS = "/desk/comments"
BULLETINS = ("/office/bulletins", "/office/demands")
# What a role may open at most, written down here a second time.
ROOMS: dict[Role, tuple[str, ...]] = {
    Role.HANDLER: ("/desk", "/office/orders", "/office/publication", "/account"),
    Role.LEAD: ("/desk", "/office/orders", "/office/publication", "/office/requests", "/account"),
    Role.INTAKE: ("/office/triage", "/office/letters", "/office/notices", "/office/calendar", "/office/orders",
                  "/office/rights", *BULLETINS, "/desk/letters/", "/desk/digests", "/account"),
    Role.SUPERVISOR: ("/office/letters", "/office/notices", "/office/calendar", "/office/overdue", "/office/orders",
                      "/office/ladder", "/office/requests", "/office/rights", "/office/terms", "/desk/letters/",
                      *BULLETINS, "/desk/digests", "/account"),
    Role.LEADER: ("/desk/requests", "/desk/periods", COMMENTS, "/office/annual", "/office/letters", "/office/overdue",
                  "/office/orders", *BULLETINS, "/desk/letters/", "/desk/digests", "/account"),
    Role.PUBLISHER: ("/office/publication", "/office/letters", "/desk/letters/", "/account"),
    Role.REDACTOR: ("/office/publication", "/account"),
    Role.SYSTEM_ADMIN: ("/admin/operations", "/admin/factors", "/account"),
    Role.SECURITY_ADMIN: ("/admin/staff", "/admin/factors", "/admin/breaches", "/account"),
    Role.AUDITOR: ("/admin/audit", "/account"),
    Role.DISCLOSURE: ("/desk/requests", "/desk/periods", COMMENTS, "/office/requests", "/office/rights", "/desk/papers",
                      "/office/annual", "/office/overdue-requests", "/office/orders", "/office/demands",
                      "/office/publication", "/account"),
}


# Doors inside a room that not everybody in it may open, by a pattern for the end of its address.
DOORS: dict[str, frozenset[Role]] = {
    "/letters/[^/]+/identity": frozenset({Role.INTAKE, Role.SUPERVISOR}),
    "/comments/[^/]+/identity": frozenset({Role.DISCLOSURE}),
    "/comments/set-aside": frozenset({Role.DISCLOSURE, Role.LEADER}),
    "/comments/(new|table|table/report|[^/]+/slip|table.xlsx)": frozenset({Role.HANDLER, Role.LEAD, Role.DISCLOSURE}),
    "/requests/[^/]+/identity": frozenset({Role.HANDLER, Role.LEAD}),
    **dict.fromkeys(("/requests/new", "/slip"), frozenset({Role.HANDLER, Role.LEAD, Role.DISCLOSURE})),
    "/original": frozenset({Role.INTAKE, Role.SUPERVISOR}),
    **dict.fromkeys((f"/papers/{NOBODY}", f"/papers/{NOBODY}/pdf", f"/documents/{NOBODY}", f"/documents/{NOBODY}.docx"),
                    frozenset({Role.HANDLER, Role.LEAD})),
    "/requests/conflicts": frozenset({Role.DISCLOSURE, Role.LEADER}),
    **dict.fromkeys(("/requests/questions", f"/questions/{NOBODY}"), frozenset({Role.HANDLER, Role.LEAD})),
    "/periods/(new|[^/]+/(plan|add-files|hearings/[^/]+/people))": frozenset({Role.HANDLER, Role.LEAD}),
    "/periods/[^/]+/accept": frozenset({Role.HANDLER, Role.LEAD, Role.DISCLOSURE}),
}


def guarded(app: Flask, method: str) -> list[Rule]:
    """The addresses of the areas that ask for a sign-in."""
    return [rule for rule in app.url_map.iter_rules()
            if rule.endpoint.split(".")[0] in AREAS and method in (rule.methods or ())
            and getattr(audience_of(app, rule.endpoint), "signed_in", False)]


def address(rule: Rule, number: str, asked: str = NOBODY, period: str = NOBODY, comment: str = NOBODY) -> str:
    """The address with the number in it of the letter, or of the request, period or comment where it is about one.

    The first of a choice, and a value for everything else.
    """
    number = {"request_desk": asked, "period_desk": period}.get(rule.endpoint.split(".")[0], number)
    number = comment if rule.rule.startswith(COMMENTS) else number

    def fill(place: re.Match[str]) -> str:
        choices, name = place["choices"], place["name"]
        return choices.split(",")[0] if choices else KNOWN.get(name, number if name == "number" else NOBODY)

    return PLACE.sub(fill, rule.rule)


def is_room_of(role: Role, path: str) -> bool:
    inside = any(path == room or path.startswith(room.rstrip("/") + "/") for room in ROOMS[role])
    return inside and all(role in roles for door, roles in DOORS.items() if re.search(f"{door}$", path))


@pytest.mark.parametrize("role", [pytest.param(role, id=role.value) for role in Role])
def test_open_page_as_each_role_is_answered_or_refused(office: Office, role: Role) -> None:
    number, asked = office.letter(State.ANSWERED, consents_to_publication=True), office.request()
    period, comment = office.period(), office.comment()
    client = office.enter(PERSON[role]).client
    for rule in guarded(office.app, "GET"):
        path = address(rule, number, asked, period, comment)
        status = client.get(path).status_code
        may_be_none = ("/files/1", "/preview", "/original", "/orders/2026-1", "/authority", "/lists/received",
                       "/files/pdf", f"/papers/{NOBODY}/pdf", "/internal.docx", "/report", "/count", "/slip", "/people",
                       f"/publication/{number}", ".pdf", NOBODY, f"{NOBODY}.docx")
        allowed = (200, 404) if path.endswith(may_be_none) else (200,)
        assert status in (allowed if is_room_of(role, path) else (403,)), f"{role} at {path}: {status}"


@pytest.mark.parametrize("role", [pytest.param(role, id=role.value) for role in Role])
def test_post_to_another_room_is_refused(office: Office, role: Role) -> None:
    number = office.letter(State.ANSWERED, consents_to_publication=True)
    visitor = office.enter(PERSON[role])
    for rule in guarded(office.app, "POST"):
        path = address(rule, number)
        if not is_room_of(role, path):
            status = visitor.client.post(path, data={"csrf_token": visitor.token()}).status_code
            assert status == 403, f"{role} at {path}: {status}"


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_page_for_staff_without_signing_in_leads_to_the_sign_in(office: Office, method: str) -> None:
    number = office.letter()
    visitor = office.enter("handler")
    visitor.post("/sign-out")
    for rule in guarded(office.app, method):
        path = address(rule, number)
        answer = visitor.client.open(path, method=method, data={"csrf_token": visitor.token()})
        assert (answer.status_code, answer.location.split("?")[0]) == (302, "/sign-in"), path


def test_post_without_the_form_token_is_refused_everywhere(office: Office) -> None:
    number = office.letter()
    client = office.enter("handler").client
    for rule in guarded(office.app, "POST"):
        assert client.post(address(rule, number)).status_code == 400, rule.rule


@pytest.mark.parametrize("person", ["outsider", "outside_lead"])
@pytest.mark.parametrize("state", [State.ASSIGNED, State.DRAFTED, State.ANSWERED, State.TRIAGE])
def test_letter_of_another_department_is_the_same_as_none(office: Office, person: str, state: State) -> None:
    number = office.letter(state)
    visitor = office.enter(person)
    page = visitor.get(f"/desk/letters/{number}", status=404)
    assert page.text == visitor.get("/desk/letters/X2026-999999", status=404).text
    assert number not in visitor.get("/desk").html
    visitor.get("/desk")
    visitor.post(f"/desk/letters/{number}/accept", status=404)
    visitor.get("/desk")
    visitor.post(f"/desk/letters/{number}/decline", {"decline-ground": "commercial"}, status=404)
    visitor.get(f"/desk/letters/{number}/files/1", status=404)
