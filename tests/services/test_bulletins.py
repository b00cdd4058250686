from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select, text

from models.digest import Bulletin, Demand, Digest
from models.event import CaseEvent
from models.notice import Notice
from models.publication import Revision
from models.staff import Staff
from queries import bulletins as reading
from rules.actors import Role
from rules.bulletin_body import Example, SectionName
from rules.errors import Conflict, InputRefused, NotPermitted, TransitionRefused
from services import bulletins, publication
from services.work import Work
from tests import factories, factories_bulletins
from tests.factories_bulletins import CODE, issue, planned, quarter, review, submit, text_of
from tests.fixtures.engines import Edge


def acting(work: Work, role: Role, person: int = 1) -> Work:
    return factories.acting(work, factories.staff(work, role, person=person))


def test_bulletin_is_drafted_once_edited_and_signed_by_three_people(work: Work) -> None:
    lead = work.session.get_one(Staff, factories.staff(work, Role.LEAD, "transport").id)
    lead.email = "lead@example.cn"
    made = quarter(work)
    assert bulletins.draft(work, made) is work.session.get_one(Bulletin, made.id)
    [demand] = work.session.scalars(select(Demand))
    assert (demand.state, demand.department_id) == ("planned", factories.department_id(work, "transport"))
    words = replace(text_of(work, made.id), copies_to="县委办公室", printed=120)
    edited = bulletins.edit(acting(work, Role.INTAKE), made.id, 1, words, [planned(work)])
    assert (edited.revision, text_of(work, made.id)) == (2, words)
    assert bulletins.edit(acting(work, Role.INTAKE), made.id, 2, words, [planned(work)]).revision == 2
    submit(work, made.id)
    review(work, made.id)
    before = work.session.get_one(Revision, "public").value
    leader = acting(work, Role.LEADER)
    signed = bulletins.issue(leader, made.id, 2, CODE)
    assert (signed.state, signed.number, signed.issued_at) == ("issued", "云政办函〔2026〕1号", work.now)
    assert leader.jobs[-1] == (bulletins.KEEP_JOB, (made.id,))
    assert work.session.get_one(Revision, "public", populate_existing=True).value == before + 1
    assert [row.state for row in work.session.scalars(select(Demand))] == ["open"]
    assert [row.staff_id for row in work.session.scalars(select(Notice).where(Notice.kind == "bulletin_issued"))] == [
        lead.id]
    acts = work.session.scalars(select(CaseEvent.act).where(CaseEvent.act.startswith("bulletin")).order_by("seq"))
    assert list(acts) == ["bulletin_edited", "bulletin_submitted", "bulletin_reviewed", "bulletin_issued"]
    with pytest.raises(TransitionRefused):
        bulletins.edit(acting(work, Role.INTAKE), made.id, 2, words, [])


def test_same_person_is_refused_at_every_further_signature(work: Work) -> None:
    made, supervisor, leader = quarter(work), acting(work, Role.SUPERVISOR), acting(work, Role.LEADER)
    words = replace(text_of(work, made.id), printed=5)
    bulletins.edit(supervisor, made.id, 1, words, [])
    submit(work, made.id)
    with pytest.raises(NotPermitted, match="另一个人审核"):
        bulletins.review(supervisor, made.id, 2)
    review(work, made.id, person=2)
    for role in (Role.INTAKE, Role.SUPERVISOR):
        with pytest.raises(NotPermitted):
            bulletins.issue(acting(work, role, 2), made.id, 2, CODE)
    # Somebody who reviewed as a supervisor and has become the leader since.
    promoted = replace(leader, actor=replace(leader.actor, id=acting(work, Role.SUPERVISOR, 2).actor.id))
    with pytest.raises(NotPermitted, match="另一个人审发"):
        bulletins.issue(promoted, made.id, 2, CODE)
    with pytest.raises(Conflict):
        bulletins.issue(leader, made.id, 1, CODE)
    assert issue(work, made.id).number == "云政办函〔2026〕1号"


def test_send_back_keeps_the_words_and_drops_the_signatures(work: Work) -> None:
    made = quarter(work)
    words = text_of(work, made.id)
    submit(work, made.id)
    with pytest.raises(NotPermitted):
        bulletins.send_back(acting(work, Role.LEADER), made.id, 1, "改一改")
    with pytest.raises(InputRefused):
        bulletins.send_back(acting(work, Role.SUPERVISOR), made.id, 1, "  ")
    review(work, made.id)
    bulletins.send_back(acting(work, Role.LEADER), made.id, 1, "第二部分请写细一些。")
    found = reading.one(work.session, made.id)
    assert found is not None
    assert found.row.text == words
    assert (found.row.state, found.send_back_reason, found.revision) == ("draft", "第二部分请写细一些。", 2)
    assert found.signed_by == frozenset()
    with pytest.raises(Conflict):
        bulletins.edit(acting(work, Role.INTAKE), made.id, 1, words, [])


def wrong_cases(work: Work, made: Digest) -> None:
    """Cases that are not what the figure says, as a damaged row would have them."""
    work.session.execute(text("DROP TRIGGER IF EXISTS digest_no_update"))
    cases = json.loads(made.cases)
    cases["received"] = {}
    made.cases = json.dumps(cases)
    work.session.flush()


