"""Every role on every page: who wrote a confidential letter or a report stands nowhere outside the letters office."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from extensions import db
from rules.actors import Role
from rules.consents import ConsentKind
from rules.letter_draft import Contact, StoredFile
from rules.vocabulary import Category, State
from tests.blueprints.test_office_access import PERSON, address, guarded
from tests.fixtures.office import Office

CANARY = Contact("柳金雀", "13900004321", "canary@example.cn", "金丝雀巷7号", "513425198001011237")
# What the writer has told: as it is, and as people sign and write it.
SECRETS = (*CANARY.__dict__.values(), "柳 金 雀", "１３９００００４３２１", "139-0000-4321", "柳金雀的照片")
SIGNED = ("电梯坏了，请找我。柳 金 雀，电话１３９００００４３２１，或者139-0000-4321，canary@example.cn，"
          "身份证513425198001011237，住金丝雀巷7号。")
FILE = StoredFile("柳金雀的照片.jpg", "image/jpeg", 1234, "a" * 64, "b" * 48)
KINDS = {"confidential": {"name_hidden": True}, "report": {"category": Category.REPORT}}
STATES = (State.TRIAGE, State.ASSIGNED, State.DRAFTED, State.ANSWERED, State.REWORK)
LISTS = ("/desk?tab=ended", "/desk?tab=mend", "/desk?q=电梯", "/office/letters?q=电梯",
         "/office/publication?tab=published")
LETTERS_OFFICE = (Role.INTAKE, Role.SUPERVISOR)


def letters(office: Office, fields: dict[str, object]) -> list[str]:
    """Return the numbers of letters in several states, each with the writer in every field, the text and a file."""
    told = {"contact": CANARY, "consents": frozenset(ConsentKind), "title": "柳金雀反映电梯坏了", "text": SIGNED,
            "consents_to_publication": True, "place": "长安路，柳金雀家楼下"}
    numbers = [office.letter(state, **told, **fields, files=[replace(FILE, storage_name=f"{place:048x}")])
               for place, state in enumerate(STATES)]
    office.redact(numbers[STATES.index(State.ANSWERED)])
    return numbers


def pages(office: Office, role: Role, numbers: list[str]) -> Iterator[tuple[str, str]]:
    """Yield (address, everything of its answer) for every address that this role may open."""
    client = office.enter(PERSON[role]).client
    rules = guarded(office.app, "GET")
    paths = {address(rule, number) for rule in rules for number in numbers} | set(LISTS)
    for path in sorted(paths):
        answer = client.get(path)
        if answer.status_code == 200:
            yield path, f"{answer.headers}\n{answer.get_data().decode('utf-8', 'replace')}"


@pytest.mark.parametrize("role", [pytest.param(role, id=role.value) for role in Role if role not in LETTERS_OFFICE])
@pytest.mark.parametrize("kind", KINDS)
def test_writer_stands_on_no_page_of_a_role_that_may_not_know_them(office: Office, kind: str, role: Role) -> None:
    """I3, T1: pages, lists, searches, documents, exports of pages and names of files, role by role."""
    numbers = letters(office, KINDS[kind])
    opened = 0
    for path, answer in pages(office, role, numbers):
        opened += 1
        found = [secret for secret in SECRETS if secret in answer]
        assert not found, f"{role} reads {found} at {path}"
    assert opened


@pytest.mark.parametrize("role", [pytest.param(role, id=role.value) for role in LETTERS_OFFICE])
@pytest.mark.parametrize("kind", KINDS)
def test_letters_office_reads_the_letter_and_the_fields_masked(office: Office, kind: str, role: Role) -> None:
    """I2, I3: the office works with the original text; the fields themselves are whole for a reason only."""
    fields = {**KINDS[kind], "contact": CANARY, "text": "电梯坏了，请快一点。", "consents": frozenset(ConsentKind)}
    number = office.letter(**fields)
    seen = list(pages(office, role, [number]))
    assert not [(path, secret) for path, answer in seen for secret in SECRETS if secret in answer]
    assert any("柳**" in answer for path, answer in seen if path.endswith(number))
    signed = letters(office, KINDS[kind])[1]
    assert any("柳 金 雀" in answer for path, answer in pages(office, role, [signed]) if path.endswith(signed))


@pytest.mark.parametrize("person", ["handler", "leader", "publisher"])
@pytest.mark.parametrize("typed", ["柳金雀", "13900004321", "canary@example.cn"])
def test_search_by_who_wrote_finds_no_confidential_letter(office: Office, person: str, typed: str) -> None:
    """I3, I4: the search obeys the same rule as the page, or a department could ask it who wrote."""
    numbers = letters(office, KINDS["confidential"])
    desk = "/desk" if person == "handler" else "/office/letters"
    found = office.enter(person).get(f"{desk}?q={typed}")
    assert not [number for number in numbers if number in found.text]
    assert numbers[1] in office.enter(person).get(f"{desk}?q=电梯").text


@pytest.mark.parametrize("person", ["handler", "lead"])
def test_writer_of_an_open_letter_is_seen_by_its_department_but_not_the_id_number(office: Office, person: str) -> None:
    """I2, I3: the control of the two tests above: without a wish to be hidden the department does see who wrote."""
    number = office.letter(contact=CANARY, text=SIGNED.replace(CANARY.id_number, ""), files=[FILE],
                           consents=frozenset(ConsentKind))
    page = office.enter(person).get(f"/desk/letters/{number}")
    for secret in (CANARY.name, CANARY.phone, CANARY.email, CANARY.address, FILE.display_name):
        assert secret in page.html
    assert CANARY.id_number not in page.html


def test_department_reads_a_pseudonym_that_stays_the_same(office: Office) -> None:
    """I3: the same name on every page of one case, another one for another case of the same writer."""
    one, two = (office.letter(contact=CANARY, name_hidden=True) for _ in range(2))
    visitor = office.enter("handler")
    first, again, other = (visitor.get(f"/desk/letters/{number}").text for number in (one, one, two))

    def name(text: str) -> str:
        return text[text.index("来信人（保密）"):][:11]

    assert name(first) == name(again) != name(other)
    assert office.enter("leader").get(f"/desk/letters/{one}").text.count(name(first)) == 1


def test_attachment_of_a_confidential_letter_has_a_number_for_a_name(office: Office) -> None:
    """I3: the name of a file may be that of its sender."""
    number = office.letter(contact=CANARY, name_hidden=True, files=[FILE])
    assert "附件1.jpg" in office.enter("handler").get(f"/desk/letters/{number}").text
    assert FILE.display_name in office.enter("intake").get(f"/desk/letters/{number}").text


@pytest.mark.parametrize("kind", KINDS)
def test_export_of_letters_names_no_confidential_writer(office: Office, tmp_path: Path, kind: str) -> None:
    """I3: the table that leaves the service."""
    numbers = letters(office, KINDS[kind])
    with office.app.app_context():
        db.session.remove()
        done = office.app.test_cli_runner().invoke(args=["letters", "export"])
    assert done.exit_code == 0
    assert all(number in done.output for number in numbers)
    assert not [secret for secret in SECRETS if secret in done.output]
