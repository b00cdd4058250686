"""The checker: what was promised for every receipt, looked at from outside after the service has healed."""

from __future__ import annotations

import http.client
import json
from collections import Counter
from dataclasses import dataclass
from typing import Any

from sqlalchemy import create_engine, text
from sqlalchemy.pool import NullPool

from tests.faults import promises
from tests.faults.clients import Receipt
from tests.harness.processes import Service
from tests.harness.smtp import MailSink


@dataclass
class Checker:
    """Looks at the service, its database, its files and the mail that arrived.

    `kills` is how often something was killed: so many mails may have come twice. `orphans` is how many files may lie
    there without a letter, for the sweep to find.
    """

    service: Service
    sink: MailSink
    kills: int
    orphans: int = 0

    def drained(self) -> bool:
        """Tell whether nothing is left to be routed or sent."""
        return not self.rows("SELECT 1 FROM \"case\" WHERE state = 'received' LIMIT 1") \
            and not self.rows("SELECT 1 FROM notice WHERE state = 'owed' LIMIT 1")

    def breaches(self, receipts: list[Receipt]) -> list[str]:
        """Return every promise that was broken, in words."""
        found = promises.breaches(self.rows)
        found += promises.file_breaches(self.rows, self.service.data_dir / "files", may_be_orphans=self.orphans)
        found += self._receipt_breaches(receipts) + self._mail_breaches(receipts)
        verified = self.service.flask("ledger", "verify", "--json", check=False)
        if verified.returncode != 0:
            found.append(f"the record: {verified.stdout.strip()}")
        return found

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        """Ask the database, past the service."""
        url = self.service.env.get("DATABASE_URL") or f"sqlite:///{self.service.data_dir / 'mailbox.db'}"
        engine = create_engine(url, poolclass=NullPool)
        with engine.connect() as connection:
            return [tuple(row) for row in connection.execute(text(query))]

    def _receipt_breaches(self, receipts: list[Receipt]) -> list[str]:
        by_letter = {receipt.text_digest: receipt for receipt in receipts}
        lost = [receipt.number for receipt in receipts if not self._is_found(receipt)]
        two_numbers = [r.number for r in receipts if by_letter[r.text_digest].number != r.number]
        phantoms = self.rows('SELECT count(*) FROM "case"')[0][0] - len(by_letter)
        return [f"{name}: {count}" for name, count in (
            ("receipts not found by number and code", len(lost)), ("one letter, two numbers", len(two_numbers)),
            ("letters nobody has a receipt for", phantoms)) if count]

    def _mail_breaches(self, receipts: list[Receipt]) -> list[str]:
        arrived = Counter(mail.recipients[0] for mail in self.sink.received)
        owed = {receipt.email for receipt in receipts if receipt.email}
        missing = sum(1 for email in owed if not arrived[email])
        repeats = sum(arrived[email] - 1 for email in owed if arrived[email] > 1)
        ids = {(mail.recipients[0], mail.message["Message-ID"]) for mail in self.sink.received
               if mail.recipients[0] in owed}
        found = [f"mails that never arrived: {missing}"] if missing else []
        if repeats > self.kills:
            found.append(f"repeated mails: {repeats}, kills: {self.kills}")
        if len(ids) > len(owed):
            found.append("a repeated mail has another Message-ID")
        return found

    def _is_found(self, receipt: Receipt) -> bool:
        connection = http.client.HTTPConnection("127.0.0.1", self.service.port, timeout=15)
        connection.request("GET", f"/api/v1/letters/{receipt.number}", headers={"X-Query-Code": receipt.query_code})
        response = connection.getresponse()
        content = response.read()
        connection.close()
        return response.status == 200 and json.loads(content)["number"] == receipt.number
