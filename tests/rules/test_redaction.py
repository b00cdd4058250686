"""What is found, what stays, and how each kind is masked, case by case. Every number here is made up."""

import pytest

from rules.identifiers.check_digits import id_check_digit, is_credit_code, is_id_number, is_old_id_number, passes_luhn
from rules.redaction import BANK_CARD, EMAIL, ID_NUMBER, KINDS, LANDLINE, MOBILE, Finding, find, mask

MASKED = {
    "ID number": ("身份证11010519491231002X。", "身份证110**************X。"),
    "ID number with lower-case x": ("11010519491231002x", "110**************X"),
    "ID number with full-width digits": ("１１０１０５１９４９１２３１００２Ｘ", "110**************X"),
    "ID number in groups": ("110105 19491231 002X", "110**************X"),
    "ID number broken by a line": ("110105194912\n31002X", "110**************X"),
    "ID number whose X stands apart": ("110105-19491231-002-X", "110**************X"),
    "ID number in characters": ("一一〇一〇五一九四九一二三一〇〇二X", "110**************X"),
    "ID number of the first generation": ("110105491231002", "110***********2"),
    "ID number before a numeral": ("我是320106370101003\n一一说明如下", "我是320***********3\n一一说明如下"),
    "ID number with a slip, named as such": ("身份证号：110105194912310021", "身份证号：110**************1"),
    "mobile": ("手机13812345678", "手机138****5678"),
    "mobile with spaces": ("138 1234 5678", "138****5678"),
    "mobile with dashes": ("138-1234-5678", "138****5678"),
    "mobile with dots": ("138.1234.5678", "138****5678"),
    "mobile with no-break spaces": ("138\u00a01234\u00a05678", "138****5678"),
    "mobile with invisible characters": ("1\u200b3\u200d8\ufeff12345678", "138****5678"),
    "mobile across lines": ("138\n1234\n5678", "138****5678"),
    "mobile digit by digit": ("1 3 8 1 2 3 4 5 6 7 8", "138****5678"),
    "mobile in characters": ("一三八一二三四五六七八", "138****5678"),
    "mobile as it is spoken": ("幺三八零零幺二三四五六", "138****3456"),
    "mobile half in characters": ("138一二三四5678", "138****5678"),
    "mobile with a character for a dash": ("138一1234一5678", "138****5678"),
    "mobile in keycap signs": ("1️⃣3️⃣8️⃣1️⃣2️⃣3️⃣4️⃣5️⃣6️⃣7️⃣8️⃣", "138****5678"),
    "mobile with +86": ("+86 138-1234-5678", "138****5678"),
    "mobile with 0086": ("008613812345678", "138****5678"),
    "mobile with 86 in brackets": ("（+86）13812345678", "138****5678"),
    "mobile with an extension": ("18412345678转1234", "184****5678转***"),
    "mobile behind a date": ("2026-11-22 13812345678", "2026-11-22 138****5678"),
    "mobile behind a numeral": ("这是其一13812345678", "这是其一138****5678"),
    "mobile behind a Latin label": ("Tel13812345678wx", "Tel138****5678wx"),
    "mobile in bold type": ("**13812345678**", "**138****5678**"),
    "two mobiles with a dash": ("13812345678-13900001111", "138****5678-139****1111"),
    "landline": ("0834-3222731", "0834-****731"),
    "landline in brackets": ("（0834）3222731", "0834-****731"),
    "landline without a dash": ("08343222731", "0834-****731"),
    "landline of eight digits": ("028-86661234", "028-*****234"),
    "landline from abroad": ("+86 834 3222731", "0834-****731"),
    "landline with an extension": ("0834-3222731转801", "0834-****731转***"),
    "landline with a dashed extension": ("0834-3222731-801", "0834-****731-***"),
    "landline without area code": ("家里电话：3222731", "家里电话：****731"),
    "bank card of 16": ("6222021234567894", "************7894"),
    "bank card in groups": ("6222 0212 3456 7894", "************7894"),
    "account that fails Luhn, named as such": ("账号：6222021234567890123", "账号：***************0123"),
    "mail": ("zhang@qq.com", "z***@qq.com"),
    "mail in full width": ("ｚｈａｎｇ＠ｑｑ．ｃｏｍ", "z***@qq.com"),
    "mail with spaces": ("zhang @ qq . com", "z***@qq.com"),
    "mail of digits that look like a mobile": ("13812345678@163.com", "1***@163.com"),
    "mail before a mobile": ("zhang@qq.com-13812345678", "z***@qq.com-138****5678"),
}

