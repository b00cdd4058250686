"""The derivative in the making: what is found, what the redactor says of it, and that another person releases it."""

from __future__ import annotations

import json

import pytest
from sqlalchemy import func, select

from models.case import Letter
from models.department import Department
from models.event import CaseEvent
from models.publication import Publication
from models.redaction import Redaction, RedactionMark
from models.reply import Reply
from models.staff import Staff
from rules.actors import CITIZEN, IMPORTER, SYSTEM, Role
from rules.errors import Conflict, InputRefused, NotPermitted, Refusal, TransitionRefused
from rules.letter_draft import Contact
from rules.redaction_marks import OMITTED, Basis, Decision, Part
from rules.vocabulary import Category, RedactionState, State
from services import publication, redacting, replies, reworking, staff_rows
from services.redacting import Addition, Change
from services.work import Work
from tests import factories

MOBILE, OFFICE_PHONE, WRITER = "13800138000", "0834-5550000", "林小禾"
TEXT = f"我叫{WRITER}，电话{MOBILE}，老人患高血压，睡不好。"
REPLY = f"{WRITER}您好，已打{MOBILE}联系您，有事请打{OFFICE_PHONE}。"
ACTS = {
    "start": redacting.start,
    "judge": lambda work, case_id: redacting.judge(work, case_id, 0, []),
    "add": lambda work, case_id: redacting.add(work, case_id, 0, Addition("睡不好")),
    "propose": lambda work, case_id: redacting.propose(work, case_id, 0),
}


def redactor(work: Work, person: int = 1, **later: float) -> Work:
    return factories.acting(work, factories.staff(work, Role.REDACTOR, person=person), **later)


def publisher(work: Work, **later: float) -> Work:
    return factories.acting(work, factories.staff(work, Role.PUBLISHER), **later)


def personal_letter(work: Work, text: str = TEXT, reply: str = REPLY, **fields: object) -> Letter:
    """Bring a letter that names its writer to its answer."""
    letter = factories.letter_in(work, State.ACCEPTED, text=text, **({
        "consents_to_publication": True, "contact": Contact(name=WRITER, email=factories.EMAIL)} | fields))
    answer(work, letter, reply)
    return letter


def answer(work: Work, letter: Letter, reply: str) -> None:
    version = factories.draft_reply(work, letter, text=reply)
    lead = factories.acting(work, factories.staff(work, Role.LEAD))
    replies.approve(lead, letter.id, version, knowingly=True)
    replies.issue(lead, letter.id, version)


def mark_on(made: Redaction, letter: Letter, words: str, part: Part = Part.TEXT) -> RedactionMark:
    start = letter.text.index(words)
    return next(row for row in made.marks if (row.part, row.begins, row.ends) == (part, start, start + len(words)))


def keep_hints(work: Work, made: Redaction) -> Redaction:
    hints = [Change(row.id, Decision.KEEP) for row in made.marks if row.decision is None]
    return redacting.judge(work, made.case_id, made.edits, hints)


def public_text(work: Work, made: Redaction, part: Part = Part.TEXT) -> str:
    originals = redacting.originals_of(work, work.session.get_one(Letter, made.case_id))
    return redacting.derived(originals.texts, redacting.marks_of(made))[part].text


def test_start_hides_what_detectors_find_and_leaves_hints_to_a_person(work: Work) -> None:
    letter = personal_letter(work)
    made = redacting.start(redactor(work), letter.id)
    assert made.state == RedactionState.DRAFT
    assert [mark_on(made, letter, words).decision for words in (WRITER, MOBILE)] == [Decision.HIDE] * 2
    hints = [row for row in made.marks if row.basis == Basis.HINT]
    assert hints
    assert all((row.decision, row.replacement) == (None, OMITTED) for row in hints)
    assert WRITER not in public_text(work, made)
    assert MOBILE not in public_text(work, made, Part.REPLY)


