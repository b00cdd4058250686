from __future__ import annotations

from datetime import date

from flask import render_template, request, url_for

from blueprints.comment_periods import reading
from blueprints.comment_periods.area import blueprint
from blueprints.comment_periods.reading import released, write_address
from queries import comment_periods, period_beside
from queries.comment_periods import PeriodRow
from queries.paging import Page, read_cursor
from rules.comment_figures import counts_explained, counts_line
from rules.period_words import TAB_LABELS, PeriodTab, minimum_words
from web import cursors, limits, lists
from web.access import public
from web.page_cache import shared_by
from web.time_limits import searching
from web.unit_of_work import current_work

# On the page that shows all of the lists.
BEGINNING = 6
TABS = (PeriodTab.OPEN, PeriodTab.CLOSING, PeriodTab.PLANNED, PeriodTab.CLOSED, PeriodTab.RESULTED)


@blueprint.get("/comment-periods")
@public
@shared_by(comment_periods.NEWEST_COMMENT)
def listed() -> str:
    """The lists of released periods: the beginning of each, or a page of one."""
    query = "".join(character for character in lists.typed_query(request.args) if character.isprintable())
    tab = next((one for one in PeriodTab if one.value == request.args.get("state")), None)
    if query and not request.args.get("after") and not request.args.get("before"):
        limits.count_search()
    work = current_work()
    with searching():
        numbers = comment_periods.numbers(work.session, work.now, query)
        shown = [tab] if tab else [one for one in TABS if one is not PeriodTab.CLOSING and numbers[one]]
        cursor = read_cursor(cursors.shown(request.args), date) if tab else None
        found = {one: comment_periods.listed(work.session, work.now, one, query, cursor,
                                             comment_periods.PAGE_ROWS if tab else BEGINNING) for one in shown}
    tabs = [("全部", None, url_for(".listed", q=query or None), tab is None),
            *((TAB_LABELS[one], numbers[one], url_for(".listed", state=one.value, q=query or None), one is tab)
              for one in TABS)]
    return render_template("comment_periods/list.html", found=found, tabs=tabs, tab=tab, query=query, numbers=numbers,
                           labels=TAB_LABELS, neighbours=_neighbours(found[tab], tab, query) if tab else ("", ""))


@blueprint.get("/comment-periods/<number>")
@public
@shared_by(comment_periods.NEWEST_OF_PERIOD)
def period(number: str) -> str:
    """A period with its draft, what was said of each passage, and when."""
    page = released(number)
    shown = reading.read(current_work(), page)
    return render_template(
        "comment_periods/period.html", period=page, row=page.row, shown=shown, write_at=write_address(page.row),
        beside=period_beside.read(current_work().session, page.row.id),
        facts=reading.facts(current_work(), page), ways=reading.ways(page), to=reading.addresses(page.row),
        minimum=minimum_words(page.minimum_length, page.minimum_unit), counts_line=counts_line(shown.counts),
        counts_explained=counts_explained(shown.counts))


@blueprint.get("/comment-periods/<number>/explanation")
@public
@shared_by(comment_periods.NEWEST_OF_PERIOD)
def explanation(number: str) -> str:
    """Why the draft was made (起草说明)."""
    return render_template("comment_periods/explanation.html", period=released(number))


def _neighbours(page: Page[PeriodRow], tab: PeriodTab, query: str) -> tuple[str, str]:
    def address(name: str, cursor: str | None) -> str:
        kept = {"state": tab.value, "q": query or None, name: cursors.hidden(cursor)}
        return url_for(".listed", **kept) if cursor else ""

    return address("before", page.before), address("after", page.after)
