"""Guards of the vocabularies: what a table leaves out, given the tables."""

from __future__ import annotations

import inspect
from collections.abc import Collection, Iterable, Mapping
from datetime import date
from enum import StrEnum
from importlib import import_module
from pathlib import Path
from typing import Any, get_type_hints

SCALARS = (int, str, date)
MAIL_FILES = ("subject.txt", "body.txt", "body.html")


def unlabelled(words: Iterable[StrEnum], labels: Mapping[Any, str]) -> list[str]:
    """Return the words without a label of their own."""
    return [word.value for word in words if not (labels.get(word) or "").strip()]


def same_labels(labels: Mapping[Any, str]) -> list[str]:
    """Return the labels that two words share: people could not tell these apart."""
    said = list(labels.values())
    return sorted({label for label in said if said.count(label) > 1})


def unreachable(allowed: Mapping[tuple[Any, Any], Any], states: Iterable[Any]) -> list[Any]:
    """Return the states that no chain of acts reaches from nothing."""
    reached: set[Any] = {None}
    while more := {to for (at, _), to in allowed.items() if at in reached} - reached:
        reached |= more
    return [state for state in states if state not in reached]


def dead_ends(allowed: Mapping[tuple[Any, Any], Any], states: Iterable[Any], ended: Collection[Any]) -> list[Any]:
    """Return the states that no act leaves and that are not an end."""
    left = {at for (at, _), to in allowed.items() if to != at}
    return [state for state in states if state not in left and state not in ended]


def unused_acts(allowed: Mapping[tuple[Any, Any], Any], acts: Iterable[Any]) -> list[Any]:
    """Return the acts that are possible in no state."""
    return [act for act in acts if act not in {act for _, act in allowed}]


def acts_of_nobody(acts: Iterable[Any], *rights: Iterable[Any]) -> list[Any]:
    """Return the acts that no table of rights gives to anyone."""
    return [act for act in acts if not any(act in table for table in rights)]


def missing_sms_templates(kinds: Iterable[StrEnum], folder: Path) -> list[str]:
    """Return the short messages that a kind of notice lacks, and those that no kind has."""
    return sorted({f"{kind.value}.txt" for kind in kinds} ^ {path.name for path in folder.glob("*")})


def missing_mail_templates(kinds: Iterable[StrEnum], folder: Path) -> list[str]:
    """Return the mail templates that a kind of notice lacks, and the folders that no kind has."""
    wanted = {f"{kind.value}/{name}" for kind in kinds for name in MAIL_FILES}
    found = {path.relative_to(folder).as_posix() for path in folder.glob("*/*")}
    return sorted(wanted ^ found)


def broken_job(function: str) -> str | None:
    """Return what is wrong with a job's dotted name: not there, or it takes something else than scalars."""
    module, _, name = function.rpartition(".")
    try:
        job = getattr(import_module(module), name)
    except (ImportError, AttributeError, ValueError):
        return f"{function}: there is no such function"
    hints = get_type_hints(job)
    for parameter in inspect.signature(job).parameters.values():
        if parameter.kind is not parameter.POSITIONAL_OR_KEYWORD or hints.get(parameter.name) not in SCALARS:
            return f"{function}: {parameter.name} is not an id, a slug or a date"
    return None


def wrong_call(function: str, arguments: tuple[object, ...]) -> str | None:
    """Return what is wrong with a call of a job: its function cannot take these arguments."""
    module, _, name = function.rpartition(".")
    try:
        inspect.signature(getattr(import_module(module), name)).bind(*arguments)
    except TypeError as error:
        return f"{function}{arguments}: {error}"
    return None
