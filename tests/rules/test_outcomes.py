"""The taxonomy of outcomes against the two forms of the annual tables, label by label."""

from __future__ import annotations

from datetime import date

import pytest

from rules.outcomes import (
    BY_OUTCOME,
    LABELS_2018,
    LEAVES_2021,
    ROWS,
    Group,
    Outcome,
    Regime,
    counted_as,
    known_to,
    regime,
)

# The leaf rows of section 三 of the form of 2021, by group, in the form's order.
FORM_2021 = [
    "予以公开", "部分公开（区分处理的，只计这一情形，不计其他情形）",
    "属于国家秘密", "其他法律行政法规禁止公开", "危及“三安全一稳定”", "保护第三方合法权益",
    "属于三类内部事务信息", "属于四类过程性信息", "属于行政执法案卷", "属于行政查询事项", "本机关不掌握相关政府信息",
    "没有现成信息需要另行制作", "补正后申请内容仍不明确", "信访举报投诉类申请", "重复申请",
    "要求提供公开出版物", "无正当理由大量反复申请",
    "要求行政机关确认或重新出具已获取信息", "申请人无正当理由逾期不补正、行政机关不再处理其政府信息公开申请",
    "申请人逾期未按收费通知要求缴纳费用、行政机关不再处理其政府信息公开申请", "其他"]
SIZES = {Group.DISCLOSED: 1, Group.PARTIAL: 1, Group.REFUSED: 8, Group.CANNOT: 3, Group.NOT_HANDLED: 5, Group.OTHER: 3}


def test_leaves_of_2021_are_the_forms_own() -> None:
    assert list(LEAVES_2021.values()) == FORM_2021
    assert {group: sum(BY_OUTCOME[leaf].group is group for leaf in LEAVES_2021) for group in Group} == SIZES


@pytest.mark.parametrize("row", ROWS, ids=[row.outcome.value for row in ROWS])
def test_every_outcome_counts_once_in_each_form(row) -> None:
    assert counted_as(row.outcome, "2021") in LEAVES_2021
    assert counted_as(row.outcome, "2018") in LABELS_2018
    assert row.article or row.old_article


def test_every_outcome_has_one_row() -> None:
    assert sorted(row.outcome for row in ROWS) == sorted(Outcome)


@pytest.mark.parametrize(("received_on", "expected"), [
    (date(2019, 5, 14), Regime.OLD), (date(2019, 5, 15), Regime.NEW), (date(2008, 5, 1), Regime.OLD)])
def test_regime_follows_the_day_of_receipt(received_on: date, expected: Regime) -> None:
    assert regime(received_on) is expected


def test_text_of_2007_knows_every_row_of_its_form() -> None:
    assert {counted_as(one, "2018") for one in known_to(Regime.OLD)} == set(LABELS_2018)
    assert {counted_as(one, "2021") for one in known_to(Regime.NEW)} == set(LEAVES_2021)
