"""Refusals: every rule that says no raises one of these, with a Chinese sentence that tells how to mend it."""

from __future__ import annotations


class Refusal(Exception):
    """An expected no. `message` is shown to people as it stands."""

    default = "这一步现在不能办理，请返回上一页再看一看。"

    def __init__(self, message: str = "") -> None:
        super().__init__(message or self.default)
        self.message = message or self.default


class InputRefused(Refusal):
    """What was typed cannot be taken; `field` names where, None means the whole form."""

    def __init__(self, message: str, field: str | None = None) -> None:
        super().__init__(message)
        self.field = field


class TransitionRefused(Refusal):
    """The act is not possible in the case's present state."""


class NotPermitted(Refusal):
    """The actor may not do this act on this case."""

    default = "您的账号没有办理这一步的权限，请联系县信访局。"


class NotFound(Refusal):
    """There is no such thing, or the asker must not learn that there is."""

    default = "没有找到。请核对后再试。"


class Hidden(NotFound):
    """There is such a thing, and the asker must not learn so; the audit trail does."""


class Conflict(Refusal):
    """Somebody else changed the same thing first."""

    default = "别人刚刚办理了这一件，请刷新后再办。您写的内容还在。"


class TooMany(Refusal):
    """Something was asked for too often; `wait_s` seconds from now it is taken again."""

    def __init__(self, message: str, wait_s: int) -> None:
        super().__init__(message)
        self.wait_s = max(1, wait_s)


class Busy(Refusal):
    """The store cannot take a write at this moment; nothing was saved and the text is kept."""

    default = "现在存不进去，您写的内容还在。请过一分钟再按一次。"
