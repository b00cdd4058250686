from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from sqlalchemy import func, select, text

from models.attachment import Attachment
from models.case import Case, Letter
from models.clock import Clock, ClockTerm
from models.department import Mailbox
from models.event import CaseEvent
from models.identity import Identity
from models.notice import Notice
from queries.settings import SETTINGS_REVISION
from rules.actors import CITIZEN, Role
from rules.consents import ConsentKind
from rules.errors import Conflict, InputRefused, NotPermitted
from rules.letter_draft import Contact, StoredFile
from rules.vocabulary import Category, State
from services import intake, locking
from services.work import Work
from tests import factories

FILE = StoredFile("现场.jpg", "image/jpeg", 1234, "a" * 64, "b" * 32)
WRITER = Contact("林小禾", "13800001234", "writer@example.cn", "桃源镇1号", "513425198001011237")
AGREED = frozenset({ConsentKind.ID_NUMBER})


def send(work: Work, **fields: object) -> intake.Submission:
    return factories.submission(work, **fields)


def rows(work: Work, model: type) -> int:
    return work.session.scalar(select(func.count()).select_from(model))


def test_submit_keeps_what_was_written_as_it_was(work: Work) -> None:
    words = "  第一行\n\t第二行 <b>&amp;</b> 😀 Ａ  "
    letter = factories.letter(work, text=words, title=" 标题 ", place="东街", name_hidden=True)
    assert (letter.text, letter.title, letter.place, letter.name_hidden) == (words, "标题", "东街", True)
    assert (letter.state, letter.received_at) == (State.RECEIVED, work.now)


def test_submit_says_what_the_letter_is_about_in_its_row_and_in_the_record(work: Work) -> None:
    letter = factories.letter(work, title="路灯坏了一个多月", text="请派人来修。")
    assert letter.subject == "city_services"
    event = work.session.scalars(select(CaseEvent).where(CaseEvent.case_id == letter.id)).one()
    assert '"subject":"city_services"' in event.payload


@pytest.mark.parametrize(
    ("written", "title"),
    [("路灯坏了。", "路灯坏了。"), ("\n 路灯坏了 \n在东街", "路灯坏了"), ("字" * 26, "字" * 25 + "…"),
     ("字" * 25, "字" * 25)],
    ids=["a short line", "the first line", "a long line", "just short enough"],
)
def test_submit_without_title_takes_it_from_the_text(work: Work, written: str, title: str) -> None:
    assert factories.letter(work, text=written, title="").title == title


def test_submit_numbers_letters_one_after_another_within_the_year(work: Work) -> None:
    assert [send(work).number for _ in range(3)] == ["X2026-1", "X2026-2", "X2026-3"]
    later = replace(work, now=datetime(2026, 12, 31, 16, 0, tzinfo=UTC))
    assert send(later).number == "X2027-1"


@pytest.mark.parametrize(
    ("category", "due_on"),
    [(Category.CONSULTATION, date(2026, 12, 1)), (Category.COMPLAINT, date(2026, 12, 15)),
     (Category.SITE_ERROR, date(2026, 11, 27)), (Category.PRAISE, None)],
)
def test_submit_starts_the_clock_of_its_category(work: Work, category: Category, due_on: date | None) -> None:
    sent = send(work, category=category)
    assert sent.due_on == due_on
    clock = work.session.scalar(select(Clock).where(Clock.case_id == sent.id))
    assert (clock.due_on if clock else None) == due_on


def test_submit_late_in_the_evening_counts_from_the_day_in_china(work: Work) -> None:
    late = replace(work, now=datetime(2026, 11, 24, 16, 30, tzinfo=UTC))
    assert send(late).due_on == date(2026, 12, 2)


def test_submit_follows_the_own_term_of_a_mailbox(work: Work) -> None:
    mailbox = work.session.scalar(select(Mailbox).where(Mailbox.slug == "housing"))
    work.session.add(ClockTerm(mailbox_id=mailbox.id, category="consultation", length=2, unit="working_day",
                               valid_from=date(2026, 1, 1)))
    work.session.flush()
    locking.bump_revision(work.session, SETTINGS_REVISION)
    assert send(work, mailbox="housing").due_on == date(2026, 11, 26)
    assert send(work, mailbox="transport").due_on == date(2026, 12, 1)


def test_submit_leaves_one_event_without_words_or_identity(work: Work) -> None:
    sent = send(work, contact=WRITER, consents=AGREED, place="东街", files=[FILE])
    [event] = work.session.scalars(select(CaseEvent).where(CaseEvent.case_id == sent.id))
    assert (event.act, event.actor) == ("submit", "citizen")
    for secret in (factories.TEXT, "加压泵", "东街", *WRITER.__dict__.values(), FILE.display_name, sent.query_code):
        assert secret not in event.payload


def test_submit_stores_contact_fields_as_ciphertext_bound_to_the_case(work: Work) -> None:
    sent, other = (send(work, contact=WRITER, consents=AGREED) for _ in range(2))
    one, two = work.session.get_one(Identity, sent.id), work.session.get_one(Identity, other.id)
    for column, value in WRITER.__dict__.items():
        stored = getattr(one, column)
        assert value.encode() not in stored
        assert stored != getattr(two, column)
        assert work.cipher.decrypt(sent.id, column, stored) == value
    assert one.email_digest == two.email_digest


