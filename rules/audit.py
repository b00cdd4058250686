"""What the audit trail names (security.md U3): acts that belong to no single case, or only look at one.

What changes a case stands in the case's own chain (transitions.py); both are read on the auditor's page.
"""

from __future__ import annotations

from enum import StrEnum


class Audited(StrEnum):
    """One kind of entry in the system chain. The value is stored: a name that was used once stays."""

    SIGNED_IN = "signed_in"
    SIGN_IN_FAILED = "sign_in_failed"
    SIGNED_OUT = "signed_out"
    VERIFIED_AGAIN = "verified_again"
    SESSION_ENDED = "session_ended"
    STAFF_ADDED = "staff_added"
    STAFF_ENABLED = "staff_enabled"
    STAFF_DISABLED = "staff_disabled"
    STAFF_EMAIL_SET = "staff_email_set"
    ROLE_CHANGED = "role_changed"
    UNLOCKED = "staff_unlocked"
    PASSWORD_SET = "password_set"  # noqa: S105
    FACTOR_SET = "factor_set"
    FACTOR_RESET_ASKED = "factor_reset_asked"
    FACTOR_RESET_DECIDED = "factor_reset_decided"
    RECOVERY_CODES_SET = "recovery_codes_set"
    RECOVERY_CODE_USED = "recovery_code_used"
    REFUSED = "access_refused"
    REVEALED = "identity_revealed"
    DOWNLOADED = "file_downloaded"
    EXPORTED = "exported"
    PERSON_SEARCHED = "person_searched"
    RECORD_VERIFIED = "record_verified"
    CALENDAR_PROPOSED = "calendar_proposed"
    CALENDAR_IN_FORCE = "calendar_in_force"
    CALENDAR_REJECTED = "calendar_rejected"
    LADDER_SET = "ladder_set"
    TERM_SET = "term_set"
    MAIL_HELD = "mail_held"
    MAIL_RELEASED = "mail_released"
    JOB_TRIED_AGAIN = "job_tried_again"
    JOB_REMOVED = "job_removed"
    RESTORED = "restored"
    CLOCK_WENT_BACK = "clock_went_back"
    COUNTS_CHECKED = "counts_checked"
    BREACH_NOTED = "breach_noted"
    KEY_ROTATED = "key_rotated"
    KEY_RETIRED = "key_retired"
    DIGEST_MADE = "digest_made"
    DIGEST_CORRECTED = "digest_corrected"
    DIGEST_ISSUED = "digest_issued"
    BULLETIN_EDITED = "bulletin_edited"
    BULLETIN_SUBMITTED = "bulletin_submitted"
    BULLETIN_REVIEWED = "bulletin_reviewed"
    BULLETIN_SENT_BACK = "bulletin_sent_back"
    BULLETIN_ISSUED = "bulletin_issued"
    DEMAND_REPORTED = "demand_reported"
    DEMAND_DONE = "demand_done"
    DEMAND_SENT_BACK = "demand_sent_back"
    CONFLICT_SETTLED = "conflict_settled"
    ANNUAL_YEAR_SET = "annual_year_set"
    ANNUAL_FIGURES_ENTERED = "annual_figures_entered"
    ANNUAL_RETURN_SUBMITTED = "annual_return_submitted"
    ANNUAL_RETURN_TAKEN = "annual_return_taken"
    ANNUAL_RETURN_SENT_BACK = "annual_return_sent_back"
    ANNUAL_REPORT_EDITED = "annual_report_edited"
    ANNUAL_REPORT_FILLED = "annual_report_filled"
    ANNUAL_REPORT_REVIEWED = "annual_report_reviewed"
    ANNUAL_REPORT_SIGNED = "annual_report_signed"
    ANNUAL_REPORT_SENT_BACK = "annual_report_sent_back"
    ANNUAL_REPORT_CORRECTED = "annual_report_corrected"
    NUMBERS_ELSEWHERE = "numbers_elsewhere"
    SIGNAL_KEY_DESTROYED = "signal_key_destroyed"
    HEARING_LIST_OPENED = "hearing_list_opened"


