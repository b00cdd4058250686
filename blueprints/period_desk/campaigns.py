"""What stands out among a period's comments: texts that many send, shared sources, bursts; and the comments of each.

Only to read: whoever finds something decides on each comment, by its own page and with a reason.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from flask import abort, request
from sqlalchemy import ColumnElement

from blueprints.period_desk import pages
from blueprints.period_desk.area import READERS, Answer, blueprint
from queries import comment_campaigns, comment_counts, comment_desk, paging
from queries.comment_campaigns import Campaigns, Member
from queries.period_file import PeriodFile
from rules import comment_bursts, near_duplicates
from rules.comment_figures import Counts, counts_explained, counts_line
from rules.localtime import local_time
from services.work import Work
from web import lists
from web.access import staff
from web.office import render_office
from web.unit_of_work import current_work

GONE = "已删去的条段"


@dataclass(frozen=True)
class CampaignsPage:
    """Everything that stands out in a period. `rushes` are (when in words, its key, how many, how many copied)."""

    file: PeriodFile
    counts: Counts
    found: Campaigns
    line: str
    explained: str

    @property
    def rushes(self) -> list[tuple[str, str, int, int]]:
        """The bursts as the page lists them."""
        return [(burst_words(one.burst), comment_bursts.key(one.burst), one.burst.count, one.copied)
                for one in self.found.rushes]


@dataclass(frozen=True)
class Row:
    """A comment of a group: its text in parts, each with whether the first one of the group has it too."""

    member: Member
    passage: str
    parts: tuple[tuple[str, bool], ...]


@dataclass(frozen=True)
class GroupPage:
    """The comments of one group. `first` is the text that the others are held against, "" where there is none."""

    file: PeriodFile
    title: str
    first: str
    rows: tuple[Row, ...]
    before: str
    after: str


@blueprint.get("/desk/periods/<number>/campaigns")
@staff(*READERS)
def campaigns(number: str) -> Answer:
    work = current_work()
    file = pages.open_period(work, number)
    counts = comment_counts.counts(work.session, file.id)
    found = comment_campaigns.campaigns(work.session, file.id, file.opens_at, _until(work, file))
    return render_office("period_desk/campaigns.html", page=CampaignsPage(
        file, counts, found, counts_line(counts), counts_explained(counts)))


@blueprint.get("/desk/periods/<number>/campaigns/<kind>/<key>")
@staff(*READERS)
def campaign(number: str, kind: str, key: str) -> Answer:
    work = current_work()
    file = pages.open_period(work, number)
    title, chosen = (_KINDS.get(kind) or abort(404))(work, file, key)
    if chosen is None:
        abort(404)
    cursor = paging.read_cursor(request.args, datetime)
    page = comment_campaigns.members(work.session, file.id, chosen, cursor)
    first = comment_campaigns.first_member(work.session, file.id, chosen) if kind == "text" else None
    before, after = lists.neighbours(page)
    names = comment_desk.passage_names(work.session, file.id)
    rows = tuple(_row(one, first.text if first else "", names) for one in page.rows)
    return render_office("period_desk/campaign.html", page=GroupPage(
        file, title, first.text if first else "", rows, before, after))


def burst_words(burst: comment_bursts.Burst) -> str:
    """Return when a burst was, as lists and headings say it."""
    began, ended = local_time(burst.began_at), local_time(burst.ended_at)
    return f"{began.month}月{began.day}日{began:%H:%M}至{ended:%H:%M}"


def _row(member: Member, first: str, names: Mapping[str, str]) -> Row:
    parts = near_duplicates.own_parts(member.text, first) if first else ((member.text, False),)
    return Row(member, names.get(member.anchor, GONE), parts)


def _until(work: Work, file: PeriodFile) -> datetime:
    return min(work.now, file.closes_at)


Chosen = tuple[str, ColumnElement[bool] | None]


def _text(work: Work, file: PeriodFile, key: str) -> Chosen:
    return f"与{key}文字相近的意见", comment_campaigns.with_text_of(work.session, file.id, key)


def _source(work: Work, file: PeriodFile, key: str) -> Chosen:
    return f"与{key}同一来源的意见", comment_campaigns.from_source_of(work.session, file.id, key)


def _burst(work: Work, file: PeriodFile, key: str) -> Chosen:
    found = comment_campaigns.bursts(work.session, file.id, file.opens_at, _until(work, file))
    burst = comment_bursts.burst_at(found, key)
    return ("", None) if burst is None else (f"{burst_words(burst)}收到的意见", comment_campaigns.within(burst))


_KINDS = {"text": _text, "source": _source, "burst": _burst}
