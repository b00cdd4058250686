"""Names, homes, birth dates, cars, papers and accounts, case by case: what is masked how, and what stays."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.identifiers.names import masked_name
from rules.redaction import ADDRESS, KINDS, NAME, find, mask
from tests.fixtures import persons
from tests.fixtures.personal_letters import personal_letter

MASKED = {
    "name said": ("我叫张三，家在这里", "我叫张*，家在这里"),
    "name of three": ("本人李国祥，", "本人李*祥，"),
    "compound surname": ("我是欧阳建国，", "我是欧阳**，"),
    "name of the Yi": ("联系人：吉克阿果", "联系人：吉克**"),
    "name with blanks": ("我 叫 张　三，", "我 叫 张*，"),
    "name over two lines": ("我叫张\n三丰，", "我叫张*丰，"),
    "name with invisible characters": ("我叫张\u200b三\u200d丰，", "我叫张*丰，"),
    "name with a dot": ("我叫张·三，", "我叫张*，"),
    "name behind a title": ("村支书王建国不管", "村支书王*国不管"),
    "name before a title": ("找到王建国书记反映", "找到王*国书记反映"),
    "name of a child": ("我儿子李小明今年上学", "我儿子李*明今年上学"),
    "names in a row": ("村民张三、李四和王五等人", "村民张*、李*和王*等人"),
    "name before a sex": ("张丽华，女，汉族", "张*华，女，汉族"),
    "name before a telephone": ("陈国强 13812345678", "陈*强 138****5678"),
    "name in a signature": ("此致\n敬礼\n张三\n2026年11月2日", "此致\n敬礼\n张*\n2026年11月2日"),
    "name that comes again": ("我叫周小丽。那天周小丽也在", "我叫周*丽。那天周*丽也在"),
    "name of a couple": ("王大海夫妇住在楼上", "王*海夫妇住在楼上"),
    "door of a road": ("住云溪县城关镇人民路12号", "住云溪县城关镇***"),
    "road without a town": ("我住在人民路12号", "我住在人民路***"),
    "flat in an estate": ("家住城南街道锦绣花园3栋1单元602室。", "家住城南街道锦绣花园***。"),
    "flat in short": ("家住锦绣花园3-2-501", "家住锦绣花园***"),
    "house in a village": ("大河镇王家村5组12号", "大河镇王家村***"),
    "house in characters": ("王家村五组十二号", "王家村***"),
    "group of a dweller": ("我是大河镇王家村5组村民", "我是大河镇王家村***村民"),
    "door plate": ("门牌号是12号", "门牌号是***"),
    "home behind a name": ("张三 城关镇人民路12号 13812345678", "张三 城关镇*** 138****5678"),
    "home with markup": ("住人民路<b>12</b>号", "住人民路***"),
    "birth date": ("出生于1990年1月2日", "出生于1990年"),
    "birth date before its word": ("1990年1月2日生，", "1990年生，"),
    "birth date in digits": ("出生日期19900102", "出生日期1990年"),
    "birthday without a year": ("生日是农历正月初八", "生日是***"),
    "plate": ("车牌川W·12312", "车牌川W·***12"),
    "plate of a new-energy car": ("川AD12345", "川A·***45"),
    "plate in characters": ("川A幺二三四五", "川A·***45"),
    "passport": ("护照E12345678", "护照E******78"),
    "permit": ("通行证号C12345678", "通行证号C******78"),
    "officer's paper": ("军官证：军字第1234567号", "军官证：*********7号"),
    "QQ": ("QQ号 123 456 789", "QQ号 1*******9"),
    "WeChat": ("微信号：abc_12345", "微信号：a***"),
    "WeChat that is a mobile": ("加微信13812345678", "加微信138****5678"),
    "references": ("电话&#49;&#51;812345678", "电话138****5678"),
    "mathematical digits": ("𝟏𝟑𝟖𝟏𝟐𝟑𝟒𝟓𝟔𝟕𝟖", "138****5678"),
    "digits in rings": ("①③⑧①②③④⑤⑥⑦⑧", "138****5678"),
    "digits in tags": ("138<span>1234</span>5678", "138****5678"),
    "digits in bold type": ("138**1234**5678", "138****5678"),
}
STAYS = persons.words("""
    张书记说过 尊敬的李县长 王某某拿走了 张*祥说 非常高兴 马路上 周末去 黄金时间 方便的时候 安全 严重影响 明显 王者
    学生安全 业主和物业 村民常年 老师应该 教育局局长 党委书记 班主任 驻村第一书记 居民向政府 张家村村民 本人于2010年
    我是高三学生 水利局局长 小张老师 人民路与建设路交叉口 G318国道12号桥 人民路12号下午停电 5路公交12号车
    县社保局（地址：北街45号） 请到人民路12号县政务服务中心 3栋的电梯 王家村5组的路 2号楼 10号文件 地铁1号线
    办公地址：文化路8号 云府发〔2026〕3号 一座110平方米的房子 公园一号小区 发生于2026年5月1日 学生于2020年9月1日入学
    2026年5月1日生效 川A123456 微信公众号：yunxifabu 微信支付12元 QQ邮箱 X2026-000123 订单号E12345678
    SC10651342500012
