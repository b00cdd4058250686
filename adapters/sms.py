"""Outgoing short messages: to an HTTP gateway that takes signed JSON, or as files when there is none.

The gateway gets `POST {"id", "to", "text"}` with the headers `X-Timestamp` (seconds since 1970) and `X-Signature`,
the hex HMAC-SHA256 of timestamp, line feed and body. `id` stays the same over all attempts, so that the gateway can
drop repeats. Accepted: 200, 201, 202. Refused for good: 400, 404, 409, 410, 413, 422. All else is tried again.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import os
import re
import socket
import ssl
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from pathlib import Path
from types import TracebackType
from urllib.parse import urlsplit

from flask import current_app

from adapters import clock
from adapters.delivery import Refused, ServerAway, cut_after, fault_words
from config import Config, SmsConfig

MOBILE = re.compile(r"1[3-9]\d{9}")
ACCEPTED = frozenset({200, 201, 202})
REFUSED = frozenset({400, 404, 409, 410, 413, 422})
# Of these the gateway says no to the sender as a whole, not to this message: a wrong key, or too much at once.
NOT_NOW = frozenset({401, 403, 429, 503})
LEAST_KEY_BYTES = 16
LONGEST_ANSWER = 4096


@dataclass(frozen=True)
class ShortMessage:
    """One message. `message_id` stays the same over all attempts."""

    recipient: str
    text: str
    message_id: str


class Messenger:
    """Hands messages to the gateway, each in a request of its own. `limit_s` bounds each."""

    def __init__(self, limit_s: float) -> None:
        config: Config = current_app.extensions["mailbox.config"]
        self._config, self._directory = config.sms, config.data_dir / "sms"
        self._limit_s = min(limit_s, config.sms.timeout_s)

    def __enter__(self) -> Messenger:
        return self

    def __exit__(self, kind: type[BaseException] | None, fault: BaseException | None,
                 trace: TracebackType | None) -> None:
        pass

    def send(self, message: ShortMessage) -> None:
        """Hand a message over. Raises Refused when it is not taken, ServerAway when the gateway does not work."""
        if not MOBILE.fullmatch(message.recipient):
            raise Refused("不是11位手机号码", for_good=True)
        if not self._config.url:
            _write(self._directory, message)
            return
        status = self._answer(message)
        if status in NOT_NOW:
            raise ServerAway(f"短信网关暂时不收（答复{status}）", begun=False)
        if status not in ACCEPTED:
            raise Refused(f"短信网关答复{status}", for_good=status in REFUSED)

    def _answer(self, message: ShortMessage) -> int:
        """Post a message and return the status of the answer."""
        where = urlsplit(self._config.url)
        body = json.dumps({"id": message.message_id, "to": message.recipient, "text": message.text},
                          ensure_ascii=False, separators=(",", ":")).encode()
        headers = {"Content-Type": "application/json"} | signed(_key(self._config), body)
        connection = _connection(where.scheme, where.hostname or "", where.port, self._limit_s)

        def connected() -> socket.socket | None:
            return connection.sock

        begun = False
        try:
            with cut_after(self._limit_s, connected):
                connection.connect()
                begun = True
                path = where.path or "/"
                connection.request("POST", f"{path}?{where.query}" if where.query else path, body, headers)
                answer = connection.getresponse()
                answer.read(LONGEST_ANSWER)
                return answer.status
        except (OSError, HTTPException, ValueError) as fault:
            raise ServerAway(f"短信网关没有应答（{fault_words(fault)}）", begun=begun) from fault
        finally:
            connection.close()


def signed(key: bytes, body: bytes) -> dict[str, str]:
    """Return the headers that show the gateway who sends this body, and when."""
    stamp = str(int(clock.now().timestamp()))
    mac = hmac.new(key, f"{stamp}\n".encode() + body, hashlib.sha256).hexdigest()
    return {"X-Timestamp": stamp, "X-Signature": mac}


def _connection(scheme: str, host: str, port: int | None, limit_s: float) -> HTTPConnection:
    if scheme == "https":
        return HTTPSConnection(host, port, timeout=limit_s, context=ssl.create_default_context())
    return HTTPConnection(host, port, timeout=limit_s)


def _key(config: SmsConfig) -> bytes:
    """Return the key of the signature; without a usable one nothing goes out, and nothing is lost."""
    try:
        key = config.key_file.read_bytes().strip() if config.key_file else b""
    except OSError as fault:
        raise ServerAway("短信网关的密钥文件读不出来", begun=False) from fault
    if len(key) < LEAST_KEY_BYTES:
        raise ServerAway("短信网关的密钥太短", begun=False)
    return key


def _write(directory: Path, message: ShortMessage) -> None:
    directory.mkdir(mode=0o700, parents=True, exist_ok=True)
    path = directory / f"{message.message_id}.txt"
    draft = path.with_suffix(".tmp")
    draft.write_text(f"{message.recipient}\n{message.text}\n", encoding="utf-8")
    os.replace(draft, path)
