from __future__ import annotations

from dataclasses import dataclass

from flask import render_template, request, url_for
from werkzeug.datastructures import MultiDict

from blueprints.comment_periods.area import blueprint
from blueprints.comment_periods.reading import addresses, released, write_address
from queries import adoption, comment_periods, drafts, shown_comments
from queries.comment_periods import PeriodPage
from queries.paging import AnySession
from queries.shown_comments import CommentPage, Filters
from rules import passage_names
from rules.comment_figures import Tally
from rules.comment_words import STANCE_LABELS, Stance
from rules.draft_text import Passage
from rules.errors import NotFound
from rules.period_words import tally_words
from web import cursors, limits, lists
from web.access import public
from web.comment_figures import counts_of
from web.page_cache import shared_by
from web.time_limits import searching
from web.unit_of_work import current_work

# How the draft as a whole stands in an address; no passage has this anchor (rules/draft_text.py).
WHOLE = "whole"
NO_PASSAGE = "草案里没有这一处。请从草案正文里打开。"


@dataclass(frozen=True)
class Place:
    """What is commented on: a passage, the draft as a whole with anchor "", or with anchor None all of it."""

    anchor: str | None
    name: str
    passage: Passage | None = None
    is_former: bool = False


@blueprint.get("/comment-periods/<number>/comments")
@public
@shared_by(comment_periods.NEWEST_OF_PERIOD)
def comments(number: str) -> str:
    """Every public comment of a period, by stance, group or words."""
    return _listed(released(number), Place(None, "全部意见"))


@blueprint.get("/comment-periods/<number>/passages/<anchor>")
@public
@shared_by(comment_periods.NEWEST_OF_PERIOD)
def passage(number: str, anchor: str) -> str:
    """What was said of one passage, or of the draft as a whole."""
    period = released(number)
    return _listed(period, _place(current_work().session, period, anchor))


def _listed(period: PeriodPage, place: Place) -> str:
    work = current_work()
    filters = _filters(period.row.id, place)
    read = {name: shown_comments.read_place(text) for name, text in cursors.shown(request.args).items()}
    if filters.query and not read:
        limits.count_search()
    with searching():
        page = shown_comments.page(work.session, filters, read.get("after"), read.get("before"))
    counts = counts_of(work.session, period.row.id)
    tally = counts.whole if place.anchor is None else counts.passage(place.anchor)
    names = adoption.passages(work.session, period.row.id) if place.anchor is None else {}
    return render_template(
        "comment_periods/comments.html", period=period, row=period.row, place=place, page=page, filters=filters,
        tally=tally, sentence=tally_words(tally), names=names, tabs=_tabs(tally, filters),
        neighbours=_neighbours(page), write_at=write_address(period.row, place.anchor or ""),
        to=addresses(period.row, links_groups=filters.alike_id is None))


def _place(session: AnySession, period: PeriodPage, anchor: str) -> Place:
    if anchor == WHOLE:
        return Place("", passage_names.WHOLE)
    versions = [one for one in reversed(drafts.versions(session, period.row.id)) if not one.is_final]
    for age, version in enumerate(versions):
        passages = drafts.passages(session, version.id)
        found = next((one for one in passages if one.anchor == anchor and one.takes_comments), None)
        if found is not None:
            return Place(anchor, passage_names.names(passages)[anchor], found, is_former=age > 0)
    raise NotFound(NO_PASSAGE)


def _filters(period_id: int, place: Place) -> Filters:
    stance = next((one for one in Stance if one.value == request.args.get("stance")), None)
    group = cursors.unveiled(request.args.get("alike", ""))
    query = "".join(character for character in lists.typed_query(request.args) if character.isprintable())
    return Filters(period_id, place.anchor, stance, shown_comments.read_place(group), query)


def _tabs(tally: Tally, filters: Filters) -> list[tuple[str, int | None, str, bool]]:
    if filters.query or filters.alike_id is not None:
        return []
    return [("全部", None, _address(stance=None), filters.stance is None),
            *((label, tally.stances.get(stance, 0), _address(stance=stance.value), filters.stance is stance)
              for stance, label in STANCE_LABELS.items())]


def _neighbours(page: CommentPage) -> tuple[str, str]:
    return (_address(before=cursors.hidden(str(page.before))) if page.before else "",
            _address(after=cursors.hidden(str(page.after))) if page.after else "")


def _address(**changed: str | None) -> str:
    kept = {name: value for name, value in MultiDict(request.args).items() if name in ("stance", "alike", "q")}
    return url_for(request.endpoint or "", **(request.view_args or {}), **(kept | changed))
