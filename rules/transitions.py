"""What can be done to a case, and the state machine of a letter: (state, act) -> state. Nothing else decides a state.

That of a disclosure request is in `rules/request_moves.py`; `rules/machines.py` picks the one of a case.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from rules.errors import TransitionRefused
from rules.vocabulary import LETTER_STATES, STATE_LABELS, State


class Act(StrEnum):
    """What can be done to a case. Acts that leave the state alone are recorded all the same."""

    SUBMIT = "submit"
    IMPORT_ANSWERED = "import_answered"
    ROUTE = "route"
    REFER = "refer"
    ASSIGN = "assign"
    TRANSFER = "transfer"
    DECLINE = "decline"
    ACCEPT = "accept"
    RETURN = "return"
    SAVE_DRAFT = "save_draft"
    DRAFT = "draft"
    APPROVE = "approve"
    SEND_BACK = "send_back"
    ISSUE = "issue"
    RATE = "rate"
    CLOSE = "close"
    CONFIRM_CONTACT = "confirm_contact"
    REDACT = "redact"
    PROPOSE_PUBLICATION = "propose_publication"
    SEND_BACK_PUBLICATION = "send_back_publication"
    PUBLISH = "publish"
    WITHHOLD = "withhold"
    UNPUBLISH = "unpublish"
    WITHDRAW = "withdraw"
    MERGE = "merge"
    SEPARATE = "separate"
    REWORK = "rework"
    RECLASSIFY = "reclassify"
    SET_SUBJECT = "set_subject"
    BAR = "bar"
    RECALL = "recall"
    PROPOSE_LIFT = "propose_lift"
    REFUSE_LIFT = "refuse_lift"
    LIFT_BAR = "lift_bar"
    STATE_DEADLINE = "state_deadline"
    ASK_EXTENSION = "ask_extension"
    EXTEND = "extend"
    REFUSE_EXTENSION = "refuse_extension"
    ASK_PAUSE = "ask_pause"
    PAUSE = "pause"
    REFUSE_PAUSE = "refuse_pause"
    RESUME = "resume"
    RECOUNT = "recount"
    REMIND = "remind"
    URGE = "urge"
    SUPERVISE = "supervise"
    CIRCULATE = "circulate"
    ALARM = "alarm"
    COPY_OWN = "copy_own"
    CORRECT_CONTACT = "correct_contact"
    ERASE_IDENTITY = "erase_identity"
    WITHDRAW_CONSENT = "withdraw_consent"
    ASK_RIGHT = "ask_right"
    GRANT_RIGHT = "grant_right"
    REFUSE_RIGHT = "refuse_right"
    # Only what is asked for by the 条例 knows these.
    ARRIVE = "arrive"
    PROPOSE_STEP = "propose_step"
    REFUSE_STEP = "refuse_step"
    CONFIRM_RECEIPT = "confirm_receipt"
    DEMAND_CORRECTION = "demand_correction"
    TAKE_CORRECTION = "take_correction"
    CHARGE = "charge"
    TAKE_PAYMENT = "take_payment"
    LAPSE = "lapse"
    CONSULT = "consult"
    TAKE_OPINION = "take_opinion"
    DECIDE_OPINION = "decide_opinion"
    CONFER = "confer"
    TAKE_CONFERRED = "take_conferred"
    ASK_REASONS = "ask_reasons"
    JUDGE_REASONS = "judge_reasons"
    REDACT_DOCUMENT = "redact_document"
    ISSUE_PAPER = "issue_paper"
    VOID_PAPER = "void_paper"
    DELIVER = "deliver"
    ARCHIVE = "archive"
    DECIDE_PROACTIVE = "decide_proactive"
    REGISTER_REMEDY = "register_remedy"
    UPDATE_REMEDY = "update_remedy"
    # Only a period for public comment knows these.
    PLAN_PERIOD = "plan_period"
    CHANGE_PERIOD = "change_period"
    DRAFT_RELEASE = "draft_release"
    APPROVE_RELEASE = "approve_release"
    SEND_BACK_RELEASE = "send_back_release"
    RELEASE_PERIOD = "release_period"
    OPEN_PERIOD = "open_period"
    REPLACE_DRAFT = "replace_draft"
    LENGTHEN_PERIOD = "lengthen_period"
    END_PERIOD = "end_period"
    CANCEL_PERIOD = "cancel_period"
    HOLD_HEARING = "hold_hearing"
    REGISTER_FOR_HEARING = "register_for_hearing"
    SORT_OPINIONS = "sort_opinions"
    DECIDE_ADOPTION = "decide_adoption"
    DRAFT_RESULT = "draft_result"
    APPROVE_RESULT = "approve_result"
    SEND_BACK_RESULT = "send_back_result"
    RELEASE_RESULT = "release_result"
    PUBLISH_FINAL = "publish_final"
    # Only a comment knows these.
    SHOW = "show"
    ASK_TO_MEND = "ask_to_mend"
    MEND = "mend"
    SET_ASIDE = "set_aside"
    RESTORE = "restore"
    REPLACE = "replace"
    RESPOND = "respond"


ACT_LABELS: dict[Act, str] = {
    Act.SUBMIT: "收到来信并登记",
    Act.IMPORT_ANSWERED: "导入已答复的来信",
    Act.ROUTE: "自动转办",
    Act.REFER: "转信访局人工登记",
    Act.ASSIGN: "转办",
    Act.TRANSFER: "改派",
    Act.DECLINE: "不予受理",
    Act.ACCEPT: "签收",
    Act.RETURN: "退回",
    Act.SAVE_DRAFT: "保存草稿",
    Act.DRAFT: "拟稿送审（初审）",
    Act.APPROVE: "审核通过",
    Act.SEND_BACK: "退回修改",
    Act.ISSUE: "签发答复（审发）",
    Act.RATE: "来信人评价",
    Act.CLOSE: "办结",
    Act.CONFIRM_CONTACT: "来信人确认邮箱",
    Act.REDACT: "隐去个人信息",
    Act.PROPOSE_PUBLICATION: "公开稿送审核",
    Act.SEND_BACK_PUBLICATION: "公开稿退回修改",
    Act.PUBLISH: "公开",
    Act.WITHHOLD: "决定不公开",
    Act.UNPUBLISH: "撤下公开件",
    Act.WITHDRAW: "来信人撤回",
    Act.MERGE: "合并办理",
    Act.SEPARATE: "分开办理",
    Act.REWORK: "退回重办",
    Act.RECLASSIFY: "改变来信类别",
    Act.SET_SUBJECT: "改主题",
    Act.BAR: "认定反映的单位",
    Act.RECALL: "从被反映的单位收回",
    Act.PROPOSE_LIFT: "提出允许转给被反映的单位",
    Act.REFUSE_LIFT: "不同意转给被反映的单位",
    Act.LIFT_BAR: "同意转给被反映的单位",
    Act.STATE_DEADLINE: "设定时限",
    Act.ASK_EXTENSION: "申请延期",
    Act.EXTEND: "批准延期",
    Act.REFUSE_EXTENSION: "不批准延期",
    Act.ASK_PAUSE: "申请中止计时",
    Act.PAUSE: "批准中止计时",
    Act.REFUSE_PAUSE: "不批准中止计时",
    Act.RESUME: "恢复计时",
    Act.RECOUNT: "按工作日历重新计算",
    Act.REMIND: "期限提醒",
    Act.URGE: "催办",
    Act.SUPERVISE: "督办",
    Act.CIRCULATE: "报县领导、列入通报",
    Act.ALARM: "长期未答复预警",
    Act.COPY_OWN: "来信人复制个人信息",
    Act.CORRECT_CONTACT: "来信人更正姓名和联系方式",
    Act.ERASE_IDENTITY: "删去来信人的姓名和联系方式",
    Act.WITHDRAW_CONSENT: "来信人撤回同意",
    Act.ASK_RIGHT: "来信人提出个人信息申请",
    Act.GRANT_RIGHT: "办理个人信息申请",
    Act.REFUSE_RIGHT: "不同意个人信息申请",
    Act.ARRIVE: "登记待确认的申请",
    Act.PROPOSE_STEP: "拟稿送审（补正、收费）",
    Act.REFUSE_STEP: "退回（补正、收费）",
    Act.CONFIRM_RECEIPT: "与申请人确认收到",
    Act.DEMAND_CORRECTION: "发出补正告知书",
    Act.TAKE_CORRECTION: "收到补正",
    Act.CHARGE: "发出收费通知书",
    Act.TAKE_PAYMENT: "收到缴费",
    Act.LAPSE: "逾期终止办理",
    Act.CONSULT: "发出征求意见书",
    Act.TAKE_OPINION: "收到征求的意见",
    Act.DECIDE_OPINION: "决定第三方意见是否采纳",
    Act.CONFER: "提请会商",
    Act.TAKE_CONFERRED: "收到会商意见",
    Act.ASK_REASONS: "要求说明理由",
    Act.JUDGE_REASONS: "审查申请理由",
    Act.REDACT_DOCUMENT: "区分处理文件",
    Act.ISSUE_PAPER: "发文",
    Act.VOID_PAPER: "作废文号",
    Act.DELIVER: "送达答复",
    Act.ARCHIVE: "归档",
    Act.DECIDE_PROACTIVE: "决定转为主动公开",
    Act.REGISTER_REMEDY: "登记复议、诉讼、举报",
    Act.UPDATE_REMEDY: "更新复议、诉讼、举报",
    Act.PLAN_PERIOD: "拟定征集",
    Act.CHANGE_PERIOD: "修改征集内容",
    Act.DRAFT_RELEASE: "征集送审（初审）",
    Act.APPROVE_RELEASE: "征集审核通过",
    Act.SEND_BACK_RELEASE: "征集退回修改",
    Act.RELEASE_PERIOD: "签发征集公告（审发）",
    Act.OPEN_PERIOD: "开始征集",
    Act.REPLACE_DRAFT: "更换征求意见稿",
    Act.LENGTHEN_PERIOD: "延长征集",
    Act.END_PERIOD: "征集截止",
    Act.CANCEL_PERIOD: "终止征集",
    Act.HOLD_HEARING: "安排听证会",
    Act.REGISTER_FOR_HEARING: "报名参加听证会",
    Act.SORT_OPINIONS: "归并意见",
    Act.DECIDE_ADOPTION: "决定是否采纳",
    Act.DRAFT_RESULT: "采纳情况送审（初审）",
    Act.APPROVE_RESULT: "采纳情况审核通过",
    Act.SEND_BACK_RESULT: "采纳情况退回修改",
    Act.RELEASE_RESULT: "签发采纳情况（审发）",
    Act.PUBLISH_FINAL: "公布定稿",
    Act.SHOW: "公开意见",
    Act.ASK_TO_MEND: "退回评论人修改",
    Act.MEND: "修改后再次提交",
    Act.SET_ASIDE: "不列入统计",
    Act.RESTORE: "恢复列入",
    Act.REPLACE: "由本人新的意见代替",
    Act.RESPOND: "反馈采纳情况",
}

_WITH_DEPARTMENT = (State.ASSIGNED, State.ACCEPTED, State.DRAFTED, State.REVIEWED)
_WITH_OFFICE = (State.RECEIVED, State.TRIAGE, State.RETURNED)
_ANSWERED = (State.ANSWERED, State.CLOSED)
PUBLISHING = (Act.REDACT, Act.PROPOSE_PUBLICATION, Act.SEND_BACK_PUBLICATION, Act.PUBLISH, Act.WITHHOLD,
              Act.UNPUBLISH)
_IN_HAND = (*_WITH_OFFICE, *_WITH_DEPARTMENT, State.REWORK)
# Acts on the clock of a case: they leave its state alone.
_BY_DEPARTMENT = (Act.ASK_EXTENSION, Act.ASK_PAUSE)
ON_THE_CLOCK = (Act.STATE_DEADLINE, Act.EXTEND, Act.REFUSE_EXTENSION, Act.PAUSE, Act.REFUSE_PAUSE, Act.RESUME,
                Act.RECOUNT)
OVERSIGHT = (Act.REMIND, Act.URGE, Act.SUPERVISE, Act.CIRCULATE, Act.ALARM)

# Acts on the bar that keeps a unit from a case about it (design.md 6.5).
_ON_THE_BAR = (Act.BAR, Act.PROPOSE_LIFT, Act.REFUSE_LIFT, Act.LIFT_BAR)
# What a person may do about their own data, whatever becomes of the letter (个人信息保护法 44 to 50).
RIGHTS = (Act.COPY_OWN, Act.CORRECT_CONTACT, Act.ERASE_IDENTITY, Act.WITHDRAW_CONSENT, Act.ASK_RIGHT, Act.GRANT_RIGHT,
          Act.REFUSE_RIGHT)

ALLOWED: dict[tuple[State | None, Act], State] = {
    (None, Act.SUBMIT): State.RECEIVED,
    (None, Act.IMPORT_ANSWERED): State.CLOSED,
    (State.RECEIVED, Act.ROUTE): State.ASSIGNED,
    (State.RECEIVED, Act.REFER): State.TRIAGE,
    **{(state, Act.ASSIGN): State.ASSIGNED for state in _WITH_OFFICE},
    **{(state, Act.TRANSFER): State.ASSIGNED for state in _WITH_DEPARTMENT},
    **{(state, Act.DECLINE): State.DECLINED for state in (*_WITH_OFFICE, State.ASSIGNED, State.ACCEPTED)},
    (State.ASSIGNED, Act.ACCEPT): State.ACCEPTED,
    (State.ASSIGNED, Act.RETURN): State.RETURNED,
    (State.ACCEPTED, Act.SAVE_DRAFT): State.ACCEPTED,
    (State.ACCEPTED, Act.DRAFT): State.DRAFTED,
    (State.DRAFTED, Act.APPROVE): State.REVIEWED,
    (State.DRAFTED, Act.SEND_BACK): State.ACCEPTED,
    (State.REVIEWED, Act.SEND_BACK): State.ACCEPTED,
    (State.REVIEWED, Act.ISSUE): State.ANSWERED,
    (State.ANSWERED, Act.RATE): State.CLOSED,
    (State.CLOSED, Act.RATE): State.CLOSED,
    (State.ANSWERED, Act.CLOSE): State.CLOSED,
    **{(state, Act.CONFIRM_CONTACT): state for state in LETTER_STATES},
    **{(state, act): state for state in LETTER_STATES for act in RIGHTS},
    **{(state, act): state for state in _ANSWERED for act in PUBLISHING},
    **{(state, Act.WITHDRAW): State.WITHDRAWN for state in (*_WITH_OFFICE, *_WITH_DEPARTMENT)},
    **{(state, Act.MERGE): State.MERGED for state in (*_WITH_OFFICE, State.ASSIGNED, State.ACCEPTED)},
    (State.MERGED, Act.SEPARATE): State.TRIAGE,
    **{(state, Act.REWORK): State.REWORK for state in _ANSWERED},
    (State.REWORK, Act.SAVE_DRAFT): State.REWORK,
    (State.REWORK, Act.DRAFT): State.DRAFTED,
    (State.REWORK, Act.TRANSFER): State.ASSIGNED,
    # The earlier answer may be public while the new one is made, and must be able to come down at once.
    **{(state, Act.UNPUBLISH): state for state in (State.REWORK, State.RETURNED, *_WITH_DEPARTMENT)},
    **{(state, act): state for state in (*_WITH_DEPARTMENT, State.REWORK) for act in _BY_DEPARTMENT},
    **{(state, act): state for state in _IN_HAND for act in (Act.RECLASSIFY, *ON_THE_CLOCK, *OVERSIGHT, *_ON_THE_BAR)},
    **{(state, Act.SET_SUBJECT): state for state in (*_IN_HAND, *_ANSWERED)},
    **{(state, Act.RECALL): State.TRIAGE for state in _WITH_DEPARTMENT},
}


def next_state(state: State | None, act: Act) -> State:
    """Return the state that the act leads a letter to.

    Raises TransitionRefused when the act is not possible in this state.
    """
    return moved(ALLOWED, state, act)


def moved(allowed: Mapping[tuple[State | None, Act], State], state: State | None, act: Act) -> State:
    """Return where an act leads in a machine. Raises TransitionRefused when it is not possible in this state."""
    try:
        return allowed[state, act]
    except KeyError:
        where = STATE_LABELS[state] if state else "尚未登记"
        raise TransitionRefused(
            f"这一件现在是“{where}”，不能再“{ACT_LABELS[act]}”。请刷新页面看最新的办理情况。"
        ) from None


def is_possible(state: State, act: Act) -> bool:
    """Tell whether the act is possible on a letter in this state."""
    return (state, act) in ALLOWED
