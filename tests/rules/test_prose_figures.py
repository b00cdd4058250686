from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest

from rules.digest_body import DigestBody, Line
from rules.figures import Dimension, Figures, Flow
from rules.prose_figures import Reading, check, read
from rules.prose_numbers import chinese_number, numbers, plain
from tests.rules.digests import plain as plain_body


def quarter() -> DigestBody:
    """The third quarter of 2026, of the model pages."""
    body = plain_body(
        {"opening": 60, "received": 578, "invalid": 20, "duplicate": 17, "refused": 5, "closed": 512, "accepted": 533,
         "due": 512, "on_time": 496, "rated": 264, "satisfied": 238, "working_days": 2662, "calendar_days": 3900,
         "assigned": 640, "returned": 21, "reworked": 9, "overdue_change": 6, "urged": 30, "publishable": 200},
        {"housing": {"received": 100, "due": 96, "on_time": 88, "closed": 90, "overdue_change": 6, "closed_late": 2,
                     "working_days": 801, "rated": 38, "satisfied": 31, "returned": 4},
         "transport": {"received": 60, "due": 54, "on_time": 51, "closed": 54, "rated": 21, "satisfied": 20}},
        before={"received": 560, "due": 441, "on_time": 421, "closed": 430}, last_year={"received": 500})
    lines = (Line("complaint", "投诉", Figures({Flow.RECEIVED: 120})),
             Line("other", "其他", Figures({Flow.RECEIVED: 9})))
    months = tuple((f"2026-{month:02d}", Figures({Flow.RECEIVED: count})) for month, count in
                   ((7, 190), (8, 188), (9, 200)))
    return replace(body, breakdowns={**body.breakdowns, Dimension.CATEGORY: lines}, series=months)


BODY = quarter()


def reading(text: str) -> Reading:
    return read(text, BODY)