STAYS = {
    "credit code": "91510100MA6200001X",
    "valid credit code": "91350100M000100Y43",
    "credit code of digits alone": "911101050000000035",
    "document number": "云府发〔2026〕12号",
    "amount": "投资13812345678元",
    "amount with cents": "共13812345678.00元",
    "amount with commas": "13,812,345,678元",
    "dates": "2026-11-22至2026-11-23",
    "span of months": "1971.12-1972.1",
    "row of single figures": "1 3 8 1 2 3 4 5 6 7 8 9 1 3 8 1 2 3 4 5 6 7 8 9",
    "case number": "X2026-1386",
    "hotlines": "请拨打110、119、120、12345、12328",
    "hotlines with spaces": "110 119 12345",
    "service hotline": "400-812-3456",
    "digits inside a longer run": "9913812345678991",
    "an ID number inside a longer run": "911010519491231002399",
    "18 digits with a wrong check digit": "110105194912310021",
    "coordinate": "102.13812345678",
    "IP address": "172.168.100.15",
    "order number": "订单号6222021234567894",
    "prices": "1599.50 1688.2",
    "year in characters": "二〇二六年十一月二十二日",
    "masked mobile": "138****5678",
    "masked mail": "z***@qq.com",
    "mention": "@县长信箱",
    "empty text": "",
}


@pytest.mark.parametrize(("text", "masked"), MASKED.values(), ids=MASKED.keys())
def test_mask_text_with_an_identifier_hides_it(text: str, masked: str) -> None:
    assert mask(text).text == masked


@pytest.mark.parametrize("text", STAYS.values(), ids=STAYS.keys())
def test_mask_text_without_an_identifier_changes_nothing(text: str) -> None:
    assert mask(text).text == text
    assert find(text) == []


def test_mask_remains_of_a_masked_number_join_no_neighbour() -> None:
    once = mask("13812340345 6780001").text
    assert once == "138****0345 6780001"
    assert mask(once).text == once


def test_find_in_a_letter_gives_spans_of_the_input_in_order() -> None:
    text = "邮箱zhang@qq.com，电话１３８ 1234\u200b5678、0834-3222731，卡6222021234567894，"
    text += "证11010519491231002x。"
    findings = find(text)
    assert [(f.kind, text[f.start:f.end]) for f in findings] == [
        (EMAIL, "zhang@qq.com"),
        (MOBILE, "１３８ 1234\u200b5678"),
        (LANDLINE, "0834-3222731"),
        (BANK_CARD, "6222021234567894"),
        (ID_NUMBER, "11010519491231002x"),
    ]
    assert findings[1] == Finding(MOBILE, 17, 30, "138****5678")
    assert all(finding.kind in KINDS for finding in findings)


@pytest.mark.parametrize(
    ("published", "written"),
    [
        ("0834-3222731", "0834-3222731"),
        ("0834-3222731", "（０８３４）3222731"),
        ("0834-3222731", "+86 834 3222731"),
        ("0834-3222731", "电话：3222731"),
        ("0834-3222731", "0834-3222731转801"),
        ("3222731", "0834-3222731"),
        ("13812345678", "138 1234 5678"),
        ("Mailbox@yunxi.gov.cn", "mailbox@yunxi.gov.cn"),
    ],
)
def test_find_published_contact_in_another_spelling_leaves_it(published: str, written: str) -> None:
    assert find(f"请联系{written}。", keep=frozenset({published})) == []


@pytest.mark.parametrize("written", ["0835-3222731", "0834-3222732", "13812345678", "电话：3222732"])
def test_find_contact_that_is_not_published_reports_it(written: str) -> None:
    assert len(find(written, keep=frozenset({"0834-3222731"}))) == 1


def test_check_digits_agree_with_the_standards() -> None:
    assert id_check_digit("11010519491231002") == "X"
    assert is_id_number("11010519491231002X")
    assert not is_id_number("11010519490231002X")
    assert is_old_id_number("110105491231002")
    assert not is_old_id_number("990105491231002")
    assert is_credit_code("91350100M000100Y43")
    assert not is_credit_code("91350100M000100Y44")
    assert passes_luhn("4111111111111111")
    assert not passes_luhn("4111111111111112")