AUDITED_LABELS: dict[Audited, str] = {
    Audited.SIGNED_IN: "登录",
    Audited.SIGN_IN_FAILED: "登录没有通过",
    Audited.SIGNED_OUT: "退出",
    Audited.VERIFIED_AGAIN: "再次验证身份",
    Audited.SESSION_ENDED: "退出其他登录",
    Audited.STAFF_ADDED: "新建账号",
    Audited.STAFF_ENABLED: "启用账号",
    Audited.STAFF_DISABLED: "停用账号",
    Audited.STAFF_EMAIL_SET: "改提醒邮箱",
    Audited.ROLE_CHANGED: "改角色或者单位",
    Audited.UNLOCKED: "解除登录锁定",
    Audited.PASSWORD_SET: "设密码",
    Audited.FACTOR_SET: "绑定验证器",
    Audited.FACTOR_RESET_ASKED: "申请重置验证器",
    Audited.FACTOR_RESET_DECIDED: "重置验证器的决定",
    Audited.RECOVERY_CODES_SET: "换备用码",
    Audited.RECOVERY_CODE_USED: "用备用码登录",
    Audited.REFUSED: "越权访问被拒绝",
    Audited.REVEALED: "查看来信人身份",
    Audited.DOWNLOADED: "下载附件",
    Audited.EXPORTED: "导出",
    Audited.PERSON_SEARCHED: "按人查找",
    Audited.RECORD_VERIFIED: "核对办理记录",
    Audited.CALENDAR_PROPOSED: "提出改工作日历",
    Audited.CALENDAR_IN_FORCE: "工作日历生效",
    Audited.CALENDAR_REJECTED: "不同意改工作日历",
    Audited.LADDER_SET: "改提醒和催办的设置",
    Audited.TERM_SET: "改答复期限",
    Audited.MAIL_HELD: "暂停发送邮件",
    Audited.MAIL_RELEASED: "恢复发送邮件",
    Audited.JOB_TRIED_AGAIN: "任务重新排队",
    Audited.JOB_REMOVED: "移除任务",
    Audited.RESTORED: "从备份恢复",
    Audited.CLOCK_WENT_BACK: "系统时钟倒退",
    Audited.COUNTS_CHECKED: "核对统计数",
    Audited.BREACH_NOTED: "记下个人信息泄露事件",
    Audited.KEY_ROTATED: "更换联系方式的密钥",
    Audited.KEY_RETIRED: "删除旧的密钥",
    Audited.DIGEST_MADE: "做出清单、汇总或通报",
    Audited.DIGEST_CORRECTED: "更正清单、汇总或通报",
    Audited.DIGEST_ISSUED: "发出清单或汇总",
    Audited.BULLETIN_EDITED: "改通报",
    Audited.BULLETIN_SUBMITTED: "通报初审",
    Audited.BULLETIN_REVIEWED: "通报审核",
    Audited.BULLETIN_SENT_BACK: "退回通报",
    Audited.BULLETIN_ISSUED: "通报审发",
    Audited.DEMAND_REPORTED: "报告整改情况",
    Audited.DEMAND_DONE: "认定整改办结",
    Audited.DEMAND_SENT_BACK: "退回整改报告",
    Audited.CONFLICT_SETTLED: "处理不一致的答复",
    Audited.ANNUAL_YEAR_SET: "定年度报表的报送期限",
    Audited.ANNUAL_FIGURES_ENTERED: "填年度报表",
    Audited.ANNUAL_RETURN_SUBMITTED: "报送年度报表",
    Audited.ANNUAL_RETURN_TAKEN: "收年度报表",
    Audited.ANNUAL_RETURN_SENT_BACK: "退回年度报表",
    Audited.ANNUAL_REPORT_EDITED: "改年度报告",
    Audited.ANNUAL_REPORT_FILLED: "年度报告填报",
    Audited.ANNUAL_REPORT_REVIEWED: "年度报告审核",
    Audited.ANNUAL_REPORT_SIGNED: "年度报告签发",
    Audited.ANNUAL_REPORT_SENT_BACK: "退回年度报告",
    Audited.ANNUAL_REPORT_CORRECTED: "更正年度报告",
    Audited.NUMBERS_ELSEWHERE: "登记系统以外用过的公文编号",
    Audited.SIGNAL_KEY_DESTROYED: "销毁意见来源的密钥",
    Audited.HEARING_LIST_OPENED: "打开听证会报名名单",
}
