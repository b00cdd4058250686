"""Texts of comments, made anew from a given chance: people who each say something of their own, and a campaign.

A campaign is one text that its senders change a little, as people and scripts do: another opening, other words of the
same meaning, another order, a sentence of their own, typing errors, signs that nobody sees.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable

PLACES = (
    "人民路", "东门市场", "县医院", "一中门口", "老汽车站", "河东街", "新城小区", "南关小学", "西街菜场", "幸福里",
    "北门桥", "中医院后门", "体育场", "政务中心", "解放路", "滨河东路", "火车站广场", "城隍庙", "柳林新村", "东关",
)
PEOPLE = (
    "我爱人", "我母亲", "我们店里的客人", "楼上的邻居", "跑货的亲戚", "我女儿", "对门的老师", "我们队长",
    "送菜的师傅", "值班的保安", "在外打工的儿子", "我岳父",
)
THINGS = (
    "看病", "接孩子", "进货", "交水费", "办社保", "买菜", "送货", "上夜班", "陪老人检查", "取快递", "开家长会",
    "修车",
)
# What people write of their own accord: each takes up some point, in words of its own.
SENTENCES = (
    "我在{place}附近住了{number}年，早晚两个时段从来没有找到过空位",
    "{person}上周去{place}{thing}，转了{number}分钟才停下", "首半小时不要钱是好事，可{thing}最快也要{number}分钟",
    "收费的钱用到哪里去了，希望每季度在公示栏贴出来", "{place}划线以后，消防车进不来，去年{month}月就堵过一次",
    "建议学{place}那边的做法，按次收两块，省得算时间", "我不反对收费，但老年人不会用手机付，一定要留现金的口子",
    "残疾人专用的位子不能只画两个，{place}至少要{number}个", "夜里十点以后本来就没有车，收{number}元没有道理",
    "巡查员态度要好，{person}跟他们吵过一架", "电动三轮算不算机动车，条文里没有写明白",
    "外地牌照第一次来{thing}的，应该先提醒再罚", "{place}两边都是商铺，卸货的时候停{number}分钟也要交钱吗",
    "月卡如果卖{number}元，我愿意办，按天算太贵", "车位被人用花盆占着，打电话三次没有人管",
    "希望先在{place}试{number}个月，看看效果再全城铺开", "办法里说的特殊车辆指哪些，应该列一张清单出来",
    "孕妇和带婴儿的能不能多给{number}分钟", "我是开出租的，等客的时候人在车上，算停车还是算临时停靠",
    "先把地下车库开起来，{place}下面空着{number}个位子", "系统坏了多扣钱怎么退，写清楚几天退到账",
    "{person}说隔壁县是每小时一块五，我们凭什么贵一倍", "标牌太小，{person}眼睛不好，根本看不清是几点到几点",
    "逢集那天四乡八镇的人都来，收费应当停一天", "单位的院子晚上空着，可以对外开放，大家方便",
    "支持差别定价，{place}贵一点，背街便宜一点，车就散开了", "欠费就上征信太重了，先发短信催{number}次再说",
    "充电桩旁边的位子让油车占了，请一并管起来", "罚款和停车费是两回事，条款里混在一起写，容易闹矛盾",
    "经营权招标要公开，中标价和分成比例都应该让人知道", "摩托车怎么收没有提，{place}一天停{number}辆",
    "请给社区医生和送药的留免费时段，他们耽误不起", "这一条和上位法的提法不一样，建议请律师再看看",
    "{month}月份搞活动的时候封路，月卡用户的损失怎么补", "收费时段从早上七点开始太早，{thing}的人八点半就走了",
    "泊位数量要和路宽对得上，{place}只有六米宽，划了就错不开车",
)
REASONS = (
    "不然{person}只好绕到{place}去", "去年{month}月开座谈会的时候我就提过", "这笔账我替大家算了，一年要{number}百块",
    "老百姓最怕规矩定得含糊", "我在外地见过这种事，最后谁也说不清", "{person}干这行{number}年，最清楚里面的难处",
    "毕竟{place}不比大城市", "执行的人嘴上说的跟纸上写的常常两样", "工资一个月才三千出头",
    "旁边学校有{number}个班，放学那阵子水泄不通", "真到了{thing}的时候谁顾得上看表", "前年试点就是这样不了了之的",
    "下雨下雪天更麻烦", "这样对守规矩的人才公平", "安全第一，出了事谁都担不起", "眼下手机没信号的角落还不少",
    "法律上讲权利和义务要对等", "听说物业也想插一手", "有人专门钻这个空子", "{place}的老住户都盼着早点管",
)
WISHES = (
    "请把这一款改成按季度公布", "能不能加一句由谁负责、几天办完", "建议删掉后半句", "希望写上投诉电话和处理时限",
    "最好列一张表，一目了然", "应当允许当场申辩", "请在正式文件里给个明确说法", "可以先请几位司机代表座谈",
    "望采用市里{month}月印发的那个标准", "请考虑{place}的实际情况，单独规定", "改为自愿办理比较稳妥",
    "建议与交警的系统打通，省得跑两趟", "请补上过渡期，至少{number}天", "应写明违反了怎么处理公司",
    "建议由审计部门每年查一次", "希望残联也参与验收", "请规定故障时一律放行", "至少留出{number}米给行人",
    "能否凭病历本减半", "请把图纸一并附上给大家看",
)
OPENINGS = (
    "", "", "你好，", "提个意见：", "说两句。", "关于这一条，", "我是{place}的住户。", "本人在{place}开店。",
)

CAMPAIGN = (
    "坚决反对在城区道路停车收取费用", "这些道路是用纳税人的钱修建的，老百姓已经交过一次钱",
    "现在生意难做，收取停车费会把顾客赶到网上去，实体店铺更加难以维持",
    "县城面积不大，公共交通班次又少，大家开车出门是不得已的选择",
    "强烈要求取消这项收费，或者先召开听证会听取群众的意见",
    "希望有关部门把精力放在多建公共停车场上面，而不是向普通市民伸手要钱",
)
CAMPAIGN_OPENINGS = (
    "", "尊敬的领导：", "县政府的各位领导，你们好！", "我是一名普通市民，", "作为本县居民，我想说：", "各位好，",
    "我代表全家表个态：", "看到草案以后很着急。",
)
CAMPAIGN_CLOSINGS = (
    "", "谢谢！", "请认真考虑。", "盼回复。", "{person}也是这个意见。", "以上是我的真实想法。",
    "我们{place}的商户都这样想。", "请尊重民意！！",
)
OWN_WORDS = (
    "我在{place}开店{number}年了", "{person}为这事好几天睡不着", "我每天去{place}{thing}",
    "去年{month}月已经涨过一次物业费", "{place}一带有{number}家店铺",
)
SYNONYMS = (
    ("坚决反对", "强烈反对", "不同意", "完全不赞成"), ("收取费用", "收费", "收钱", "收取停车费"),
    ("老百姓", "群众", "市民", "大伙"), ("现在", "眼下", "如今", "当前"), ("更加难以维持", "更难经营", "撑不下去"),
    ("县城面积不大", "县城不大", "我们县城很小"), ("公共交通", "公交车", "公交"),
    ("强烈要求", "恳请", "我要求", "请求"), ("有关部门", "政府部门", "主管单位"), ("停车场", "车库", "停车楼"),
    ("不得已的选择", "没有办法的事", "迫不得已"), ("希望", "盼望", "建议"), ("大家", "人们", "我们"),
    ("修建", "建设", "修"), ("取消", "撤销", "废除"),
)
HIDDEN_SIGNS = ("\u200b", "\u2060", " ", "　")


def genuine(chance: random.Random, quoted: str = "") -> str:
    """Return what one person writes, perhaps after the passage that it is about."""
    said = [chance.choice(SENTENCES), chance.choice(REASONS), chance.choice(WISHES)]
    chance.shuffle(said)
    said += chance.sample(SENTENCES, chance.choice((0, 0, 1)))
    words = chance.choice(OPENINGS) + "，".join(said) + chance.choice(("。", "", "，谢谢。"))
    return (f"草案写的是“{quoted}”。" if quoted else "") + filled(chance, words)


def variant(chance: random.Random) -> str:
    """Return the campaign's text as one of its senders changes it."""
    said = list(CAMPAIGN)
    if chance.random() < 0.35:
        said.pop(chance.randrange(len(said)))
    if chance.random() < 0.4:
        place = chance.randrange(len(said) - 1)
        said[place], said[place + 1] = said[place + 1], said[place]
    if chance.random() < 0.45:
        said.insert(chance.randrange(len(said) + 1), chance.choice(OWN_WORDS))
    text = chance.choice(CAMPAIGN_OPENINGS) + chance.choice(("，", "。", "；")).join(said) + "。"
    for words in chance.sample(SYNONYMS, chance.randint(0, 6)):
        text = text.replace(words[0], chance.choice(words))
    text = filled(chance, text + chance.choice(CAMPAIGN_CLOSINGS))
    for change in chance.sample(_CHANGES, chance.randint(0, 2)):
        text = change(chance, text)
    return text