def test_start_keeps_published_contacts_of_offices(work: Work) -> None:
    letter = personal_letter(work)
    work.session.get_one(Department, letter.department_id).contacts = f"{OFFICE_PHONE}\n12345"
    assert OFFICE_PHONE in public_text(work, redacting.start(redactor(work), letter.id), Part.REPLY)


def test_start_hides_the_words_of_a_finding_wherever_they_stand(work: Work) -> None:
    """L4: what a detector knows by its surroundings in one part is hidden in the others too."""
    letter = personal_letter(work, "我的微信号：lin_xiaohe88，请加。", "已加lin_xiaohe88，请查收。", contact=Contact())
    made = redacting.start(redactor(work), letter.id)
    assert "lin_xiaohe88" not in public_text(work, made, Part.REPLY)


def test_start_writes_the_writer_s_name_nowhere(work: Work) -> None:
    """I2, L4: the name helps to find itself; marks and events hold places, never words."""
    letter = personal_letter(work)
    redacting.start(redactor(work), letter.id)
    work.session.flush()
    for table in (Redaction, RedactionMark, CaseEvent):
        for row in work.session.execute(select(table.__table__)):
            assert WRITER not in str(row)
            assert MOBILE not in str(row)


def test_start_again_goes_on_with_what_was_begun(work: Work) -> None:
    letter = personal_letter(work)
    first = redacting.start(redactor(work), letter.id)
    assert redacting.start(redactor(work, 2), letter.id) is first
    assert work.session.scalar(select(func.count()).select_from(Redaction)) == 1


def test_start_after_a_new_answer_puts_the_earlier_one_away(work: Work) -> None:
    letter = personal_letter(work)
    first = redacting.start(redactor(work), letter.id)
    reworking.rework(factories.acting(work, factories.staff(work, Role.INTAKE)), letter.id, factories.REWORK_REASON)
    assert first.state == RedactionState.DISCARDED
    answer(work, letter, "已经修好。")
    second = redacting.start(redactor(work), letter.id)
    assert (second.reply_version, second is first) == (2, False)


@pytest.mark.parametrize("act", ACTS)
def test_act_of_the_desk_by_anybody_else_is_not_permitted(work: Work, act: str) -> None:
    letter = personal_letter(work)
    redacting.start(redactor(work), letter.id)
    people = [CITIZEN, SYSTEM, IMPORTER, *(factories.staff(work, role) for role in Role if role is not Role.REDACTOR)]
    for actor in people:
        with pytest.raises(NotPermitted):
            ACTS[act](factories.acting(work, actor), letter.id)


@pytest.mark.parametrize("act", ACTS)
def test_act_of_the_desk_before_the_answer_is_refused(work: Work, act: str) -> None:
    letter = factories.letter_in(work, State.REVIEWED, consents_to_publication=True)
    with pytest.raises(TransitionRefused):
        ACTS[act](redactor(work), letter.id)


def test_start_without_the_writer_s_leave_is_refused(work: Work) -> None:
    """L2: without the opt-in nobody even begins."""
    with pytest.raises(TransitionRefused, match="没有同意公开"):
        redacting.start(redactor(work), personal_letter(work, consents_to_publication=False).id)


def test_judge_keeps_rejected_words_and_writes_the_chosen_form(work: Work) -> None:
    letter = personal_letter(work)
    made = redacting.start(redactor(work), letter.id)
    redacting.judge(redactor(work), letter.id, 0, [
        Change(mark_on(made, letter, MOBILE).id, Decision.KEEP),
        Change(mark_on(made, letter, WRITER).id, None, " 某人 "),
        Change(mark_on(made, letter, "高血压").id, Decision.HIDE)])
    assert public_text(work, made) == f"我叫某人，电话{MOBILE}，老人患（略），睡不好。"
    assert mark_on(made, letter, MOBILE).decided_by == redactor(work).actor.id


@pytest.mark.parametrize("form", ["", " \n", "林小禾本人", "林 小禾", "字" * 61, "两\n行", "\0"])
def test_judge_with_an_unusable_public_form_is_refused(work: Work, form: str) -> None:
    letter = personal_letter(work)
    made = redacting.start(redactor(work), letter.id)
    with pytest.raises(InputRefused):
        redacting.judge(redactor(work), letter.id, 0, [Change(mark_on(made, letter, WRITER).id, None, form)])


