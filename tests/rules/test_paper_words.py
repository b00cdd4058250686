"""Official papers: each form says what the law asks of it, in both texts of the 条例; numbers, names and amounts."""

from __future__ import annotations

import csv
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules import agency_names, notice_words, paper_forms, reply_words
from rules.letter_paper import LetterPaper, Signing, Words
from rules.outcomes import ROWS, WITHOUT_REPLY, Outcome, Regime, known_to
from rules.paper_forms import REPLIES, PaperFacts, PaperKind, reply_kind

DAY = date(2026, 2, 10)
FACTS = PaperFacts(
    addressee="林小舟", received_on=date(2026, 1, 15), subject="老旧小区改造资金的安排情况。", channel="网上申请",
    due_on=date(2026, 2, 12), new_due_on=date(2026, 3, 18), answer_by=date(2026, 3, 6), paused_from=date(2026, 1, 22),
    content="招标文件的报价部分", items=("写明年度", "写明小区"), reasons="需要逐一核对", basis="国办函〔2020〕109号",
    standard="按件计收", amount="2600.00", payment="到窗口缴纳", withheld="成本构成", source="县政府网站公开栏目",
    remedy="可以在60日内向云溪县人民政府申请行政复议。", contact="0834-5621234", issuer="云溪县规建局",
    attachments=("资金安排表",))
# What each notice says besides who asked for what.
SAYS = {
    PaperKind.RECEIPT: ("G2026-12", "2026年1月15日", "2026年2月12日", "网上申请", "20个工作日"),
    PaperKind.CORRECTION: ("第三十条", "1.写明年度；", "2.写明小区。", "2026年3月6日", "视为放弃申请"),
    PaperKind.EXTENSION: ("第三十三条第二款", "2026年2月12日", "2026年3月18日", "需要逐一核对", "负责人同意"),
    PaperKind.THIRD_PARTY_INQUIRY: ("第三十二条", "招标文件的报价部分", "15个工作日", "由本机关依法决定是否公开"),
    PaperKind.CO_MAKER_INQUIRY: ("第三十四条", "15个工作日", "视为同意公开"),
    PaperKind.CONSULTATION_NOTICE: ("第三十三条第三款", "2026年1月22日", "不计算在答复期限内"),
    PaperKind.DISCLOSURE_NOTICE: ("第三十二条", "一、决定公开的内容。", "二、公开的理由。", "需要逐一核对"),
    PaperKind.EXCESS_REASONS: ("第三十五条", "明显超过合理范围", "2026年3月6日"),
    PaperKind.FEE: ("第四十二条", "国办函〔2020〕109号", "2600.00元", "贰仟陆佰元整", "20个工作日", "到窗口缴纳"),
}
RECEIVED = {Regime.NEW: date(2026, 1, 15), Regime.OLD: date(2018, 3, 1)}
ANSWERS = [(row.outcome, regime) for row in ROWS for regime in Regime
           if row.outcome in known_to(regime) and row.outcome not in WITHOUT_REPLY]


def text(words: Words) -> str:
    return "\n".join([words.title, *[f"{line.lead}{line.words}" for line in words.lines],
                      *[f"{name}{value}" for name, value in words.rows]])


@pytest.mark.parametrize("kind", sorted(SAYS))
def test_notice_says_what_its_form_must_say(kind: PaperKind) -> None:
    facts = replace(FACTS, article=paper_forms.article_of(kind, FACTS))
    paper_forms.require_parts(kind, facts, DAY)
    said = text(notice_words.words_of(kind, facts, "G2026-12"))
    assert [words for words in SAYS[kind] if words not in said] == []


def test_every_form_is_a_notice_or_a_reply_with_its_words() -> None:
    assert set(SAYS) | REPLIES == set(PaperKind) == set(paper_forms.KIND_LABELS) == set(paper_forms.MANDATORY)


@pytest.mark.parametrize(("outcome", "regime"), ANSWERS, ids=[f"{one}-{regime}" for one, regime in ANSWERS])
def test_reply_has_request_finding_article_and_remedy_in_both_texts(outcome: Outcome, regime: Regime) -> None:
    kind = reply_kind(outcome)
    facts = replace(FACTS, outcome=outcome, received_on=RECEIVED[regime])
    facts = replace(facts, article=paper_forms.article_of(kind, facts))
    paper_forms.require_parts(kind, facts, DAY)
    said = text(reply_words.words_of(kind, facts, "G2026-12"))
    for words in ("老旧小区改造资金的安排情况”", facts.article, "申请行政复议", "G2026-12",
                  f"{facts.received_on.year}年" if facts.received_on else ""):
        assert words in said
    assert ("国务院令第492号" in said) == (regime is Regime.OLD)
    assert "。。" not in said
    assert paper_forms.from_json(paper_forms.to_json(facts)) == facts


