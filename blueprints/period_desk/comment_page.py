"""What the page of one comment shows: original and public text side by side, each mark, and what may be done."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from flask import url_for

from blueprints.period_desk.comment_forms import AsideForm, MendForm, RestoreForm
from blueprints.period_desk.comment_list import GONE
from queries import comment_campaigns, comment_desk, comment_file
from queries.comment_file import CommentFile, Reach
from queries.record_words import Entry
from rules import comment_moderation, file_states, machines, offers, permissions
from rules.comment_words import ASIDE_LABELS, AsideGround
from rules.errors import Hidden, NotFound
from rules.file_states import CopyState, ScanState
from rules.redaction_marks import OTHER, Basis, Decision, Part
from rules.transitions import Act
from rules.vocabulary import CaseKind, State
from services import comment_masking
from services.comment_masking import Masking
from services.work import Work
from web.posted import NOTHING_REFUSED, Posted
from web.redaction_sides import KIND_LABELS, Shown, basis_words, shown

NONE_HERE = "没有这条意见，或者它不在您的单位。请核对编号。"
REACH_WORDS: Mapping[Reach, str] = {
    Reach.UNCONFIRMED: "评论人的邮箱还没有确认，告知要等确认以后才发出。",
    Reach.TELEPHONE: "评论人没有留邮箱，留了手机的会收到短信。",
    Reach.NONE: "评论人没有留邮箱和电话，收不到告知，凭编号和查询码才看得到。"}
NO_TEXT: Mapping[str, str] = {}
ACTS = (Act.SHOW, Act.ASK_TO_MEND, Act.SET_ASIDE, Act.RESTORE)
# What the public reads is not what was sent in these.
_PUBLIC = (State.SHOWN, State.RESPONDED)


@dataclass(frozen=True)
class Marked:
    """One mark in the table. `decision` and `public` are what was typed, when a page is shown again."""

    key: int
    kind: str
    original: str
    public: str
    basis: str
    decision: Decision | None


@dataclass(frozen=True)
class FileLine:
    """An attachment in the list; an address is "" where nothing can be opened now."""

    name: str
    size: int
    words: str
    is_alarming: bool
    address: str
    original: str = ""
    preview: str = ""


@dataclass(frozen=True)
class CommentPage:
    """One comment with what may be done to it. `is_open`: the reader may still judge its marks.

    `alike` comments have nearly its text, itself among them. `is_pending`: the public reads another text than the
    marks make now.
    """

    file: CommentFile
    passage: str
    parts: tuple[Shown, ...]
    found: tuple[Marked, ...]
    edits: int
    is_pending: bool
    may: frozenset[Act]
    grounds: tuple[tuple[str, str], ...]
    timeline: tuple[Entry, ...]
    files: tuple[FileLine, ...]
    posted: Posted
    mend: MendForm
    aside: AsideForm
    restore: RestoreForm
    may_reveal: bool
    alike: int
    tab: str = ""
    acts_at: str = "period_desk.comment_act"

    @property
    def is_begun(self) -> bool:
        """Whether there is a public text, or will be one as the marks are now."""
        return self.file.state in comment_masking.MASKED

    @property
    def is_open(self) -> bool:
        return Act.SHOW in self.may

    @property
    def hidden(self) -> int:
        return sum(one.decision is Decision.HIDE for one in self.found)

    @property
    def unjudged(self) -> int:
        return sum(one.decision is None for one in self.found)

    @property
    def is_public(self) -> bool:
        """Whether the public can read it now."""
        return self.file.state in _PUBLIC

    @property
    def reach_words(self) -> str:
        """What has to be known before a writer is asked for something, "" when a message reaches them at once."""
        return REACH_WORDS.get(self.file.reach, "")

    @property
    def is_mending(self) -> bool:
        return self.file.state is State.MENDING

    @property
    def is_set_aside(self) -> bool:
        return self.file.state is State.SET_ASIDE

    @property
    def mend_words(self) -> str:
        """Until when it may be mended, "" when nobody waits for that."""
        return comment_moderation.mend_words(self.file.mend_until) if self.file.mend_until else ""

    @property
    def locked(self) -> str:
        """Why it cannot be sent back or set aside any more, "" when it can."""
        return comment_moderation.accounted_words(self.file.period_state)


def open_comment(work: Work, number: str) -> CommentFile:
    """Return the comment with this number. Raises NotFound when there is none that the actor may read."""
    file = comment_file.read(work.session, number)
    if file is None or not permissions.may_read(work.actor, file.facts):
        raise (NotFound if file is None else Hidden)(NONE_HERE)
    return file


def build(work: Work, file: CommentFile, posted: Posted = NOTHING_REFUSED,
          typed: Mapping[str, str] = NO_TEXT) -> CommentPage:
    """Put the page together; `typed` is what a refused form about the marks held."""
    mask = comment_masking.of_texts(work, {file.id: file.text})[file.id]
    passage = comment_desk.passage_names(work.session, file.period_id).get(file.anchor, GONE)
    side = shown(Part.TEXT, passage, file.text, [mark for mark, _ in mask.marks])
    return CommentPage(
        file=file, passage=passage, parts=(side,), found=_found(mask, typed),
        edits=mask.edits, is_pending=file.state in _PUBLIC and mask.public != file.public,
        may=_may(work, file), grounds=_grounds(work, file),
        alike=comment_campaigns.alike(work.session, file.id),
        timeline=comment_file.entries(file), files=tuple(_files(file)), posted=posted,
        mend=posted.form("mend", MendForm), aside=_aside(posted, _grounds(work, file)),
        restore=posted.form("restore", RestoreForm), may_reveal=offers.may_reveal(work.actor, CaseKind.COMMENT))


def _may(work: Work, file: CommentFile) -> frozenset[Act]:
    locked = bool(comment_moderation.accounted_words(file.period_state))
    return frozenset(act for act in ACTS if permissions.may(work.actor, act, file.facts)
                     and machines.is_possible(CaseKind.COMMENT, file.state, act)
                     and (act is Act.SHOW or not locked))


def _grounds(work: Work, file: CommentFile) -> tuple[tuple[str, str], ...]:
    """Return the grounds that may be chosen now: that it was not mended holds only when it was not."""
    is_late = file.mend_until is not None and file.mend_until < work.now
    return tuple((ground.value, label) for ground, label in ASIDE_LABELS.items()
                 if ground is not AsideGround.NOT_MENDED or is_late)


def _aside(posted: Posted, grounds: tuple[tuple[str, str], ...]) -> AsideForm:
    form = posted.form("aside", AsideForm)
    form.ground.choices = list(grounds)
    return form


def _found(mask: Masking, typed: Mapping[str, str]) -> tuple[Marked, ...]:
    found = []
    for mark, basis in mask.marks:
        chosen = typed.get(f"decision-{mark.key}")
        decision = next((one for one in Decision if one.value == chosen), mark.decision)
        found.append(Marked(
            mark.key, KIND_LABELS.get(mark.kind, KIND_LABELS[OTHER]), mask.texts[mark.part][mark.start:mark.end],
            typed.get(f"public-{mark.key}", mark.replacement), basis_words(Basis(basis), mark.kind), decision))
    return tuple(found)


def _files(file: CommentFile) -> list[FileLine]:
    lines = []
    for place, one in enumerate(file.files, 1):
        scan, copy = ScanState(one.scan_state), CopyState(one.copy_state)
        opens = scan is not ScanState.INFECTED and not one.is_damaged
        address = url_for("period_desk.comment_attachment", number=file.number, place=place) \
            if opens and copy is CopyState.READY else ""
        words = file_states.state_words(scan, copy, one.copy_refusal, damaged=one.is_damaged)
        lines.append(FileLine(one.display_name, one.size, words, not opens, address))
    return lines
