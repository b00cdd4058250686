"""The acts on the page of one request: for each its form, its one service, and the sentence when it is done."""

from __future__ import annotations

from blueprints.request_desk import paper_panel, reply_acts
from blueprints.request_desk.conferring_panel import CONFERRING_ACTS
from blueprints.request_desk.forms import PlainForm
from blueprints.request_desk.paper_panel import VoidForm
from blueprints.request_desk.reply_forms import ApproveForm, DeliverForm, ReplyForm, SendBackForm
from blueprints.request_desk.step_acts import STEP_ACTS
from services import handling
from services.work import Work
from web.page_act import PageAct


def _accept(work: Work, case_id: int, _form: PlainForm) -> object:
    return handling.accept(work, case_id)


ACTS: dict[str, PageAct] = {
    **STEP_ACTS,
    **CONFERRING_ACTS,
    "accept": PageAct(PlainForm, _accept, "已经签收，现在由您办理。"),
    "save": PageAct(ReplyForm, reply_acts.save, "草稿已经存好。"),
    "draft": PageAct(ReplyForm, reply_acts.draft, "已经送审，等单位负责人审核。"),
    "approve": PageAct(ApproveForm, reply_acts.approve, "审核通过，可以签发了。"),
    "send-back": PageAct(SendBackForm, reply_acts.send_back, "已经退回修改，拟稿人会看到您的意见。"),
    "issue": PageAct(PlainForm, reply_acts.issue, "答复已经签发，答复书已经编号。"),
    "deliver": PageAct(DeliverForm, reply_acts.deliver, "已经登记送达，答复期限到送达这一天为止。"),
    "archive": PageAct(PlainForm, reply_acts.archive, "已经归档，编了档号。"),
    "void-paper": PageAct(VoidForm, paper_panel.void, "已经作废，文号留在登记簿上。"),
    "issue-receipt": PageAct(PlainForm, paper_panel.issue_receipt, "登记回执已经出具，可以下载。"),
}
