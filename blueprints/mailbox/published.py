from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import render_template, request, url_for

from blueprints.mailbox.area import blueprint
from queries import departments, publications, search
from queries.paging import AnySession, read_cursor
from rules import redaction_marks
from rules.errors import NotFound
from rules.vocabulary import DISCLOSED_CATEGORY, PUBLIC_CATEGORY_LABELS, PublicationState
from web import cursors, limits
from web.access import public
from web.page_cache import shared, shared_value
from web.time_limits import searching
from web.unit_of_work import current_work

LONGEST_QUERY = 60
FILTERS = ("q", "department", "category", "year")


@dataclass(frozen=True)
class Listing:
    """A page of letters and its neighbours. `previous` leads back, `first` to the beginning; `words` says how many."""

    rows: Sequence[Any]
    next: str = ""
    previous: str = ""
    first: str = ""
    words: str = "按答复日期从新到旧"


@blueprint.get("/letters")
@public
@shared
def published() -> str:
    work = current_work()
    query = "".join(c for c in request.args.get("q", "").strip()[:LONGEST_QUERY] if c.isprintable())
    units, years = shared_value("filters", lambda: (
        departments.codes(work.session, work.today), publications.years(work.session)))
    filters = chosen_filters(units)
    listing = found(work.session, query, filters) if query else newest(work.session, filters)
    return render_template(
        "mailbox/published.html", listing=listing, query=query, filters=filters,
        units=[(code, name) for code, (_, name) in units.items()], unit=request.args.get("department", ""),
        categories=PUBLIC_CATEGORY_LABELS, year_options=[(year, f"{year}年") for year in years])


@blueprint.get("/letters/<public_id>")
@public
@shared
def published_letter(public_id: str) -> str | tuple[str, int]:
    work = current_work()
    letter = publications.one(work.session, public_id)
    if letter is None:
        raise NotFound("没有这封公开来信。地址可能抄错了。")
    if letter.state == PublicationState.WITHDRAWN:
        return render_template("mailbox/withdrawn.html", letter=letter), 410
    days = work.calendar.working_days_between(letter.received_on, letter.answered_on)
    masks = json.loads(letter.masks)
    parts = {name: redaction_marks.paragraphs(getattr(letter, name), masks.get(name, ())) for name in ("text", "reply")}
    return render_template("mailbox/published_letter.html", letter=letter, days=days,
                           unit=departments.code_of(work.session, letter.department_id), parts=parts, hides=bool(masks),
                           on_request=letter.category == DISCLOSED_CATEGORY)


def chosen_filters(units: Mapping[str, tuple[int, str]]) -> dict[str, Any]:
    """Return the filters of the address; what is not one of ours filters nothing."""
    department, year = request.args.get("department", ""), request.args.get("year", "")
    category = request.args.get("category", "")
    return {"department_id": units[department][0] if department in units else None,
            "category": category if category in PUBLIC_CATEGORY_LABELS else "",
            "year": int(year) if _is_number(year, 4) and int(year) > 1 else None}


def found(session: AnySession, query: str, filters: dict[str, Any]) -> Listing:
    cursor = request.args.get("cursor", "")
    if not cursor:
        limits.count_search()
    with searching():
        hits = search.search_publications(session, query, cursor=cursors.shown(request.args).get("cursor", ""),
                                          **filters)
    count = f"最新的{hits.found}件" if hits.more else f"{hits.found}件"
    return Listing(hits.items, next=_address(cursor=cursors.hidden(hits.next_cursor)) if hits.next_cursor else "",
                   first=_address() if cursor else "", words=f"找到{count}，最相符的在前")


def newest(session: AnySession, filters: dict[str, Any]) -> Listing:
    page = publications.page(session, cursor=read_cursor(cursors.shown(request.args), date), **filters)
    return Listing(page.rows, next=_address(after=cursors.hidden(page.after)) if page.after else "",
                   previous=_address(before=cursors.hidden(page.before)) if page.before else "")


def _address(**cursor: str) -> str:
    kept = {name: value for name, value in request.args.items() if name in FILTERS and value}
    return url_for("mailbox.published", **kept, **cursor)


def _is_number(text: str, digits: int) -> bool:
    return text.isascii() and text.isdigit() and len(text) <= digits
