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
    REFUSED = "access_refused"
    REVEALED = "identity_revealed"
    DOWNLOADED = "file_downloaded"
    EXPORTED = "exported"
    PERSON_SEARCHED = "person_searched"
    RECORD_VERIFIED = "record_verified"


AUDITED_LABELS: dict[Audited, str] = {
    Audited.SIGNED_IN: "登录",
    Audited.SIGN_IN_FAILED: "登录没有通过",
    Audited.SIGNED_OUT: "退出",
    Audited.REFUSED: "越权访问被拒绝",
    Audited.REVEALED: "查看来信人身份",
    Audited.DOWNLOADED: "下载附件",
    Audited.EXPORTED: "导出",
    Audited.PERSON_SEARCHED: "按人查找",
    Audited.RECORD_VERIFIED: "核对办理记录",
}
