"""A stranger's walk: as nobody and as each role, every page, every form and every parameter, with hostile values."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import html5lib
import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.datastructures import MultiDict

from rules.vocabulary import State
from services.work import Work
from tests import factories
from tests.fixtures import hostile
from tests.fixtures.addresses import PLACE, addresses
from tests.fixtures.office import PEOPLE, Office
from tests.fixtures.pages import values_of

NOBODY = "nobody"
PARAMETERS = ("q", "after", "before", "cursor", "department", "category", "year", "month", "tab", "state", "next",
              "number", "mailbox", "to", "large", "back", "reading", "page", "slug", "person", "since", "until", "act",
              "view", "period", "kind")
SPARED = ("/sign-out",)  # it would end the walk
SHORT_STEPS, SHORT_WALKS = 40, (NOBODY, "handler", "intake", "supervisor", "publisher", "redactor", "admin", "auditor")


@dataclass
class Walk:
    """One walk of one person: what was sent, and what was wrong with the answers."""

    client: FlaskClient
    rng: random.Random
    number: str
    sent: int = 0
    wrong: list[str] = field(default_factory=list)

    def look(self, method: str, path: str, **options: Any) -> str:
        """Send a request and judge the answer; return the page when it is one."""
        response = self.client.open(path, method=method, **options)
        self.sent += 1
        shown = str(options.get("data") or options.get("query_string") or "")
        self.wrong += [f"{method} {path[:120]} {shown[:300]!r}: {words}" for words in hostile.complaints(response)]
        with response:
            return response.get_data(as_text=True) if response.mimetype == "text/html" else ""

    def value(self) -> str:
        return self.rng.choice(list(hostile.VALUES.values()))


def steps(app: Flask, walk: Walk) -> Iterator[Callable[[], object]]:
    """Yield every step of a walk in an order of its own: addresses, parameters, forms, odd bodies."""
    known = [rule for rule in addresses(app, frozenset({"GET"}), number=walk.number) if rule[1] not in SPARED]
    for _, path, rule in known:
        yield lambda path=path: submit_forms(walk, path)
        yield lambda path=path: walk.look("GET", path, query_string=parameters(walk))
        if rule.arguments:
            yield lambda rule=rule: walk.look("GET", PLACE.sub(lambda _: quoted(walk.value()), rule.rule))
    for _, path, rule in addresses(app, frozenset({"POST"}), number=walk.number):
        if path not in SPARED:
            yield lambda path=path: walk.look("POST", path, data=with_token(walk, odd_fields(walk)))
            yield lambda path=path: walk.look("POST", path, data=b"\xff\xfe{[", content_type="application/json")
            if rule.arguments:
                yield lambda rule=rule: walk.look("POST", PLACE.sub(lambda _: quoted(walk.value()), rule.rule),
                                                  data=with_token(walk, odd_fields(walk)))


def quoted(value: str) -> str:
    return value.encode("utf-8", "surrogatepass")[:200].decode("latin-1").replace("?", "%3F").replace("#", "%23")


def parameters(walk: Walk) -> MultiDict[str, str]:
    names = walk.rng.sample(PARAMETERS, 6)
    # The first one stands twice.
    return MultiDict([(name, sendable(walk.value())[:3000]) for name in [*names, names[0]]])


def odd_fields(walk: Walk) -> MultiDict[str, str]:
    return MultiDict([(name, sendable(walk.value()))
                      for name in ("text", "text", "reason", "name[a][b]", "__proto__", "id")])


def with_token(walk: Walk, fields: MultiDict[str, str]) -> MultiDict[str, str]:
    root = html5lib.HTMLParser(namespaceHTMLElements=False).parse(walk.client.get("/write").get_data(as_text=True))
    fields["csrf_token"] = next(each.get("value") for each in root.iter("input") if each.get("name") == "csrf_token")
    return fields


def sendable(value: str) -> str:
    """What a browser would make of a lone surrogate."""
    return value.encode("utf-8", "replace").decode()


def submit_forms(walk: Walk, path: str) -> None:
    """Open a page and send each of its forms, one or all of its fields hostile."""
    page = walk.look("GET", path)
    if not page:
        return
    root = html5lib.HTMLParser(namespaceHTMLElements=False).parse(page)
    for form in root.iter("form"):
        action, method = form.get("action", path), form.get("method", "get").upper()
        if action in SPARED:
            continue
        values = {name: str(value) for name, value in values_of(form).items()}
        names = [name for name in values if name != "csrf_token"]
        hit = names if walk.rng.random() < 0.5 else walk.rng.sample(names, min(1, len(names)))
        values |= {name: sendable(walk.value()) for name in hit}
        if method == "POST":
            walk.look("POST", action, data=values)
        else:
            walk.look("GET", action, query_string={name: value[:3000] for name, value in values.items()})


def prepared(app: Flask) -> tuple[Office, str]:
    """Return an office with hostile letters in every state, as they were sent by a stranger."""
    office = Office(app)
    unstorable = ("zero byte", "beyond unicode")
    harm = {"title": hostile.VALUES["out of an attribute"][:60], "text": "\n".join(
        value for name, value in hostile.VALUES.items() if len(value) < 200 and name not in unstorable),
        "place": hostile.VALUES["script"], "consents_to_publication": True}
    for state in (State.TRIAGE, State.ACCEPTED, State.ANSWERED):
        office.letter(state, **harm)

    def publish(work: Work) -> None:
        factories.published_letter(work, **harm)

    office.do(None, publish)
    return office, office.letter(State.ASSIGNED, **harm)


def walk_as(office: Office, person: str, number: str, seed: int, most: int | None = None) -> Walk:
    """Take every step in random order, or so many of them at most."""
    client = office.app.test_client() if person == NOBODY else office.enter(person).client
    walk = Walk(client, random.Random(f"{seed}-{person}"), number)
    order = list(steps(office.app, walk))
    walk.rng.shuffle(order)
    for step in order[:most]:
        step()
    return walk


def report(walks: dict[str, Walk], seed: int) -> None:
    print(f"seed {seed}: {sum(walk.sent for walk in walks.values())} requests")  # noqa: T201
    wrong = [f"{person}: {words}" for person, walk in walks.items() for words in walk.wrong]
    assert not wrong, "\n".join([f"seed {seed}", *wrong[:20]])
    assert all(walk.sent > 10 for walk in walks.values())


def test_walk_with_hostile_values_breaks_nothing_and_runs_nothing(both_engines: Flask) -> None:
    """X1, X4, X6, X7: no 500, no script, no foreign element, header or redirect, on both engines; the seed is said."""
    seed = time.time_ns() % 10**9
    office, number = prepared(both_engines)
    report({person: walk_as(office, person, number, seed, SHORT_STEPS) for person in SHORT_WALKS}, seed)


@pytest.mark.soak
def test_whole_walk_with_hostile_values_breaks_nothing_and_runs_nothing(both_engines: Flask) -> None:
    """X1, X4, X6, X7: the same walk through every step, for everybody, three times over."""
    seed = time.time_ns() % 10**9
    office, number = prepared(both_engines)
    for place in range(3):
        walks = {person: walk_as(office, person, number, seed + place) for person in (NOBODY, *PEOPLE)}
        report(walks, seed + place)


@pytest.mark.parametrize(("body", "words"), [
    pytest.param(f"<p><{hostile.MARK}></p>", "element", id="an element"),
    pytest.param("<p onclick=x>", "attribute", id="an event"),
    pytest.param("<script>x</script>", "script", id="a script"),
    pytest.param("<a href='JavaScript:x'>", "leads to", id="a script address"),
    pytest.param("<a href='//evil.example'>", "leads to", id="another site"),
    pytest.param(f"<p>{hostile.PRODUCT}</p>", "template", id="a template that was run")])
def test_walk_would_see_what_was_let_in(app: Flask, body: str, words: str) -> None:
    """X1: the walk's own eyes, on answers that are wrong on purpose."""
    answer = app.test_client().get("/healthz")
    answer.set_data(body)
    answer.mimetype = "text/html"
    assert any(words in each for each in hostile.complaints(answer))
