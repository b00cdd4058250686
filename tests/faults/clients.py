"""People who send letters while the service is being killed: each tries the same form again until it has a receipt."""

from __future__ import annotations

import hashlib
import http.client
import json
import random
import threading
from dataclasses import dataclass, field
from pathlib import Path
from uuid import uuid4

GIVE_UP_AFTER = 600
PAUSE_S = 0.1


@dataclass(frozen=True)
class Receipt:
    """What a person was told: this letter has this number and code."""

    text_digest: str
    number: str
    query_code: str
    email: str


@dataclass
class Crowd:
    """Clients that share a list of letters to send. Receipts go to a file outside the service at once."""

    port: int
    receipts_file: Path
    seed: int
    sent_twice: float = 0.2
    receipts: list[Receipt] = field(default_factory=list)
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _threads: list[threading.Thread] = field(default_factory=list)
    _left: int = 0

    def start(self, letters: int, clients: int = 4) -> None:
        """Begin to send so many letters from so many clients at a time."""
        self._left = letters
        self._threads = [threading.Thread(target=self._send_all, args=(n,), daemon=True) for n in range(clients)]
        for thread in self._threads:
            thread.start()

    @property
    def is_sending(self) -> bool:
        return any(thread.is_alive() for thread in self._threads)

    def wait(self, within_s: float) -> None:
        """Wait until every letter has its receipt."""
        for thread in self._threads:
            thread.join(within_s)
        assert not self.is_sending, f"{len(self.receipts)} receipts, some clients still try"

    def _send_all(self, client: int) -> None:
        chance = random.Random(self.seed * 1000 + client)
        while self._take():
            self._send_one(uuid4().hex, twice=chance.random() < self.sent_twice)

    def _take(self) -> bool:
        with self._lock:
            self._left -= 1
            return self._left >= 0

    def _send_one(self, token: str, *, twice: bool) -> None:
        text = f"小区物业加压泵夜间噪声很大，请派人检查。来信标记{token}。"
        email = f"{token}@example.com"
        body = json.dumps({"text": text, "contact": {"email": email}})
        answers = [self._until_answered(body, token) for _ in range(2 if twice else 1)]
        with self._lock, self.receipts_file.open("a", encoding="utf-8") as file:
            for answer in answers:
                digest = hashlib.sha256(text.encode()).hexdigest()
                receipt = Receipt(digest, answer["number"], answer["query_code"], email)
                self.receipts.append(receipt)
                file.write(json.dumps(receipt.__dict__) + "\n")

    def _until_answered(self, body: str, token: str) -> dict[str, str]:
        pause = threading.Event()
        for _ in range(GIVE_UP_AFTER):
            answer = self._post(body, token)
            if answer is not None:
                return answer
            pause.wait(PAUSE_S)
        raise AssertionError(f"No receipt after {GIVE_UP_AFTER} attempts")

    def _post(self, body: str, token: str) -> dict[str, str] | None:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=15)
        try:
            connection.request("POST", "/api/v1/letters", body.encode(), {
                "Content-Type": "application/json", "Idempotency-Key": token})
            response = connection.getresponse()
            content = response.read()
            return dict(json.loads(content)) if response.status == 201 else None
        except (OSError, http.client.HTTPException, ValueError):
            return None
        finally:
            connection.close()
