"""Nearly equal comments are found and counted as one text, whatever comes together with them; nothing is left out."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest

from models.comment import Comment, CommentBand
from models.publication import Revision
from queries import comment_alike as reading
from queries import comment_counts
from rules import near_duplicates
from rules.actors import CITIZEN
from rules.letter_draft import Contact
from rules.vocabulary import State
from services import comment_alike, comment_intake
from services.comment_alike import Compared
from services.publication import PUBLIC_REVISION
from services.work import Work
from tests import factories_campaign
from tests.factories import acting
from tests.factories_comments import PASSAGES, draft, period_in

TEXTS = ("首三十分钟太短，去医院挂号都不够，建议医院和学校周边改为首一小时免费。",
         "首三十分钟太短了，去医院挂号都不够！建议医院、学校周边改为首一小时免费",
         "夜里十点以后路边没有车，收费没有道理，请把夜间一律免费写进条文里面。")


def _send(work: Work, period: object, texts: list[str], **fields: object) -> list[int]:
    """Send comments without a contact, the quickest way, and return their ids."""
    return [comment_intake.submit_comment(
        acting(work, CITIZEN), draft(period, text=text, contact=Contact(), **fields)).id for text in texts]  # type: ignore[arg-type]


def _groups(work: Work) -> dict[int, int | None]:
    return {row.case_id: row.alike_id for row in work.session.query(Comment).populate_existing()}


def test_campaign_is_found_whole_and_people_of_their_own_are_not(work: Work) -> None:
    """C2: of 500 variants at least 95 % are flagged, of 100 genuine at most 2 %, all 600 are kept."""
    seed = random.randrange(2**32)
    chance, period = random.Random(seed), period_in(work, State.OPEN)
    genuine = [factories_campaign.genuine(chance, PASSAGES[2].text if place % 4 == 0 else "") for place in range(100)]
    texts = [factories_campaign.variant(chance) for _ in range(500)] + genuine
    kept = dict(zip(_send(work, period, texts), texts, strict=True))
    while comment_alike.compare_new(work, period.id):
        pass
    groups = list(_groups(work).values())
    flagged = {one for one, group in _groups(work).items() if groups.count(group) >= near_duplicates.CAMPAIGN}
    ids = list(kept)
    assert len(flagged & set(ids[:500])) >= 475, seed
    assert len(flagged & set(ids[500:])) <= 2, seed
    rows = {row.case_id: row for row in work.session.query(Comment)}
    assert {one: row.text for one, row in rows.items()} == {one: text.strip() for one, text in kept.items()}
    assert {row.state for row in rows.values()} == {State.HELD}
    counts = comment_counts.counts(work.session, period.id)
    assert counts.whole.raw == 600
    assert counts.clustered == len(set(groups)) <= 130
    assert reading.waiting_periods(work.session) == []


def test_groups_that_one_comment_brings_together_become_one(work: Work) -> None:
    period = period_in(work, State.OPEN)
    said = factories_campaign.CAMPAIGN
    first, second = _send(work, period, ["，".join(said[:4]), "，".join(said[2:])])
    comment_alike.compare_new(work, period.id)
    assert _groups(work) == {first: first, second: second}
    before = work.session.get_one(Revision, PUBLIC_REVISION).value
    [both] = _send(work, period, ["，".join(said)])
    assert comment_alike.compare_new(work, period.id) == 1
    assert _groups(work) == dict.fromkeys((first, second, both), first)
    work.session.expire_all()
    assert work.session.get_one(Revision, PUBLIC_REVISION).value == before + 1


def test_copies_store_no_more_than_the_first_one(work: Work) -> None:
    period = period_in(work, State.OPEN)
    _send(work, period, [TEXTS[0]] * 5 + [TEXTS[2]])
    comment_alike.compare_new(work, period.id, limit=2)
    comment_alike.compare_new(work, period.id)
    assert work.session.query(CommentBand).count() == 2 * near_duplicates.BANDS
    assert comment_counts.clustered(work.session, period.id) == 2


def test_keep_passes_over_what_another_run_has_kept(work: Work) -> None:
    period = period_in(work, State.OPEN)
    first, second = _send(work, period, list(TEXTS[:2]))
    found = comment_alike.look_at(work, period.id)
    assert comment_alike.keep(work, period.id, found) == 2
    assert comment_alike.keep(work, period.id, [replace(found[1], alike=()), Compared(0, (), ())]) == 0
    assert _groups(work) == {first: first, second: first}


@pytest.mark.parametrize("mended", [0, 1], ids=["the first of its group", "one that joined it"])
def test_mended_comment_is_compared_anew(work: Work, mended: int) -> None:
    period = period_in(work, State.OPEN)
    ids = _send(work, period, [*TEXTS[:2], TEXTS[0]])
    comment_alike.compare_new(work, period.id)
    comment = work.session.get_one(Comment, ids[mended])
    comment.text = TEXTS[2]
    comment_alike.forget(work, comment)
    comment_alike.forget(work, comment)
    comment_alike.compare_new(work, period.id)
    others = [one for one in ids if one != ids[mended]]
    assert _groups(work) == {ids[mended]: ids[mended], **dict.fromkeys(others, others[0])}