def test_reply_to_an_organisation_speaks_to_it() -> None:
    facts = replace(FACTS, outcome=Outcome.DISCLOSED, is_person=False)
    said = text(reply_words.words_of(PaperKind.REPLY_DISCLOSED, facts, "G2026-12"))
    assert "你单位" in said
    assert "您" not in said


@pytest.mark.parametrize("part", sorted({part for parts in paper_forms.MANDATORY.values() for part in parts}))
def test_paper_without_a_part_is_refused_by_the_name_of_the_part(part: str) -> None:
    empty = () if part == "items" else "" if isinstance(getattr(FACTS, part), str) else None
    for kind in PaperKind:
        if part not in paper_forms.MANDATORY[kind] or part == "article":
            continue
        facts = replace(replace(FACTS, outcome=Outcome.DISCLOSED), **{part: empty})
        with pytest.raises(paper_forms.InputRefused) as refused:
            paper_forms.require_parts(kind, facts, DAY)
        assert refused.value.field == part


@pytest.mark.parametrize(("amount", "words"), [
    ("0.00", "零元整"), ("10.00", "壹拾元整"), ("300", "叁佰元整"), ("2600.00", "贰仟陆佰元整"),
    ("1005.00", "壹仟零伍元整"), ("10000", "壹万元整"), ("10300.50", "壹万零叁佰元伍角整"),
    ("20034.07", "贰万零叁拾肆元零柒分"),    ("120000.21", "壹拾贰万元贰角壹分"), ("1002003.00", "壹佰万贰仟零叁元整")])
def test_capital_amount_is_that_of_accounts(amount: str, words: str) -> None:
    assert notice_words.capital_amount(amount) == words


@given(st.integers(min_value=0, max_value=10 ** 8 - 1))
def test_capital_amount_has_no_doubled_nought_and_reads_back(whole: int) -> None:
    words = notice_words.capital_amount(str(whole)).removesuffix("元整")
    assert "零零" not in words
    assert not (whole and words.endswith("零"))
    total, section, digit = 0, 0, 0
    for character in words:
        if character in notice_words._DIGITS:
            digit = notice_words._DIGITS.index(character)
        elif character == "万":
            total, section, digit = (section + digit) * 10_000, 0, 0
        else:
            section, digit = section + digit * {"拾": 10, "佰": 100, "仟": 1000}[character], 0
    assert total + section + digit == whole


@pytest.mark.parametrize(("name", "full", "word"), [
    ("县规建局", "云溪县规建局", "云规建公开"), ("太平镇政府", "云溪县太平镇人民政府", "云太平府公开"),
    ("城南街道办事处", "云溪县城南街道办事处", "云城南街道办公开"),
    ("云溪县住房和城乡建设局", "云溪县住房和城乡建设局", "云住建公开")])
def test_agency_is_named_in_full_on_its_papers(name: str, full: str, word: str) -> None:
    assert agency_names.full_name(name, "云溪县") == full
    assert agency_names.document_word(name, "云溪县") == word


def test_words_of_the_demonstration_county_are_all_different() -> None:
    rows = list(csv.DictReader(Path("demo/units.csv").read_text(encoding="utf-8-sig").splitlines()))
    words = [agency_names.document_word(row["unit"], "云溪县", government_office=row["government_office"] == "yes")
             for row in rows]
    assert len(set(words)) == len(words)


@pytest.mark.parametrize(("issuer", "size"), [("云溪县规建局", ""), ("云" * 13, "wide"), ("云" * 16, "wider"),
                                              ("云" * 22, "widest")])
def test_head_is_smaller_for_a_longer_name(issuer: str, size: str) -> None:
    paper = LetterPaper(Words("答复书", (), attachments=("甲", "乙")),
                        Signing(issuer, "云〔2026〕1号", DAY, datetime(2026, 2, 10, tzinfo=UTC)), "林小舟", "")
    assert paper.head_size == size
    assert paper.attachment_lines == ("附件：1.甲", "2.乙")
