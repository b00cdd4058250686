from __future__ import annotations

import hashlib
import hmac
import json
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask

from adapters.delivery import Refused, ServerAway
from adapters.sms import Messenger, ShortMessage
from app import create_app
from config import Config, ConfigError, SmsConfig
from tests.fixtures.app import START, settings
from tests.harness.clock import SimulatedClock
from tests.harness.gateway import Gateway

MESSAGE = ShortMessage("13800138000", "【云溪县信箱】来信X2026-1已答复。", "answered.X2026-1.6")
KEY = b"0123456789abcdef0123456789abcdef"


@pytest.fixture
def gateway() -> Iterator[Gateway]:
    made = Gateway()
    yield made
    made.stop()


@pytest.fixture
def sms_app(seeded_dir: Path, tmp_path: Path, gateway: Gateway, test_clock: SimulatedClock) -> Flask:
    """An application that sends its short messages to the gateway."""
    key_file = tmp_path / "sms.key"
    key_file.write_bytes(KEY + b"\n")
    config = SmsConfig(gateway.url, key_file, timeout_s=5)
    return create_app(settings(tmp_path / "var", sms=config))


def send(app: Flask, message: ShortMessage = MESSAGE, limit_s: float = 5) -> None:
    with app.app_context(), Messenger(limit_s) as messenger:
        messenger.send(message)


def test_send_posts_signed_json(sms_app: Flask, gateway: Gateway) -> None:
    send(sms_app)
    [posted] = gateway.posted
    assert posted.path == "/v1/messages?from=county"
    assert json.loads(posted.body) == {"id": MESSAGE.message_id, "to": MESSAGE.recipient, "text": MESSAGE.text}
    stamp = posted.headers["x-timestamp"]
    expected = hmac.new(KEY, f"{stamp}\n".encode() + posted.body, hashlib.sha256).hexdigest()
    assert posted.headers["x-signature"] == expected
    assert abs(int(stamp) - START.timestamp()) < 30


@pytest.mark.parametrize("status", [200, 201, 202])
def test_send_that_is_accepted_returns(sms_app: Flask, gateway: Gateway, status: int) -> None:
    gateway.status = status
    send(sms_app)


@pytest.mark.parametrize(("status", "for_good"), [(400, True), (422, True), (404, True), (500, False), (302, False)])
def test_send_that_is_refused_says_whether_to_try_again(
    sms_app: Flask, gateway: Gateway, status: int, for_good: bool
) -> None:
    gateway.status = status
    with pytest.raises(Refused, match=str(status)) as refused:
        send(sms_app)
    assert refused.value.for_good is for_good


@pytest.mark.parametrize("status", [401, 403, 429, 503])
def test_send_that_the_gateway_takes_from_nobody_now_costs_no_attempt(
    sms_app: Flask, gateway: Gateway, status: int
) -> None:
    gateway.status = status
    with pytest.raises(ServerAway, match=str(status)) as away:
        send(sms_app)
    assert not away.value.begun


def test_send_to_a_silent_gateway_is_cut_in_time(sms_app: Flask, gateway: Gateway) -> None:
    gateway.flowing.clear()
    began = time.monotonic()
    with pytest.raises(ServerAway) as away:
        send(sms_app, limit_s=0.3)
    assert away.value.begun
    assert time.monotonic() - began < 3


def test_send_to_a_closed_gateway_has_not_begun(sms_app: Flask, gateway: Gateway) -> None:
    gateway.stop()
    with pytest.raises(ServerAway, match="连接被拒") as away:
        send(sms_app)
    assert not away.value.begun


@pytest.mark.parametrize("number", ["", "05718765432", "1380013800", "13800138000,13900139000", "+8613800138000"])
def test_send_to_what_is_no_mobile_number_is_refused_unasked(sms_app: Flask, gateway: Gateway, number: str) -> None:
    with pytest.raises(Refused) as refused:
        send(sms_app, replace(MESSAGE, recipient=number))
    assert (refused.value.for_good, gateway.posted) == (True, [])


@pytest.mark.parametrize("content", [None, b"", b"short"], ids=["missing", "empty", "short"])
def test_send_without_a_usable_key_waits(sms_app: Flask, gateway: Gateway, tmp_path: Path, content: bytes) -> None:
    key_file = tmp_path / "sms.key"
    key_file.unlink() if content is None else key_file.write_bytes(content)
    with pytest.raises(ServerAway, match="密钥"):
        send(sms_app)
    assert gateway.posted == []


def test_send_without_a_gateway_writes_a_file(app: Flask, tmp_path: Path) -> None:
    send(app)
    send(app)
    [file] = (tmp_path / "var" / "sms").iterdir()
    assert file.read_text("utf-8").splitlines() == [MESSAGE.recipient, MESSAGE.text]
    assert file.parent.stat().st_mode & 0o777 == 0o700


@pytest.mark.parametrize(
    ("env", "words"),
    [({"SMS_URL": "http://sms.example/send", "SMS_KEY_FILE": "key"}, "https"),
     ({"SMS_URL": "https://sms.example"}, "SMS_KEY_FILE"),
     ({"SMS_RATE_PER_MINUTE": "0"}, "at least 1"), ({"MAIL_RATE_PER_MINUTE": "fast"}, "whole number"),
     ({"SMS_HOURS": "20:00-08:00"}, "SMS_HOURS"), ({"STAFF_MAIL_HOURS": "all day"}, "STAFF_MAIL_HOURS"),
     ({"DAILY_LIST_TIME": "08:00+01:00"}, "DAILY_LIST_TIME"), ({"DAILY_LIST_TIME": "24:00"}, "DAILY_LIST_TIME")])
def test_settings_that_cannot_be_used_stop_the_start(env: dict[str, str], words: str) -> None:
    with pytest.raises(ConfigError, match=words):
        Config.from_env(env)