def test_judge_of_a_mark_of_another_letter_changes_nothing(work: Work) -> None:
    one, other = (redacting.start(redactor(work), personal_letter(work, contact=Contact(), title=f"第{n}件").id)
                  for n in (1, 2))
    redacting.judge(redactor(work), one.case_id, 0, [Change(other.marks[0].id, Decision.KEEP)])
    assert other.marks[0].decision != Decision.KEEP


def test_changes_to_what_somebody_else_changed_first_are_refused(work: Work) -> None:
    letter = personal_letter(work)
    made = redacting.start(redactor(work), letter.id)
    redacting.judge(redactor(work), letter.id, 0, [])
    for act in (lambda: redacting.judge(redactor(work, 2), letter.id, 0, []),
                lambda: redacting.add(redactor(work, 2), letter.id, 0, Addition("睡不好")),
                lambda: redacting.propose(redactor(work, 2), letter.id, 0)):
        with pytest.raises(Conflict, match="有人改过"):
            act()
    assert made.edits == 1


def test_add_hides_the_words_in_all_three_texts(work: Work) -> None:
    letter = personal_letter(work, "翠竹苑没有水，翠 竹苑五楼以上都没有。", "翠竹苑已恢复。", title="翠竹苑的水",
                             contact=Contact())
    made = redacting.start(redactor(work), letter.id)
    redacting.add(redactor(work), letter.id, 0, Addition("翠竹苑", "address", "某小区"))
    assert [public_text(work, made, part) for part in Part] == [
        "某小区的水", "某小区没有水，某小区五楼以上都没有。", "某小区已恢复。"]
    assert {row.basis for row in made.marks if row.kind == "address"} >= {Basis.PERSON}


def test_add_at_one_place_hides_that_one_alone(work: Work) -> None:
    letter = personal_letter(work, text="楼上漏水，楼上不管。", contact=Contact())
    made = redacting.start(redactor(work), letter.id)
    redacting.add(redactor(work), letter.id, 0, Addition("楼上", place=(Part.TEXT, 5, 7)))
    assert public_text(work, made) == "楼上漏水，（略）不管。"


def test_add_what_was_kept_hides_it_again(work: Work) -> None:
    letter = personal_letter(work)
    made = redacting.start(redactor(work), letter.id)
    before = len(made.marks)
    redacting.judge(redactor(work), letter.id, 0, [Change(mark_on(made, letter, MOBILE).id, Decision.KEEP)])
    redacting.add(redactor(work), letter.id, 1, Addition(MOBILE))
    assert len(made.marks) == before
    assert mark_on(made, letter, MOBILE).decision == Decision.HIDE


@pytest.mark.parametrize(("words", "replacement", "field"), [
    pytest.param("没有这几个字呀", OMITTED, "words", id="words that are not there"),
    pytest.param(" ", OMITTED, "words", id="nothing"),
    pytest.param("字" * 201, OMITTED, "words", id="too many"),
    pytest.param("睡不好", "他睡不好", "replacement", id="a form that gives them away"),
])
def test_add_of_what_cannot_be_hidden_is_refused(work: Work, words: str, replacement: str, field: str) -> None:
    letter = personal_letter(work)
    redacting.start(redactor(work), letter.id)
    with pytest.raises(InputRefused) as refused:
        redacting.add(redactor(work), letter.id, 0, Addition(words, replacement=replacement))
    assert refused.value.field == field


def test_propose_with_a_hint_that_nobody_judged_is_refused(work: Work) -> None:
    letter = personal_letter(work)
    made = redacting.start(redactor(work), letter.id)
    with pytest.raises(InputRefused, match="处要您判断"):
        redacting.propose(redactor(work), letter.id, 0)
    keep_hints(redactor(work), made)
    assert redacting.propose(redactor(work), letter.id, 1).state == RedactionState.PROPOSED