# What a sentence says, and how many of its numbers agree with the tables; none of them is wrong.
RIGHT = [
    ("三季度共收到来信578件，其中有效541件，受理533件，办结512件。", 4),
    ("按时办结率96.88%，比上季度提高1.42个百分点；满意率90.15%，有效评价264件。", 4),
    ("县住房和城乡建设局超期8件，其中3件经催办后仍未在五个工作日内答复，予以通报。", 1),
    ("县住建局超期8件，县交通局超期3件。", 2),
    ("县住房和城乡建设局应于10月30日前书面报告整改情况。", 0),
    ("抽查60件，有5件没有逐项回答来信人的问题，已全部退回重办。", 0),
    ("有2件经过三个以上单位，由县委编办于10月底前明确。", 0),
    ("以下为应办结30件以上的单位，按按时办结率、满意率、平均办理时长依次排序。", 0),
    ("２０２６年第三季度，全县共收到来信５７８件。", 1),
    ("三季度收到来信五百七十八件，办结五百一十二件。", 2),
    ("按时办结率为百分之九十六点八八。", 1),
    ("按时办结率达到96.9%，满意率约九成。", 1),
    ("按时办结率97%。", 1),
    ("收到来信比上季度增加18件，环比增长3.21%，同比增长15.60%。", 3),
    ("与上季度相比，收到来信增加18件。", 1),
    ("上季度收到来信560件，本季度收到578件。", 2),
    ("去年同期收到来信500件。", 1),
    ("7月收到来信190件，8月收到188件，9月收到200件。", 3),
    ("截至9月30日，在办84件。", 1),
    ("截至10月8日，在办20件。", 0),
    ("共收到来信578件，其中投诉120件，占20.76%，其他9件。", 4),
    ("全县平均办理时长5.2个工作日，县住建局平均办理时长8.9个工作日。", 2),
    ("转办640件次，退回21件次，退回重办9件。", 3),
    ("512件已办结，541件有效。", 2),
    ("有8件超期的是物业纠纷。", 0),
    ("超期的单位有：县住房和城乡建设局8件、县交通运输局3件。", 2),
    ("县住房和城乡建设局（超期8件）、县交通运输局（超期3件）。", 2),
    ("县住建局、县交通局分别超期8件、3件。", 0),
    ("县住建局和县交通局共超期11件。", 0),
    ("县教育局超期4件，县水利局超期9件，某镇办结77件。", 0),
    ("物业类来信办结60件，受理65件。", 0),
    ("反映物业的来信共收到60件，办结55件。", 0),
    ("物业类来信较多。共收到60件，办结55件。", 0),
    ("县住建局工作不力。超期8件，按时办结率91.67%。", 2),
    ("全县工作平稳。收到来信578件。", 1),
    ("约600件，近八成，不少于500件，30件以上，五百多件。", 0),
    ("按照《信访工作条例》第三十四条和云政办函〔2026〕48号，收到3件以上同类来信的要研判。", 0),
    ("请拨打12345，或者0834-5621234、13800138000。", 0),
    ("X2026-13号来信超期。", 0),
    ("来信要在5个工作日内答复，1个工作日内转办，办结后3日内回访。", 0),
    ("一是每一件来信都要有结果；二是这一件不能再拖。", 0),
    ("1—9月共收到来信1600件。", 0),
    ("7—9月共收到来信578件。", 1),
    ("二季度收到来信560件。", 0),
    ("全年收到来信2100件，上半年办结900件。", 0),
    ("9月15日收到来信12件。", 0),
    ("平均每天收到6件。", 0),
    ("投诉120件，办结100件，求助60件。", 1),
    ("县住建局收到来信100件，其中投诉20件。", 1),
    ("按时办结率由上季度的95.46%提高到96.88%。", 0),
    ("满意220件，不满意26件。", 0),
    ("29个单位按时办结率100%。", 0),
    ("县公安局排在第1名。", 0),
    ("收到表扬信12件。", 0),
    ("办结512件，占受理的96.06%。", 2),
    ("期初在办60件，期末在办84件。", 2),
    ("不予受理5件，无效来信20件。", 2),
    ("县住房和城乡建设局受理来信的按时办结率低于90%。", 0),
    ("超期办结的来信里，2件是重复反映。", 0),
    ("按时办结率、满意率分别为96.88%、90.15%。", 0),
    ("受理、办结来信533件、512件。", 0),
    ("8月份收到来信188件，环比下降1.05%。", 1),
    ("凡超期1件扣1分；超期3件的，予以通报。", 0),
    ("下一步，按时办结率达到100%；力争满意率95%。", 0),
    ("全县各级各部门认真办理群众来信，共收到578件。", 1),
    ("三季度群众来信578件，较上季度上升3.21%。", 2),
    ("涉及物业的来信60件，办结55件。", 0),
    ("受理与去年同期基本持平，比上季度增加533件。", 1),
    ("不予受理与去年同期相比增加5件。", 1),
    ("撤回与上季度持平，与去年同期持平，办结比上季度增加82件。", 3),
    ("县住建局收到100件，占17.30%。", 2),
]


@pytest.mark.parametrize(("sentence", "checked"), RIGHT, ids=[sentence for sentence, _ in RIGHT])
def test_sentence_that_is_right_or_not_about_the_tables_is_not_called_wrong(sentence: str, checked: int) -> None:
    found = reading(sentence)
    assert [one.words for one in found.findings] == []
    assert found.checked == checked


