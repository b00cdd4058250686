from __future__ import annotations

import timeit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.subjects import KEYWORDS, SUBJECT_LABELS, Subject, subject_of

LETTERS = [
    ("housing", "商品房逾期一年没有交房", "开发商说资金紧张，购房合同里写的交房日子早过了。"),
    ("property", "物业乱涨物业费", "业主大会没有开过，物业公司贴一张纸就涨价。"),
    ("transport", "通村公路坑洼不平", "班车只好停在山下，学生要走三里路上学。"),
    ("city_services", "小区门口的路灯坏了一个多月", "晚上看不见路，老人摔过一次。"),
    ("utilities", "自来水说停就停", "没有看到停水通知，水压也低。"),
    ("education", "今年划片到哪所小学", "我家的户口在城南，孩子九月入学。"),
    ("health", "村卫生室经常关门", "老人看病要走到镇上的卫生院。"),
    ("insurance", "异地住院的医保怎么报销", "缴费一直没有断过，社保卡在身上。"),
    ("employment", "工地拖欠农民工工资", "包工头说没有结账，劳动合同也没有签。"),
    ("agriculture", "农机补贴三个月没到账", "我买的是旋耕机，给玉米地用。"),
    ("land", "征地补偿没有付清", "宅基地和青苗费都没有说法。"),
    ("environment", "楼下烧烤店油烟太大", "夜里还有噪音，睡不着。"),
    ("public_security", "路口装红绿灯的建议", "上个月出过两次交通事故，交警也来过。"),
    ("civil_affairs", "低保申请四个月没有消息", "我是残疾人，办过残疾证。"),
    ("market", "在超市买到过期食品", "商家不肯退款，也不给发票。"),
    ("government_service", "政务大厅取号后没有人办", "窗口说系统坏了，让改天再来。"),
    ("culture_tourism", "建议图书馆周末开到晚上", "借书的人很多。"),
    ("work_safety", "采石放炮震裂房子", "没有警戒，也怕塌方，是安全生产的大事。"),
    ("conduct", "举报干部吃拿卡要", "办一件小事也要送礼，优亲厚友。"),
    ("law", "法院判决以后执行难", "判决书下来一年多，欠条还在手里。"),
    ("other", "请领导看看这件事", "事情很急。"),
]


@pytest.mark.parametrize(("subject", "title", "text"), LETTERS, ids=[subject for subject, *_ in LETTERS])
def test_subject_of_a_plain_letter_is_what_it_is_about(subject: str, title: str, text: str) -> None:
    assert subject_of(title, text) == subject


def test_subject_is_that_of_the_title_when_the_text_speaks_of_more() -> None:
    text = "我在医院上班，早上送孩子到学校，回来就看到公交车又甩站了。"
    assert subject_of("公交车到站不停", text) == Subject.TRANSPORT


def test_subjects_fit_their_column_and_all_but_other_have_words() -> None:
    assert max(map(len, Subject)) <= 24
    assert set(SUBJECT_LABELS) == set(Subject) == set(KEYWORDS) | {Subject.OTHER}
    assert all(len(words) == len(set(words)) for words in KEYWORDS.values())


@given(st.text(max_size=60), st.text(max_size=200))
def test_subject_of_any_text_is_one_of_ours_and_always_the_same(title: str, text: str) -> None:
    assert subject_of(title, text) is subject_of(title, text)


def test_subject_of_the_longest_letter_is_quick() -> None:
    """A letter of thousands of characters costs a submission no more than 2 ms, on a slow computer too."""
    text = "村里的公路和学校旁边有一家饭店，油烟和垃圾没有人管，请县里派人来看一看。" * 300
    assert min(timeit.repeat(lambda: subject_of("请管一管", text), number=1, repeat=5)) < 0.002
