"""The checker: what was promised for every receipt, looked at from outside after the service has healed."""

from __future__ import annotations

import http.client
import json
from collections import Counter
from dataclasses import dataclass
from typing import Any

from sqlalchemy import create_engine, text
from sqlalchemy.pool import NullPool

from tests.faults.clients import Receipt
from tests.harness.processes import Service
from tests.harness.smtp import MailSink

# Every promise as a query whose rows are the breaches.
PROMISES = {
    "a letter without an event": 'SELECT number FROM "case" c WHERE NOT EXISTS '
                                 "(SELECT 1 FROM case_event e WHERE e.case_id = c.id)",
    "a letter that is not routed": "SELECT number FROM \"case\" WHERE state = 'received'",
    "a letter routed twice": "SELECT case_id FROM assignment GROUP BY case_id HAVING count(*) > 1",
    "a letter with two open assignments": "SELECT case_id FROM assignment WHERE ended_at IS NULL "
                                          "GROUP BY case_id HAVING count(*) > 1",
    "a routed letter without its event": "SELECT case_id FROM assignment a WHERE NOT EXISTS "
                                         "(SELECT 1 FROM case_event e WHERE e.case_id = a.case_id AND act = 'route')",
    "a letter that exists twice": "SELECT text FROM letter GROUP BY text HAVING count(*) > 1",
    "a letter without its notice": 'SELECT number FROM "case" c WHERE NOT EXISTS '
                                   "(SELECT 1 FROM notice n WHERE n.case_id = c.id AND kind = 'received')",
    "a notice that was not sent": "SELECT id FROM notice WHERE state <> 'sent'",
}


@dataclass
class Checker:
    """Looks at the service, its database and the mail that arrived."""

    service: Service
    sink: MailSink
    kills: int

    def drained(self) -> bool:
        """Tell whether nothing is left to be routed or sent."""
        return not self._rows("SELECT 1 FROM \"case\" WHERE state = 'received' LIMIT 1") \
            and not self._rows("SELECT 1 FROM notice WHERE state = 'owed' LIMIT 1")

    def breaches(self, receipts: list[Receipt]) -> list[str]:
        """Return every promise that was broken, in words."""
        found = [f"{name}: {len(rows)}" for name, query in PROMISES.items() if (rows := self._rows(query))]
        found += self._receipt_breaches(receipts) + self._mail_breaches(receipts)
        verified = self.service.flask("ledger", "verify", "--json", check=False)
        if verified.returncode != 0:
            found.append(f"the record: {verified.stdout.strip()}")
        return found

    def _receipt_breaches(self, receipts: list[Receipt]) -> list[str]:
        by_letter = {receipt.text_digest: receipt for receipt in receipts}
        lost = [receipt.number for receipt in receipts if not self._is_found(receipt)]
        two_numbers = [r.number for r in receipts if by_letter[r.text_digest].number != r.number]
        phantoms = self._rows('SELECT count(*) FROM "case"')[0][0] - len(by_letter)
        return [f"{name}: {count}" for name, count in (
            ("receipts not found by number and code", len(lost)), ("one letter, two numbers", len(two_numbers)),
            ("letters nobody has a receipt for", phantoms)) if count]

    def _mail_breaches(self, receipts: list[Receipt]) -> list[str]:
        arrived = Counter(mail.recipients[0] for mail in self.sink.received)
        owed = {receipt.email for receipt in receipts}
        missing = sum(1 for email in owed if not arrived[email])
        repeats = sum(arrived[email] - 1 for email in owed if arrived[email] > 1)
        ids = {(mail.recipients[0], mail.message["Message-ID"]) for mail in self.sink.received}
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

    def _rows(self, query: str) -> list[tuple[Any, ...]]:
        url = self.service.env.get("DATABASE_URL") or f"sqlite:///{self.service.data_dir / 'mailbox.db'}"
        engine = create_engine(url, poolclass=NullPool)
        with engine.connect() as connection:
            return [tuple(row) for row in connection.execute(text(query))]
