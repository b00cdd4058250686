"""Making digests, once each: frozen under a lock and a unique key, and corrected by a new version that says so.

What stands in them is read by services/digest_bodies.py, who hears of them in services/digest_issues.py.
"""

from __future__ import annotations

import hashlib
import json
from datetime import timedelta
from typing import Any

from models.digest import Bulletin, Digest
from queries import digests as reading
from rules import periods, reconciling
from rules.actors import ActorKind, Role
from rules.audit import Audited
from rules.calendar import ONE_DAY
from rules.digest_body import DigestKind
from rules.errors import Conflict, InputRefused, NotPermitted
from rules.periods import Period
from services import audit, bulletins, counting, digest_bodies, locking
from services.digest_bodies import Composed
from services.publication import PUBLIC_REVISION
from services.work import Work

SERIES = "digests"
CORRECTORS = frozenset({Role.INTAKE, Role.SUPERVISOR})
LONGEST_CORRECTION = 500
# The bulletin of a quarter that is over for longer is drafted when somebody asks for it.
DRAFTED_WITHIN = timedelta(days=184)
# What differs between two makings of the same figures.
OF_THE_MAKING = ("made_at", "version")
DISAGREES = ("{label}的数字和背后的来信对不上，没有做成：{what}这一期已经重新统计过。"
             "请系统管理员用 flask counts recount 重新统计更早的日子，再做一次。")
NOT_NEWEST = "这一版已经有了更正的新版本，请在新的一版上更正。"
NOTHING_CHANGED = "重新统计的数字和这一版完全一样，没有需要更正的地方。"
NO_WORDS = "请写明哪里有误、因为什么更正。"
TOO_LONG = f"更正的说明最多{LONGEST_CORRECTION}字，请写得短一些。"


def build(work: Work, kind: str, period: str | Period) -> Digest:
    """Return the digest of a period, made and frozen when there is none yet: however often and by whomever it is asked.

    Raises InputRefused for what is no period, and while its last day is not over and sealed; Conflict when figures
    and cases do not agree even after the days have been counted anew: nothing wrong is ever frozen.
    """
    asked = period if isinstance(period, Period) else periods.parse(kind, period)
    # Whoever comes second waits here, and then finds the row of the first.
    locking.lock_series(work.session, SERIES)
    found = reading.get(work.session, asked.kind, asked.text)
    return found if found is not None else _freeze(work, _agreeing(work, asked))


def compose(work: Work, period: Period) -> Composed | None:
    """Return what a digest of the period would say, None when there is one already; only reads.

    For a caller that must not hold up writers meanwhile: begin with `locking.hold_still`, then `keep` the outcome.
    """
    if reading.get(work.session, period.kind, period.text) is not None:
        return None
    return digest_bodies.compose(work, period)


def keep(work: Work, composed: Composed) -> Digest:
    """Freeze what was composed, unless somebody was faster: then return that one. Raises Conflict as `build` does."""
    period = composed.period
    locking.lock_series(work.session, SERIES)
    found = reading.get(work.session, period.kind, period.text)
    if found is not None:
        return found
    return _freeze(work, composed if not findings(composed) else _agreeing(work, period))


def correct(work: Work, digest_id: int, words: str) -> Digest:
    """Make the next version of a digest, which names the one that it corrects and says in words what was wrong.

    The earlier one stays as it is. Raises NotPermitted for all but the letters office, NotFound, InputRefused without
    words or when counting anew changes nothing (but for a bulletin, whose words may have been wrong), Conflict for a
    version that has been corrected already.
    """
    if work.actor.kind is ActorKind.STAFF and work.actor.role not in CORRECTORS:
        raise NotPermitted()
    correction = " ".join(words.split())
    if not correction:
        raise InputRefused(NO_WORDS, "words")
    if len(correction) > LONGEST_CORRECTION:
        raise InputRefused(TOO_LONG, "words")
    locking.lock_series(work.session, SERIES)
    wrong = reading.by_id(work.session, digest_id)
    newest = reading.get(work.session, wrong.kind, wrong.period)
    if newest is None or newest.id != wrong.id:
        raise Conflict(NOT_NEWEST)
    right = _agreeing(work, periods.parse(wrong.kind, wrong.period), wrong.version + 1)
    # A bulletin is corrected for its words, too, over the same figures.
    if wrong.kind != DigestKind.QUARTERLY \
            and _content(right.body.to_json(), right.cases_json) == _content(wrong.body, wrong.cases):
        raise InputRefused(NOTHING_CHANGED)
    return _freeze(work, right, wrong, correction)


def findings(composed: Composed) -> list[str]:
    """Return in words where the figures of a digest do not agree with each other or with the cases behind them."""
    return reconciling.lines_of(reconciling.check(composed.body, composed.cases))


def findings_of(digest: Digest) -> list[str]:
    """Return the same of a digest that is frozen already."""
    return reconciling.lines_of(reconciling.check(reading.body(digest), reading.cases(digest)))


def sha256_of(body: str, cases: str) -> str:
    """Return the digest under which a frozen row is kept: of its body, a line feed, and its cases, as hex digits."""
    return hashlib.sha256(f"{body}\n{cases}".encode()).hexdigest()


def _agreeing(work: Work, period: Period, version: int = 1) -> Composed:
    """Compose a digest; when it does not agree, count its days anew from the record and compose it once more."""
    composed = digest_bodies.compose(work, period, version)
    if not findings(composed):
        return composed
    counting.recount(work, [period.first_on + ONE_DAY * day for day in range(period.days)])
    composed = digest_bodies.compose(work, period, version)
    left = findings(composed)
    if left:
        raise Conflict(DISAGREES.format(label=period.label, what="".join(left[:3])))
    return composed


def _freeze(work: Work, composed: Composed, corrects: Digest | None = None, correction: str = "") -> Digest:
    body, cases = composed.body.to_json(), composed.cases_json
    made = Digest(
        kind=composed.body.kind.value, period=composed.period.text, version=composed.body.version,
        first_on=composed.period.first_on, last_on=composed.period.last_on, made_at=composed.body.made_at, body=body,
        cases=cases, sha256=sha256_of(body, cases), corrects_id=corrects.id if corrects else None,
        correction=correction)
    work.session.add(made)
    work.session.flush()  # the bulletin and the files name the digest's id
    audit.note(work, Audited.DIGEST_CORRECTED if corrects else Audited.DIGEST_MADE, kind=made.kind,
               period=made.period, version=made.version, sha256=made.sha256)
    if composed.body.kind is DigestKind.QUARTERLY and _has_bulletin(work, composed.period, corrects):
        bulletins.draft(work, made)
    if composed.body.kind is not DigestKind.DAILY:
        locking.bump_revision(work.session, PUBLIC_REVISION)
    return made


def _has_bulletin(work: Work, period: Period, corrects: Digest | None) -> bool:
    """Tell whether a bulletin is drafted with a digest: with a correction as with what it corrects."""
    if corrects is not None:
        return work.session.get(Bulletin, corrects.id) is not None
    return period.last_on >= work.today - DRAFTED_WITHIN


def _content(body: str, cases: str) -> tuple[dict[str, Any], str]:
    """Return what a frozen row says, without when and as which version it was made."""
    said: dict[str, Any] = json.loads(body)
    return {name: value for name, value in said.items() if name not in OF_THE_MAKING}, cases
