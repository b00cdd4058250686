"""Small factories over the real services: what a test does not say, they choose. They never commit."""

from __future__ import annotations

import itertools
from dataclasses import replace
from datetime import timedelta

from sqlalchemy import func, select

from models.case import Letter
from models.clock import Clock
from models.department import Department
from models.identity import Identity
from models.publication import Publication
from models.redaction import Redaction
from models.staff import Staff
from rules.actors import CITIZEN, DEPARTMENT_ROLES, SYSTEM, Actor, Role
from rules.letter_draft import Contact, LetterDraft
from rules.redaction_marks import Decision
from rules.vocabulary import DeclineGround, State
from services import (
    accounts,
    handling,
    intake,
    merging,
    publication,
    ratings,
    redacting,
    replies,
    reworking,
    routing,
    staff_rows,
    triage,
    withdrawal,
)
from services.intake import Submission
from services.work import Work

PASSWORD = "Sunny-River-7-Boat"
# In the authenticator of every person of the tests.
SEED = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
TEXT = "小区的加压泵坏了三天，五楼以上没有水，物业说等配件，请帮忙催一催。"
REPLY = "您反映的加压泵已于今天下午换好，恢复供水。如再停水，请拨打物业值班电话。"
REWORK_REASON = "没有回答什么时候修好电梯。"
EMAIL = "writer@example.cn"
_serial = itertools.count(1)


def acting(work: Work, actor: Actor, **later: float) -> Work:
    """Return the unit of work with somebody acting in it, `later` as `timedelta` takes it."""
    return replace(work, actor=actor, now=work.now + timedelta(**later), jobs=[])


def draft(**fields: object) -> LetterDraft:
    """Return a letter to the county leader as its writer sends it."""
    values = {"token": f"form-token-{next(_serial):06}", "text": TEXT, "title": "加压泵坏了没人修"}
    return LetterDraft(**(values | fields))  # type: ignore[arg-type]


def submission(work: Work, **fields: object) -> Submission:
    """Send a letter and return its case and code."""
    return intake.submit_letter(acting(work, CITIZEN), draft(**fields))


def letter(work: Work, **fields: object) -> Letter:
    """Send a letter that nobody has routed yet."""
    return work.session.get_one(Letter, submission(work, **fields).id)


def letter_with_email(work: Work, **fields: object) -> Letter:
    """Send a letter whose writer left a mail address, which is not confirmed: EMAIL, then others."""
    used = work.session.scalar(select(func.count()).select_from(Identity))
    email = f"{used}.{EMAIL}" if used else EMAIL
    return letter(work, contact=Contact(name="林小禾", email=email), **fields)


def department_id(work: Work, code: str = "housing") -> int:
    """Return the id of one of the departments of the test county."""
    return work.session.execute(select(Department.id).where(Department.code == code)).scalar_one()


def answer_clocks(work: Work, case_id: int) -> list[Clock]:
    """Return the clocks by which the writer of a case is to be answered, the oldest first."""
    return list(work.session.scalars(
        select(Clock).where(Clock.case_id == case_id, Clock.is_answer).order_by(Clock.id)))


def answer_clock(work: Work, case_id: int) -> Clock:
    """Return the only clock by which the writer of a case is to be answered."""
    [clock] = answer_clocks(work, case_id)
    return clock


def department(work: Work, code: str, **fields: object) -> Department:
    """Add a department."""
    row = Department(code=code, name=f"县{code}局", kind="bureau", **fields)
    work.session.add(row)
    work.session.flush()
    return row


def staff(work: Work, role: Role, code: str = "housing", person: int = 1) -> Actor:
    """Return a member of staff, made when first asked for; `person` tells apart those of one role and unit."""
    in_department = role in DEPARTMENT_ROLES
    login = f"{role.value}-{code if in_department else 'office'}-{person}".replace("_", "-")
    row = work.session.scalar(select(Staff).where(Staff.login == login))
    if row is None:
        unit = department_id(work, code) if in_department else None
        row = accounts.add_staff(acting(work, SYSTEM), login, f"{role.value}{person}", role, unit, PASSWORD)
        accounts.furnish(work, row, SEED)
    return staff_rows.as_actor(row)


def routed_letter(work: Work, code: str = "housing", **fields: object) -> Letter:
    """Send a letter to a department's own mailbox and have it routed there."""
    return routing.route(acting(work, SYSTEM), letter(work, mailbox=code, **fields).id)


