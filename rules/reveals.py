"""Why the letters office may look at who wrote, and what of it is shown (security.md I2)."""

from __future__ import annotations

from enum import StrEnum

from rules.errors import InputRefused

SHORTEST_WORDS = 4
MOST_WORDS = 200


class RevealReason(StrEnum):
    """The usual reasons. Stored: a name that was used once stays."""

    CONTACT = "contact"
    CHECK_IDENTITY = "check_identity"
    SAME_WRITER = "same_writer"
    URGENT = "urgent"
    RIGHTS = "rights"
    OTHER = "other"


REASON_LABELS: dict[RevealReason, str] = {
    RevealReason.CONTACT: "要联系来信人核实、补充情况",
    RevealReason.CHECK_IDENTITY: "要核对是不是本人",
    RevealReason.SAME_WRITER: "要看是不是同一人重复来信",
    RevealReason.URGENT: "人身安全等紧急情况",
    RevealReason.RIGHTS: "办理来信人的个人信息申请",
    RevealReason.OTHER: "其他，在下面写明",
}
FIELD_LABELS: dict[str, str] = {
    "name": "姓名", "phone": "电话", "email": "电子邮箱", "address": "联系地址", "id_number": "身份证号"}


def checked(reason: str, words: str) -> tuple[RevealReason, str]:
    """Return the reason and what was added to it. Raises InputRefused without a reason, or an unexplained one."""
    chosen = next((one for one in RevealReason if one.value == reason), None)
    if chosen is None:
        raise InputRefused("请选查看的理由。", "reason")
    said = words.strip()
    if (chosen is RevealReason.OTHER or said) and len(said) < SHORTEST_WORDS:
        raise InputRefused(f"请把理由写明白，至少{SHORTEST_WORDS}个字。", "words")
    if len(said) > MOST_WORDS:
        raise InputRefused(f"理由最多{MOST_WORDS}字，请写短一些。", "words")
    return chosen, said
