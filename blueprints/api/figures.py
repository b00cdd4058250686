"""Statistics and public digests for programs: the same numbers as on the pages, hidden where they are hidden there."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, NoReturn

from queries import bulletins, paging, public_digests, public_figures
from queries.paging import AnySession
from rules import periods
from rules import public_figures as shown
from rules.digest_body import DigestKind
from rules.errors import InputRefused
from rules.public_digest import UNITS
from rules.public_figures import PublicPeriod, Unit
from services import open_data
from web import cursors, problems

MEND = "地址里的参数有的看不懂，请按errors里的说明改好。"
NO_SUCH_PERIOD = "时间要写成2026-10、2026-Q3或者2026的样子，不能晚于今天。"
NO_SUCH_KIND = "种类请写monthly（一月一汇总）或者quarterly（一季一通报）。"
NO_SUCH_CURSOR = "cursor要原样用上一页给出的next。"
NO_SUCH_DIGEST = "没有这一份，或者还没有公布。一日一清单不公开。"


def statistics(session: AnySession, arguments: Mapping[str, str], today: date) -> dict[str, Any]:
    """Return the figures of a period, by default the last whole month; ends the request with 422 for another text."""
    name = "month" if "month" in arguments and "period" not in arguments else "period"
    period = _period(name, arguments.get(name, ""), today)
    span = public_figures.counted(session)
    return open_data.as_json(public_figures.of_period(session, period, span))


def listed(session: AnySession, arguments: Mapping[str, str]) -> dict[str, Any]:
    """Return a page of the public digests as `{items, next}`, the newest period first."""
    kind, cursor = arguments.get("kind", ""), cursors.shown(arguments).get("cursor", "")
    if kind and kind not in UNITS:
        _refuse("kind", NO_SUCH_KIND)
    place = paging.read_cursor({"after": cursor}, date) if cursor else None
    if cursor and place is None:
        _refuse("cursor", NO_SUCH_CURSOR)
    page = public_digests.page(session, DigestKind(kind) if kind else None, place)
    return {"items": [open_data.head_json(head) for head in page.rows], "next": cursors.hidden(page.after) or None}


def one(session: AnySession, kind: str, period: str) -> dict[str, Any]:
    """Return a public digest in its newest version; ends the request with 404 for what is not public."""
    try:
        known = periods.parse(kind, period)
    except InputRefused:
        problems.stop(404, NO_SUCH_DIGEST)
    head = public_digests.head(session, known.kind, known.text) if known.kind in UNITS else None
    if head is None:
        problems.stop(404, NO_SUCH_DIGEST)
    figures = public_digests.figures_of(session, public_digests.body_of(session, head.id))
    row = bulletins.issued_one(session, head.period, head.version) if head.number else None
    return open_data.digest_json(head, figures, row.text if row else None)


def _period(name: str, text: str, today: date) -> PublicPeriod:
    if not text:
        return shown.containing(Unit.MONTH, today).before()
    try:
        period = shown.read(text)
    except InputRefused:
        _refuse(name, NO_SUCH_PERIOD)
    if period.first_on > today:
        _refuse(name, NO_SUCH_PERIOD)
    return period


def _refuse(parameter: str, detail: str) -> NoReturn:
    problems.stop(422, MEND, errors=[{"parameter": parameter, "detail": detail}])
