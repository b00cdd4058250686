from __future__ import annotations

from flask import Response, current_app, url_for

from blueprints.bulletins.area import blueprint
from queries import bulletins, publications
from queries.bulletins import BulletinRow
from queries.publications import FeedRow
from rules.vocabulary import CATEGORY_LABELS, Category
from web import atom
from web.access import public
from web.atom import STARTED, Entry, Feed
from web.filters import plain
from web.page_cache import shared
from web.unit_of_work import current_work

MOST_ENTRIES = 50


@blueprint.get("/feeds/bulletins.atom")
@public
@shared
def bulletin_feed() -> Response:
    """The newest bulletins, corrections among them."""
    entries = [_of_bulletin(row) for row in bulletins.issued(current_work().session, MOST_ENTRIES)]
    return _feed("bulletins", "bulletins.bulletin_feed", "bulletins.archive", "办理通报",
                 "每个季度各单位办理来信的情况", entries)


@blueprint.get("/feeds/replies.atom")
@public
@shared
def reply_feed() -> Response:
    """The letters published last: what is taken down is no longer among them."""
    entries = [_of_letter(row) for row in publications.published_last(current_work().session, MOST_ENTRIES)]
    return _feed("replies", "bulletins.reply_feed", "mailbox.published", "公开来信和答复",
                 "经来信人同意、隐去个人信息以后公开的来信和答复", entries)


def _feed(name: str, endpoint: str, page: str, title: str, subtitle: str, entries: list[Entry]) -> Response:
    county = current_app.jinja_env.globals["county"]
    feed = Feed(name, url_for(endpoint), url_for(page), f"{county}县长信箱{title}", subtitle,
                f"{county}人民政府办公室", STARTED, entries)
    return atom.response(feed, current_work().public_url)


def _of_bulletin(row: BulletinRow) -> Entry:
    issued_at = row.issued_at or row.edited_at
    words = f"{row.number}，{row.period.label}。" + (f"更正{row.corrects}：{row.correction}" if row.correction else "")
    return Entry(f"bulletins/{row.period.text}/{row.version}",
                 url_for("bulletins.bulletin", period=row.period.text, version=row.version), plain(row.text.title),
                 issued_at, issued_at, f"{current_app.jinja_env.globals['county']}人民政府办公室", plain(words))


def _of_letter(row: FeedRow) -> Entry:
    """Return a letter as an entry: its title and who answered; the texts stay on the page, where they can be taken
    down."""
    return Entry(f"letters/{row.public_id}", url_for("mailbox.published_letter", public_id=row.public_id),
                 plain(row.title), row.published_at, row.published_at, row.department_name,
                 f"{row.department_name}{row.answered_on.month}月{row.answered_on.day}日答复。",
                 CATEGORY_LABELS[Category(row.category)])