def filled(chance: random.Random, pattern: str) -> str:
    """Return a sentence with its slots filled."""
    words: dict[str, Callable[[], str]] = {
        "place": lambda: chance.choice(PLACES), "person": lambda: chance.choice(PEOPLE),
        "thing": lambda: chance.choice(THINGS), "number": lambda: str(chance.randint(2, 60)),
        "month": lambda: str(chance.randint(1, 12))}
    return re.sub(r"{(\w+)}", lambda slot: words[slot[1]](), pattern)


def _mistyped(chance: random.Random, text: str) -> str:
    for _ in range(3):
        place = chance.randrange(len(text))
        text = text[:place] + chance.choice(("", "的", "了", "在", text[place] * 2)) + text[place + 1:]
    return text


def _in_wide_signs(chance: random.Random, text: str) -> str:
    return text.translate(str.maketrans("，。；", chance.choice(("   ", ",.;", "！！！"))))


def _with_hidden_signs(chance: random.Random, text: str) -> str:
    for _ in range(chance.randint(3, 15)):
        place = chance.randrange(len(text))
        text = text[:place] + chance.choice(HIDDEN_SIGNS) + text[place:]
    return text


def _in_lines(chance: random.Random, text: str) -> str:
    return re.sub("[，。]", lambda sign: sign[0] + "\n" * chance.randint(0, 2), text)


_CHANGES = (_mistyped, _in_wide_signs, _with_hidden_signs, _in_lines)
