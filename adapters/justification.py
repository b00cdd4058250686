"""Lines of Chinese text that end at the margin: the layout engine stretches blanks only, and Chinese has none.

Without it a line that may not end with an opening bracket is a character short at the right. Imported only where a
PDF is made.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from weasyprint.formatting_structure.boxes import InlineBox, LineBox, TextBox
from weasyprint.layout import inline
from weasyprint.text.line_break import create_layout

# A line that lacks more than this many characters is left as it is: stretched it would look like another face.
MOST_CHARACTERS = 3


def install() -> None:
    """Let the engine justify lines this way from now on, in this process."""
    inline.justify_line = justify


def justify(context: Any, line: Any, extra_width: float) -> None:
    """Spread what a line lacks evenly between all its characters."""
    texts = list(_texts(line))
    gaps = sum(len(text.text) for text in texts) - 1
    if gaps < 1 or extra_width > MOST_CHARACTERS * line.style["font_size"]:
        return
    _widen(context, line, extra_width / gaps, 0.0, texts[-1])


def _texts(box: Any) -> Iterator[Any]:
    if isinstance(box, TextBox):
        yield box
    elif isinstance(box, (LineBox, InlineBox)):
        for child in box.children:
            yield from _texts(child)


def _widen(context: Any, box: Any, gap: float, advance: float, last: Any) -> float:
    """Widen the texts in a box, shift what follows, and return how far the next box is shifted."""
    if isinstance(box, TextBox):
        spacing = box.style["letter_spacing"]
        box.style = box.style.copy()
        box.style["letter_spacing"] = (0 if spacing == "normal" else spacing) + gap
        layout = create_layout(box.text, box.style, context, max_width=None, justification_spacing=0)
        layout.deactivate()
        box.pango_layout = layout
        box.position_x += advance
        wider = gap * (len(box.text) - (box is last))
        box.width += wider
        return advance + wider
    if isinstance(box, (LineBox, InlineBox)):
        before = advance
        box.position_x += advance
        for child in box.children:
            if child.is_in_normal_flow():
                advance = _widen(context, child, gap, advance, last)
        box.width += advance - before
    else:
        box.translate(advance, 0)
    return advance