def test_submit_without_contact_leaves_no_identity_and_no_notice(work: Work) -> None:
    send(work)
    assert (rows(work, Identity), rows(work, Notice)) == (0, 0)


def test_submit_keeps_the_query_code_nowhere(work: Work) -> None:
    code = send(work, contact=WRITER).query_code
    for table in ("case", "letter", "case_event", "identity", "notice", "clock"):
        for row in work.session.execute(text(f'SELECT * FROM "{table}"')):
            assert code not in str(tuple(row))


def test_submit_with_an_address_owes_the_receipt_at_once(work: Work) -> None:
    as_citizen = factories.acting(work, CITIZEN)
    sent = intake.submit_letter(as_citizen, factories.draft(contact=WRITER))
    notice = work.session.scalar(select(Notice))
    assert (notice.kind, notice.state, notice.next_attempt_at) == ("received", "owed", work.now)
    assert as_citizen.jobs == [("workers.notices.deliver_due", ("mail",)), (intake.ROUTE_JOB, (sent.id,))]


def test_submit_the_same_token_twice_gives_the_same_receipt(work: Work) -> None:
    draft = factories.draft(contact=WRITER, files=[FILE])
    first, second = (intake.submit_letter(factories.acting(work, CITIZEN), draft) for _ in range(2))
    assert (first.repeated, second.repeated) == (False, True)
    assert replace(second, repeated=False) == first
    assert [rows(work, model) for model in (Case, CaseEvent, Notice, Attachment, Identity)] == [1, 1, 1, 1, 1]


def test_submit_the_same_token_later_still_gives_the_same_receipt(work: Work) -> None:
    draft = factories.draft()
    first = intake.submit_letter(factories.acting(work, CITIZEN), draft)
    again = intake.submit_letter(factories.acting(work, CITIZEN, days=60), draft)
    assert (again.number, again.query_code, again.due_on) == (first.number, first.query_code, first.due_on)


CHANGED = {
    "text": "另一封信。", "title": "另一个标题", "place": "西街", "mailbox": "housing", "category": Category.COMPLAINT,
    "files": (FILE,), "contact": Contact(email="writer@example.org"), "name_hidden": True,
    "consents_to_publication": True,
}


@pytest.mark.parametrize("field", CHANGED)
def test_submit_the_same_token_with_something_changed_is_a_conflict(work: Work, field: str) -> None:
    draft = factories.draft()
    intake.submit_letter(factories.acting(work, CITIZEN), draft)
    with pytest.raises(Conflict, match="已经寄出"):
        intake.submit_letter(factories.acting(work, CITIZEN), replace(draft, **{field: CHANGED[field]}))
    assert rows(work, Case) == 1


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"text": ""}, "text"), ({"text": " \n　"}, "text"), ({"text": "字" * 2001}, "text"), ({"text": "a\0"}, "text"),
        ({"title": "字" * 61}, "title"), ({"title": "\ud800"}, "title"), ({"place": "字" * 101}, "place"),
        ({"contact": Contact(phone="1" * 101)}, "phone"), ({"contact": Contact(name="\0")}, "name"),
        ({"token": "short"}, "token"), ({"token": "t" * 201}, "token"), ({"token": "token\0token"}, "token"),
        ({"mailbox": "nobody"}, "mailbox"), ({"mailbox": "' OR 1=1 --"}, "mailbox"),
    ],
)
def test_submit_refuses_what_cannot_be_taken_and_stores_nothing(work: Work, fields: dict, field: str) -> None:
    with pytest.raises(InputRefused) as refused:
        send(work, **fields)
    assert refused.value.field == field
    assert (rows(work, Case), rows(work, CaseEvent)) == (0, 0)


def test_submit_to_a_closed_mailbox_is_refused(work: Work) -> None:
    work.session.scalar(select(Mailbox).where(Mailbox.slug == "housing")).is_open = False
    work.session.flush()
    locking.bump_revision(work.session, SETTINGS_REVISION)
    with pytest.raises(InputRefused, match="没有这个信箱"):
        send(work, mailbox="housing")


def test_submit_by_staff_is_not_permitted(work: Work) -> None:
    officer = factories.acting(work, factories.staff(work, Role.INTAKE))
    with pytest.raises(NotPermitted):
        intake.submit_letter(officer, factories.draft())


def test_submit_stores_files_in_order_with_their_digests(work: Work) -> None:
    other = replace(FILE, display_name="合同.pdf", storage_name="c" * 32)
    sent = send(work, files=[FILE, other])
    kept = list(work.session.scalars(select(Attachment).where(Attachment.case_id == sent.id).order_by(Attachment.id)))
    assert [(one.display_name, one.storage_name) for one in kept] == [("现场.jpg", "b" * 32), ("合同.pdf", "c" * 32)]
    assert {one.digest for one in kept} == {"a" * 64}


def test_submit_of_many_lines_of_every_script_reads_back_equal(work: Work) -> None:
    words = "𠀀 🏮 עברית عربي \u200b \u202e ‮ \r\n" * 20
    sent = send(work, text=words)
    work.session.expire_all()
    assert work.session.get_one(Letter, sent.id).text == words
