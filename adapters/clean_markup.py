"""XML rewritten while it is read, with its prefixes as they are: elements are kept, left out, or opened up.

Knows nothing of any document format. Comments, processing instructions and declarations are not taken over; a document
type, which is where entities come from, is refused.
"""

from __future__ import annotations

from collections.abc import Callable
from enum import Enum
from xml.parsers import expat
from xml.sax.saxutils import escape, quoteattr

from rules.file_states import CopyRefusal, FileRefused

HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
XML = "http://www.w3.org/XML/1998/namespace"
# Deeper than any document that a person made.
MAX_DEPTH = 500


class Keep(Enum):
    """What becomes of an element: it stays, goes with all that is in it, or goes alone."""

    WHOLE = 1
    NOTHING = 2
    CONTENT = 3


# Namespace and name without prefix; attributes come with both as well, in the order in which they stand.
Name = tuple[str, str]
Attributes = list[tuple[Name, str]]
Judge = Callable[[Name, Attributes], Keep]
# The new value of an attribute of an element; None leaves it out.
Value = Callable[[Name, Name, str], str | None]


class _Rewriter:
    def __init__(self, judge: Judge, value: Value) -> None:
        self._judge, self._value = judge, value
        self._out: list[str] = [HEAD]
        # For each open element: what becomes of it, its name as written, and the prefixes in force inside.
        self._open: list[tuple[Keep, str, dict[str, str]]] = []
        self._hidden = 0

    @property
    def text(self) -> str:
        return "".join(self._out)

    def start(self, written: str, attributes: list[str]) -> None:
        pairs = list(zip(attributes[::2], attributes[1::2], strict=True))
        scope = dict(self._open[-1][2]) if self._open else {"xml": XML}
        for key, value in pairs:
            if key == "xmlns" or key.startswith("xmlns:"):
                scope[key[6:]] = value
        if len(self._open) >= MAX_DEPTH:
            raise FileRefused(CopyRefusal.UNREADABLE)
        name = _resolved(written, scope, scope.get("", ""))
        known = [(_resolved(key, scope, ""), value) for key, value in pairs if not key.startswith("xmlns")]
        keep = Keep.NOTHING if self._hidden else self._judge(name, known)
        self._open.append((keep, written, scope))
        if keep is Keep.NOTHING:
            self._hidden += 1
        elif keep is Keep.WHOLE:
            self._out.append(f"<{written}{self._written(name, pairs, scope)}>")

    def _written(self, name: Name, pairs: list[tuple[str, str]], scope: dict[str, str]) -> str:
        kept = []
        for key, value in pairs:
            new = value if key.startswith("xmlns") else self._value(name, _resolved(key, scope, ""), value)
            if new is not None:
                kept.append(f" {key}={quoteattr(new)}")
        return "".join(kept)

    def end(self, _written: str) -> None:
        keep, written, _ = self._open.pop()
        if keep is Keep.NOTHING:
            self._hidden -= 1
        elif keep is Keep.WHOLE:
            self._out.append(f"</{written}>")

    def characters(self, text: str) -> None:
        if not self._hidden:
            self._out.append(escape(text))

    def refuse(self, *_: object) -> None:
        raise FileRefused(CopyRefusal.UNREADABLE)


def rewrite(content: bytes, judge: Judge, value: Value) -> bytes:
    """Return XML with only the elements and attributes that `judge` and `value` leave. Raises FileRefused."""
    rewriter, parser = _Rewriter(judge, value), expat.ParserCreate()
    parser.ordered_attributes = True
    parser.buffer_text = True
    parser.StartElementHandler = rewriter.start
    parser.EndElementHandler = rewriter.end
    parser.CharacterDataHandler = rewriter.characters
    parser.StartDoctypeDeclHandler = rewriter.refuse
    try:
        parser.Parse(content, True)
    except (expat.ExpatError, ValueError, LookupError) as fault:
        raise FileRefused(CopyRefusal.UNREADABLE) from fault
    return rewriter.text.encode()


def _resolved(written: str, scope: dict[str, str], default: str) -> Name:
    prefix, colon, local = written.rpartition(":")
    return (scope.get(prefix, prefix) if colon else default, local)
