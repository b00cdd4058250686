from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from xml.etree import ElementTree as ET

from flask import Response, render_template, url_for

from blueprints.bulletins.area import blueprint
from queries import bulletins, comment_periods, public_figures, publications
from rules import public_figures as shown
from rules.errors import NotFound
from rules.public_figures import Unit
from web.access import public
from web.page_cache import shared
from web.unit_of_work import current_work

NAMESPACE = "http://www.sitemaps.org/schemas/sitemap/0.9"
LETTERS_A_FILE = 10_000  # the format allows 50 000
# The columns of the site, in the order of its head, then what the foot leads to.
PAGES = (("mailbox.home", "首页"), ("mailbox.write", "写信"), ("mailbox.find", "查进度"),
         ("mailbox.published", "公开来信"), ("mailbox.statistics", "办理统计"), ("bulletins.archive", "办理通报"),
         ("disclosure.guide", "信息公开指南"), ("disclosure.apply", "申请公开政府信息"),
         ("disclosure.asked", "申请过的信息"), ("comment_periods.listed", "意见征集"),
         ("mailbox.guide", "写信须知"), ("mailbox.definitions", "统计数字的含义"), ("mailbox.calendar", "工作日历"),
         ("mailbox.privacy", "个人信息保护"), ("mailbox.record_days", "记录封存值"))
# What belongs to one person or to the office is nobody's search result.
CLOSED = ("/status", "/receipt", "/disclosure/status", "/disclosure/receipt", "/disclosure/requests",
          "/comment-periods/receipt", "/comment-periods/status", "/comment-periods/confirm",
          "/confirm", "/desk", "/office", "/admin", "/account", "/audit", "/sign-in", "/api")


@blueprint.get("/sitemap")
@public
@shared
def site_map() -> str:
    """The map for people."""
    return render_template("bulletins/site_map.html", pages=PAGES, years=_years())


@blueprint.get("/robots.txt")
@public
@shared
def robots() -> Response:
    """What search engines are asked to leave alone, and where the map is."""
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in CLOSED), "",
             f"Sitemap: {_whole(url_for('bulletins.site_map_index'))}", ""]
    return Response("\n".join(lines), mimetype="text/plain")


@blueprint.get("/sitemap.xml")
@public
@shared
def site_map_index() -> Response:
    """The map for search engines: one file of pages, and letters in files of a bounded size."""
    files = -(-publications.last_id(current_work().session) // LETTERS_A_FILE)
    places = [url_for("bulletins.site_map_pages"),
              *(url_for("bulletins.site_map_letters", place=number) for number in range(1, files + 1))]
    return _written("sitemapindex", "sitemap", ((place, None) for place in places))


@blueprint.get("/sitemaps/pages.xml")
@public
@shared
def site_map_pages() -> Response:
    """Columns, bulletins, periods for public comment, and the statistics of every year."""
    rows = bulletins.issued(current_work().session)
    places: list[tuple[str, date | None]] = [(url_for(endpoint), None) for endpoint, _ in PAGES]
    places += [(url_for("mailbox.statistics", period=year), None) for year in _years()]
    places += [(url_for("bulletins.bulletin", period=row.period.text, version=row.version), row.issued_on)
               for row in rows]
    places += [(url_for("comment_periods.period", number=number), day)
               for number, day in comment_periods.addresses(current_work().session)]
    return _written("urlset", "url", places)


@blueprint.get("/sitemaps/letters-<int:place>.xml")
@public
@shared
def site_map_letters(place: int) -> Response:
    """Letters that are public, of one range."""
    session = current_work().session
    first = (place - 1) * LETTERS_A_FILE + 1
    if not 0 < first <= publications.last_id(session):
        raise NotFound()
    rows = publications.addresses(session, first, first + LETTERS_A_FILE - 1)
    return _written("urlset", "url", ((url_for("mailbox.published_letter", public_id=public_id), day)
                                      for public_id, day in rows))


def _years() -> list[str]:
    span = public_figures.counted(current_work().session)
    if span.first is None:
        return []
    years, year = [], shown.containing(Unit.YEAR, current_work().today)
    while year.last_on >= span.first:
        years.append(year.text)
        year = year.before()
    return years


def _written(root: str, item: str, places: Iterable[tuple[str, date | None]]) -> Response:
    tree = ET.Element(root, {"xmlns": NAMESPACE})
    for path, day in places:
        element = ET.SubElement(tree, item)
        ET.SubElement(element, "loc").text = _whole(path)
        if day is not None:
            ET.SubElement(element, "lastmod").text = day.isoformat()
    return Response(ET.tostring(tree, encoding="utf-8", xml_declaration=True), mimetype="application/xml")


def _whole(path: str) -> str:
    return current_work().public_url + path
