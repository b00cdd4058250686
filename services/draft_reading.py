"""Reading the text of a draft out of an uploaded DOCX, for whoever puts it down to look at first. Stores nothing."""

from __future__ import annotations

import json
import logging
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from adapters import parser
from adapters.parser import ParserAway
from rules import draft_text, file_types
from rules.errors import Busy, InputRefused
from rules.file_states import REFUSAL_WORDS, FileRefused
from rules.file_types import DOCX, Trap

log = logging.getLogger(__name__)
FIELD = "file"
NO_FILE = "请先选择写有草案正文的DOCX文件。"
PASTE = "也可以把正文复制出来，粘贴到下面的框里。"
ONLY_DOCX = f"草案正文要用DOCX文件。{PASTE}"
OLD_WORD = f"这是旧格式的Word文件，或者加了密码。请在Word里去掉密码，另存为DOCX再上传；{PASTE}"
MACRO = f"这个文件带有宏，不能收。请另存为不带宏的DOCX再上传；{PASTE}"
TRACKED = "文件里还有{}处没有处理的修订。请在Word的“审阅”里接受或者拒绝全部修订，保存后再上传。"
LEFT_OUT: Mapping[str, str] = {
    "pictures": "{}处图片", "boxes": "{}个文本框", "formulas": "{}个公式", "notes": "{}条脚注",
    "comments": "{}条批注", "hidden": "{}处隐藏文字"}
_TRAPS: Mapping[str, str] = {
    **file_types.TRAP_REFUSALS, Trap.ENCRYPTED: OLD_WORD, Trap.MACRO: MACRO}


@dataclass(frozen=True)
class Read:
    """The text of a draft, a line per paragraph, and what the file holds besides it in a sentence, "" for nothing."""

    text: str
    note: str


def read(upload: Any) -> Read:
    """Return the text of an uploaded DOCX, read in a confined process; takes a fraction of a second. None is no file.

    Raises InputRefused for a file that is none, is empty, has tracked changes, macros or a password, or holds more
    than a draft may have, each with how to mend it; Busy when no file can be read now.
    """
    name = (upload.filename or "") if upload is not None else ""
    if not name:
        raise InputRefused(NO_FILE, FIELD)
    # What it says of a name is said better here; of a name that is right it may say that the file is too large.
    refusal = _name_refusal(name) or getattr(upload.stream, "refusal", "")
    if refusal:
        raise _refused(name, refusal)
    upload.stream.seek(0)
    content = upload.stream.read()
    if not content:
        raise _refused(name, file_types.EMPTY)
    try:
        kind = parser.kind_of(content)
        if kind != DOCX:
            raise _refused(name, _TRAPS.get(kind, f"这个文件的内容不是DOCX，打不开。{ONLY_DOCX}"))
        found = json.loads(parser.draft(content))
    except FileRefused as fault:
        why = REFUSAL_WORDS[fault.reason]
        raise _refused(name, f"这个文件读不出来（{why}）。请重新另存为DOCX再上传；{PASTE}") from fault
    except ParserAway as fault:
        log.error("A draft could not be read", exc_info=fault)
        raise Busy() from fault
    return _judged(name, found)


def _judged(name: str, found: Mapping[str, Any]) -> Read:
    if found["tracked"]:
        raise _refused(name, TRACKED.format(found["tracked"]))
    lines = found["lines"]
    if not lines:
        raise _refused(name, draft_text.EMPTY)
    # The same limits as for pasted text, told before the text is sent to and fro.
    draft_text.parse(lines)
    parts = [LEFT_OUT[kind].format(count) for kind, count in found["left_out"].items()]
    note = f"文件里的{'、'.join(parts)}没有放进正文。公众需要看的，请作为附件上传。" if parts else ""
    return Read("\n".join(lines), note)


def _name_refusal(name: str) -> str:
    ending = file_types.extension(name)
    if ending == "docm":
        return MACRO
    if ending in ("doc", "wps"):
        return OLD_WORD
    return "" if ending == "docx" else ONLY_DOCX


def _refused(name: str, sentence: str) -> InputRefused:
    return InputRefused(f"“{file_types.display_name(name)}”：{sentence}", FIELD)
