"""The attachments of a letter as its page lists them: name, size, state in words, and where each may be opened."""

from __future__ import annotations

from dataclasses import dataclass

from flask import url_for

from queries.letter_file import FileRow, LetterFile
from rules import file_access, file_states
from rules.actors import Actor
from rules.file_states import CopyState, ScanState


@dataclass(frozen=True)
class FileLink:
    """One attachment of the list; an address is "" where the actor cannot open anything there now."""

    name: str
    size: int
    words: str
    is_alarming: bool
    address: str
    original: str
    preview: str


def links(letter: LetterFile, actor: Actor) -> list[FileLink]:
    """Return the attachments of a letter for the actor's page, in the order in which they were sent."""
    return [_link(letter, place, file, actor) for place, file in enumerate(letter.files, start=1)]


def _link(letter: LetterFile, place: int, file: FileRow, actor: Actor) -> FileLink:
    scan, copy = ScanState(file.scan_state), CopyState(file.copy_state)
    opens = scan is not ScanState.INFECTED and not file.is_damaged

    def address(endpoint: str, shown: bool) -> str:
        return url_for(f"desk.{endpoint}", number=letter.number, place=place) if shown and opens else ""

    return FileLink(
        file.display_name, file.size,
        file_states.state_words(scan, copy, file.copy_refusal, damaged=file.is_damaged), not opens,
        address("attachment", copy is CopyState.READY), address("original", file_access.may_open_original(actor)),
        address("preview", file.has_preview))