def letter_in(work: Work, state: State, code: str = "housing", **fields: object) -> Letter:
    """Bring a new letter to a state by the shortest way; a department's letter is with `code`."""
    if state is State.RECEIVED:
        return letter(work, mailbox=code, **fields)
    if state is State.TRIAGE:
        return routing.route(acting(work, SYSTEM), letter(work, **(VAGUE | fields)).id)
    made = routed_letter(work, code, **fields)
    for reached, step in _STEPS[state]:
        step(work, made, code)
        assert made.state == reached
    return made


def answered_letter(work: Work, **fields: object) -> Letter:
    """Send a letter and have it answered with REPLY; its writer agrees to publication unless told otherwise."""
    return letter_in(work, State.ANSWERED, **({"consents_to_publication": True} | fields))


def published_letter(work: Work, **fields: object) -> Letter:
    """Send a letter, have it answered, and publish it."""
    made = answered_letter(work, **fields)
    publish(work, made.id)
    return made


def redact(work: Work, case_id: int, person: int = 1) -> Redaction:
    """Have a redactor hide what was found, keep what is hinted at, and propose it."""
    redactor = acting(work, staff(work, Role.REDACTOR, person=person))
    made = redacting.start(redactor, case_id)
    hints = [redacting.Change(row.id, Decision.KEEP) for row in made.marks if row.decision is None]
    redacting.judge(redactor, case_id, made.edits, hints)
    return redacting.propose(redactor, case_id, made.edits, cannot_be_known=True)


def publish(work: Work, case_id: int) -> Publication:
    """Have an answered letter redacted by one person and released by another."""
    redact(work, case_id)
    return publication.release(acting(work, staff(work, Role.PUBLISHER)), case_id)


def draft_reply(work: Work, made: Letter, code: str = "housing", text: str = REPLY) -> int:
    """Have the handler write and hand in a reply; return its version."""
    return replies.draft(acting(work, staff(work, Role.HANDLER, code)), made.id, text).version


# Words that fit no department, so that the router leaves the letter to a person.
VAGUE = {"title": "有一件事", "text": "请领导看一看，谢谢。"}


def _accept(work: Work, made: Letter, code: str) -> None:
    handling.accept(acting(work, staff(work, Role.HANDLER, code)), made.id)


def _draft(work: Work, made: Letter, code: str) -> None:
    draft_reply(work, made, code)


def _approve(work: Work, made: Letter, code: str) -> None:
    replies.approve(acting(work, staff(work, Role.LEAD, code)), made.id, 1, knowingly=True)


def _issue(work: Work, made: Letter, code: str) -> None:
    replies.issue(acting(work, staff(work, Role.LEAD, code)), made.id, 1)


def _close(work: Work, made: Letter, _code: str) -> None:
    ratings.close(acting(work, SYSTEM, days=31), made.id)


def _decline(work: Work, made: Letter, _code: str) -> None:
    triage.decline(acting(work, staff(work, Role.INTAKE)), made.id, DeclineGround.LEGAL_REMEDY, "")


def _return(work: Work, made: Letter, code: str) -> None:
    handling.return_to_office(acting(work, staff(work, Role.HANDLER, code)), made.id, "不归本单位管。", None)


def _merge(work: Work, made: Letter, code: str) -> None:
    first = routed_letter(work, code)
    merging.merge(acting(work, staff(work, Role.INTAKE)), made.id, first.id, shares_reply=False)


def _withdraw(work: Work, made: Letter, _code: str) -> None:
    withdrawal.withdraw(acting(work, CITIZEN), made.id)


def _rework(work: Work, made: Letter, _code: str) -> None:
    reworking.rework(acting(work, staff(work, Role.INTAKE)), made.id, REWORK_REASON)


_ACCEPTED = ((State.ACCEPTED, _accept),)
_DRAFTED = (*_ACCEPTED, (State.DRAFTED, _draft))
_REVIEWED = (*_DRAFTED, (State.REVIEWED, _approve))
_ANSWERED = (*_REVIEWED, (State.ANSWERED, _issue))
_STEPS = {
    State.ASSIGNED: (), State.ACCEPTED: _ACCEPTED, State.DRAFTED: _DRAFTED, State.REVIEWED: _REVIEWED,
    State.ANSWERED: _ANSWERED, State.CLOSED: (*_ANSWERED, (State.CLOSED, _close)),
    State.DECLINED: ((State.DECLINED, _decline),), State.RETURNED: ((State.RETURNED, _return),),
    State.MERGED: ((State.MERGED, _merge),), State.WITHDRAWN: ((State.WITHDRAWN, _withdraw),),
    State.REWORK: (*_ANSWERED, (State.REWORK, _rework)),
}