# A wrong sentence, the figure that it gets wrong, and words of the answer.
WRONG = [
    ("三季度共收到来信587件。", "received", "“新收”是578件，相差9"),
    ("三季度共收到来信五百八十七件。", "received", "相差9"),
    ("其中有效541件，受理535件。", "accepted", "“受理”是533件"),
    ("按时办结率96.98%。", "on_time", "96.88%（496÷512）"),
    ("按时办结率96.8%。", "on_time", "96.88%"),
    ("按时办结率比上季度提高1.24个百分点。", "", "增加1.41个百分点"),
    ("按时办结率96.88%，比上季度下降1.42个百分点。", "", "增加1.41个百分点，或者增加1.42个百分点"),
    ("收到来信578件，比上季度增加81件。", "received", "增加18件"),
    ("收到来信578件，同比增长16.50%。", "received", "增加15.60%"),
    ("县住建局超期9件。", "late", "县住房和城乡建设局的“超期”是8件，“期末超期在办”是6件，相差1"),
    ("县住房和城乡建设局超期8件，县交通运输局超期5件。", "late", "县交通运输局"),
    ("县住建局（超期18件）。", "late", "相差10"),
    ("县交通运输局按时办结率100%。", "on_time", "94.44%（51÷54）"),
    ("超期的单位有：县住建局8件、县交通局4件。", "late", "相差1"),
    ("上季度收到来信565件。", "received", "560"),
    ("7月收到来信191件。", "received", "190"),
    ("截至9月底，在办48件。", "open", "84"),
    ("共收到来信578件，其中投诉121件。", "received", "“投诉”"),
    ("全县平均办理时长6.2个工作日。", "working_days", "5.2"),
    ("退回22件次。", "returned", "21"),
    ("收到来信与上季度持平。", "received", "增加18件"),
    ("521件已办结。", "closed", "512"),
    ("工作平稳。收到来信587件。", "received", "578"),
    ("县住建局工作不力。超期18件。", "late", "相差"),
    ("满意率95.10%。", "satisfied", "90.15%（238÷264）"),
    ("第一季度、第二季度已经通报。三季度收到来信588件。", "received", "相差10"),
]


@pytest.mark.parametrize(("sentence", "figure", "answer"), WRONG, ids=[sentence for sentence, *_ in WRONG])
def test_sentence_that_contradicts_a_table_is_found_with_the_right_number(
        sentence: str, figure: str, answer: str) -> None:
    [found] = check(sentence, BODY)
    assert (found.figure, answer in found.words) == (figure, True), found.words


def test_numbers_of_no_table_are_listed_as_not_checked_and_not_as_wrong() -> None:
    found = reading("抽查60件，有5件没有逐项回答，满意率大约九成，参加培训80人。")
    assert (found.findings, found.checked) == ((), 0)
    assert found.unchecked == ("抽查60件", "有5件", "参加培训80", "九成")


def test_figure_of_no_table_that_is_stated_twice_differently_is_found() -> None:
    """个旧's report of 2018 says 10 applications in one part and 9 in another."""
    text = "全年收到政府信息公开申请10件，均已答复。\n四、依申请公开。全年共收到政府信息公开申请9件，均已答复。"
    [found] = check(text, BODY)
    assert (found.stated, found.found, found.by) == (9, 10, -1)
    assert "同一个数前面写“" in found.words
    assert check(text.replace("9件", "10件"), BODY) == ()
    assert check("县公安局退回修改答复3件。\n县民政局退回修改答复5件。", BODY) == ()


def test_comparison_with_a_period_that_was_not_counted_is_not_checked() -> None:
    body = replace(BODY, before=None, last_year=Figures())
    found = read("收到来信比上季度增加20件。", body)
    assert (found.findings, found.checked, found.unchecked) == ((), 0, ("收到来信比上季度增加20件",))
    [wrong] = check("收到来信同比增长100%。", body)
    assert "没有增减比例" in wrong.words


@pytest.mark.parametrize(("text", "value"), [
    ("〇", 0), ("十", 10), ("十二", 12), ("二十", 20), ("一百零八", 108), ("两百", 200), ("五百七十八", 578),
    ("一千零一", 1001), ("二〇二六", 2026), ("十百", None)])
def test_chinese_numeral_is_read_as_its_number(text: str, value: int | None) -> None:
    assert chinese_number(text) == value


def test_numbers_keep_their_place_and_what_is_printed() -> None:
    text = plain("办结１,２３４件，满意率９０.５％")
    found = numbers(text)
    assert [(one.value, one.decimals, one.unit, text[one.start:one.end]) for one in found] == [
        (Fraction(1234), 0, "件", "1,234件"), (Fraction("90.5"), 1, "%", "90.5%")]
