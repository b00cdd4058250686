"""The history of a disclosure request as its applicant sees it: the words of rules/timeline.py for its own acts."""

from __future__ import annotations

from collections.abc import Sequence

from rules.timeline import Entry, EventFact, Words, entries
from rules.transitions import Act

OFFICE = "县政府办公室"
_URGED = "请承办机关抓紧办理。"

# Acts that are not here are inner steps of the agency.
WORDS: dict[Act, Words] = {
    Act.SUBMIT: Words("收到申请并登记", "{unit}"),
    Act.ARRIVE: Words("登记申请，等待双方确认收到", "{unit}", "确认以后开始计算答复期限。"),
    Act.CONFIRM_RECEIPT: Words("双方确认收到申请", "{unit}", "从这一天起计算答复期限（条例第三十一条）。"),
    Act.IMPORT_ANSWERED: Words("收到申请并登记", "{unit}"),
    Act.ACCEPT: Words("已签收，正在审核", "{unit}"),
    Act.DEMAND_CORRECTION: Words("发出补正告知书", "{unit}", "请按告知书补正；没有正当理由逾期不补正的，视为放弃申请"
                                 "（条例第三十条）。", "urge"),
    Act.TAKE_CORRECTION: Words("收到您的补正", "{unit}", "答复期限从收到补正的第二天起重新计算。"),
    Act.CHARGE: Words("发出收费通知书", "{unit}", "请按通知书缴费；逾期没有缴费的，不再处理。", "urge"),
    Act.TAKE_PAYMENT: Words("收到缴费", "{unit}", "答复期限从缴费的第二天起重新计算。"),
    Act.LAPSE: Words("到期没有收到补正或者缴费，不再处理", "{unit}", "还需要这些信息的，可以重新申请。", "urge"),
    Act.CONSULT: Words("书面征求第三方或者其他机关的意见", "{unit}", "信息涉及第三方的合法权益，或者由几个机关共同制作"
                       "（条例第三十二条、第三十四条）。"),
    Act.TAKE_OPINION: Words("收到征求的意见", "{unit}"),
    Act.ASK_REASONS: Words("请您说明申请的理由", "{unit}", "申请的数量、频次明显超过合理范围"
                           "（条例第三十五条）。", "urge"),
    Act.JUDGE_REASONS: Words("审查了您说明的理由", "{unit}"),
    Act.DRAFT: Words("答复已拟好，正在审核", "{unit}"),
    Act.ISSUE: Words("答复已签发，等待送达", "{unit}"),
    Act.DELIVER: Words("答复已送达", "{unit}"),
    Act.ARCHIVE: Words("逐一建档，已归档", "{unit}"),
    Act.REWORK: Words("答复退回重新办理", OFFICE, "要重新办理，再答复您一次。", "urge"),
    Act.EXTEND: Words("延长答复期限", "{unit}"),
    Act.PAUSE: Words("中止计时"),
    Act.RESUME: Words("恢复计时"),
    Act.RECOUNT: Words("按放假安排重算答复期限"),
    Act.URGE: Words("县政府办公室已催办", OFFICE, _URGED, "urge"),
    Act.SUPERVISE: Words("县政府办公室已发督办单", OFFICE, "要求承办机关负责人过问，限期答复您。", "urge"),
    Act.CIRCULATE: Words("已报县领导", OFFICE, "超期较久，已列入通报范围。", "urge"),
    Act.DECIDE_PROACTIVE: Words("决定把这些信息转为主动公开", "{unit}", "以后谁都可以直接查看。"),
    Act.PUBLISH: Words("隐去个人信息后公开", "{unit}"),
    Act.UNPUBLISH: Words("公开件已经撤下", "{unit}"),
    Act.REGISTER_REMEDY: Words("登记了复议、诉讼或者举报", "{unit}"),
    Act.CONFIRM_CONTACT: Words("您确认了电子邮箱"),
    Act.CORRECT_CONTACT: Words("您更正了姓名或者联系方式"),
    Act.ERASE_IDENTITY: Words("姓名和联系方式已经删去"),
    Act.ASK_RIGHT: Words("您提出了个人信息申请"),
    Act.GRANT_RIGHT: Words("个人信息申请已经办理", OFFICE),
    Act.REFUSE_RIGHT: Words("个人信息申请没有同意", OFFICE, "理由写在“我的个人信息”里。"),
}


def request_entries(events: Sequence[EventFact], agency: str, *, is_open: bool) -> list[Entry]:
    """Return the lines, newest first. `agency` has the request from its first event on, for good."""
    return entries(events, (), agency, is_open=is_open, words=WORDS, unit=agency)
