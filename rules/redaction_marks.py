"""How a masked text is laid beside its original: both cut into stretches, so that a page can mark what was masked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rules.redaction import Finding


@dataclass(frozen=True)
class Stretch:
    """A piece of text; `kind` is the slug of the finding it stands for, "" for plain text."""

    text: str
    kind: str = ""


@dataclass(frozen=True)
class SideBySide:
    """The stretches of an original and of its public form; the same number of each."""

    original: tuple[Stretch, ...]
    public: tuple[Stretch, ...]


def side_by_side(text: str, findings: Sequence[Finding]) -> SideBySide:
    """Return the text and its public form as stretches. The findings are those of `redaction.mask` on this text."""
    original: list[Stretch] = []
    public: list[Stretch] = []
    offset = 0
    for finding in findings:
        plain = Stretch(text[offset:finding.start])
        original += [plain, Stretch(text[finding.start:finding.end], finding.kind)]
        public += [plain, Stretch(finding.replacement, finding.kind)]
        offset = finding.end
    rest = Stretch(text[offset:])
    return SideBySide((*original, rest), (*public, rest))