def wrong_words(work: Work, made: Digest) -> None:
    bulletin = work.session.get_one(Bulletin, made.id)
    words = text_of(work, made.id)
    bulletin.text = replace(words, sections={**words.sections, SectionName.OVERVIEW: ("收到来信9件。",)}).to_json()
    work.session.flush()


@pytest.mark.parametrize("spoil", [pytest.param(wrong_cases, id="cases"), pytest.param(wrong_words, id="words")])
def test_bulletin_whose_figures_disagree_is_stopped_at_every_signature(
        work: Work, spoil: Callable[[Work, Digest], None]) -> None:
    steps = (submit, review, issue)
    for place, step in enumerate(steps):
        made = quarter(work, f"2026-Q{place + 1}")
        for earlier in steps[:place]:
            earlier(work, made.id)
        spoil(work, made)
        with pytest.raises(TransitionRefused, match="对不上"):
            step(work, made.id)


@pytest.mark.parametrize(("change", "field"), [
    pytest.param({"title": " "}, "title", id="no title"),
    pytest.param({"printed": -1}, "printed", id="print run"),
    pytest.param({"sections": {}}, "overview", id="no overview"),
    pytest.param({"examples": (Example("abcd", True, "答得清楚。"),)}, "example-0-public_id", id="unknown letter"),
])
def test_text_that_cannot_be_printed_is_refused_at_its_field(
        work: Work, change: dict[str, object], field: str) -> None:
    made = quarter(work)
    with pytest.raises(InputRefused) as refused:
        bulletins.edit(acting(work, Role.INTAKE), made.id, 1, replace(text_of(work, made.id), **change), [])
    assert refused.value.field == field


def test_example_quotes_what_is_published_and_nothing_once_it_is_taken_down(work: Work) -> None:
    letter = factories.published_letter(work, title="路灯不亮")
    public_id = work.session.execute(text("SELECT public_id FROM publication")).scalar_one()
    made = quarter(work)
    good = replace(text_of(work, made.id), examples=(Example(public_id, True, "两天修好，逐项答复。"),))
    naming = replace(good, examples=(Example(public_id, True, "请联系13812345678。"),))
    with pytest.raises(InputRefused, match="姓名"):
        bulletins.edit(acting(work, Role.INTAKE), made.id, 1, naming, [])
    bulletins.edit(acting(work, Role.INTAKE), made.id, 1, good, [])
    [shown] = reading.examples(work.session, good.examples)
    assert (shown.title, shown.words, shown.is_withdrawn) == ("路灯不亮", "两天修好，逐项答复。", False)
    submit(work, made.id)
    publication.unpublish(acting(work, Role.PUBLISHER), letter.id, "来信人要求撤下。")
    [gone] = reading.examples(work.session, good.examples)
    assert (gone.title, gone.words, gone.is_withdrawn) == ("", "", True)
    with pytest.raises(TransitionRefused, match="撤下"):
        review(work, made.id)


def test_version_that_corrects_goes_the_same_way_and_the_earlier_one_stays(work: Work) -> None:
    made = factories_bulletins.issued(work)
    wrong = work.session.get_one(Digest, made.id)
    right = factories_bulletins.corrected(work, wrong, "办结数漏了一件。")
    before, after = text_of(work, made.id), text_of(work, right.id)
    assert after.sections[SectionName.OVERVIEW] == (
        "云政办函〔2026〕1号有误，现予更正：办结数漏了一件。", *before.sections[SectionName.OVERVIEW])
    later = work.now + timedelta(days=1)
    for step in (submit, review, issue):
        step(replace(work, now=later), right.id)
    newest, earlier = reading.issued(work.session)
    assert (newest.number, newest.corrects, newest.version) == ("云政办函〔2026〕2号", "云政办函〔2026〕1号", 2)
    assert (earlier.number, earlier.corrected_number) == ("云政办函〔2026〕1号", "云政办函〔2026〕2号")
    assert reading.issued_one(work.session, "2026-Q3") == newest
    assert reading.issued_one(work.session, "2026-Q3", 1) == earlier


def test_draft_whose_figures_were_corrected_cannot_be_signed_any_more(work: Work) -> None:
    made = quarter(work)
    planned_before = work.session.scalars(select(Demand)).one()
    right = factories_bulletins.corrected(work, made, "漏了一件。")
    with pytest.raises(TransitionRefused, match="新版本"):
        submit(work, made.id)
    work.session.refresh(planned_before)
    assert planned_before.digest_id == right.id
    assert submit(work, right.id).state == "submitted"


def test_bulletins_issued_at_once_get_numbers_without_gaps(edge: Edge) -> None:
    ids = [edge.run(lambda work, q=q: _reviewed(work, f"2026-Q{q}")) for q in (1, 2, 3)]
    leader = edge.run(lambda work: factories.staff(work, Role.LEADER))
    race = [lambda work, one=one: bulletins.issue(factories.acting(work, leader), one, 1, CODE).number
            for one in (*ids, ids[0])]
    results = edge.race(race)
    numbers = sorted(one for one in results if isinstance(one, str))
    assert numbers == [f"云政办函〔2026〕{serial}号" for serial in (1, 2, 3)]
    assert [type(one) for one in results if not isinstance(one, str)] == [TransitionRefused]


def _reviewed(work: Work, period: str) -> int:
    made = quarter(work, period)
    submit(work, made.id)
    review(work, made.id)
    return made.id
