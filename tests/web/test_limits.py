"""Limits of the public site: on a real Redis, with it gone, behind proxies, and for a village behind one address."""

from __future__ import annotations

import re
import shutil
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select

from adapters import clock as system_clock
from adapters import database, proof_of_work
from app import create_app
from config import Config, ConfigError, Rates
from extensions import db, limiter
from models.case import Letter
from rules.actors import SYSTEM
from rules.vocabulary import State
from services.work import Work
from tests import factories_comments
from tests.fixtures.app import OPEN, settings
from tests.fixtures.pages import Page, Visitor, values_of
from tests.harness.clock import SimulatedClock
from tests.harness.redis import RedisServer
from tests.harness.waiting import wait_until

LETTER = {"title": "村口的路灯不亮", "text": "村口三盏路灯坏了半个月。\n老人晚上出门看不见。", "place": "桃源镇柳树村",
          "name": "林小舟", "agree": "y", "category": "complaint", "name_hidden": "y"}
MANY = 1_000_000
Make = Callable[..., Flask]


@pytest.fixture
def limited(seeded_dir: Path, tmp_path: Path, test_clock: SimulatedClock, redis_server: RedisServer,
            monkeypatch: pytest.MonkeyPatch) -> Iterator[Make]:
    """Make applications on one database and one Redis; `limited(letters_hour=3)` sets limits, others are open."""
    # The extension is one per process; what an earlier test's Redis did to it is not this test's.
    monkeypatch.setattr(limiter, "_storage_dead", False)
    data_dir = tmp_path / "var"
    shutil.copytree(seeded_dir, data_dir, dirs_exist_ok=True, ignore=shutil.ignore_patterns("clock"))
    made: list[Flask] = []

    def make(rates: Rates | None = None, hops: int = 0, **limits: int) -> Flask:
        chosen = rates or Rates(**{**asdict(OPEN), **limits})
        app = create_app(settings(data_dir, redis_url=redis_server.url, rates=chosen, proxy_hops=hops))
        app.testing = True
        made.append(app)
        return app

    yield make
    for app in made:
        with app.app_context():
            db.session.remove()
            db.engine.dispose()
    system_clock.clock.file = None


def send(app: Flask, *, status: int = 200, source: str = "192.0.2.1", headers: dict[str, str] | None = None,
         script: bool = False, **fields: str) -> Page:
    """Write and send a letter in a fresh browser, with or without the script that solves its puzzle."""
    visitor = Visitor(app.test_client())
    options = {"environ_base": {"REMOTE_ADDR": source}, "headers": headers or {}}
    page = visitor.get("/write", **options)
    if script:
        challenge = next(each.get("data-challenge", "") for each in page.root.iter() if each.get("data-challenge"))
        fields["puzzle"] = proof_of_work.solve(challenge)
    return visitor.submit(LETTER | fields, status=status, **options)


def stored(app: Flask) -> int:
    with app.app_context():
        return db.session.scalar(select(func.count()).select_from(Letter)) or 0


def test_letter_over_the_limit_of_its_source_waits_with_every_word_kept(limited: Make) -> None:
    """B1: over the limit comes 429 with a date in words and Retry-After, and the form with all that was typed."""
    app = limited(letters_per_source_hour=2)
    for _ in range(2):
        send(app)
    page = send(app, status=429, email="lin@example.cn", phone="13812345678")
    assert re.search(r"请在2026年11月2\d日\d\d:\d\d以后再提交", page.text)
    assert 1 <= int(page.response.headers["Retry-After"]) <= 3600
    for words in (*LETTER.values(), "lin@example.cn", "13812345678"):
        assert words in page.html.replace("\r\n", "\n")
    assert [each.get("id") for each in page.all("input") if each.get("checked") is not None].count("agree") == 1
    assert stored(app) == 2


def test_letters_of_another_source_go_on(limited: Make) -> None:
    """B1: what one source has used up is nobody else's."""
    app = limited(letters_per_source_hour=1)
    send(app)
    send(app, status=429)
    send(app, source="192.0.2.2")


def test_letters_with_one_contact_are_limited_whatever_their_source(limited: Make) -> None:
    """B1: per contact, whoever types it, and however the number is written."""
    app = limited(letters_per_contact_day=2)
    send(app, source="192.0.2.1", phone="13812345678")
    send(app, source="192.0.2.2", phone="138 1234 5678")
    page = send(app, status=429, source="192.0.2.3", phone="１３８１２３４５６７８")
    assert "不留联系方式" in page.text
    send(app, source="192.0.2.3")


