"""What the address of a list says: which tab, which filters, which page. What cannot be read counts as not said."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import TypeVar

from flask import request, url_for

from queries import desk, search
from queries.paging import AnySession, Page
from rules import numbering
from rules.subjects import SUBJECT_LABELS, Subject
from rules.vocabulary import CATEGORY_LABELS, Category
from web.time_limits import searching

Choice = TypeVar("Choice", bound=StrEnum)
LONGEST_QUERY = 60


def choice(kinds: type[Choice], text: str | None, default: Choice) -> Choice:
    """Return the member with this slug, else the default."""
    return next((kind for kind in kinds if kind.value == text), default)


def typed_query(arguments: Mapping[str, str]) -> str:
    """Return what was searched for."""
    return arguments.get("q", "").strip()[:LONGEST_QUERY]


def filters(session: AnySession, arguments: Mapping[str, str], department_id: int | None) -> desk.Filters:
    """Return the filters of a list of letters; `department_id` None searches all departments' letters."""
    query = typed_query(arguments)
    category = next((slug.value for slug in Category if slug.value == arguments.get("category")), "")
    subject = next((slug.value for slug in Subject if slug.value == arguments.get("subject")), "")
    number = numbering.normal_number(query)
    if number is not None or not query:
        return desk.Filters(category, None, number or "", subject)
    with searching():
        found = search.search_letters(session, query, department_id=department_id)
    return desk.Filters(category, found, subject=subject)


def category_options() -> list[tuple[str, str]]:
    """Return the choices of the category filter."""
    return [("", "全部类别"), *((slug.value, label) for slug, label in CATEGORY_LABELS.items())]


def subject_options() -> list[tuple[str, str]]:
    """Return the choices of the filter by subject."""
    return [("", "全部主题"), *((slug.value, label) for slug, label in SUBJECT_LABELS.items())]


def neighbours(page: Page[object]) -> tuple[str, str]:
    """Return the addresses of the page before and the page after, "" where there is none; filters stay."""
    chosen = {name: value for name, value in request.args.items() if value and name not in ("after", "before")}
    kept = {**chosen, **(request.view_args or {})}
    endpoint = request.endpoint or ""
    before = url_for(endpoint, **kept, before=page.before) if page.before else ""
    after = url_for(endpoint, **kept, after=page.after) if page.after else ""
    return before, after


def here() -> str:
    """Return the address of this page with its filters, to come back to."""
    return request.full_path.rstrip("?")
