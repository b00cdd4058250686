"""The forms of the steps of a request: receipt, 补正, 征求意见, 说明理由, 收费, 延期, 撤回."""

from __future__ import annotations

from wtforms import HiddenField, RadioField, SelectField, StringField, TextAreaField
from wtforms.validators import Optional

from rules import corrections, excess
from rules.clock_kinds import PAUSE_LABELS, PauseReason
from rules.consultations import PARTY_LABELS, POSITION_LABELS, SENT_LABELS, Position
from rules.fees import BASIS_LABELS
from web.forms import BaseForm, RowForm, stripped


class ConfirmForm(BaseForm):
    confirmed_on = StringField("双方确认的日期", description="从这一天起计算答复期限。", filters=[stripped])
    received_on = StringField("来件上写明的收到日期", [Optional()], filters=[stripped],
                              description="和确认的日期不同才填，不能晚于确认的日期。")
    proof = StringField("怎样确认的", description="例如：11月24日上午电话与申请人本人确认。", filters=[stripped])


class CorrectionForm(BaseForm):
    unclear = TextAreaField("不明确的地方", description="申请里哪里不明确，申请人会看到。")
    items = TextAreaField("需要补正的事项", description="一行一项，要一次说全：以后不能再发第二次。")
    days = StringField("补正期限（工作日）", filters=[stripped],
                       description=f"{corrections.FEWEST_DAYS}到{corrections.MOST_DAYS}个工作日，从发出第二天算起。")


class WordsForm(BaseForm):
    words = TextAreaField("退回理由", description="写明改哪里，拟稿人会看到。")


class TakeCorrectionForm(BaseForm):
    taken_on = StringField("收到补正的日期", description="答复期限从这一天起重新计算。", filters=[stripped])
    answer = TextAreaField("补正的内容", description="照申请人写的录入。")


class LetterForm(BaseForm):
    party = RadioField("征求谁的意见", validate_choice=False,
                       choices={slug.value: label for slug, label in PARTY_LABELS.items()})
    is_person = RadioField("对方是", validate_choice=False, choices={"no": "单位", "yes": "个人"})
    name = StringField("名称或者姓名", filters=[stripped])
    address = StringField("地址", description="征求第三方意见要书面送达，必须填。", filters=[stripped])
    phone = StringField("电话", [Optional()], filters=[stripped])
    content = TextAreaField("拟公开的内容", description="对方凭这段话发表意见，里面不要写申请人是谁。")
    sent_by = SelectField("送出方式", validate_choice=False,
                          choices={slug.value: label for slug, label in SENT_LABELS.items()})
    proof = StringField("送出的凭据", description="邮件单号、签收人或者公文号。", filters=[stripped])
    sent_on = StringField("送出日期", description="从第二天起可以不计入期限，最多往前填2个工作日。", filters=[stripped])
    served_on = StringField("对方收到日期", [Optional()], filters=[stripped],
                            description="已经知道的才填，15个工作日从这一天算起。")


class ServedForm(RowForm):
    served_on = StringField("对方收到日期", description="15个工作日从这一天重新算起。", filters=[stripped])


class OpinionForm(RowForm):
    position = RadioField("对方的意见", validate_choice=False, choices={
        slug.value: label for slug, label in POSITION_LABELS.items() if slug is not Position.SILENT})
    reasons = TextAreaField("理由", description="不同意公开的，要写对方的理由。")
    answered_on = StringField("收到意见的日期", description="从第二天起恢复计时。", filters=[stripped])


class DecideOpinionForm(RowForm):
    decision = RadioField("本机关决定", validate_choice=False, choices={"disclose": "公开", "withhold": "不公开"})
    reasons = TextAreaField(
        "决定的理由", description="对方不同意、仍然公开的，要写不公开会怎样影响公共利益，第三方会收到告知书。")


class AskReasonsForm(BaseForm):
    situation = TextAreaField(
        "数量、频次的情况", description="一共多少件、多长时间里提的、内容怎样重复，申请人会看到。")
    days = StringField("说明理由的期限（工作日）", filters=[stripped],
                       description=f"{excess.FEWEST_DAYS}到{excess.MOST_DAYS}个工作日。")


class ReasonsForm(BaseForm):
    reasons = TextAreaField("申请人的理由")
    given_on = StringField("收到日期", filters=[stripped])


class JudgeReasonsForm(BaseForm):
    is_reasonable = RadioField("理由是否合理", validate_choice=False, choices={
        "yes": "合理，照常办理", "no": "不合理，答复不予处理"})
    words = TextAreaField("审查意见")
    delay = StringField("延迟答复（工作日）", [Optional()], filters=[stripped],
                        description="理由合理、来不及按期答复的，填多延多少个工作日，申请人会收到告知书。")


class FeeForm(BaseForm):
    basis = RadioField("怎样计收", validate_choice=False,
                       choices={slug.value: label for slug, label in BASIS_LABELS.items()})
    quantity = StringField("数量", filters=[stripped],
                           description="按件的，填这是同一申请人本月的第几件；按量的，填一共多少页。")
    amount = StringField("金额（元）", description="不能超过标准。", filters=[stripped])
    payment = TextAreaField("缴纳方式", description="交到哪里、怎么交，申请人会看到。")


class PaymentForm(BaseForm):
    paid_on = StringField("缴费日期", description="答复期限从第二天起重新计算。", filters=[stripped])
    receipt_number = StringField("财政票据号码", filters=[stripped])


class ExtensionForm(BaseForm):
    length = StringField("延长多少个工作日", filters=[stripped])
    reason = TextAreaField("延期理由", description="还差什么、为什么要这么久。申请人会收到延期答复告知书。")


class PauseForm(BaseForm):
    reason = SelectField("中止的原因", validate_choice=False, choices={"": "请选原因"} | {
        slug.value: PAUSE_LABELS[slug] for slug in (PauseReason.THIRD_PARTY, PauseReason.CO_MAKER)})
    proof = StringField("依据", description="发出的文号，或者邮寄单号。", filters=[stripped])
    from_on = StringField("送出日期", description="从第二天起不计入期限，最多往前填2个工作日。", filters=[stripped])


class ResumeForm(BaseForm):
    to_on = StringField("收到日期", description="收到意见的那一天，从第二天起恢复计时。", filters=[stripped])


class WithdrawForm(BaseForm):
    confirmed = HiddenField()


class ReworkForm(BaseForm):
    reason = TextAreaField("重新办理的依据", description="哪一份决定书或者判决书，撤销或者确认了什么。申请人不会看到。")
    due_on = StringField("重新答复的期限", description="决定书、判决书确定的最后一天。", filters=[stripped])