""")


@pytest.mark.parametrize(("text", "masked"), MASKED.values(), ids=MASKED.keys())
def test_mask_text_with_a_personal_word_hides_it(text: str, masked: str) -> None:
    """L3: each kind, also with blanks, in characters, over lines, in references and in markup."""
    assert mask(text).text == masked


@pytest.mark.parametrize("text", STAYS)
def test_mask_text_of_public_things_changes_nothing(text: str) -> None:
    """L3: what is no identifier of a person stays."""
    assert mask(text).text == text


@pytest.mark.parametrize("written", [
    "林小舟", "林 小 舟", "林　小舟", "林\n小\n舟", "林·小·舟", "林\u200b小\u200b舟", "林_小_舟"])
def test_find_a_name_of_the_form_in_any_spacing_reports_it(written: str) -> None:
    """L3: the writer's name needs no word beside it."""
    text = f"那天{written}去过"
    assert [(f.kind, text[f.start:f.end]) for f in find(text, names=["林小舟"])] == [(NAME, written)]
    assert find("那天林大舟去过", names=["林小舟"]) == []


def test_find_published_address_leaves_it() -> None:
    text = "请到云溪县文化路8号办理"
    assert [finding.kind for finding in find(text)] == [ADDRESS]
    assert find(text, keep=frozenset({"云溪县文化路8号"})) == []


@pytest.mark.parametrize(("name", "masked"), [
    ("张三", "张*"), ("张天祥", "张*祥"), ("欧阳娜", "欧阳*"), ("欧阳娜娜", "欧阳**"), ("阿木尔哈", "阿**哈")])
def test_masked_name_shows_what_public_pages_show(name: str, masked: str) -> None:
    assert masked_name(name) == masked


@given(st.randoms(use_true_random=False))
def test_mask_personal_letter_hides_what_is_planted_for_good(rng: random.Random) -> None:
    """L3: masking again changes nothing, and no long identifier is left as it was written."""
    letter = personal_letter(rng)
    masked = mask(letter.text)
    assert mask(masked.text).text == masked.text
    for kind, start, end in letter.planted:
        hidden = any(finding.start <= start and finding.end >= end for finding in masked.findings)
        assert not hidden or end - start < 6 or letter.text[start:end] not in masked.text, kind
    assert all(finding.kind in KINDS for finding in masked.findings)


TELLING = (
    "张王欧阳三建国书记主任村民我叫是本人姓名:，。、\n 路街号栋单元室组镇村县住地址生于年月日"
    "川A微信qQ护照E1234567890一二*&#;<b>"
)


@given(st.text(st.sampled_from(TELLING), max_size=60))
def test_find_in_telling_characters_gives_ordered_spans(text: str) -> None:
    findings = find(text, names=["张三"])
    assert all(0 <= finding.start < finding.end <= len(text) for finding in findings)
    assert all(left.end <= right.start for left, right in zip(findings, findings[1:], strict=False))


@given(st.text(st.sampled_from(TELLING), max_size=60))
def test_mask_telling_characters_twice_changes_nothing_more(text: str) -> None:
    once = mask(text)
    assert mask(once.text).text == once.text
