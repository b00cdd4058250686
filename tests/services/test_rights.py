"""What a person may do about their own data: done at once, or asked of the letters office; on the record either way."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from sqlalchemy import select

from models.case import Letter
from models.event import CaseEvent
from models.identity import Identity
from models.notice import Notice
from models.publication import Publication
from models.rights import RightsRequest
from models.search_index import letter_index
from queries import notices as reading
from queries import person, rights_requests
from rules import rights as rules
from rules.actors import CITIZEN, SYSTEM, Role
from rules.consents import ConsentKind
from rules.errors import Conflict, InputRefused, NotFound, NotPermitted, TransitionRefused
from rules.letter_draft import Contact
from rules.localtime import local_date
from rules.rights import Right
from rules.vocabulary import LETTER_STATES, OPEN_STATES, State
from services import confirmations, erasing, ledger, locking, rights
from services import letter_index as indexing
from services.notices import NoticeKind, email_digest
from services.work import Work
from tests import factories

CONTACT = Contact("林小舟", "13812345678", "lin@example.cn", "翠竹苑5栋")


def writer(work: Work, **later: float) -> Work:
    return factories.acting(work, CITIZEN, **later)


def letter_of(work: Work, state: State = State.ACCEPTED, **fields: object) -> Letter:
    return factories.letter_in(work, state, contact=CONTACT, **fields)


def events_of(work: Work, letter: Letter) -> list[tuple[str, dict[str, object]]]:
    work.session.flush()
    return [(row.act, json.loads(row.payload)) for row in work.session.scalars(
        select(CaseEvent).where(CaseEvent.case_id == letter.id).order_by(CaseEvent.seq))]


def notices_of(work: Work, letter: Letter) -> list[Notice]:
    return list(work.session.scalars(select(Notice).where(Notice.case_id == letter.id).order_by(Notice.id)))


def kept(work: Work, letter: Letter) -> dict[str, str]:
    work.session.flush()
    return person.contact(work.cipher, work.session.get(Identity, letter.id))


def test_copy_is_noted_once_a_day_and_holds_everything_that_is_kept(work: Work) -> None:
    """G3: view and copy: the copy holds identity, text, files, notices, looks and requests of the writer."""
    letter = letter_of(work, State.ANSWERED, text="翠竹苑5栋外墙掉砖。")
    for _ in range(3):
        rights.note_copy(writer(work), letter.id)
    assert [act for act, _ in events_of(work, letter)].count("copy_own") == 1
    rights.note_copy(writer(work, days=1), letter.id)
    assert [act for act, _ in events_of(work, letter)].count("copy_own") == 2
    copy = person.as_copy(person.read(work.session, work.cipher, letter.id), {})
    assert copy["姓名和联系方式"] == {"姓名": "林小舟", "电话": "13812345678", "电子邮箱": "lin@example.cn",
                               "联系地址": "翠竹苑5栋"}
    assert copy["来信"]["内容"] == "翠竹苑5栋外墙掉砖。"  # type: ignore[index]
    assert [len(copy[part]) > 0 for part in ("答复", "告知", "个人信息申请", "办理痕迹")] == [True] * 4  # type: ignore[arg-type]
    assert json.loads(json.dumps(copy, ensure_ascii=False)) == copy


def test_correction_changes_the_fields_and_records_only_their_names(work: Work) -> None:
    """G3: correct: name and contact are changed at once; the record holds the slugs of the fields, no value."""
    letter = letter_of(work)
    changed = rights.correct_contact(writer(work), letter.id, Contact("林晓舟", "13812345678", "lin@example.cn", ""))
    assert changed == ("name", "address")
    assert kept(work, letter) == {"name": "林晓舟", "phone": "13812345678", "email": "lin@example.cn"}
    act, payload = events_of(work, letter)[-1]
    assert (act, payload["fields"]) == ("correct_contact", ["name", "address"])
    assert "林晓舟" not in json.dumps(events_of(work, letter), ensure_ascii=False)
    assert ledger.verify(work).ok


def test_corrected_address_must_be_confirmed_by_its_owner(work: Work) -> None:
    """G3, M3: after a correction only the receipt goes to the new address, and the old link confirms nothing."""
    letter = letter_of(work)
    old_link = confirmations.token(work, letter)
    confirmations.confirm_email(writer(work), old_link)
    rights.correct_contact(writer(work), letter.id, Contact("林小舟", "13812345678", "new@example.cn", "翠竹苑5栋"))
    identity = work.session.get_one(Identity, letter.id)
    assert (identity.email_verified_at, identity.email_digest) == (None, email_digest(work, "new@example.cn"))
    newest = notices_of(work, letter)[-1]
    assert (newest.kind, newest.state) == ("received", "owed")
    facts = reading.message_facts(work.session, work.cipher, work.secrets.code, newest.id)
    assert facts is not None
    assert facts.recipient == "new@example.cn"
    with pytest.raises(NotFound):
        confirmations.read(work, old_link)
    assert facts.confirm_token == confirmations.token(work, letter)
    assert confirmations.confirm_email(writer(work), facts.confirm_token).number == letter.number


def test_correction_of_an_anonymous_letter_gives_it_a_contact(work: Work) -> None:
    letter = factories.letter_in(work, State.ACCEPTED, contact=Contact())
    rights.correct_contact(writer(work), letter.id, Contact(phone="13812345678"))
    assert kept(work, letter) == {"phone": "13812345678"}


def test_corrections_are_limited_on_one_day(work: Work) -> None:
    letter = letter_of(work)
    for number in range(rules.CORRECTIONS_A_DAY):
        rights.correct_contact(writer(work), letter.id, Contact(name=f"林{number}"))
    with pytest.raises(InputRefused, match="明天"):
        rights.correct_contact(writer(work), letter.id, Contact(name="林"))
    rights.correct_contact(writer(work, days=1), letter.id, Contact(name="林"))


@pytest.mark.parametrize("state", [State.ASSIGNED, State.ANSWERED, State.CLOSED, State.DECLINED])
def test_deletion_removes_the_identity_and_keeps_shell_and_record(work: Work, state: State) -> None:
    """G3, U6: delete: the identity row goes; number, text, replies and every event stay, and the chain verifies."""
    letter = letter_of(work, state)
    before = events_of(work, letter)
    rights.delete_identity(writer(work), letter.id)
    assert work.session.get(Identity, letter.id) is None
    after = events_of(work, letter)
    assert after[:len(before)] == before
    assert after[-1] == ("erase_identity", {"fields": ["name", "phone", "email", "address"],
                                            "why": "delete_identity"})
    stands = work.session.execute(select(Letter.number, Letter.text, Letter.state).where(Letter.id == letter.id)).one()
    assert stands == (letter.number, letter.text, state)
    assert ledger.verify(work).ok
    with pytest.raises(TransitionRefused, match="已经删去"):
        rights.delete_identity(writer(work), letter.id)


def test_deletion_settles_what_is_owed_and_forgets_what_servers_answered(work: Work) -> None:
    """U6: after a deletion no message is owed to an address that is gone, and no error text quotes it."""
    letter = letter_of(work, State.ANSWERED)
    first = notices_of(work, letter)[0]
    first.state, first.sent_at, first.next_attempt_at = "sent", work.now, None
    first.last_error = "550 5.1.1 <lin@example.cn>: no such user"
    rights.delete_identity(writer(work), letter.id)
    work.session.expire_all()
    assert {(one.state, one.last_error) for one in notices_of(work, letter)} == {
        ("sent", ""), ("failed", erasing.ERASED)}


def test_deletion_keeps_a_sender_in_flight_from_settling(work: Work) -> None:
    letter = letter_of(work)
    lease = notices_of(work, letter)[0].lease
    rights.delete_identity(writer(work), letter.id)
    work.session.expire_all()
    assert notices_of(work, letter)[0].lease == lease + 1


def test_consent_taken_back_takes_the_published_letter_down(work: Work) -> None:
    """G3: withdraw consent: the published letter comes down in the same transaction, with the reason."""
    letter = letter_of(work, State.ANSWERED, consents_to_publication=True)
    factories.publish(work, letter.id)
    rights.withdraw_publication(writer(work), letter.id)
    public = work.session.scalars(select(Publication).where(Publication.case_id == letter.id)).one()
    assert (public.state, public.withdrawn_reason) == ("withdrawn", "来信人撤回同意")
    assert not letter.consents_to_publication
    assert [act for act, _ in events_of(work, letter)][-2:] == ["withdraw_consent", "unpublish"]
    assert ledger.verify(work).ok
    with pytest.raises(TransitionRefused):
        rights.withdraw_publication(writer(work), letter.id)


def test_request_for_the_office_is_due_in_fifteen_working_days(work: Work) -> None:
    """G3: what needs a person gets a last day, and its words are encrypted."""
    letter = letter_of(work)
    request = rights.ask(writer(work), letter.id, Right.CORRECT_TEXT, "门牌号写错了，应是6栋。")
    assert request.due_on == work.calendar.add_working_days(work.today, 15)
    assert request.words is not None
    assert "6栋".encode() not in request.words
    line = person.requests(work.session, work.cipher, letter.id)[0]
    assert (line.words, line.outcome) == ("门牌号写错了，应是6栋。", "")
    assert events_of(work, letter)[-1] == ("ask_right", {"kind": "correct_text", "request": request.id})


def test_refusal_needs_a_reason_and_tells_the_writer(work: Work) -> None:
    """G3: a refusal without a reason is refused itself; with one the writer is owed a notice (PIPL 50)."""
    letter = letter_of(work)
    request = rights.ask(writer(work), letter.id, Right.CORRECT_TEXT, "标题里的名字错了。")
    officer = factories.acting(work, factories.staff(work, Role.INTAKE))
    with pytest.raises(InputRefused, match="理由"):
        rights.decide(officer, request.id, False, "  ")
    rights.decide(officer, request.id, False, "标题里没有名字。")
    assert (request.outcome, request.reason, request.decided_by) == ("refused", "标题里没有名字。", officer.actor.slug)
    assert notices_of(work, letter)[-1].kind == NoticeKind.RIGHTS_DECIDED
    with pytest.raises(Conflict):
        rights.decide(officer, request.id, True, "")


@pytest.mark.parametrize("role", sorted(set(Role) - {Role.INTAKE, Role.SUPERVISOR}))
def test_request_is_decided_by_the_letters_office_only(work: Work, role: Role) -> None:
    letter = letter_of(work)
    request = rights.ask(writer(work), letter.id, Right.CORRECT_TEXT, "名字错了。")
    with pytest.raises(NotPermitted):
        rights.decide(factories.acting(work, factories.staff(work, role)), request.id, True, "")


@pytest.mark.parametrize("state", [State.CLOSED, State.DECLINED])
def test_stopped_use_takes_the_letter_out_of_search_and_public(work: Work, state: State) -> None:
    """U6: stopping use ends every processing but keeping: not public, not found by staff, the record whole."""
    letter = letter_of(work, state, consents_to_publication=True)
    indexing.add(work, letter)
    request = rights.ask(writer(work), letter.id, Right.STOP_USE, "事情已经过去了。")
    rights.decide(factories.acting(work, factories.staff(work, Role.SUPERVISOR)), request.id, True, "")
    assert work.session.execute(select(letter_index.c.rowid).where(letter_index.c.rowid == letter.id)).all() == []
    assert not letter.consents_to_publication
    assert letter.text
    assert ledger.verify(work).ok


@pytest.mark.parametrize("state", sorted(LETTER_STATES & OPEN_STATES | {State.MERGED}))
def test_use_of_a_letter_that_is_handled_is_not_stopped(work: Work, state: State) -> None:
    letter = letter_of(work, state)
    request = rights.ask(writer(work), letter.id, Right.STOP_USE, "不想办了。")
    officer = factories.acting(work, factories.staff(work, Role.INTAKE))
    with pytest.raises(TransitionRefused, match="还在办理"):
        rights.decide(officer, request.id, True, "")
    rights.decide(officer, request.id, False, "还在办理。")


def test_requests_that_wait_are_limited(work: Work) -> None:
    letter = letter_of(work)
    for _ in range(rules.MOST_WAITING):
        rights.ask(writer(work), letter.id, Right.CORRECT_TEXT, "名字错了。")
    with pytest.raises(InputRefused, match="等办好"):
        rights.ask(writer(work), letter.id, Right.CORRECT_TEXT, "名字错了。")


@pytest.mark.parametrize("right", sorted(set(Right) - rules.BY_OFFICE))
def test_what_is_done_at_once_cannot_be_asked_of_the_office(work: Work, right: Right) -> None:
    with pytest.raises(InputRefused):
        rights.ask(writer(work), letter_of(work).id, right, "请办理。")


def test_erased_identity_takes_the_words_of_answered_requests_with_it(work: Work) -> None:
    letter = letter_of(work)
    request = rights.ask(writer(work), letter.id, Right.CORRECT_TEXT, "门牌号写错了，应是6栋。")
    rights.decide(factories.acting(work, factories.staff(work, Role.INTAKE)), request.id, False, "没有写错。")
    at = factories.acting(work, SYSTEM)
    assert erasing.erase(at, locking.lock_letter(at.session, letter.id), "identity")
    work.session.expire_all()
    assert work.session.get_one(RightsRequest, request.id).words is None
    assert not erasing.erase(at, locking.lock_letter(at.session, letter.id), "identity")


def test_late_request_stands_on_the_list_as_late(work: Work) -> None:
    letter = letter_of(work)
    rights.ask(writer(work), letter.id, Right.CORRECT_TEXT, "名字错了。")
    later = work.now + timedelta(days=40)
    rows = rights_requests.waiting(work.session, work.cipher, local_date(later), work.calendar)
    assert [row.standing.tone for row in rows if row.standing] == ["late"]
    assert rights_requests.waiting_count(work.session) == 1


def test_corrected_name_is_covered_in_a_confidential_letter_like_the_old_one(work: Work) -> None:
    """G3, I3: what was covered under the old name stays covered, and the new name is covered as well."""
    letter = letter_of(work, text="我是林小舟，也写作林晓舟，举报物业乱收费。", name_hidden=True)
    rights.correct_contact(writer(work), letter.id, Contact("林晓舟", "13812345678", "lin@example.cn", "翠竹苑5栋"))
    assert letter.shown_text is not None
    assert "舟" not in letter.shown_text
    assert "林小舟" in letter.text


@pytest.mark.parametrize(("kind", "left"), [(ConsentKind.ID_NUMBER, "published"), (ConsentKind.HEALTH, "withdrawn")])
def test_sensitive_consent_taken_back_ends_what_it_allowed(work: Work, kind: ConsentKind, left: str) -> None:
    """G3, I7: the identity number goes at once; a letter about health comes down as well."""
    letter = letter_of(work, State.ANSWERED, consents_to_publication=True, consents=(kind,))
    factories.publish(work, letter.id)
    rights.withdraw_consent(writer(work), letter.id, kind)
    assert work.session.scalars(select(Publication.state).where(Publication.case_id == letter.id)).one() == left
    line = person.read(work.session, work.cipher, letter.id).consents[0]
    assert (line.kind, line.withdrawn_at) == (kind, work.now)
    assert ledger.verify(work).ok
    with pytest.raises(NotFound):
        rights.withdraw_consent(writer(work), letter.id, kind)
