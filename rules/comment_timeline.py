"""The history of a comment on a draft as its writer sees it: the words of rules/timeline.py for its own acts."""

from __future__ import annotations

from collections.abc import Sequence

from rules.timeline import Entry, EventFact, Words, entries
from rules.transitions import Act

OFFICE = "县政府办公室"

WORDS: dict[Act, Words] = {
    Act.SUBMIT: Words("收到意见并登记", "{unit}"),
    Act.CONFIRM_CONTACT: Words("您确认了电子邮箱"),
    Act.SHOW: Words("隐去个人信息后公开", "{unit}"),
    Act.ASK_TO_MEND: Words("退回请您修改", "{unit}", "", "urge"),
    Act.MEND: Words("您修改后再次提交", "", "改以前的内容也存着。"),
    Act.SET_ASIDE: Words("没有列入统计", "{unit}", "依据和理由写在这一页上，意见照原样存着。", "urge"),
    Act.RESTORE: Words("恢复列入统计", OFFICE),
    Act.REPLACE: Words("由您新的意见代替"),
    Act.RESPOND: Words("反馈采纳情况", "{unit}"),
    Act.CORRECT_CONTACT: Words("您更正了姓名或者联系方式"),
    Act.ERASE_IDENTITY: Words("姓名和联系方式已经删去"),
    Act.ASK_RIGHT: Words("您提出了个人信息申请"),
    Act.GRANT_RIGHT: Words("个人信息申请已经办理", OFFICE),
    Act.REFUSE_RIGHT: Words("个人信息申请没有同意", OFFICE, "理由写在“我的个人信息”里。"),
}


def comment_entries(events: Sequence[EventFact], department: str, *, is_open: bool) -> list[Entry]:
    """Return the lines, newest first. `department` made the draft."""
    return entries(events, (), department, is_open=is_open, words=WORDS, unit=department)
