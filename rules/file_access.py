"""Who gets what of an attachment: the copy without metadata, or the original; and nobody what is infected."""

from __future__ import annotations

from dataclasses import dataclass

from rules import file_states
from rules.actors import Actor, Role
from rules.errors import Conflict, NotFound, NotPermitted
from rules.file_states import CopyState, ScanState

# The letters office checks evidence; everybody else is served by what is seen in a file.
ORIGINAL_READERS = (Role.INTAKE, Role.SUPERVISOR)


@dataclass(frozen=True)
class FileFacts:
    """What a hand-out depends on."""

    scan: ScanState
    copy: CopyState
    damaged: bool


def may_open_original(actor: Actor) -> bool:
    """Tell whether the actor may open what the writer sent as it was sent (security.md L5)."""
    return actor.role in ORIGINAL_READERS


def require(actor: Actor, facts: FileFacts, *, original: bool) -> None:
    """Refuse what must not be handed out: NotPermitted, NotFound, or Conflict for a copy that is not there (yet)."""
    if original and not may_open_original(actor):
        raise NotPermitted()
    if facts.scan is ScanState.INFECTED:
        raise NotPermitted(file_states.INFECTED)
    if facts.damaged:
        raise NotFound(file_states.DAMAGED)
    if not original and facts.copy is not CopyState.READY:
        raise Conflict(file_states.NO_COPY_YET if facts.copy is CopyState.PENDING else file_states.NO_COPY)


def public_refusal(facts: FileFacts) -> str:
    """Return why a file cannot be put before the public now, "" when it can; what was scanned, or could not be."""
    if facts.damaged or facts.scan is ScanState.INFECTED:
        return "打不开或者查出病毒，不能公布。请删去这个附件，换一个文件。"
    if facts.copy is CopyState.REFUSED or facts.scan is ScanState.UNSCANNABLE:
        return "做不出去除隐藏信息的副本，不能公布。请删去这个附件，转成PDF再传。"
    if facts.copy is CopyState.PENDING or facts.scan is ScanState.PENDING:
        return "还在查毒、去除隐藏信息，请过几分钟再签发。"
    return ""


def warnings(facts: FileFacts, *, original: bool) -> tuple[str, ...]:
    """Return what has to be read before a file is handed out; nothing when it is a copy that was scanned clean."""
    scan = file_states.SCAN_WARNINGS.get(facts.scan, "")
    return tuple(words for words in (scan, file_states.ORIGINAL_WARNING if original else "") if words)


def require_confirmation(facts: FileFacts, *, original: bool, confirmed: bool) -> None:
    """Raise NotPermitted for a file whose warnings were not confirmed."""
    if not confirmed and warnings(facts, original=original):
        raise NotPermitted("这个文件要先看过提示，才能打开。请回到来信页面，再点一次。")
