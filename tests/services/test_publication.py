from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import func, select, text

from models.case import Letter
from models.department import Department
from models.event import CaseEvent
from models.publication import Publication, Revision
from models.search_index import publication_index
from rules.actors import CITIZEN, SYSTEM, Role
from rules.errors import InputRefused, NotPermitted, TransitionRefused
from rules.letter_draft import Contact
from rules.search_text import tokens
from rules.vocabulary import ANSWERED_STATES, LETTER_STATES, PublicationState, Rating, State
from services import publication, ratings, replies
from services.work import Work
from tests import factories

# Numbers of nobody: a mobile number, an identity number with its check digit, a mail address.
PERSONAL = ("13800138000", "11010519491231002X", "someone@example.cn")
ACTS = {
    "publish": publication.release,
    "withhold": lambda work, case_id: publication.withhold(work, case_id, "涉及个案。"),
    "unpublish": lambda work, case_id: publication.unpublish(work, case_id, "来信人要求撤下。"),
}


def publisher(work: Work, **later: float) -> Work:
    return factories.acting(work, factories.staff(work, Role.PUBLISHER), **later)


def indexed(work: Work) -> str:
    rows = work.session.execute(select(publication_index.c.title, publication_index.c.body)).all()
    return "\n".join(" ".join(row) for row in rows)


def revision(work: Work) -> int:
    return work.session.scalar(select(Revision.value).where(Revision.name == publication.PUBLIC_REVISION))


def personal_letter(work: Work) -> Letter:
    """Bring a letter whose title, text and reply hold personal numbers to its answer."""
    letter = factories.letter_in(
        work, State.ACCEPTED, consents_to_publication=True, title=f"请回电{PERSONAL[0]}",
        text=f"身份证{PERSONAL[1]}，邮箱{PERSONAL[2]}，路灯不亮。",
        contact=Contact(name="林小禾", email=factories.EMAIL))
    factories.draft_reply(work, letter, text=f"已按{PERSONAL[0]}联系您，{PERSONAL[2]}也发了邮件。")
    lead = factories.acting(work, factories.staff(work, Role.LEAD))
    replies.approve(lead, letter.id, 1, knowingly=True)
    replies.issue(lead, letter.id, 1)
    return letter


def test_publish_masks_title_text_and_reply(work: Work) -> None:
    letter = personal_letter(work)
    shown = factories.publish(work, letter.id)
    for words in (shown.title, shown.text, shown.reply, indexed(work)):
        assert not any(number in words for number in PERSONAL)
    assert "路灯不亮" in shown.text
    assert letter.text.count(PERSONAL[1]) == 1


def test_publish_puts_nothing_of_the_identity_anywhere_public(work: Work) -> None:
    factories.publish(work, personal_letter(work).id)
    for table in ("publication", "publication_index"):
        for row in work.session.execute(text(f"SELECT * FROM {table}")):
            assert "林小禾" not in str(row)
            assert factories.EMAIL not in str(row)


def test_publish_says_who_answered_and_when(work: Work) -> None:
    letter = factories.answered_letter(work)
    shown = factories.publish(work, letter.id)
    unit = work.session.get_one(Department, letter.department_id)
    assert (shown.department_id, shown.department_name, shown.mailbox_name) == (unit.id, unit.name, f"{unit.name}信箱")
    assert (shown.received_on, shown.accepted_on, shown.answered_on) == (date(2026, 11, 24),) * 3
    assert (shown.due_on, shown.published_by) == (date(2026, 12, 1), publisher(work).actor.slug)
    assert (letter.publication_decision, shown.state) == ("published", PublicationState.PUBLISHED)


def test_publish_uses_a_public_id_that_is_not_the_number(work: Work) -> None:
    one, other = (factories.publish(work, factories.answered_letter(work).id) for _ in range(2))
    assert one.public_id != other.public_id
    assert "2026" not in one.public_id


def test_publish_keeps_the_name_that_the_unit_had_then(work: Work) -> None:
    letter = factories.published_letter(work)
    unit = work.session.get_one(Department, letter.department_id)
    before, unit.name = unit.name, "县新名称局"
    work.session.flush()
    assert work.session.scalar(select(Publication.department_name)) == before


def test_publish_makes_the_letter_findable_and_raises_the_revision(work: Work) -> None:
    letter = factories.answered_letter(work)
    before = revision(work)
    factories.publish(work, letter.id)
    assert " ".join(tokens("加压泵坏了")[:3]) in indexed(work)
    assert revision(work) == before + 1


