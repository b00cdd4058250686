"""Entering comments from paper and from the counter: one after another, or a table of them; the slip with the code."""

from __future__ import annotations

from collections.abc import Sequence

from flask import redirect, request, session, url_for
from wtforms import HiddenField, MultipleFileField, RadioField, SelectField, StringField, TextAreaField
from wtforms.validators import Optional

from blueprints.period_desk import comment_page, pages
from blueprints.period_desk.area import WORKERS, Answer, blueprint
from queries import comment_forms
from queries.period_file import PeriodFile
from rules import comment_moderation, comment_rows, contacts, numbering, permissions
from rules.comment_draft import WHOLE_CHARACTERS, CommentDraft
from rules.comment_words import STANCE_LABELS, Stance
from rules.errors import NotFound, Refusal, TransitionRefused
from rules.letter_draft import CONTACT_CHARACTERS, Contact, StoredFile
from rules.permissions import CaseFacts
from rules.transitions import Act
from rules.vocabulary import CaseKind, Channel
from services import attachments, comment_entry
from services.comment_intake import Received
from services.work import Work
from web import case_keys, sending
from web.access import staff
from web.acts import attempt, status_of
from web.forms import BaseForm, Fits, narrowed, readable, stripped, typed_day
from web.office import render_office
from web.qr_code import picture
from web.unit_of_work import current_work

QR_LABEL = "查询页二维码，只含编号，不含查询码"
NO_SLIP = "回执只在登记的那台电脑上、登记以后能打开。查询码不能再取。"
NOT_RELEASED = "这次征集还没有公布，现在不能登记意见。"
# What stays the same from one paper to the next.
KEPT = ("anchor", "channel", "arrived_on")


class EntryForm(BaseForm):
    """One comment from paper, e-mail or the counter."""

    form_token = HiddenField()
    channel = RadioField("怎样收到的", choices=comment_rows.channel_choices(), default=Channel.PAPER.value,
                         validate_choice=False)
    arrived_on = StringField("收到日期", filters=[narrowed],
                             description="邮戳、签收或者当面说的那一天，要在征集的日子里")
    anchor = SelectField("对哪一条", choices=[], validate_choice=False, default="")
    stance = RadioField("态度", choices={one.value: label for one, label in STANCE_LABELS.items()},
                        default=Stance.SUGGEST.value, validate_choice=False)
    text = TextAreaField("意见", [Fits(WHOLE_CHARACTERS)], description="照写的、照说的录入，不改动")
    name = StringField("姓名", [Optional(), Fits(CONTACT_CHARACTERS)], filters=[stripped],
                       description="公开时只显示成“张*祥”这样")
    phone = StringField("电话", [Optional(), readable(contacts.phone_refusal)], filters=[narrowed])
    email = StringField("电子邮箱", [Optional(), readable(contacts.mail_refusal)], filters=[narrowed])
    files = MultipleFileField("扫描件、照片", [Optional()], description="最多5个，JPG、PNG、PDF、DOCX。附件不公开")

    def chosen_files(self) -> Sequence[object]:
        """Return the uploads that carry a file; a browser sends an empty one for none."""
        return [upload for upload in self.files.data or () if getattr(upload, "filename", "")]

    def draft(self, period: str, files: Sequence[StoredFile]) -> CommentDraft:
        """Return the comment that was typed. Raises InputRefused for a day that is none."""
        return CommentDraft(
            token=self.form_token.data or "", period=period, text=self.text.data or "", anchor=self.anchor.data or "",
            stance=next((one for one in Stance if one.value == self.stance.data), Stance.SUGGEST),
            channel=next((one for one in Channel if one.value == self.channel.data), Channel.PAPER), files=files,
            contact=Contact(self.name.data or "", self.phone.data or "", self.email.data or ""),
            arrived_on=typed_day(self.arrived_on.data, "arrived_on"))


@blueprint.get("/desk/periods/<number>/comments/new")
@staff(*WORKERS)
def enter_comment(number: str) -> Answer:
    work, form = current_work(), EntryForm(formdata=None)
    file = open_for_entry(work, number)
    form.form_token.data = sending.new_token()
    form.arrived_on.data = min(work.today, file.closes_on).isoformat()
    for name in KEPT:
        if kept := request.args.get(name):
            form[name].data = kept[:20]
    return _page(work, file, form)


@blueprint.post("/desk/periods/<number>/comments/new")
@staff(*WORKERS)
def take_comment(number: str) -> Answer:
    """Take one in, and show the form for the next one with what usually stays the same."""
    work, form = current_work(), EntryForm()
    file = open_for_entry(work, number)
    if not form.validate():
        return _page(work, file, form), 422
    made: list[Received] = []
    refusal = attempt(lambda: made.append(_submit(work, file, form)))
    if refusal is not None:
        form.refuse(refusal)
        return _page(work, file, form), status_of(refusal)
    case_keys.keep_receipt(session, made[0].number, form.form_token.data or "")
    kept = {name: form[name].data for name in KEPT if form[name].data}
    return redirect(url_for("period_desk.enter_comment", number=number, done=made[0].number, **kept), 303)


@blueprint.get("/desk/comments/<number>/slip")
@staff(*WORKERS)
def comment_slip(number: str) -> Answer:
    """Show number and query code once more, to be handed to whoever brought the comment."""
    work = current_work()
    file = comment_page.open_comment(work, number)
    token = case_keys.receipt_token(session, number)
    if token is None:
        raise NotFound(NO_SLIP)
    address = f"{work.public_url}{url_for('mailbox.find', number=number)}"
    return render_office("period_desk/slip.html", file=file, qr=picture(address, QR_LABEL),
                         code=numbering.query_code(work.secrets.code, token))


def _submit(work: Work, file: PeriodFile, form: EntryForm) -> Received:
    """Store the files, which takes no lock, then the comment; files of a repeat or of a refusal are thrown away."""
    form.draft(file.number, ())
    stored = attachments.store(work, form.chosen_files())
    try:
        made = comment_entry.enter(work, form.draft(file.number, stored))
    except Refusal:
        attachments.discard(stored)
        raise
    if made.repeated:
        attachments.discard(stored)
    return made


def open_for_entry(work: Work, number: str) -> PeriodFile:
    """Return a period for which comments may be entered. Raises NotFound, NotPermitted, TransitionRefused."""
    file = pages.open_period(work, number)
    permissions.require(work.actor, Act.SUBMIT, CaseFacts(file.department_id, kind=CaseKind.COMMENT))
    if file.released_at is None:
        raise TransitionRefused(NOT_RELEASED)
    comment_moderation.require_unaccounted(file.state)
    return file


def _page(work: Work, file: PeriodFile, form: EntryForm) -> str:
    form.anchor.choices = [(one.anchor, one.name) for one in comment_forms.commentable(work.session, file.id).values()]
    done = numbering.normal_number(request.args.get("done", "")) or ""
    return render_office("period_desk/enter.html", file=file, form=form, done=done, most=comment_rows.MOST_ROWS,
                         has_slip=bool(case_keys.receipt_token(session, done)), lost_files=len(form.chosen_files()))