def test_propose_what_is_hidden_here_and_open_there_is_refused(work: Work) -> None:
    """L4: kept in the reply, a hidden name would still be read."""
    letter = personal_letter(work)
    made = keep_hints(redactor(work), redacting.start(redactor(work), letter.id))
    in_reply = next(row for row in made.marks if row.part == Part.REPLY and row.begins == 0)
    redacting.judge(redactor(work), letter.id, 1, [Change(in_reply.id, Decision.KEEP)])
    with pytest.raises(InputRefused, match=f"“{WRITER}”在答复里还有1处"):
        redacting.propose(redactor(work), letter.id, 2)


@pytest.mark.parametrize("fields", [
    pytest.param({"category": Category.REPORT}, id="a report"),
    pytest.param({"name_hidden": True}, id="a hidden writer"),
])
def test_propose_a_letter_whose_writer_is_protected_needs_the_redactor_s_word(work: Work, fields: dict) -> None:
    """L2, I3: a report or a letter under a hidden name is looked at as a whole."""
    letter = personal_letter(work, **fields)
    keep_hints(redactor(work), redacting.start(redactor(work), letter.id))
    with pytest.raises(InputRefused) as refused:
        redacting.propose(redactor(work), letter.id, 1)
    assert refused.value.field == "cannot_be_known"
    assert redacting.propose(redactor(work), letter.id, 1, cannot_be_known=True).cannot_be_known


@pytest.mark.parametrize("hand", ["proposed it", "judged a mark of it"])
def test_release_by_who_had_a_hand_in_it_is_refused_in_every_role(work: Work, hand: str) -> None:
    """L2: redactor ≠ publisher, by person: a change of role or a second account's name opens no way around."""
    letter = personal_letter(work)
    one = redactor(work)
    made = keep_hints(one, redacting.start(one, letter.id))
    proposer = one if hand == "proposed it" else redactor(work, 2)
    redacting.propose(proposer, letter.id, made.edits)
    row = work.session.get_one(Staff, one.actor.id)
    row.role, row.name = Role.PUBLISHER.value, "另一个名字"
    with pytest.raises(NotPermitted, match="另一个人"):
        publication.release(factories.acting(work, staff_rows.as_actor(row)), letter.id)
    assert work.session.scalar(select(func.count()).select_from(Publication)) == 0
    assert publication.release(publisher(work), letter.id).redaction_id == made.id


def test_release_publishes_what_was_proposed_and_names_both_digests(work: Work) -> None:
    letter = personal_letter(work)
    made = factories.redact(work, letter.id)
    shown = publication.release(publisher(work, hours=1), letter.id)
    assert (shown.source_digest, shown.derivative_digest) == (made.source_digest, made.derivative_digest)
    assert len({shown.source_digest, shown.derivative_digest, ""}) == 3
    assert (made.state, made.released_by) == (RedactionState.RELEASED, publisher(work).actor.id)
    spans = json.loads(shown.masks)["text"]
    assert [shown.text[start:end] for start, end in spans] == [
        row.replacement for row in made.marks if row.part == Part.TEXT and row.decision == Decision.HIDE]


@pytest.mark.parametrize("begun", [False, True], ids=["nothing begun", "a draft"])
def test_release_of_what_nobody_proposed_is_refused(work: Work, begun: bool) -> None:
    """L2: one person alone publishes nothing."""
    letter = personal_letter(work)
    if begun:
        redacting.start(redactor(work), letter.id)
    with pytest.raises(TransitionRefused, match="没有等着审核"):
        publication.release(publisher(work), letter.id)


def test_release_of_texts_that_are_not_the_proposed_ones_is_refused(work: Work) -> None:
    """L4: what goes out is what the redactor saw, to the character."""
    letter = personal_letter(work)
    made = factories.redact(work, letter.id)
    mark_on(made, letter, MOBILE).decision = Decision.KEEP.value
    with pytest.raises(Conflict, match="有人改过"):
        publication.release(publisher(work), letter.id)


