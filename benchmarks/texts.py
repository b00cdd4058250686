"""Letters for the benchmarks: made-up text with a long tail of words, so that searches can be common or rare.

Some words stand in most letters, some in a few, and every letter names people and places of its own.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from dataclasses import dataclass

# The common Han characters in the order of GB 2312: names and places are drawn from them.
HAN = "".join(bytes((row, cell)).decode("gb2312") for row in range(0xB0, 0xD7) for cell in range(0xA1, 0xFF))

SUBJECTS = (
    "农村低保", "自来水", "路灯", "乡村公路", "医保报销", "退耕还林", "宅基地", "噪音扰民", "垃圾清运",
    "公交线路", "学区划分", "拖欠工资", "物业收费", "养老金", "危房改造", "河道采砂", "停水停电", "违章停车",
    "营业执照", "天然气安装", "征地补偿", "小区绿化", "网络信号", "食品安全", "户口迁移", "残疾补贴", "就业培训",
    "广场舞", "流浪狗", "下水道堵塞",
)
PLACES = ("城关镇", "河东街道", "柳林乡", "石桥镇", "北山乡", "新城小区", "工业园区", "南门市场", "东风路", "人民路")
OPENINGS = ("尊敬的县长您好", "县长好", "领导您好", "尊敬的领导")
SENTENCES = (
    "我是{place}{name}村的村民，想向您反映{subject}的问题", "我们这里的{subject}已经有{number}个月没有人管了",
    "去年{month}月我到有关部门问过，工作人员说等通知", "请问{subject}是什么政策，需要带哪些材料",
    "附近有{number}多户人家都受到影响", "希望县里派人到{place}看一看，尽快解决{subject}的问题",
    "我给{place}打过电话，一直没有人接", "老人和孩子出门很不方便，下雨天更难走", "{name}家和{name}家也遇到同样的情况",
    "我们不知道应该找哪个单位，所以写信给您", "听说{name}公司已经收了钱，合同编号是{number}",
    "这件事从{year}年拖到现在", "隔壁的{name}县早就办好了", "麻烦您在百忙之中过问一下",
    "我们愿意配合，也愿意出一部分钱",
)
CLOSINGS = ("盼望您的答复，谢谢", "谢谢县长", "请给我们一个明确的答复", "此致敬礼")
ANSWERS = (
    "您好，您反映的{subject}问题收悉", "经{place}工作人员现场核实，情况基本属实",
    "根据有关规定，{subject}由县级主管部门负责实施",
    "我单位已经联系{name}村村委会，计划在{month}月底前完成", "如有疑问请拨打电话咨询，或者到{place}办事窗口了解",
    "感谢您对我们工作的关心和支持", "您可以带上身份证和户口本到{place}办理",
    "目前{subject}的资金已经下达，共{number}万元",
)
TITLES = ("关于{place}{subject}的问题", "{subject}什么时候能解决", "反映{name}村{subject}问题", "咨询{subject}政策")


@dataclass(frozen=True)
class Text:
    """One made-up letter with its answer."""

    title: str
    text: str
    reply: str


def letters(count: int, seed: int = 1) -> Iterator[Text]:
    """Yield letters; the same seed gives the same letters."""
    chance = random.Random(seed)
    return (_letter(chance) for _ in range(count))


def name(chance: random.Random) -> str:
    """Return the name of a person or place that hardly any other letter has."""
    return "".join(chance.choices(HAN, k=chance.choice((2, 2, 3))))


def _letter(chance: random.Random) -> Text:
    # A few subjects are in many letters, most in few.
    subject = SUBJECTS[min(int(chance.paretovariate(0.7)) - 1, len(SUBJECTS) - 1)]
    text = "，".join([chance.choice(OPENINGS), *chance.sample(SENTENCES, chance.randint(3, 8)),
                     chance.choice(CLOSINGS)])
    reply = "，".join(chance.sample(ANSWERS, chance.randint(3, 6)))
    title, text, reply = (_filled(chance, part, subject) for part in (chance.choice(TITLES), text, reply))
    return Text(title, f"{text}。", f"{reply}。")


def _filled(chance: random.Random, pattern: str, subject: str) -> str:
    words = {
        "subject": lambda: subject if chance.random() < 0.8 else chance.choice(SUBJECTS),
        "place": lambda: chance.choice(PLACES), "name": lambda: name(chance),
        "number": lambda: str(chance.randint(2, 99_999)), "month": lambda: str(chance.randint(1, 12)),
        "year": lambda: str(chance.randint(2016, 2026)),
    }
    return re.sub(r"{(\w+)}", lambda slot: words[slot[1]](), pattern)