def test_letters_of_everybody_together_are_limited(limited: Make) -> None:
    """B1: globally."""
    app = limited(letters_hour=3)
    for place in range(3):
        send(app, source=f"192.0.2.{place}")
    assert "提交的人很多" in send(app, status=429, source="192.0.2.9").text


def test_limits_are_counted_once_for_all_processes(limited: Make) -> None:
    """B1: two web processes share their counts through Redis."""
    for status in (200, 200, 429):
        send(limited(letters_per_source_hour=2), status=status)


def test_village_behind_one_address_sends_a_hundred_letters_in_an_hour(limited: Make) -> None:
    """B1: with the limits as delivered a hundred letters from one address pass, by script and by question alike."""
    app = limited(rates=Rates(**{**asdict(Rates()), "posts_per_source_minute": MANY}))
    for place in range(100):
        send(app, script=place >= Rates().free_letters_per_source_hour, phone=f"138{place:08d}")
    assert stored(app) == 100


def test_flood_from_one_address_is_held_off_at_the_limit(limited: Make) -> None:
    """B1: the other side: of 400 letters in an hour that solve every puzzle, no more than the limit are stored."""
    limit = 40
    app = limited(letters_per_source_hour=limit)
    answers = [send(app, status=200 if place < limit else 429).status for place in range(60)]
    assert answers.count(429) == 20
    assert stored(app) == limit


def test_flood_of_comments_is_held_off_with_every_word_kept_and_keeps_no_letter_out(limited: Make) -> None:
    """B1, T6: posts of one machine over the limit wait, their words are given back, and letters still come in."""
    app = limited(comments_per_source_hour=2, letters_per_source_hour=1)
    with app.app_context(), database.writing():
        work = Work(db.session, SYSTEM, system_clock.now(), app.extensions["mailbox.secrets"])
        period = factories_comments.period_in(work, State.OPEN)
        address = f"/comment-periods/{period.number}/write?anchor=a3"
        db.session.commit()
    visitor = Visitor(app.test_client())
    pages = []
    for place in range(4):
        visitor.get(address)
        pages.append(visitor.submit({"text": f"意见{place}", "agree": "y"}, status=200 if place < 2 else 429))
    assert "请在" in pages[3].text
    assert values_of(pages[3].form())["text"] == "意见3"
    send(app)
    assert stored(app) == 1


@pytest.mark.parametrize("spoofed", [
    pytest.param({"X-Forwarded-For": "198.51.100.{}"}, id="X-Forwarded-For"),
    pytest.param({"Forwarded": "for=198.51.100.{}"}, id="Forwarded"),
    pytest.param({"X-Real-IP": "198.51.100.{}", "Client-IP": "198.51.100.{}"}, id="X-Real-IP")])
def test_claims_about_the_source_evade_no_limit_without_a_proxy(limited: Make, spoofed: dict[str, str]) -> None:
    """B1, X11: what a client says about its own address counts for nothing."""
    app = limited(letters_per_source_hour=2)
    answers = [send(app, status=status, headers={name: value.format(place) for name, value in spoofed.items()}).status
               for place, status in enumerate((200, 200, 429))]
    assert answers == [200, 200, 429]


def test_claims_in_front_of_the_trusted_hop_evade_no_limit(limited: Make) -> None:
    """B1, X11: behind one proxy only the address that this proxy wrote counts, which is the last."""
    app = limited(hops=1, letters_per_source_hour=2)
    for place, status in enumerate((200, 200, 429)):
        send(app, status=status, source="127.0.0.1",
             headers={"X-Forwarded-For": f"198.51.100.{place}, 203.0.113.5"})
    send(app, source="127.0.0.1", headers={"X-Forwarded-For": "203.0.113.6"})


def test_addresses_of_one_ipv6_subscriber_are_one_source(limited: Make) -> None:
    """B1: whoever holds a /64 has no more letters than others."""
    app = limited(letters_per_source_hour=2)
    for place, status in enumerate((200, 200, 429)):
        send(app, status=status, source=f"2001:db8:1:2::{place}")
    send(app, source="2001:db8:1:3::1")


def test_letter_that_was_sent_already_shows_its_receipt_over_the_limit(limited: Make) -> None:
    """B1: sending the same form again is no second letter, and asks for no more than the receipt (P2)."""
    app = limited(letters_per_source_hour=1)
    visitor = Visitor(app.test_client())
    form = visitor.get("/write")
    first = visitor.submit(LETTER)
    visitor.page = form
    assert visitor.submit(LETTER).heading == first.heading == "信已收到"
    assert stored(app) == 1


