"""When those who run the service are to be alarmed: what waits too long, and which periodic job is late."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

OUTBOX_ALARM_S = 15 * 60
ALARM_AGAIN_S = 3600
BACKUP_OLD_S = 26 * 3600
# A job waits for its turn, and for a worker that has died to be noticed.
SLACK_S = 120

JOB_LABELS: dict[str, str] = {
    "accounts": "停用久不使用的账号",
    "scheduler": "心跳", "reconcile": "补办漏下的转办和邮件", "deadlines": "时限提醒和催办", "ladder": "重排时限提醒",
    "close-answered": "到期自动办结", "recount": "按新日历重算期限", "pauses": "中止到期恢复计时",
    "requests": "公开申请逾期不答的认定和终止",
    "paper-files": "补做依申请公开的公文文件",
    "digests": "做出和发出清单、汇总、通报", "demands": "整改期限提醒", "annual": "年度报表提醒",
    "comment-periods": "到时开始和截止意见征集", "signal-keys": "销毁意见来源的密钥",
    "comment-results": "采纳情况的文件和反馈",
    "drafts": "草案的下载文件和换稿告知",
    "alike-comments": "归并相近的意见",
    "conferring": "会商提醒和答复口径比对",
    "retention": "清理到期的个人信息",
    "orphans": "清理没有寄出的附件", "examine": "附件查毒和制作副本",
    "integrity": "检查附件和数据库是否完好",
    "seal": "封存前一天的办理记录", "verify": "核对办理记录", "counts": "核对统计数", "puzzles": "清理过期的小题"}


@dataclass(frozen=True)
class Alarms:
    """What is wrong now. `oldest_notice_s` is 0 unless an owed notice waits too long; `late` names periodic jobs.

    `damaged` names files that are not what was received, `differing` is how many counts are not what the events give.
    """

    oldest_notice_s: int
    late: tuple[str, ...]
    damaged: tuple[str, ...] = ()
    differing: int = 0

    def __bool__(self) -> bool:
        return bool(self.oldest_notice_s or self.late or self.damaged or self.differing)


def is_late(age_s: float, every_s: int) -> bool:
    """Tell whether a periodic job, due `every_s` seconds apart, has missed its time twice."""
    return age_s > 2 * every_s + SLACK_S


def alarms(oldest_notice_s: int, late: Sequence[str], *, mail_held: bool, damaged: tuple[str, ...] = (),
           differing: int = 0) -> Alarms:
    """Return what is wrong. While mail is held on purpose, notices that wait are no alarm."""
    waits = 0 if mail_held or oldest_notice_s <= OUTBOX_ALARM_S else oldest_notice_s
    return Alarms(waits, tuple(late), damaged, differing)
