"""What the desk's pages show, put together from queries and rules; one frozen value per page."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date

from flask import request, url_for

from blueprints.desk import about, deadline, file_links
from blueprints.desk.about import AboutSide
from blueprints.desk.acts import ACTS
from blueprints.desk.deadline import ClockSide
from blueprints.desk.file_links import FileLink
from blueprints.desk.forms import ExtensionForm, PauseForm, PlainForm, ReplyForm, SendBackForm
from queries import (
    deadline_receipts,
    departments,
    desk,
    earlier_replies,
    letter_file,
    paging,
    record_words,
    rights_requests,
)
from queries.deadline_receipts import ClockReceipts
from queries.desk import TAB_LABELS, LetterRow, Tab, Viewer
from queries.letter_file import LetterFile
from queries.person import RequestLine
from queries.record_words import Entry
from rules import offers, permissions, progress, reply_checks
from rules.actors import DEPARTMENT_ROLES, Role
from rules.errors import Conflict, Hidden, NotFound, Refusal
from rules.localtime import local_date
from rules.permissions import CaseFacts
from rules.progress import Milestones, Step
from rules.reply_checks import Suspicion
from rules.transitions import Act
from rules.vocabulary import CATEGORY_LABELS, OPEN_STATES, WITH_OFFICE_STATES, Category, State
from services import contacts
from services.contacts import Writer
from services.work import Work
from web import lists
from web.forms import BaseForm

EMPTY: dict[Tab, str] = {
    Tab.OPEN: "本单位现在没有在办的来信。", Tab.NEW: "没有等着签收的来信。", Tab.TODAY: "今天没有到期的办件。",
    Tab.LATE: "没有超期的办件。", Tab.MEND: "没有退回来要修改的答复。", Tab.REVIEW: "没有等您审核、签发的答复。",
    Tab.ENDED: "本单位还没有办结的来信。",
}
# The states in which the reply stands in a form, to be written on.
WRITING = frozenset({State.ACCEPTED, State.REWORK})
NEEDS_UNIT = frozenset({Act.ASSIGN, Act.TRANSFER, Act.RETURN, Act.BAR})
PUBLISHING = frozenset({Act.PUBLISH, Act.WITHHOLD, Act.UNPUBLISH})
TabItem = tuple[str, str, str, bool]


@dataclass(frozen=True)
class ListPage:
    """The list of a department's letters."""

    tab: Tab
    tabs: tuple[TabItem, ...]
    rows: tuple[LetterRow, ...]
    before: str
    after: str
    here: str
    q: str
    category: str
    categories: list[tuple[str, str]]

    @property
    def caption(self) -> str:
        """What the table holds, for readers who do not see it."""
        order = "后答复在前" if self.tab is Tab.ENDED else "先到期在前"
        return f"{TAB_LABELS[self.tab]}{len(self.rows)}件，{order}"

    @property
    def empty(self) -> str:
        """Why there is nothing in the list, and what to do about it."""
        if self.q or self.category:
            return f"没有找到“{self.q or CATEGORY_LABELS[Category(self.category)]}”。换一个词，或者去掉一个筛选条件。"
        return EMPTY[self.tab]


@dataclass(frozen=True)
class LetterPage:
    """One letter with all that may be done to it. `may` are the acts whose buttons are shown."""

    letter: LetterFile
    writer: Writer
    why_here: str
    steps: list[Step]
    timeline: tuple[Entry, ...]
    receipts: list[ClockReceipts]
    today: date
    may: frozenset[Act]
    explanations: tuple[str, ...]
    forms: dict[str, BaseForm]
    refused: BaseForm | None
    newer_text: str
    units: Collection[str]
    files: list[FileLink]
    tab: str | None
    next_number: str | None
    clock: ClockSide
    suspicions: tuple[Suspicion, ...]
    about: AboutSide | None

    @property
    def answered_on(self) -> date | None:
        return local_date(self.letter.answered_at) if self.letter.answered_at else None

    @property
    def consent(self) -> str:
        """What the writer said about publication."""
        return "来信人同意隐去个人信息后公开" if self.letter.consents_to_publication else "来信人不同意公开"

    @property
    def rework_reason(self) -> str:
        """Why the answer came back, while the new one is being written."""
        return record_words.rework_reason(self.letter) if self.letter.state in OPEN_STATES else ""

    @property
    def publication_address(self) -> str:
        """The page on which the publisher decides, "" for all others."""
        return url_for("supervision.publication_letter", number=self.letter.number) if self.may & PUBLISHING else ""

    @property
    def side_heading(self) -> str:
        return "转办" if self.letter.state in WITH_OFFICE_STATES else "答复"


def list_page(work: Work, arguments: Mapping[str, str]) -> ListPage:
    """Return the list of the actor's department that an address asks for."""
    tab = lists.choice(Tab, arguments.get("tab"), Tab.OPEN)
    viewer = Viewer(work.actor.department_id or 0, work.actor.id or 0)
    narrow = lists.filters(work.session, arguments, viewer.department_id)
    cursor = paging.read_cursor(arguments, desk.cursor_kind(tab))
    page = desk.letters(work.session, viewer, tab, narrow, cursor, work.today, work.calendar)
    before, after = lists.neighbours(page)
    return ListPage(tab, _tabs(work, viewer, tab), page.rows, before, after, lists.here(),
                    lists.typed_query(arguments), narrow.category, lists.category_options())


def _tabs(work: Work, viewer: Viewer, chosen: Tab) -> tuple[TabItem, ...]:
    """Return the tabs with their counts; only a lead reviews."""
    counts = desk.counts(work.session, viewer, work.today)
    shown = [tab for tab in Tab if tab is not Tab.REVIEW or work.actor.role is Role.LEAD]
    return tuple((TAB_LABELS[tab], _figure(counts[tab]), url_for("desk.letters", tab=tab.value), tab is chosen)
                 for tab in shown)