def test_letters_stay_open_without_redis_and_limits_hold_in_each_process(
        limited: Make, redis_server: RedisServer) -> None:
    """B3: with Redis away letters are taken in, counted by each process for itself."""
    app = limited(letters_per_source_hour=2)
    redis_server.kill()
    send(app)
    send(app)
    send(app, status=429)


def test_counting_in_redis_goes_on_by_itself_when_it_is_back(limited: Make, redis_server: RedisServer) -> None:
    """B3: nobody has to restart anything."""
    app = limited()
    redis_server.kill()
    send(app)
    redis_server.start()
    wait_until(lambda: send(app) and bool(redis_server.client().keys("*LIMIT*")), "the counts in Redis")


def test_letters_stay_open_while_redis_hangs(limited: Make, redis_server: RedisServer) -> None:
    """B3: a Redis that accepts connections and answers nothing holds up no letter."""
    app = limited(letters_per_source_hour=MANY)
    redis_server.pause()
    for _ in range(3):
        send(app)
    redis_server.resume()
    assert stored(app) == 3


def test_guesses_at_passwords_stay_limited_without_redis(
        limited: Make, redis_server: RedisServer, test_clock: SimulatedClock) -> None:
    """B3: sign-in fails closed: its counts are in the database and Redis has no say in them."""
    app = limited()
    redis_server.kill()
    visitor = Visitor(app.test_client())
    words = []
    for _ in range(7):
        visitor.get("/sign-in")
        words.append(visitor.submit({"login": "nobody", "password": "wrong-password-1"}).text)
        test_clock.forward(seconds=10)
    assert ["次数多了" in each for each in words] == [False] * 5 + [True] * 2


def test_counts_hold_no_address_and_no_contact(limited: Make, redis_server: RedisServer) -> None:
    """B1, I5: Redis holds keyed digests only, each with an end within a day."""
    app = limited(letters_per_source_hour=5)
    send(app, source="203.0.113.77", phone="13812345678", email="lin@example.cn")
    client = redis_server.client()
    keys = [key for key in client.scan_iter("*LIMIT*")]
    assert len(keys) >= 4
    dump = b" ".join(keys)
    for secret in (b"203.0.113.77", b"13812345678", b"lin@example.cn", b"lin@"):
        assert secret not in dump
    assert all(0 < client.ttl(key) <= 24 * 3600 for key in keys)


def test_program_over_its_limit_is_told_when_to_come_again(limited: Make) -> None:
    """B1: the API has limits of its own, answered as a problem document with Retry-After."""
    client = limited(api_letters_per_source_hour=2).test_client()
    answers = [client.post("/api/v1/letters", json={"text": "路灯坏了。"}, headers={"Idempotency-Key": f"key-{place}"})
               for place in (1, 2, 3, 1)]
    assert [answer.status_code for answer in answers] == [201, 201, 429, 201]
    assert int(answers[2].headers["Retry-After"]) > 0
    assert answers[2].json["status"] == 429


def test_wait_that_is_announced_is_never_longer_than_the_window(limited: Make) -> None:
    """B1: what was used up in a minute is free after a minute, also when a second has only just begun."""
    client = limited(searches_per_source_minute=1).test_client()
    wait_until(lambda: time.time() % 1 < 0.1, "a second that begins", every_s=0.01)
    answers = [client.get(f"/letters?q=路灯{place}") for place in range(2)]
    assert [answer.status_code for answer in answers] == [200, 429]
    assert 55 <= int(answers[1].headers["Retry-After"]) <= 60


def test_searches_over_the_limit_are_answered_later(limited: Make) -> None:
    """B2: search has a limit of its own; pages that search nothing stay open."""
    client = limited(searches_per_source_minute=3).test_client()
    answers = [client.get(f"/letters?q=路灯{place}").status_code for place in range(4)]
    assert answers == [200, 200, 200, 429]
    assert client.get("/letters").status_code == 200


@pytest.mark.parametrize("name", asdict(Rates()))
def test_rates_in_production_may_be_lowered_but_not_raised(tmp_path: Path, name: str) -> None:
    """B1: an operator cannot open the flood gates by a setting."""
    env = {"DATA_DIR": str(tmp_path), "PUBLIC_URL": "https://mailbox.example.gov.cn", "PROXY_HOPS": "1"}
    most = asdict(Rates())[name]
    lowered = Config.from_env(env | {f"RATE_{name.upper()}": str(most - 1)})
    assert asdict(lowered.rates)[name] == most - 1
    with pytest.raises(ConfigError, match="may be lowered but not raised"):
        Config.from_env(env | {f"RATE_{name.upper()}": str(most + 1)})
