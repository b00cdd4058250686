"""The audit trail in words for the auditor's page: acts, what searches look like, and the facts of an entry."""

from __future__ import annotations

import re
from collections.abc import Mapping

from rules.actors import ROLE_LABELS
from rules.audit import AUDITED_LABELS, Audited
from rules.reveals import FIELD_LABELS, REASON_LABELS
from rules.transitions import ACT_LABELS, Act

_NAME = re.compile(r"[\u3400-\u9fff·]{2,4}")
_PHONE = re.compile(r"[\d\s()（）+-]{7,}")
_AUDITED, _ACTS = frozenset(map(str, Audited)), frozenset(map(str, Act))

# The facts that are shown, in this order; ids without a meaning for the reader, and digests, are not.
FACT_LABELS: dict[str, str] = {
    "staff": "账号：", "role": "角色：", "was": "原角色：", "page": "页面：", "kind": "种类：", "reason": "理由：",
    "fields": "栏目：", "file": "附件编号：", "original": "原件：", "scan": "扫描：", "format": "格式：",
    "rows": "行数：",
    "since": "从：", "until": "到：", "seconds": "秒数：", "job": "任务：", "version": "版本：", "year": "年份：",
    "length": "工作日：", "category": "类别：", "owed": "待发：", "dropped": "不再发：", "as_of": "截至：",
    "events": "核对条数：", "first_bad": "第一处不符：", "outcome": "决定：", "why": "原因：",
    "login": "操作系统账号：",
    "period": "期次：", "document": "文号：", "revision": "稿次：", "demand": "整改要求编号：",
    "breach": "事件：", "step": "步骤：", "told": "已告知："}
_ROLES = {role.value: label for role, label in ROLE_LABELS.items()}
_DECISIONS = {"granted": "同意", "approved": "同意", "refused": "不同意", "rejected": "不同意"}
# The same slug says another thing under another name.
FACT_VALUES: dict[str, Mapping[str, str]] = {
    "role": _ROLES, "was": _ROLES, "outcome": _DECISIONS, "why": {"unused": "长期不用"},
    "kind": {"phone": "像电话号码", "name": "像姓名", "words": "其他词", "letters": "来信", "audit": "审计记录",
             "daily": "一日一清单", "monthly": "一月一汇总", "quarterly": "一季一通报"},
    "fields": FIELD_LABELS,
    "scan": {"clean": "无毒", "pending": "没有扫描", "infected": "有毒", "unscannable": "扫描不了", "off": "没有扫描"},
    "format": {"csv": "CSV", "xlsx": "XLSX"},
    "reason": {reason.value: label for reason, label in REASON_LABELS.items()}}


def kind_of_query(query: str) -> str:
    """Return what a searched-for text looks like: `phone`, `name` or `words`."""
    if _PHONE.fullmatch(query):
        return "phone"
    return "name" if _NAME.fullmatch(query) else "words"


def label_of(act: str) -> str:
    """Return the Chinese name of any act of the record, of a case's or of the system's chain."""
    if act in _AUDITED:
        return AUDITED_LABELS[Audited(act)]
    return ACT_LABELS[Act(act)] if act in _ACTS else act


def words_of(facts: Mapping[str, object], names: Mapping[str, str]) -> str:
    """Return the facts of an entry in words; `names` has those of staff by `staff:17`. What has no name stays out."""
    shown = dict(facts)
    if "staff" in shown:
        shown["staff"] = names.get(f"staff:{shown['staff']}", "没有这个账号")
    return "，".join(f"{label}{_value(shown[key], FACT_VALUES.get(key, {}))}" for key, label in FACT_LABELS.items()
                    if shown.get(key) not in (None, "", []))


def _value(value: object, words: Mapping[str, str]) -> str:
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, list):
        return "、".join(_value(one, words) for one in value)
    return words.get(str(value), str(value))