def _figure(count: int) -> str:
    return f"{desk.MOST_COUNTED}以上" if count >= desk.MOST_COUNTED else str(count)


def open_letter(work: Work, number: str) -> LetterFile:
    """Return the letter with this number. Raises NotFound when there is none that the actor may read."""
    letter = letter_file.read(work.session, number, work.today, work.calendar)
    if letter is None or not permissions.may_read(work.actor, CaseFacts(letter.department_id, letter.barred)):
        raise (NotFound if letter is None else Hidden)("没有这一件，或者它不在您的单位。请核对编号。")
    return letter_file.as_seen_by(work.actor, letter)


def letter_page(work: Work, letter: LetterFile, act: str = "", posted: BaseForm | None = None,
                refusal: Refusal | None = None) -> LetterPage:
    """Return the page of a letter; after a refusal the posted form stands in it with its words and the reason."""
    forms = {slug: one.form(formdata=None, prefix=f"{slug}-") for slug, one in ACTS.items()}
    if posted is not None:
        forms[act] = posted
        # Both buttons under the reply send the same form.
        forms["draft" if act == "save" else act] = posted
    newer = _fill(forms, letter, posted, refusal)
    tab = _tab(work)
    may = offers.offered(work.actor, letter.facts)
    clock = deadline.side(work, letter, may)
    extension, pause = forms["ask-extension"], forms["ask-pause"]
    assert isinstance(extension, ExtensionForm)
    assert isinstance(pause, PauseForm)
    extension.length.label.text = f"延长多少{clock.unit}"
    pause.reason.choices = {"": "请选原因"} | dict(clock.reasons)
    return LetterPage(
        letter=letter,
        writer=contacts.writer_of(work, letter.id, letter.department_id, letter.name_hidden, Category(letter.category)),
        why_here=record_words.why_here(letter), steps=progress.letter_steps(letter.state, _milestones(letter)),
        timeline=record_words.entries(letter), today=work.today,
        receipts=deadline_receipts.of_case(work.session, work.settings, letter.id, steps=True), may=may,
        explanations=offers.explanations(work.actor, letter.facts),
        forms=forms, refused=posted, newer_text=newer,
        units=departments.names(work.session, work.today).values() if may & NEEDS_UNIT else (),
        files=file_links.links(letter, work.actor),
        tab=tab.value if tab else None, next_number=_next_number(work, letter, tab) if tab else None,
        clock=clock, suspicions=_suspicions(work, letter) if Act.APPROVE in may else (),
        about=about.side(work, letter, forms))


def corrections(work: Work, letter: LetterFile) -> list[RequestLine]:
    """Return what the writer had put right in the letter; of a confidential one only the letters office reads it."""
    if letter.is_confidential and not offers.may_reveal(work.actor):
        return []
    return rights_requests.corrections(work.session, work.cipher, letter.id)


def _suspicions(work: Work, letter: LetterFile) -> tuple[Suspicion, ...]:
    """Return why the reviewer should look twice at the draft."""
    if letter.reply is None:
        return ()
    earlier = earlier_replies.issued_by(work.session, letter.department_id, letter.id)
    return reply_checks.suspicions(letter.reply.text, earlier)


def _tab(work: Work) -> Tab | None:
    """Return the list through which the actor works; None for the letters office, which has none by due date."""
    if work.actor.role not in DEPARTMENT_ROLES:
        return None
    usual = Tab.REVIEW if work.actor.role is Role.LEAD else Tab.OPEN
    return lists.choice(Tab, request.args.get("tab"), usual)


def _next_number(work: Work, letter: LetterFile, tab: Tab) -> str | None:
    if tab is Tab.ENDED:
        return None
    place = paging.Cursor(letter.deadline.on if letter.deadline else desk.NO_DUE_DATE, letter.id)
    return desk.next_number(work.session, Viewer(work.actor.department_id or 0, work.actor.id or 0), tab, place,
                            work.today)


def _fill(forms: dict[str, BaseForm], letter: LetterFile, posted: BaseForm | None, refusal: Refusal | None) -> str:
    """Put the present version into the forms; returns the text that somebody else saved meanwhile, else ""."""
    reply = letter.reply
    reply_form = forms["draft"]
    assert isinstance(reply_form, ReplyForm)
    newer = ""
    if reply_form is not posted:
        reply_form.text.data = reply.text if reply and letter.state in WRITING else ""
    elif reply and isinstance(refusal, Conflict):
        newer = reply.text
    if reply_form is not posted or isinstance(refusal, Conflict):
        # After a conflict the next press is made in sight of the newer version, and so goes through.
        reply_form.seen.data = reply.text_digest if reply else ""
    for form in forms.values():
        if isinstance(form, PlainForm | SendBackForm):
            form.version.data = str(reply.version) if reply else ""
    return newer


def _milestones(letter: LetterFile) -> Milestones:
    current = letter.current
    began = letter.assignments[-1].assigned_at if letter.assignments else None
    accepted = current.accepted_at if current else None
    # An order to rework clears the rating; its event stays.
    rated = next((event.effective_at for event in letter.events if event.act == Act.RATE), None) \
        if letter.rating else None
    return Milestones(
        received_on=local_date(letter.received_at), assigned_on=local_date(began) if began else None,
        accepted_on=local_date(accepted) if accepted else None,
        due_on=letter.deadline.on if letter.deadline else None,
        answered_on=local_date(letter.answered_at) if letter.answered_at else None,
        rated_on=local_date(rated) if rated else None)
