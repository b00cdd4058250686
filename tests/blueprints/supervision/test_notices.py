"""Messages that have not arrived, on the page of the letters office."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select, update

from models.identity import Identity
from models.notice import Notice
from queries import paging
from rules.actors import Role
from rules.delivery import Channel
from rules.vocabulary import State
from services import notices, outbox
from services.outbox import Outcome, Terms
from services.work import Work
from tests import factories
from tests.fixtures.office import Office

TERMS = Terms(Channel.MAIL, lease_s=60, rate_per_minute=10**9)


def fail(work: Work) -> None:
    work.session.execute(update(Notice).values(state="failed", next_attempt_at=None, attempts=3,
                                               last_error="550 no such <user>"))


def bounce(work: Work) -> None:
    fail(work)
    work.session.execute(update(Notice).values(bounced_at=work.now, last_error="邮件被退回（5.1.1）"))
    work.session.execute(update(Identity).values(email_bounced_at=work.now))


def facts(office: Office) -> tuple[object, ...]:
    """Return state, attempts, fencing number, reason and bounce of the one notice."""
    found: list[tuple[object, ...]] = []
    columns = select(Notice.state, Notice.attempts, Notice.lease, Notice.last_error, Notice.bounced_at)
    office.do(None, lambda work: found.append(tuple(work.session.execute(columns).one())))
    return found[0]


def test_notice_that_failed_is_listed_with_its_reason(office: Office) -> None:
    number = office.letter()
    visitor = office.enter("intake")
    assert number in visitor.get("/office/notices?tab=owed").text
    office.do(None, fail)
    page = visitor.get("/office/notices")
    assert number in page.text
    assert "550nosuch<user>" in page.text
    assert "3次" in page.text


def test_notice_for_an_unconfirmed_address_waits_in_sight(office: Office) -> None:
    number = office.letter(State.ANSWERED)
    page = office.enter("intake").get("/office/notices?tab=held")
    assert number in page.text
    assert "答复告知" in page.text


def test_notice_to_staff_names_the_person(office: Office) -> None:
    person = office.people["lead"]
    office.do(None, lambda work: notices.owe_staff(work, person.id or 0, "deadlines", "x"))
    page = office.enter("supervisor").get("/office/notices?tab=owed")
    assert "lead1" in page.text


@pytest.mark.parametrize("person", ["intake", "supervisor"])
def test_send_again_puts_the_notice_back_as_if_it_were_new(office: Office, person: str) -> None:
    number = office.letter()
    office.do(None, bounce)
    visitor = office.enter(person)
    assert number in visitor.get("/office/notices?tab=bounced").text
    assert "已经排进队里" in visitor.submit({}, "/office/notices/1/resend").text
    assert facts(office) == ("owed", 0, 1, "", None)
    assert number not in visitor.get("/office/notices?tab=bounced").text


def test_send_again_lets_no_earlier_sender_settle(office: Office) -> None:
    office.letter()
    turns: list[outbox.Turn] = []
    office.do(None, lambda work: turns.append(outbox.next_turn(work, TERMS)))
    office.do(None, fail)
    office.do("intake", lambda work: outbox.resend(work, 1))
    assert not_settled(office, turns[0])


def not_settled(office: Office, turn: outbox.Turn) -> bool:
    settled: list[bool] = []
    office.do(None, lambda work: settled.append(outbox.settle(work, TERMS, turn, Outcome())))
    return settled == [False]


@pytest.mark.parametrize("path", ["/office/notices/1/resend", "/office/notices/99/resend"])
def test_send_again_what_is_not_given_up_says_so(office: Office, path: str) -> None:
    office.letter()
    visitor = office.enter("intake")
    visitor.get("/office/notices")
    page = visitor.post(path)
    assert "请" in page.text
    assert facts(office)[2] == 0


@pytest.mark.parametrize("person", ["handler", "lead", "publisher", "admin", "leader"])
def test_send_again_is_for_the_letters_office_alone(office: Office, person: str) -> None:
    office.letter()
    office.do(None, fail)
    visitor = office.enter(person)
    visitor.post("/office/notices/1/resend", status=403)
    assert facts(office)[0] == "failed"


def test_server_that_is_away_is_told_with_since_when_and_what_waits(office: Office) -> None:
    office.letter()
    away = Outcome("邮件服务器没有应答（ConnectionRefusedError）", away=True, begun=False)
    office.do(None, lambda work: outbox.settle(work, TERMS, outbox.next_turn(work, TERMS), away))
    page = office.enter("intake").get("/office/notices")
    assert "邮件从11月24日10:42起发不出去" in page.text
    assert "等着发的1条" in page.text


def test_mail_that_is_held_after_a_restore_is_told(office: Office) -> None:
    office.letter()
    office.do(None, lambda work: outbox.pause(work, "restored"))
    assert "起暂停发送" in office.enter("intake").get("/office/notices").text


def test_list_of_many_notices_is_walked_without_losing_one(office: Office) -> None:
    def many(work: Work) -> None:
        for minute in range(paging.PAGE_ROWS + 3):
            later = factories.acting(work, factories.CITIZEN, minutes=minute)
            factories.intake.submit_letter(later, factories.draft(contact=factories.Contact(phone="13800138000")))

    office.do(None, many)
    visitor = office.enter("intake")
    first = visitor.get("/office/notices?tab=failed")
    assert "没有送到23" in first.text
    assert first.links().get("下一页") is None
    assert "今天已经有5条短信" in first.text


def test_bounced_address_is_told_on_the_page_of_the_letter(office: Office) -> None:
    """M4: the desk shows that the address does not exist."""
    number = office.letter()
    office.do(None, bounce)
    assert "邮件被退回" in office.enter("handler").get(f"/desk/letters/{number}").text


def test_oldest_message_is_named(office: Office) -> None:
    office.letter()
    office.do(None, lambda work: work.session.execute(
        update(Notice).values(owed_at=work.now - timedelta(days=1), next_attempt_at=work.now)))
    assert "最早一条是11月23日10:42的" in office.enter("intake").get("/office/notices").text


def test_roles_without_the_page_are_turned_away(office: Office) -> None:
    assert Role.INTAKE in outbox.RESENDERS
    office.enter("handler").get("/office/notices", status=403)
