"""The list of published letters for programs: filters from the address, and an opaque cursor for list and search."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from typing import Any, NoReturn

from queries import departments, paging, publications, search
from queries.paging import AnySession
from queries.publications import PublicationRow
from queries.search import PublicationHit
from rules.errors import InputRefused
from rules.text_checks import storable
from rules.vocabulary import DISCLOSED_CATEGORY, Category, PublicationState
from web import cursors, limits, problems
from web.time_limits import searching

PUBLIC_ID = re.compile(r"[a-z2-7]{13}")
YEAR = re.compile(r"20\d\d")
MEND = "地址里的筛选条件有的看不懂，请按errors里的说明改好。"


def one(session: AnySession, reference: str) -> publications.Publication | None:
    """Return a published letter by its public id, also a withdrawn one; None for what cannot be one.

    The database is not asked for anything else: PostgreSQL refuses texts that SQLite looks for.
    """
    found = publications.one(session, reference) if PUBLIC_ID.fullmatch(reference) else None
    return None if found is None or found.category == DISCLOSED_CATEGORY else found


def page(session: AnySession, arguments: Mapping[str, str]) -> dict[str, Any]:
    """Return one page of the list as `{items, next}`; ends the request with 422 for a filter that cannot be read."""
    filters = {"department_id": _department_id(session, arguments.get("department", "")),
               "category": _category(arguments.get("category", "")), "year": _year(arguments.get("year", ""))}
    query, cursor = arguments.get("q", "").strip(), cursors.shown(arguments).get("cursor", "")
    if not query:
        listed = publications.page(session, **filters, cursor=_cursor(cursor), letters_only=True)
        return {"items": [_item(row) for row in listed.rows], "next": cursors.hidden(listed.after) or None}
    try:
        if not cursor:
            limits.count_search()
        with searching():
            found = search.search_publications(session, query, **filters, cursor=cursor)
    except InputRefused as refusal:
        _refuse(refusal.field or "cursor", refusal.message)
    # A page may be shorter for it: what was published of requests is found with them, not with letters.
    letters = [hit for hit in found.items if hit.category != DISCLOSED_CATEGORY]
    return {"items": [_item(hit) for hit in letters], "next": cursors.hidden(found.next_cursor) or None}


def _item(row: PublicationRow | PublicationHit) -> dict[str, Any]:
    return {"id": row.public_id, "state": PublicationState.PUBLISHED.value, "title": row.title,
            "category": row.category, "department": row.department_name, "received_on": row.received_on,
            "answered_on": row.answered_on, "rating": row.rating}


def _department_id(session: AnySession, text: str) -> int | None:
    if not text:
        return None
    try:
        found = departments.id_of(session, storable(text, "department", "department"))
    except InputRefused:
        found = None
    return found if found is not None else _refuse("department", "没有这个单位，请写单位的代码或者全称。")


def _category(text: str) -> str:
    if not text or text in set(Category):
        return text
    return _refuse("category", f"没有这个类别，请用：{'、'.join(Category)}。")


def _year(text: str) -> int | None:
    if not text:
        return None
    return int(text) if YEAR.fullmatch(text) else _refuse("year", "年份要写成四位数字，例如2026。")


def _cursor(text: str) -> paging.Cursor | None:
    if not text:
        return None
    return paging.read_cursor({"after": text}, date) or _refuse("cursor", "cursor要原样用上一页给出的next。")


def _refuse(parameter: str, detail: str) -> NoReturn:
    problems.stop(422, MEND, errors=[{"parameter": parameter, "detail": detail}])
