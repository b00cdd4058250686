"""What was promised (security.md 3), as questions to the database and the files whose answers are the breaches."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

Ask = Callable[[str], list[tuple[Any, ...]]]

NO_EVENT = "(SELECT 1 FROM case_event e WHERE e.case_id = c.id AND e.act IN ('submit', 'import_answered'))"
DECIDED = ("(SELECT count(*) FROM case_event e WHERE e.case_id = a.case_id "
           "AND act IN ('route', 'assign', 'transfer', 'rework', 'import_answered'))")
OPEN = "('received', 'triage', 'assigned', 'accepted', 'drafted', 'reviewed', 'returned', 'rework')"

# For each breach the promise that it breaks, and the query that finds it.
PROMISES: dict[str, tuple[str, str]] = {
    "a letter without an event": ("P1", f'SELECT number FROM "case" c WHERE NOT EXISTS {NO_EVENT}'),
    "a record that is shorter than it says": ("P1", 'SELECT number FROM "case" c WHERE chain_length <> '
                                              "(SELECT count(*) FROM case_event e WHERE e.case_id = c.id)"),
    "a number that was given twice": ("P1", 'SELECT number FROM "case" GROUP BY number HAVING count(*) > 1'),
    "a letter that exists twice": ("P2", "SELECT text FROM letter GROUP BY text HAVING count(*) > 1"),
    "a letter routed twice": ("P3", "SELECT case_id FROM assignment a GROUP BY case_id "
                              f"HAVING count(*) > {DECIDED}"),
    "a letter with two open assignments": ("P3", "SELECT case_id FROM assignment WHERE ended_at IS NULL "
                                           "GROUP BY case_id HAVING count(*) > 1"),
    "a routing decision that was made twice": ("P3", "SELECT case_id FROM case_event WHERE act = 'route' "
                                               "GROUP BY case_id HAVING count(*) > 1"),
    "a letter without its notice": ("P4", 'SELECT number FROM "case" c JOIN identity i ON i.case_id = c.id '
                                    "WHERE i.email IS NOT NULL AND NOT EXISTS (SELECT 1 FROM notice n "
                                    "WHERE n.case_id = c.id AND n.kind = 'received')"),
    "a notice that was not sent": ("P4", "SELECT id FROM notice WHERE state = 'owed'"),
    "a notice given up without a reason": ("P4", "SELECT id FROM notice WHERE state = 'failed' AND last_error = ''"),
    "a notice that was sent without being tried": ("P4", "SELECT id FROM notice WHERE state = 'sent' AND attempts = 0"),
    "two notices under one Message-ID": ("P4", "SELECT message_id FROM notice GROUP BY message_id "
                                         "HAVING count(*) > 1"),
    "a letter closed twice": ("P5", "SELECT case_id FROM case_event e WHERE act = 'close' GROUP BY case_id HAVING "
                              "count(*) > 1 + (SELECT count(*) FROM case_event r WHERE r.case_id = e.case_id "
                              "AND r.act = 'rework')"),
    "a rung that was climbed twice": ("P5", "SELECT clock_id FROM rung GROUP BY clock_id, rung, of_on "
                                      "HAVING count(*) > 1"),
    "a rung of which a person was told twice": ("P5", "SELECT rung_id FROM rung_telling GROUP BY rung_id, staff_id "
                                                "HAVING count(*) > 1"),
    "an open letter without a running clock": ("P6", 'SELECT number FROM "case" c JOIN letter l ON l.case_id = c.id '
                                               f"WHERE state IN {OPEN} AND category <> 'praise' AND NOT EXISTS "
                                               "(SELECT 1 FROM clock k WHERE k.case_id = c.id "
                                               "AND k.stopped_at IS NULL)"),
    "a running clock of an ended letter": ("P6", 'SELECT number FROM "case" c JOIN clock k ON k.case_id = c.id '
                                           "WHERE state IN ('answered', 'closed', 'declined', 'withdrawn') "
                                           "AND k.is_answer AND k.stopped_at IS NULL"),
    "an event without a letter": ("P7", "SELECT seq FROM case_event e WHERE case_id IS NOT NULL AND NOT EXISTS "
                                  '(SELECT 1 FROM "case" c WHERE c.id = e.case_id)'),
    "an answered letter without a reply": ("P7", 'SELECT number FROM "case" c WHERE state = \'answered\' AND NOT '
                                           "EXISTS (SELECT 1 FROM reply r WHERE r.case_id = c.id "
                                           "AND r.issued_at IS NOT NULL)"),
    "a reply that nobody was told of": ("P7", "SELECT r.case_id FROM reply r JOIN identity i ON i.case_id = r.case_id "
                                        "WHERE r.issued_at IS NOT NULL AND i.email IS NOT NULL AND NOT EXISTS "
                                        "(SELECT 1 FROM notice n WHERE n.case_id = r.case_id "
                                        "AND n.kind = 'answered')"),
    "a letter that is not routed": ("P8", "SELECT number FROM \"case\" WHERE state = 'received'"),
    "a routed letter without its assignment": ("P8", "SELECT number FROM \"case\" c WHERE state IN ('assigned', "
                                               "'accepted', 'drafted', 'reviewed') AND NOT EXISTS (SELECT 1 FROM "
                                               "assignment a WHERE a.case_id = c.id AND a.ended_at IS NULL)"),
}
FILES = ("SELECT storage_name, digest FROM attachment UNION ALL "
         "SELECT storage_name, digest FROM attachment_copy")


def breaches(ask: Ask) -> list[str]:
    """Return every promise that the database shows to be broken, in words."""
    return [f"{name}: {len(rows)}" for name, (_, query) in PROMISES.items() if (rows := ask(query))]


def file_breaches(ask: Ask, folder: Path, *, may_be_orphans: int = 0) -> list[str]:
    """Return what is wrong between attachments and stored files (P1, P7); orphans younger than a day are allowed."""
    rows = {name: digest for name, digest in ask(FILES)}
    stored = {path.name: path for path in folder.glob("??/*")}
    missing = rows.keys() - stored.keys()
    changed = [name for name in rows.keys() & stored.keys()
               if hashlib.sha256(stored[name].read_bytes()).hexdigest() != rows[name]]
    orphans = stored.keys() - rows.keys()
    return [f"{words}: {len(names)}" for words, names, allowed in (
        ("an attachment without its file", missing, 0), ("an attachment that was changed", changed, 0),
        ("a file without a letter", orphans, may_be_orphans)) if len(names) > allowed]
