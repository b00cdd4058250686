"""Which files may be attached: by name before they arrive, by content afterwards."""

from __future__ import annotations

import unicodedata
from enum import StrEnum

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
# Extension -> the media types that its content may show.
ALLOWED: dict[str, frozenset[str]] = {
    "pdf": frozenset({"application/pdf"}),
    "docx": frozenset({DOCX}),
    "jpg": frozenset({"image/jpeg"}),
    "jpeg": frozenset({"image/jpeg"}),
    "png": frozenset({"image/png"}),
}
RISKY = frozenset({"exe", "bat", "cmd", "com", "scr", "js", "vbs", "ps1", "sh", "html", "htm", "svg", "php", "jar",
                   "msi", "lnk", "docm", "hta", "py"})
ONLY = "请换成JPG、PNG、PDF或DOCX文件"
TOO_LARGE = "这个文件超过10 MB，请压缩或者拆成几个再传。"
NOT_WHAT_IT_SAYS = f"这个文件的内容和它的名字不一致，打不开。{ONLY}。"
NO_ROOM = "这个文件现在存不进去。请过几分钟再选一次，或者先不带附件寄信。"
EMPTY = "这个文件是空的，请重新选一次。"
LONGEST_NAME = 120


class Trap(StrEnum):
    """What may be inside a file that must not be taken, though its kind may be right."""

    ENCRYPTED = "encrypted"
    MACRO = "macro"
    HIDES_ANOTHER = "hides_another"
    TOO_BIG_INSIDE = "too_big_inside"


TRAP_REFUSALS: dict[str, str] = {
    Trap.ENCRYPTED: "这个文件加了密码，打不开。请去掉密码再传。",
    Trap.MACRO: "这个文件带有宏，不能收。请另存为不带宏的DOCX，或者转成PDF再传。",
    Trap.HIDES_ANOTHER: "这个文件里还藏着另一个文件。请重新导出，或者转成PDF再传。",
    Trap.TOO_BIG_INSIDE: "这个文件解开后太大，打不开。请转成PDF再传。",
}


def extension(name: str) -> str:
    """Return the last extension of a file name in lower case, "" when it has none."""
    return name.rsplit(".", 1)[1].strip().lower() if "." in name else ""


def name_refusal(name: str) -> str:
    """Return why a file of this name cannot be taken, "" when it can; a hidden second extension counts too."""
    parts = [part.strip().lower() for part in name.split(".")[1:]]
    if not name or not parts or parts[-1] not in ALLOWED:
        return f"这种文件打不开。{ONLY}。" if name else ""
    if any(part in RISKY for part in parts[:-1]):
        return f"这个文件的名字里藏着另一种文件类型。请改名，或者{ONLY}。"
    return ""


def content_refusal(name: str, media_type: str) -> str:
    """Return why a file with this content (a media type, or a trap) cannot be taken under its name, "" when it can."""
    if media_type in TRAP_REFUSALS:
        return TRAP_REFUSALS[media_type]
    return "" if media_type in ALLOWED.get(extension(name), frozenset()) else NOT_WHAT_IT_SAYS


def display_name(name: str) -> str:
    """Return the writer's file name cleaned for showing: no path, no control or turning characters, Chinese kept."""
    base = name.replace("\\", "/").rsplit("/", 1)[-1]
    kept = "".join(c for c in base if unicodedata.category(c) not in ("Cc", "Cf", "Cs", "Co")).strip(". ")
    stem, dot, end = kept.rpartition(".")
    return f"{(stem or '附件')[:LONGEST_NAME]}{dot}{end[:10]}" if dot else kept[:LONGEST_NAME] or "附件"
