from __future__ import annotations

from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from blueprints.mailbox.area import blueprint
from blueprints.mailbox.forms import FindForm
from queries import bulletins, comment_periods, public_figures, publications
from queries.letter_terms import county_terms
from rules.period_words import PeriodTab
from rules.public_figures import Unit, containing, headline
from rules.vocabulary import CATEGORY_LABELS
from services.work import Work
from web.access import public
from web.addresses import local_path
from web.cookies import set_large_type
from web.page_cache import shared
from web.unit_of_work import current_work

LETTERS_SHOWN = 6
PERIODS_SHOWN = 3


def terms_by_length(work: Work) -> list[tuple[str, str]]:
    """Return (categories, how long they have today) for the table of deadlines, shortest first."""
    by_length: dict[str, list[str]] = {}
    for category, terms in sorted(county_terms(work.settings, work.today).items(), key=lambda item: item[1].length):
        by_length.setdefault(terms.label, []).append(CATEGORY_LABELS[category])
    return [("、".join(names), length) for length, names in by_length.items()]


@blueprint.get("/")
@public
@shared
def home() -> str:
    work = current_work()
    month = containing(Unit.MONTH, work.today).before()
    figures = public_figures.whole_of(work.session, month, public_figures.counted(work.session))
    lengths = [terms.length for terms in county_terms(work.settings, work.today).values()]
    return render_template(
        "mailbox/home.html", month=month, headline=headline(figures.figures, figures.hidden),
        bulletin=next(iter(bulletins.issued(work.session, 1)), None), form=FindForm(formdata=None),
        letters=publications.newest(work.session, LETTERS_SHOWN),
        periods=comment_periods.listed(work.session, work.now, PeriodTab.OPEN, limit=PERIODS_SHOWN).rows,
        shortest=min(lengths), longest=max(lengths))


@blueprint.get("/guide")
@public
@shared
def guide() -> str:
    return render_template("mailbox/guide.html", terms=terms_by_length(current_work()))


@blueprint.get("/appearance")
@public
def appearance() -> Response:
    """Switch the size of the type and go back; the cookie holds nothing else."""
    back = local_path(request.args.get("next")) or url_for("mailbox.home")
    return set_large_type(redirect(back, 303), wanted=request.args.get("large") == "1")
