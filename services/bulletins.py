"""A bulletin's way from draft to signature: edited, handed in (初审), reviewed (审核), issued (审发), by three people.

What it says of figures is checked before every signature (services/bulletin_checks.py); its demands are followed in
services/demands.py, its files made by workers/bulletins.py.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from sqlalchemy import select

from models.digest import Bulletin, Digest
from models.publication import Publication
from models.staff import Staff
from queries import bulletins as reading
from queries import digests
from rules import bulletin_body, bulletin_text, bulletins, permissions
from rules.actors import Role
from rules.audit import Audited
from rules.bulletin_body import BulletinText, Example, SectionName
from rules.bulletins import BulletinAct, BulletinState
from rules.errors import Conflict, InputRefused, NotFound, TransitionRefused
from rules.vocabulary import PublicationState
from services import audit, bulletin_checks, demands, locking, notices, redacting
from services.demands import PlannedDemand
from services.notices import NoticeKind
from services.publication import PUBLIC_REVISION
from services.work import Work

KEEP_JOB = "workers.bulletins.keep_files"
CHANGED = "别人刚刚改过这份通报。您写的都还在下面，请和现在存着的对照，再按一次就以您的为准。"
CHANGED_SINCE = "这份通报在您打开以后改过。请看过现在的稿子再办。"
OUTDATED = "这一版数字已经有了更正的新版本，请办新的一版。"
OTHER_REVIEWER = "这一稿是您改的或者您交的，要由另一个人审核。"
OTHER_ISSUER = "这一稿您改过、交过或者审核过，要由另一个人审发。"
NOT_PUBLISHED = "没有公开过编号是“{}”的来信。请从公开来信的页面抄下地址或者编号。"
TAKEN_DOWN = "编号是“{}”的公开件已经撤下，不能再作为案例。请换一件。"
NAMES_SOMEBODY = "评语公众看得到。请不要写姓名、电话、住址。"
CHANGED_EXAMPLE = "第{}个案例的公开件已经撤下。请退回起草，换一件或者删去。"


def draft(work: Work, digest: Digest) -> Bulletin:
    """Return the bulletin of a quarterly digest, drafted from its figures when there is none yet.

    A version that corrects an earlier one takes over its examples, copies and print run, and names what it corrects.
    """
    found = work.session.get(Bulletin, digest.id)
    if found is not None:
        return found
    body = digests.body(digest)
    text = bulletin_text.draft(body)
    if digest.corrects_id is not None:
        text = _carried_over(work, digest, text)
    bulletin = Bulletin(digest_id=digest.id, state=BulletinState.DRAFT.value, text=text.to_json(), revision=1,
                        edited_at=work.now)
    work.session.add(bulletin)
    work.session.flush()  # the demands name the bulletin's digest, and a second draft must find this one
    if digest.corrects_id is None:
        demands.draft(work, body, digest.id)
    else:
        demands.take_over(work, digest.corrects_id, digest.id)
    return bulletin


def edit(work: Work, digest_id: int, revision: int, text: BulletinText, planned: Sequence[PlannedDemand]) -> Bulletin:
    """Save what a person made of the draft. The same text again changes nothing.

    Raises NotPermitted, TransitionRefused once it is handed in, Conflict when somebody saved since `revision`, and
    InputRefused that names a field.
    """
    bulletin = _locked(work, digest_id)
    bulletins.require(work.actor, BulletinAct.EDIT, bulletin.state)
    _require_newest(work, bulletin)
    if bulletin.revision != revision:
        raise Conflict(CHANGED)
    _check_examples(work, bulletins.checked(text).examples)
    words = text.to_json()
    planned_anew = demands.plan(work, digest_id, planned)
    if words == bulletin.text and not planned_anew:
        return bulletin
    bulletin.text, bulletin.revision = words, revision + 1
    bulletin.edited_by, bulletin.edited_at = work.actor.id, work.now
    _note(work, bulletin, Audited.BULLETIN_EDITED)
    return bulletin


def submit(work: Work, digest_id: int, revision: int) -> Bulletin:
    """Hand the draft in (初审). Raises TransitionRefused while a figure does not agree."""
    bulletin, after = _signing(work, digest_id, revision, BulletinAct.SUBMIT)
    bulletin.state = after.value
    bulletin.submitted_by, bulletin.submitted_at, bulletin.send_back_reason = work.actor.id, work.now, ""
    _note(work, bulletin, Audited.BULLETIN_SUBMITTED)
    return bulletin


def review(work: Work, digest_id: int, revision: int) -> Bulletin:
    """Review what another person handed in (审核). Raises NotPermitted for whoever edited it last or handed it in."""
    bulletin, after = _signing(work, digest_id, revision, BulletinAct.REVIEW)
    permissions.require_four_eyes(work.actor, (bulletin.submitted_by, bulletin.edited_by), OTHER_REVIEWER)
    bulletin.state, bulletin.reviewed_by, bulletin.reviewed_at = after.value, work.actor.id, work.now
    _note(work, bulletin, Audited.BULLETIN_REVIEWED)
    return bulletin


def send_back(work: Work, digest_id: int, revision: int, reason: str) -> Bulletin:
    """Send it back to be edited, with the reason; its words stay, the signatures so far fall."""
    bulletin = _locked(work, digest_id)
    after = bulletins.require(work.actor, BulletinAct.SEND_BACK, bulletin.state)
    _require_seen(bulletin, revision)
    bulletin.send_back_reason = bulletins.checked_words(reason, bulletins.REASON_CHARACTERS, "reason", "退回的理由")
    bulletin.state, bulletin.revision = after.value, bulletin.revision + 1
    bulletin.submitted_by = bulletin.submitted_at = bulletin.reviewed_by = bulletin.reviewed_at = None
    _note(work, bulletin, Audited.BULLETIN_SENT_BACK)
    return bulletin


def issue(work: Work, digest_id: int, revision: int, document_code: str) -> Bulletin:
    """Issue it (审发): number and day are given, the text is frozen, the demands are open, the public sees it at once.

    `document_code` is the county's 发文机关代字. The numbers of a year have no gaps: the series is locked until the
    commit. Raises NotPermitted for whoever had a hand in it before.
    """
    bulletin, after = _signing(work, digest_id, revision, BulletinAct.ISSUE)
    permissions.require_four_eyes(
        work.actor, (bulletin.submitted_by, bulletin.reviewed_by, bulletin.edited_by), OTHER_ISSUER)
    demands.open_all(work, digest_id)
    year = work.today.year
    serial = locking.next_serial(work.session, f"{bulletins.SERIES}{document_code}{year}")
    number = bulletins.bulletin_number(document_code, year, serial)
    bulletin.state, bulletin.number = after.value, number
    bulletin.issued_by, bulletin.issued_at = work.actor.id, work.now
    _tell_departments(work, digest_id)
    _note(work, bulletin, Audited.BULLETIN_ISSUED)
    locking.bump_revision(work.session, PUBLIC_REVISION)
    work.after_commit(KEEP_JOB, digest_id)
    return bulletin


def public_id_of(typed: str) -> str:
    """Return the public id in what was typed: the id itself, or the address of the published letter."""
    return typed.strip().rstrip("/").rpartition("/")[2].partition("?")[0].lower()


def _carried_over(work: Work, digest: Digest, text: BulletinText) -> BulletinText:
    """Give a correcting version what people had chosen for the one it corrects, and say what it corrects."""
    earlier = work.session.get(Bulletin, digest.corrects_id)
    if earlier is None:
        return text
    before = bulletin_body.from_json(earlier.text)
    sections = before.sections if _says_the_same(work, digest) else text.sections
    lines = sections.get(SectionName.OVERVIEW, ())
    if earlier.number is not None:
        lines = (f"{earlier.number}有误，现予更正：{digest.correction}", *lines)
    return replace(text, sections={**sections, SectionName.OVERVIEW: lines}, examples=before.examples,
                   addressees=before.addressees, copies_to=before.copies_to, printed=before.printed)


def _says_the_same(work: Work, digest: Digest) -> bool:
    """Tell whether a version has the figures of the one that it corrects, so that only words were wrong."""
    body = digests.body(digest)
    wrong = digests.body(digests.by_id(work.session, digest.corrects_id or 0))
    return replace(body, version=wrong.version, made_at=wrong.made_at) == wrong


def _locked(work: Work, digest_id: int) -> Bulletin:
    bulletin = work.session.get(Bulletin, digest_id, with_for_update=True, populate_existing=True)
    if bulletin is None:
        raise NotFound("没有这份通报。")
    return bulletin


def _signing(work: Work, digest_id: int, revision: int, act: BulletinAct) -> tuple[Bulletin, BulletinState]:
    """Lock the bulletin, see that the act may be done on what the actor saw, and return the state after the act."""
    bulletin = _locked(work, digest_id)
    after = bulletins.require(work.actor, act, bulletin.state)
    _require_newest(work, bulletin)
    _require_seen(bulletin, revision)
    text = bulletin_body.from_json(bulletin.text)
    for place, one in enumerate(reading.examples(work.session, text.examples), start=1):
        if one.is_withdrawn:
            raise TransitionRefused(CHANGED_EXAMPLE.format(place))
    bulletin_checks.require(work, digest_id, text)
    return bulletin, after


def _require_seen(bulletin: Bulletin, revision: int) -> None:
    if bulletin.revision != revision:
        raise Conflict(CHANGED_SINCE)


def _require_newest(work: Work, bulletin: Bulletin) -> None:
    if work.session.scalar(select(Digest.id).where(Digest.corrects_id == bulletin.digest_id).limit(1)) is not None:
        raise TransitionRefused(OUTDATED)


def _check_examples(work: Work, examples: Sequence[Example]) -> None:
    """Raise InputRefused for an example that is not published now, or whose words name a person."""
    for place, one in enumerate(examples):
        publication = work.session.scalar(select(Publication).where(Publication.public_id == one.public_id))
        if publication is None:
            raise InputRefused(NOT_PUBLISHED.format(one.public_id[:40]), f"example-{place}-public_id")
        if publication.state != PublicationState.PUBLISHED:
            raise InputRefused(TAKEN_DOWN.format(one.public_id), f"example-{place}-public_id")
        if redacting.names_somebody(work, publication.case_id, one.words):
            raise InputRefused(NAMES_SOMEBODY, f"example-{place}-words")


def _tell_departments(work: Work, digest_id: int) -> None:
    """Owe one mail to the head of every department; the bulletin itself is on the public site."""
    leads = work.session.scalars(
        select(Staff.id).where(Staff.role == Role.LEAD, Staff.is_active, Staff.email.is_not(None)).order_by(Staff.id))
    for staff_id in leads:
        notices.owe_staff(work, staff_id, NoticeKind.BULLETIN_ISSUED, f"bulletin-{digest_id}")


def _note(work: Work, bulletin: Bulletin, act: Audited) -> None:
    period = work.session.get_one(Digest, bulletin.digest_id).period
    audit.note(work, act, period=period, revision=bulletin.revision, document=bulletin.number or "")