def test_a_reply_that_changed_makes_the_proposal_stale(work: Work) -> None:
    letter = personal_letter(work)
    made = factories.redact(work, letter.id)
    earlier = work.session.scalars(select(Reply).where(Reply.case_id == letter.id)).one()
    work.session.add(Reply(case_id=letter.id, version=2, department_id=earlier.department_id, text="改过的答复。",
                           text_digest="0" * 64, saved_at=work.now, issued_at=work.now))
    work.session.flush()
    for act in (lambda: publication.release(publisher(work), letter.id),
                lambda: redacting.send_back(publisher(work), letter.id, "再看。"),
                lambda: redacting.judge(redactor(work), letter.id, made.edits, [])):
        with pytest.raises(Conflict, match="答复已经改过"):
            act()
    assert redacting.start(redactor(work), letter.id).reply_version == 2
    assert made.state == RedactionState.DISCARDED


def test_send_back_lets_the_redactor_go_on_with_the_reason(work: Work) -> None:
    letter = personal_letter(work)
    made = factories.redact(work, letter.id)
    redacting.send_back(publisher(work), letter.id, " 楼号也要隐去。 ")
    assert (made.state, made.sent_back_reason) == (RedactionState.DRAFT, "楼号也要隐去。")
    with pytest.raises(TransitionRefused):
        publication.release(publisher(work), letter.id)
    redacting.propose(redactor(work), letter.id, made.edits)
    assert publication.release(publisher(work), letter.id).state == "published"


@pytest.mark.parametrize("reason", ["", " \n", "字" * 501, "\0"], ids=["none", "blank", "too long", "not storable"])
def test_send_back_without_a_usable_reason_is_refused(work: Work, reason: str) -> None:
    letter = personal_letter(work)
    factories.redact(work, letter.id)
    with pytest.raises(InputRefused) as refused:
        redacting.send_back(publisher(work), letter.id, reason)
    assert refused.value.field == "reason"


def test_withhold_puts_the_derivative_away_and_another_can_be_begun(work: Work) -> None:
    letter = personal_letter(work)
    made = factories.redact(work, letter.id)
    publication.withhold(publisher(work), letter.id, "都是私事。")
    assert made.state == RedactionState.DISCARDED
    assert factories.publish(work, letter.id).state == "published"


@pytest.mark.parametrize("actor", [CITIZEN, SYSTEM], ids=["citizen", "system"])
def test_publish_imported_by_anybody_but_the_importer_is_not_permitted(work: Work, actor: object) -> None:
    """L2: the one step without two people is for what was public before, and no member of staff may take it."""
    letter = personal_letter(work)
    for one in (actor, *(factories.staff(work, role) for role in Role)):
        with pytest.raises(NotPermitted):
            publication.publish_imported(factories.acting(work, one), letter.id)  # type: ignore[arg-type]


def test_publish_imported_hides_what_is_found_and_names_nobody(work: Work) -> None:
    letter = personal_letter(work)
    shown = publication.publish_imported(factories.acting(work, IMPORTER), letter.id)
    assert (shown.redaction_id, shown.published_by) == (None, "importer")
    assert not any(words in shown.text + shown.reply for words in (WRITER, MOBILE))


def test_events_of_the_desk_hold_no_words(work: Work) -> None:
    letter = personal_letter(work)
    made = factories.redact(work, letter.id)
    redacting.send_back(publisher(work), letter.id, "楼号也要隐去。")
    acts = work.session.execute(
        select(CaseEvent.act, CaseEvent.payload).where(CaseEvent.case_id == letter.id).order_by(CaseEvent.seq)).all()
    assert [act for act, _ in acts][-3:] == ["redact", "propose_publication", "send_back_publication"]
    assert json.loads(acts[-2].payload)["derivative"] == made.derivative_digest
    assert not any(words in payload for _, payload in acts for words in ("楼号", WRITER, MOBILE, "高血压"))


def test_start_while_the_answer_is_public_is_refused(work: Work) -> None:
    letter = factories.published_letter(work)
    with pytest.raises(Refusal, match="已经公开"):
        redacting.start(redactor(work), letter.id)
