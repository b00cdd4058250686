"""Who gets the copy, who the original, and what nobody gets."""

from __future__ import annotations

import pytest

from rules import file_access
from rules.actors import Actor, ActorKind, Role
from rules.errors import Conflict, NotFound, NotPermitted, Refusal
from rules.file_access import FileFacts
from rules.file_states import CopyState, ScanState

CLEAN = FileFacts(ScanState.CLEAN, CopyState.READY, damaged=False)
REFUSED = [
    pytest.param(FileFacts(ScanState.INFECTED, CopyState.READY, False), NotPermitted, id="infected"),
    pytest.param(FileFacts(ScanState.CLEAN, CopyState.READY, True), NotFound, id="damaged"),
    pytest.param(FileFacts(ScanState.CLEAN, CopyState.PENDING, False), Conflict, id="no copy yet"),
    pytest.param(FileFacts(ScanState.CLEAN, CopyState.REFUSED, False), Conflict, id="no copy ever"),
]


def actor(role: Role | None) -> Actor:
    return Actor(ActorKind.STAFF if role else ActorKind.CITIZEN, 1 if role else None, role)


@pytest.mark.parametrize("role", [*Role, None], ids=str)
def test_original_for_each_role_is_for_the_letters_office_alone(role: Role | None) -> None:
    """L5: whoever is not the intake officer or the supervisor is refused the original."""
    if role in (Role.INTAKE, Role.SUPERVISOR):
        file_access.require(actor(role), CLEAN, original=True)
    else:
        with pytest.raises(NotPermitted):
            file_access.require(actor(role), CLEAN, original=True)


@pytest.mark.parametrize(("facts", "refusal"), REFUSED)
def test_copy_that_must_not_or_cannot_be_handed_out_is_refused(facts: FileFacts, refusal: type[Refusal]) -> None:
    """F7, F8, L5: infected, damaged, and without a copy."""
    with pytest.raises(refusal):
        file_access.require(actor(Role.HANDLER), facts, original=False)


@pytest.mark.parametrize("scan", ScanState, ids=str)
@pytest.mark.parametrize("original", [False, True], ids=["copy", "original"])
def test_confirmation_is_asked_for_everything_but_a_copy_that_is_clean(scan: ScanState, original: bool) -> None:
    """F7: what was not scanned clean, and every original, is handed out only after its warnings."""
    facts = FileFacts(scan, CopyState.READY, damaged=False)
    file_access.require_confirmation(facts, original=original, confirmed=True)
    if scan in (ScanState.CLEAN, ScanState.INFECTED) and not original:
        file_access.require_confirmation(facts, original=original, confirmed=False)
    else:
        with pytest.raises(NotPermitted):
            file_access.require_confirmation(facts, original=original, confirmed=False)
