from __future__ import annotations

from flask import Response, render_template, request, url_for

from blueprints.comment_periods.area import blueprint
from blueprints.comment_periods.reading import released
from queries import adoption
from queries.adoption import Released
from rules import comment_result_paper
from rules.comment_result import ResultBody, Row
from rules.comment_words import ADOPTION_LABELS, Adoption
from rules.errors import NotFound
from services import comment_result_files
from web.access import public
from web.page_cache import shared
from web.unit_of_work import current_work

NOT_YET = "这次征集还没有公布采纳情况。截止以后，会在征集页公布。"
PAGE_ROWS = 100
# So many comments that are not counted stand on the page; the table to download has all.
MOST_ASIDE = 50


@blueprint.get("/comment-periods/<number>/result")
@public
@shared
def result(number: str) -> str:
    """What became of the comments: the frozen table, a hundred rows at a time, or the page that has a row."""
    period = released(number).row
    found = _released(period.id)
    chosen = next((one for one in Adoption if one.value == request.args.get("decision")), None)
    rows = [row for row in found.body.rows if chosen in (None, row.decision)]
    page, pages = _page(rows), max(1, -(-len(rows) // PAGE_ROWS))
    shown = rows[(page - 1) * PAGE_ROWS:page * PAGE_ROWS]

    def address(place: int) -> str:
        kept = {"decision": chosen.value if chosen else None, "page": place if place > 1 else None}
        return url_for(".result", number=number, **kept) if 1 <= place <= pages else ""

    return render_template(
        "comment_periods/result.html", row=period, result=found, body=found.body, rows=shown,
        opening=comment_result_paper.opening(found.body), tabs=_tabs(number, found.body, chosen),
        asides=found.body.asides[:MOST_ASIDE], page=page, pages=pages,
        before=address(page - 1), after=address(page + 1))


@blueprint.get("/comment-periods/<number>/result.json")
@public
@shared
def result_data(number: str) -> Response:
    """The frozen result itself, byte for byte: its SHA-256 is the one that page and papers print."""
    return Response(_released(released(number).row.id).text, mimetype="application/json")


@blueprint.get("/comment-periods/<number>/result.<any(pdf, docx, xlsx):kind>")
@public
def result_file(number: str, kind: str) -> Response:
    """The result as a file, exactly the bytes that were kept when it was released."""
    work, period = current_work(), released(number).row
    _released(period.id)
    kept = comment_result_files.kept(work, period.id, kind)
    if kept is None:
        raise NotFound(comment_result_files.NOT_YET)
    answer = Response(comment_result_files.content(kept), mimetype=comment_result_files.MEDIA[kind])
    place = "inline" if kind == "pdf" else "attachment"
    answer.headers["Content-Disposition"] = f'{place}; filename="result-{number}.{kind}"'
    answer.headers["Cache-Control"] = "no-cache"
    answer.set_etag(kept.digest)
    answer.make_conditional(request)
    return answer


def _released(period_id: int) -> Released:
    found = adoption.released(current_work().session, period_id)
    if found is None:
        raise NotFound(NOT_YET)
    return found


def _page(rows: list[Row]) -> int:
    """Return the page that the address asks for, by its number or by a row that stands on it."""
    serial, page = (request.args.get(name, 0, type=int) for name in ("row", "page"))
    place = next((place for place, row in enumerate(rows) if row.serial == serial), None)
    wanted = page if place is None else place // PAGE_ROWS + 1
    return min(max(1, wanted), max(1, -(-len(rows) // PAGE_ROWS)))


def _tabs(number: str, body: ResultBody, chosen: Adoption | None) -> list[tuple[str, int, str, bool]]:
    decided = body.decided
    return [("全部", len(body.rows), url_for(".result", number=number), chosen is None),
            *((ADOPTION_LABELS[one], decided[one], url_for(".result", number=number, decision=one.value),
               one is chosen) for one in Adoption)]
