"""The form in which the text of a draft is put down, replaced, or published in its final form, and for whom it is."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date

from wtforms import FileField, HiddenField, StringField, TextAreaField
from wtforms.validators import Optional

from queries.period_file import PeriodFile
from rules import draft_text, period_offers
from rules.draft_text import Passage
from rules.errors import InputRefused
from rules.transitions import Act
from services import comment_periods, draft_versions
from services.work import Work
from web.forms import BaseForm, narrowed, typed_day

LOOK_FIRST = "这一步会马上公布。请先按“看一看改了哪里”，看过再公布。"


@dataclass(frozen=True)
class Purpose:
    """What a text is for now: the act, the words around it, and what `reason` is called, "" where none is asked."""

    act: Act
    title: str
    lead: str
    button: str
    done: str
    reason: str = ""
    hint: str = ""

    @property
    def is_public(self) -> bool:
        """Whether it comes before the public at once, so that it has to be looked at first."""
        return self.act is not Act.CHANGE_PERIOD


PURPOSES: tuple[Purpose, ...] = (
    Purpose(Act.CHANGE_PERIOD, "录入草案正文",
            "上传DOCX或者粘贴正文，系统认出章、节、条、款、项，公众可以逐条提意见。送审以前可以再改。",
            "存为草案正文", "草案正文已经存好。"),
    Purpose(Act.REPLACE_DRAFT, "更换征求意见稿",
            "新稿马上公布。没有改的条款，已有的意见照样在；改了哪里、为什么改，会一同公布。",
            "换稿并公布", "新稿已经公布，提过意见的人会收到告知。", "换稿的理由", "会和新稿一同公布。"),
    Purpose(Act.PUBLISH_FINAL, "公布正式文本", "公布印发的文本，并说明每一条改动采纳了多少条意见。",
            "公布正式文本", "正式文本已经公布。", "印发说明", "写明由谁、在哪天印发，文号是什么，从哪天起施行。"),
)


class DraftForm(BaseForm):
    file = FileField("DOCX文件", [Optional()],
                     description="读出来的文字放进下面的框里，文件本身不保存。里面不能有没处理的修订。")
    draft = TextAreaField("正文", description="一段一行。条、款、项照公文的写法编号，例如“第一条”“（一）”“1.”。")
    reason = TextAreaField("理由")
    closes_on = StringField("截止日期", [Optional()], filters=[narrowed],
                            description="不填的，改到期限重新计算后最早的一天；要更晚的才填。")
    looked = HiddenField()

    def passages(self, title: str) -> tuple[Passage, ...]:
        """Return the text as passages. Raises InputRefused for what is none."""
        return draft_text.parse((self.draft.data or "").splitlines(), title)

    def last_day(self) -> date | None:
        """Return the last day that was typed, None for none. Raises InputRefused."""
        return typed_day(self.closes_on.data, "closes_on") if self.closes_on.data else None

    @property
    def digest(self) -> str:
        """What tells the text that was looked at from another."""
        return hashlib.sha256(self._plain.encode()).hexdigest()

    @property
    def _plain(self) -> str:
        """The text whatever line breaks the browser sends."""
        return "\n".join((self.draft.data or "").splitlines())


def purpose_of(work: Work, file: PeriodFile) -> Purpose | None:
    """Return what the actor may do with a text now, None for nothing but reading it."""
    may = period_offers.offered(work.actor, file.facts, file.state, file.signers)
    return next((one for one in PURPOSES if one.act in may), None)


def store(work: Work, file: PeriodFile, purpose: Purpose, form: DraftForm) -> None:
    """Store the text for its purpose. Raises InputRefused for a public one that nobody has looked at, and as the act.
    """
    passages = form.passages(file.title)
    if purpose.is_public and form.looked.data != form.digest:
        raise InputRefused(LOOK_FIRST)
    if purpose.act is Act.CHANGE_PERIOD:
        comment_periods.set_draft(work, file.id, passages)
    elif purpose.act is Act.REPLACE_DRAFT:
        draft_versions.replace(work, file.id, passages, form.reason.data or "", form.last_day())
    else:
        draft_versions.publish_final(work, file.id, passages, form.reason.data or "")
