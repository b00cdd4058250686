from __future__ import annotations

from itertools import groupby

from flask import render_template

from blueprints.bulletins.area import blueprint
from queries import bulletins, demands, public_digests
from queries.bulletins import BulletinRow, ShownExample
from rules import periods, public_digest
from rules.bulletin_body import SectionName
from rules.digest_body import DigestKind
from rules.errors import InputRefused, NotFound
from rules.public_figures import headline
from rules.ranking import RULE
from web.access import public
from web.page_cache import shared
from web.unit_of_work import current_work

NONE = "没有这份通报。季度应写成2026-Q3的样子，没有审发的通报还不能看。"
EARLIER_SHOWN = 5
HEADLINES = 4  # one row beside the column at the right


@blueprint.get("/bulletins")
@public
@shared
def archive() -> str:
    """Every issued bulletin, year by year."""
    rows = bulletins.issued(current_work().session)
    years = [(year, list(found)) for year, found in groupby(rows, key=lambda row: row.period.first_on.year)]
    return render_template("bulletins/archive.html", years=years)


@blueprint.get("/bulletins/<period>", defaults={"version": None})
@blueprint.get("/bulletins/<period>/<int:version>")
@public
@shared
def bulletin(period: str, version: int | None) -> str:
    """One bulletin in its newest issued version, or in an earlier one that was corrected."""
    work = current_work()
    row = issued(period, version)
    body = public_digests.body_of(work.session, row.id)
    figures = public_digests.figures_of(work.session, body)
    quoted = examples_of(row)
    examples = [one for one in quoted if not one.is_withdrawn]
    asked = [one for one in demands.of_bulletin(work.session, row.id, work.today) if one.digest_id == row.id]
    sections = [one for one in row.text.headed(has_demands=bool(asked))
                if one[2] or examples or one[0] is not SectionName.EXAMPLES]
    rows = bulletins.issued(work.session)
    return render_template(
        "bulletins/bulletin.html", row=row, sections=sections,
        headline=headline(figures.figures, figures.hidden)[:HEADLINES],
        ranking=public_digest.ranked(body, figures.breakdowns), rule=RULE, examples=examples, demands=asked,
        has_document=len(examples) == len(quoted),
        sha256=public_digests.sha256_of(work.session, row.id),
        versions=[one for one in rows if one.period == row.period],
        earlier=[one for one in rows if one.period.last_on < row.period.first_on and not one.corrected_number]
        [:EARLIER_SHOWN])


def examples_of(row: BulletinRow) -> list[ShownExample]:
    """Return the examples of a bulletin as they may be shown now."""
    return bulletins.examples(current_work().session, row.text.examples)


def issued(period: str, version: int | None = None) -> BulletinRow:
    """Return an issued bulletin. Raises NotFound, also for drafts."""
    try:
        known = periods.parse(DigestKind.QUARTERLY, period).text
    except InputRefused:
        raise NotFound(NONE) from None
    row = bulletins.issued_one(current_work().session, known, version)
    if row is None:
        raise NotFound(NONE)
    return row
