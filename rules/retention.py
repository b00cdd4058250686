"""How long each kind of data is kept, why, and what ends it: one table for the job and for the privacy notice.

PIPL 19: no longer than the purpose needs, unless a law says how long. Nothing here removes a case, an event or a log
before its time.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from rules.errors import InputRefused

# 网络安全法 art. 21 (3): network logs at least six months; the longest six months have 184 days.
LOG_FLOOR = timedelta(days=184)
DAY = timedelta(days=1)
YEAR = timedelta(days=365)
# Anti-abuse counters (security.md I5): never longer than this, whatever they count.
ABUSE_CEILING = timedelta(days=30)


class DataKind(StrEnum):
    """One kind of data. Those in `PERIODS` are removed by the job; the value is stored with each run."""

    CASE = "case"
    EVENTS = "events"
    IDENTITY = "identity"
    IDENTITY_WITHDRAWN = "identity_withdrawn"
    REQUEST_WORDS = "request_words"
    HEARING = "hearing"
    SOURCES = "sources"
    ATTEMPTS = "attempts"
    PUZZLES = "puzzles"
    SESSIONS = "sessions"
    TOKENS = "tokens"
    MAIL_FILES = "mail_files"
    FAILED_JOBS = "failed_jobs"
    LOGS = "logs"
    RUNS = "runs"
    UPLOADS = "uploads"
    BACKUPS = "backups"
    PUBLIC_SESSION = "public_session"


@dataclass(frozen=True)
class Row:
    """One line of the table: what it is, how long it is kept (in words), and the source.

    `period` is None for what is kept for good or ended by something else than the job.
    """

    kind: DataKind
    label: str
    kept: str
    source: str
    period: timedelta | None = None
    is_public: bool = True


_PIPL_19 = "个人信息保护法第十九条"
_LOG_LAW = "网络安全法第二十一条第三项"
TABLE: tuple[Row, ...] = (
    Row(DataKind.CASE, "来信、附件、答复", "作为档案长期保存",
        "档案法第十四条；机关文件材料归档范围和文书档案保管期限规定"),
    Row(DataKind.EVENTS, "办理痕迹和审计记录（只有编号、日期、事项）", "长期保存，不能改也不能删",
        "档案法第十四条；网络安全法第二十一条第三项"),
    Row(DataKind.IDENTITY, "姓名、电话、邮箱、地址、身份证号",
        "办结2年以后删去；对草案提的意见，从公布采纳情况起算",
        f"{_PIPL_19}；信访工作条例第三十五、三十六条（复查、复核）；行政诉讼法第四十六条", 2 * YEAR),
    Row(DataKind.IDENTITY_WITHDRAWN, "撤回的来信的姓名和联系方式", "撤回30天以后删去",
        f"{_PIPL_19}、第四十七条", 30 * DAY),
    Row(DataKind.REQUEST_WORDS, "个人信息申请的说明", "答复3年以后删去，申请和结果留下",
        "个人信息保护法第六十九条；民法典第一百八十八条", 3 * YEAR),
    Row(DataKind.HEARING, "听证会报名人的姓名和电话", "听证会2年以后删去，报名和遴选的结果留下",
        f"{_PIPL_19}；行政诉讼法第四十六条", 2 * YEAR),
    Row(DataKind.SOURCES, "同一来源的意见的记号（只有加密的摘要）", "征集截止30天以后密钥销毁，认不出是谁", _PIPL_19),
    Row(DataKind.ATTEMPTS, "查询码、密码输错的次数（只有加密的摘要）", "30天以内", _PIPL_19, 7 * DAY),
    Row(DataKind.PUZZLES, "人机验证用过的题（只有加密的摘要）", "过期以后几小时", _PIPL_19),
    Row(DataKind.UPLOADS, "传了但没有寄出的附件", "1天以内", _PIPL_19),
    Row(DataKind.PUBLIC_SESSION, "浏览器里的记号（哪封信在这台设备上打开过）", "关闭浏览器就没有了，我们不存",
        _PIPL_19),
    Row(DataKind.MAIL_FILES, "没有邮件服务器时写成文件的邮件", "30天以后删去", _PIPL_19, 30 * DAY),
    Row(DataKind.LOGS, "网络日志（没有来信内容、姓名、联系方式）", "184天以后删去，在那以前不能删", _LOG_LAW,
        LOG_FLOOR),
    Row(DataKind.BACKUPS, "加密备份", "按备份轮换，最长184天", f"{_LOG_LAW}；个人信息保护法第四十七条第二款"),
    Row(DataKind.SESSIONS, "工作人员的登录记录", "退出184天以后删去", _LOG_LAW, LOG_FLOOR, is_public=False),
    Row(DataKind.TOKENS, "用过的恢复码和初始口令的摘要", "用过184天以后删去", _LOG_LAW, LOG_FLOOR, is_public=False),
    Row(DataKind.FAILED_JOBS, "没有办成的后台任务（只有编号）", "30天以后删去", _PIPL_19, is_public=False),
    Row(DataKind.RUNS, "清理记录", "3年以后删去", _LOG_LAW, 3 * YEAR, is_public=False),
)
ROWS: dict[DataKind, Row] = {row.kind: row for row in TABLE}
PERIODS: dict[DataKind, timedelta] = {row.kind: row.period for row in TABLE if row.period is not None}
# What belongs to the security log: the floor of the law binds these, also against an operator.
SECURITY_LOG = frozenset({DataKind.LOGS, DataKind.SESSIONS, DataKind.TOKENS, DataKind.RUNS})
ABUSE_DATA = frozenset({DataKind.ATTEMPTS})


def cutoff(kind: DataKind, now: datetime) -> datetime:
    """Return the instant before which data of a kind has served its time; raises KeyError for what no job removes."""
    return now - PERIODS[kind]


def require_floor(days: int) -> timedelta:
    """Return an age of logs that may be deleted; raises InputRefused below six months (网络安全法 21)."""
    if days < LOG_FLOOR.days:
        raise InputRefused(f"日志至少要留{LOG_FLOOR.days}天（网络安全法第二十一条），不能删{days}天以内的。", "days")
    return timedelta(days=days)
