"""Periods for public comment and their public comments for programs: the same facts and figures as on the pages."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, NoReturn

from flask import Response, request, url_for

from blueprints.api.routes import answer, blueprint
from queries import comment_periods, drafts, paging, shown_comments
from queries.comment_periods import PeriodPage, PeriodRow
from queries.shown_comments import Filters, ShownComment
from rules import numbering
from rules.comment_figures import Counts, Tally
from rules.comment_words import PUBLIC_PERIOD_LABELS, Stance
from rules.draft_text import Passage
from rules.localtime import local_time
from rules.period_words import PeriodTab
from services.work import Work
from web import cursors, problems
from web.access import public
from web.comment_figures import counts_of, days_of
from web.page_cache import shared_by
from web.unit_of_work import current_work

MEND = "地址里的筛选条件有的看不懂，请按errors里的说明改好。"
NO_PERIOD = "没有这次征集，或者还没有发布。"
NO_CURSOR = "cursor要原样用上一页给出的next。"
NO_STATE = f"没有这个状态，请用：{'、'.join(PUBLIC_PERIOD_LABELS)}。"
NO_STANCE = f"没有这个态度，请用：{'、'.join(Stance)}。"
NO_PASSAGE = "草案里没有这一处，请用草案里的anchor；whole是草案整体。"
WHOLE = "whole"


@blueprint.get("/comment-periods")
@public
@shared_by(comment_periods.NEWEST_COMMENT)
def listed_periods() -> Response:
    state, place = request.args.get("state", ""), None
    if state and state not in PUBLIC_PERIOD_LABELS:
        _refuse("state", NO_STATE)
    if request.args.get("cursor"):
        cursor = cursors.shown(request.args)["cursor"]
        place = paging.read_cursor({"after": cursor}, date) or _refuse("cursor", NO_CURSOR)
    work = current_work()
    page = comment_periods.listed(work.session, work.now, PeriodTab(state) if state else None, "", place)
    return answer({"items": [_head(work, row) for row in page.rows], "next": cursors.hidden(page.after) or None})


@blueprint.get("/comment-periods/<number>")
@public
@shared_by(comment_periods.NEWEST_OF_PERIOD)
def one_period(number: str) -> Response:
    work, page = current_work(), _released(number)
    version = drafts.in_force(work.session, page.row.id)
    passages = drafts.passages(work.session, version.id) if version else ()
    counts = counts_of(work.session, page.row.id)
    return answer(_head(work, page.row) | {
        "lead": page.row.lead, "explanation": page.explanation, "short_reason": page.short_reason or None,
        "cancel_reason": page.cancel_reason or None, "figures": _figures(counts),
        "per_day": [{"on": on, "comments": count}
                    for on, count in days_of(work.session, page.row.id).items()],
        "whole": _tally(counts.passage("")),
        "passages": [_passage(one, counts.passage(one.anchor)) for one in passages]})


@blueprint.get("/comment-periods/<number>/comments")
@public
@shared_by(comment_periods.NEWEST_OF_PERIOD)
def public_comments(number: str) -> Response:
    work, period = current_work(), _released(number).row
    after = None
    if request.args.get("cursor"):
        after = shown_comments.read_place(cursors.shown(request.args)["cursor"]) or _refuse("cursor", NO_CURSOR)
    page = shown_comments.page(work.session, _filters(work, period.id, request.args), after)
    return answer({"items": [_comment(work, one) for one in page.rows],
                   "next": cursors.hidden(str(page.after)) if page.after else None})


def _released(number: str) -> PeriodPage:
    work = current_work()
    found = comment_periods.one(work.session, number, work.now) if numbering.normal_number(number) == number else None
    return found or problems.stop(404, NO_PERIOD)


def _filters(work: Work, period_id: int, arguments: Mapping[str, str]) -> Filters:
    anchor, stance = arguments.get("passage", ""), arguments.get("stance", "")
    if stance and stance not in set(Stance):
        _refuse("stance", NO_STANCE)
    if anchor and anchor != WHOLE and anchor not in drafts.anchors(work.session, period_id):
        _refuse("passage", NO_PASSAGE)
    return Filters(period_id, ("" if anchor == WHOLE else anchor) if anchor else None,
                   Stance(stance) if stance else None)


def _head(work: Work, row: PeriodRow) -> dict[str, Any]:
    return {"id": row.number, "state": row.state.value, "title": row.title, "draft_kind": row.draft_kind.value,
            "department": row.department, "opens_at": _instant(row.times.opens_at),
            "closes_at": _instant(row.times.closes_at), "closes_on": row.closes_on, "cancelled": row.is_cancelled,
            "comments": row.comments, "resulted_on": row.resulted_on,
            "url": work.public_url + url_for("comment_periods.period", number=row.number)}


def _figures(counts: Counts) -> dict[str, int]:
    whole = counts.whole
    return _tally(whole) | {"people": counts.distinct, "texts": counts.clustered, "confirmed": whole.confirmed,
                            "unconfirmed": whole.unconfirmed, "replaced": whole.replaced,
                            "withdrawn": whole.withdrawn, "set_aside": whole.set_aside}


def _passage(passage: Passage, tally: Tally) -> dict[str, Any]:
    return {"anchor": passage.anchor, "level": passage.level.value, "label": passage.label, "text": passage.text,
            } | _tally(tally)


def _tally(tally: Tally) -> dict[str, int]:
    return {"comments": tally.raw, "shown": tally.shown,
            **{stance.value: tally.stances.get(stance, 0) for stance in Stance}}


def _comment(work: Work, one: ShownComment) -> dict[str, Any]:
    key = work.secrets.code
    return {"id": numbering.public_id(key, one.id), "state": "shown", "passage": one.anchor or WHOLE,
            "stance": one.stance.value, "text": one.text, "name": one.name, "channel": one.channel.value,
            "received_on": one.received_on, "confirmed": one.is_confirmed,
            "group": numbering.public_id(key, one.alike_id), "alike": one.alike,
            "answers": [{"row": each.serial, "decision": each.decision.value} for each in one.answers],
            "replaced": [{"text": before.text, "received_on": before.received_on} for before in one.earlier]}


def _instant(at: datetime) -> str:
    return local_time(at).isoformat(timespec="seconds")


def _refuse(parameter: str, detail: str) -> NoReturn:
    problems.stop(422, MEND, errors=[{"parameter": parameter, "detail": detail}])
