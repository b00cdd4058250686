"""How values look on a page: plain functions, registered once as template filters."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date, datetime
from functools import lru_cache

from flask import Flask, url_for
from markupsafe import Markup, escape

from adapters.sanitiser import linked
from config import Config
from rules import charts, lookalikes, numbering, search_text
from rules.comment_words import (
    ADOPTION_LABELS,
    ADOPTION_TONES,
    ASIDE_LABELS,
    COMMENT_CHANNEL_LABELS,
    DRAFT_KIND_LABELS,
    PUBLIC_COMMENT_LABELS,
    STANCE_LABELS,
)
from rules.localtime import local_time
from rules.reply_checks import FLAG_LABELS
from rules.request_words import (
    DELIVER_LABELS,
    PROVIDE_LABELS,
    PUBLIC_REQUEST_STATE_LABELS,
    RECEIPT_LABELS,
    REQUEST_CHANNEL_LABELS,
    REQUEST_STATE_LABELS,
)
from rules.subjects import SUBJECT_LABELS
from rules.vocabulary import (
    APPLICANT_LABELS,
    CASE_KIND_LABELS,
    CHANNEL_LABELS,
    DECLINE_ADVICE,
    DECLINE_LABELS,
    DEPARTMENT_KIND_LABELS,
    PUBLIC_CATEGORY_LABELS,
    PUBLIC_STATE_LABELS,
    RATING_LABELS,
    STATE_LABELS,
    STATE_TONES,
    CaseKind,
)
from web.calendar_weeks import weeks
from web.cookies import wants_large_type

LABELS: dict[str, str] = {
    str(slug): label
    for table in (PUBLIC_CATEGORY_LABELS, CHANNEL_LABELS, DECLINE_LABELS, DEPARTMENT_KIND_LABELS, RATING_LABELS,
                  FLAG_LABELS, SUBJECT_LABELS, APPLICANT_LABELS, CASE_KIND_LABELS)
    for slug, label in table.items()
}
# Characters that turn or hide the text around them; shown as their code so that nobody is fooled (security.md X3).
HIDDEN = {*range(0x200B, 0x2010), *range(0x202A, 0x202F), *range(0x2060, 0x206A), 0xFEFF, 0x061C}
_HIDDEN = re.compile(f"[{''.join(chr(code) for code in sorted(HIDDEN))}]")
WEEKDAYS = "一二三四五六日"


def day(value: date | None) -> str:
    """11月27日"""
    return "" if value is None else f"{value.month}月{value.day}日"


def full_day(value: date | None) -> str:
    """2026年11月27日"""
    return "" if value is None else f"{value.year}年{value.month}月{value.day}日"


def weekday(value: date) -> str:
    """星期三"""
    return f"星期{WEEKDAYS[value.weekday()]}"


def moment(value: datetime | None) -> str:
    """11月27日09:10, in China time"""
    if value is None:
        return ""
    local = local_time(value)
    return f"{day(local.date())}{local:%H:%M}"


def full_moment(value: datetime) -> str:
    """2026年11月27日09:10, in China time"""
    return f"{local_time(value).year}年{moment(value)}"


def span(seconds: int) -> str:
    """45秒, 12分钟, 3小时, 2天: whole units of the largest that fits twice"""
    for unit, length in (("天", 86400), ("小时", 3600), ("分钟", 60)):
        if seconds >= 2 * length:
            return f"{seconds // length}{unit}"
    return f"{seconds}秒"


def label(slug: str) -> str:
    """Return the Chinese word for a slug of the vocabulary."""
    return LABELS.get(slug, slug)


def percent(part: int, whole: int) -> str:
    """97.46%, rounded half up from whole numbers; — for a base of nothing (domain.md 5)"""
    if not whole:
        return "—"
    hundredths = (part * 20000 + whole) // (whole * 2)
    return f"{hundredths // 100}.{hundredths % 100:02d}%"


def visible(text: str) -> str:
    """Return a text for the desk, with the codes of characters that hide, turn, or pass for others."""
    return _HIDDEN.sub(lambda found: f"［U+{ord(found[0]):04X}］", lookalikes.marked(text))


def plain(text: str) -> str:
    """Return a text without characters that turn the text around them, for public pages."""
    return _HIDDEN.sub("", text)


def paragraphs(text: str) -> list[str]:
    """Return the paragraphs of a text without empty lines."""
    return [line.strip() for line in text.splitlines() if line.strip()]


def highlight(text: str, query: str) -> Markup:
    """Return the text with what the query matches marked."""
    pieces, last = [], 0
    for start, end in search_text.highlight_spans(text, query) if query else ():
        pieces += [escape(text[last:start]), Markup("<mark>"), escape(text[start:end]), Markup("</mark>")]
        last = end
    return Markup("").join([*pieces, escape(text[last:])])


def as_options(choices: Iterable[tuple[object, str]], selected: object = "") -> Markup:
    """Return the options of a select; kept, since a bar of filters lists every department on every page."""
    return _options(tuple((str(slug), words) for slug, words in choices), str(selected))


@lru_cache(maxsize=256)
def _options(choices: tuple[tuple[str, str], ...], selected: str) -> Markup:
    marks = ((slug, Markup(" selected") if slug == selected else "", words) for slug, words in choices)
    return Markup("\n").join(Markup('<option value="{}"{}>{}</option>').format(*mark) for mark in marks)


def case_page(number: str) -> str:
    """Return the address of the page of a case for staff, by its number: of a letter, a request, or a period."""
    series = number[:1]
    if series == numbering.SERIES[CaseKind.COMMENT_PERIOD]:
        return url_for("period_desk.open_one", number=number)
    is_request = series == numbering.SERIES[CaseKind.DISCLOSURE_REQUEST]
    return url_for("request_desk.open_one" if is_request else "desk.letter", number=number)


def own_page(number: str) -> str:
    """Return the address of the page of a case for whoever sent it, by its number."""
    pages = {numbering.SERIES[CaseKind.DISCLOSURE_REQUEST]: "disclosure.status",
             numbering.SERIES[CaseKind.COMMENT]: "comment_periods.status"}
    return url_for(pages.get(number[:1], "mailbox.status"), number=number)


def init_app(app: Flask) -> None:
    config: Config = app.extensions["mailbox.config"]
    for function in (linked, day, full_day, weekday, moment, full_moment, span, label, percent, visible, plain,
                     paragraphs, highlight, as_options, weeks, case_page, own_page):
        app.jinja_env.filters[function.__name__] = function
    app.jinja_env.filters["grouped"] = numbering.grouped
    app.jinja_env.filters["excerpt"] = search_text.excerpt
    app.jinja_env.filters["line_drawing"] = charts.line
    app.jinja_env.filters["column_drawing"] = charts.columns
    app.jinja_env.globals.update(county=config.county, STATE_LABELS=STATE_LABELS, STATE_TONES=STATE_TONES,
                                 PUBLIC_STATE_LABELS=PUBLIC_STATE_LABELS, DECLINE_ADVICE=DECLINE_ADVICE,
                                 DRAFT_KIND_LABELS=DRAFT_KIND_LABELS, STANCE_LABELS=STANCE_LABELS,
                                 ASIDE_LABELS=ASIDE_LABELS, ADOPTION_LABELS=ADOPTION_LABELS,
                                 ADOPTION_TONES=ADOPTION_TONES, COMMENT_CHANNEL_LABELS=COMMENT_CHANNEL_LABELS,
                                 PUBLIC_COMMENT_LABELS=PUBLIC_COMMENT_LABELS,
                                 large_type=wants_large_type, REQUEST_STATE_LABELS=REQUEST_STATE_LABELS,
                                 PUBLIC_REQUEST_STATE_LABELS=PUBLIC_REQUEST_STATE_LABELS,
                                 REQUEST_CHANNEL_LABELS=REQUEST_CHANNEL_LABELS, PROVIDE_LABELS=PROVIDE_LABELS,
                                 DELIVER_LABELS=DELIVER_LABELS, RECEIPT_LABELS=RECEIPT_LABELS)
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