def test_publish_without_the_writer_s_leave_is_refused(work: Work) -> None:
    """L2: a proposal does not outlive the writer's leave either."""
    letter = factories.answered_letter(work, consents_to_publication=False)
    with pytest.raises(TransitionRefused, match="没有同意公开"):
        factories.publish(work, letter.id)
    agreed = factories.answered_letter(work)
    factories.redact(work, agreed.id)
    agreed.consents_to_publication = False
    with pytest.raises(TransitionRefused, match="没有同意公开"):
        publication.release(publisher(work), agreed.id)
    assert work.session.scalar(select(func.count()).select_from(Publication)) == 0


def test_publish_twice_is_refused(work: Work) -> None:
    letter = factories.published_letter(work)
    with pytest.raises(TransitionRefused, match="已经公开"):
        publication.release(publisher(work), letter.id)


@pytest.mark.parametrize("act", ACTS)
@pytest.mark.parametrize("state", sorted(LETTER_STATES - ANSWERED_STATES))
def test_publication_act_before_the_answer_is_refused(work: Work, act: str, state: State) -> None:
    letter = factories.letter_in(work, state, consents_to_publication=True)
    with pytest.raises(TransitionRefused):
        ACTS[act](publisher(work), letter.id)


@pytest.mark.parametrize("act", ACTS)
def test_publication_act_by_anybody_else_is_not_permitted(work: Work, act: str) -> None:
    letter = factories.published_letter(work) if act == "unpublish" else factories.answered_letter(work)
    # Without the writer's leave the service itself takes a letter down.
    services = [SYSTEM] if act != "unpublish" else []
    people = [CITIZEN, *services, *(factories.staff(work, role) for role in Role if role is not Role.PUBLISHER)]
    for actor in people:
        with pytest.raises(NotPermitted):
            ACTS[act](factories.acting(work, actor), letter.id)


def test_unpublish_leaves_a_tombstone_and_nothing_to_search(work: Work) -> None:
    letter = factories.published_letter(work)
    before = revision(work)
    gone = publication.unpublish(publisher(work, days=3), letter.id, " 来信人要求撤下。 ")
    assert (gone.state, gone.withdrawn_reason) == (PublicationState.WITHDRAWN, "来信人要求撤下。")
    assert gone.withdrawn_at == publisher(work, days=3).now
    assert (indexed(work), revision(work), letter.publication_decision) == ("", before + 1, "withheld")


def test_unpublish_what_is_not_public_is_refused(work: Work) -> None:
    letter = factories.published_letter(work)
    publication.unpublish(publisher(work), letter.id, "撤下。")
    for case_id in (letter.id, factories.answered_letter(work).id):
        with pytest.raises(TransitionRefused, match="没有公开"):
            publication.unpublish(publisher(work), case_id, "再撤。")


def test_publish_again_after_unpublishing_keeps_the_public_id(work: Work) -> None:
    letter = factories.published_letter(work)
    first = work.session.scalar(select(Publication)).public_id
    publication.unpublish(publisher(work), letter.id, "撤下。")
    again = factories.publish(work, letter.id)
    assert (again.public_id, again.state, again.withdrawn_at, again.withdrawn_reason) == (first, "published", None, "")
    assert indexed(work)


@pytest.mark.parametrize("reason", ["", " \n", "字" * 501, "\0"], ids=["none", "blank", "too long", "not storable"])
@pytest.mark.parametrize("act", [publication.withhold, publication.unpublish], ids=["withhold", "unpublish"])
def test_deciding_against_publication_without_a_usable_reason_is_refused(work: Work, act, reason: str) -> None:
    unpublish = act is publication.unpublish
    letter = factories.published_letter(work) if unpublish else factories.answered_letter(work)
    with pytest.raises(InputRefused) as refused:
        act(publisher(work), letter.id, reason)
    assert refused.value.field == "reason"
    assert letter.publication_decision == ("published" if unpublish else None)


def test_withhold_keeps_the_reason_and_decides_once(work: Work) -> None:
    letter = factories.answered_letter(work)
    publication.withhold(publisher(work), letter.id, "涉及个案。")
    assert (letter.publication_decision, letter.publication_reason) == ("withheld", "涉及个案。")
    with pytest.raises(TransitionRefused, match="已经决定过"):
        publication.withhold(publisher(work), letter.id, "又想了想。")


def test_rating_after_publication_shows_on_it_at_once(work: Work) -> None:
    letter = factories.published_letter(work)
    before = revision(work)
    ratings.rate(factories.acting(work, CITIZEN), letter.id, Rating.DISSATISFIED, "还没修好。")
    assert work.session.scalar(select(Publication.rating)) == Rating.DISSATISFIED
    assert revision(work) == before + 1


def test_events_of_publication_hold_no_words(work: Work) -> None:
    letter = factories.published_letter(work)
    publication.unpublish(publisher(work), letter.id, "来信人要求撤下。")
    payloads = " ".join(work.session.scalars(select(CaseEvent.payload).where(CaseEvent.case_id == letter.id)))
    assert "来信人要求" not in payloads
    assert "加压泵" not in payloads
