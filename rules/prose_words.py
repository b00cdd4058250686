"""The words by which prose names figures, units and periods, for `rules/prose_figures.py`."""

from __future__ import annotations

import re

from rules.figures import RATES

# Words for counts, with the figures they may stand for: a statement is right when it is one of them.
COUNT_WORDS: dict[str, tuple[str, ...]] = {
    "收到": ("received",), "新收": ("received",), "接收": ("received",), "收件": ("received",),
    "来信总量": ("received",), "来信总数": ("received",), "有效": ("valid",), "无效": ("invalid",),
    "重复或合并": ("duplicate",), "重复": ("duplicate",), "合并办理": ("duplicate",), "受理": ("accepted",),
    "不予受理或合并": ("declined",),
    "不予受理": ("refused",), "撤回": ("withdrawn",), "转办": ("assigned",), "交办": ("assigned",),
    "退回": ("returned",), "退件": ("returned",), "办结": ("closed",), "答复": ("closed",), "办理答复": ("closed",),
    "期末在办": ("open",), "在办": ("open",), "正在办理": ("open",), "尚在办理": ("open",), "未办结": ("open",),
    "期初在办": ("opening",), "上期结转": ("opening",), "结转": ("opening", "open"),
    "应办结": ("due",), "按时办结": ("on_time",), "按期办结": ("on_time",), "超期": ("late", "overdue"),
    "未按时办结": ("late",), "没有按时办结": ("late",), "超期办结": ("closed_late",), "超期答复": ("closed_late",),
    "期末超期在办": ("overdue",), "超期在办": ("overdue",), "超期未办结": ("overdue",), "超期未答复": ("overdue",),
    "超期未办": ("overdue",), "期初超期在办": ("opening_overdue",), "有效评价": ("rated",), "收到评价": ("rated",),
    "参与评价": ("rated",), "评价": ("rated",), "满意和基本满意": ("satisfied",), "满意或基本满意": ("satisfied",),
    "满意": ("satisfied",), "可公开办结": ("publishable",), "可公开": ("publishable",), "网站公开": ("published",),
    "公开": ("published",), "重办": ("reworked",), "退回重办": ("reworked",), "发回重办": ("reworked",),
    "延期": ("extended",), "催办": ("urged",), "督办": ("supervised",), "列入通报": ("circulated",),
    "来信": ("received",), "群众来信": ("received",), "恢复办理": ("reopened",),
    "转入": ("moved_in",), "转出": ("moved_out",),
}
# People say them of a part of the letters or of people as well: another number than the table's is no error then.
LOOSE = frozenset({"满意", "评价", "参与评价", "公开", "答复", "重复", "有效", "结转", "收到评价", "督办", "超期答复",
                   "来信", "群众来信"})
# Decisions: with 件 the letters behind them may be meant, of which there are fewer.
TIMES = frozenset({"assigned", "returned", "urged", "extended", "supervised"})
_RATES = {kind.label: kind for kind in RATES}
RATE_WORDS = {
    **_RATES, "按期办结率": _RATES["按时办结率"], "群众满意率": _RATES["满意率"], "退回率": _RATES["退件率"],
    "退回重办率": _RATES["重办率"], "发回重办率": _RATES["重办率"], "网站公开率": _RATES["公开率"]}
MEAN_WORDS = ("平均办理时长", "平均办理时间", "平均办理用时", "平均用时", "平均时长", "平均办理")

# What may stand between the word of a figure and its number.
_FILL = r"(?:群众|各类|来信|信件|办件|件数|数量|总量|总数|合计|共计|总计|达到|均为|[共计达为是有了的均:\s]|\()*"


def before_number(words: object) -> re.Pattern[str]:
    """Return the pattern of one of the words with its number next; the longest one from the left counts."""
    listed = sorted((str(word) for word in words), key=len, reverse=True)  # type: ignore[attr-defined]
    return re.compile(rf"(?P<word>{'|'.join(map(re.escape, listed))}){_FILL}$")


_COUNTS = "|".join(sorted(COUNT_WORDS, key=len, reverse=True))
COUNT_BEFORE = before_number(COUNT_WORDS)
RATE_BEFORE = before_number(RATE_WORDS)
MEAN_BEFORE = before_number(MEAN_WORDS)
# 受理、办结来信533件、512件: words in a row, of which nobody can tell which number is whose.
BARE = re.compile(rf"(?:{_COUNTS}|{'|'.join(RATE_WORDS)})(?:来信|办件)?")
# 8件超期, 541件为有效来信: the word follows, and nothing else in the clause.
COUNT_AFTER = re.compile(rf"^(?:来信|办件)?(?:[是为已]|已经)?(?P<word>{_COUNTS})(?:来信|办件)?的?$")
# 超期的单位有：县住建局8件、县交通局3件
COUNT_OF_LIST = re.compile(
    rf"(?P<word>{_COUNTS})(?:来信|办件|件数)?(?:[较最]多的(?:单位)?|的?单位)(?:[有是为]|依次[为是]|分别[为是])?[:(]?")
BASES: dict[str, str] = {
    "上季度": "before", "上一季度": "before", "上个季度": "before", "上期": "before", "上月": "before",
    "上个月": "before", "环比": "before", "去年同期": "last_year", "上年同期": "last_year",
    "同比": "last_year"}
CHANGE_BEFORE = re.compile(
    rf"(?:[比较同与])?(?:去年)?(?P<base>{'|'.join(sorted(BASES, key=len, reverse=True))})(?:相比|相较)?,?"
    r"(?P<way>提高|上升|增加|增长|升高|提升|多收|下降|降低|减少|回落|多|少|缩短|延长)了?$")
COMPARED = re.compile(rf"[比较同与]?(?P<base>{'|'.join(sorted(BASES, key=len, reverse=True))})(?:相比|相较|比)?$")
CHANGE_ALONE = re.compile(r"(?P<way>提高|上升|增加|增长|升高|提升|下降|降低|减少|回落|缩短)了?$")
LEVEL = re.compile(rf"[与同和较比](?P<base>{'|'.join(sorted(BASES, key=len, reverse=True))})(?:相比|相较)?"
                   r"(?P<about>基本|大体|大致)?持平$")
DOWN = frozenset({"下降", "降低", "减少", "回落", "少", "缩短"})
# What may stand before the word of a figure without narrowing what it speaks of.
LEAD = re.compile(
    r"(?:其中|此外|另有|另外|还有|同时|目前|截至|截止|共计|总共|一共|合计|累计|实际|已经|各类|群众|各地|按规定|依法|及时|期间|县长信箱和部门信箱"
    r"|来信|信件|办件|全部|经过?审核|去除|剔除|[共已均应有的了在里中内年与和及、实总“”\"\s])*")
WHOLE = re.compile(r"全县|全市|我县|总体|总的|合计|各级|(?:各|全部|所有)(?:单位|部门|乡镇|街道|承办单位)")
# Words that narrow or change what is spoken of: what follows in the sentence is no figure of the tables.
NARROWING = re.compile(
    r"类|方面|领域|反映|涉及|关于|有关|渠道|热线|抽查|其他|部分|这些|上述|乡镇|街道|部门|县直|园区|企业|个单位|家单位|分别|公司"
    r"|学校|医院|\d")
ORGANISATION = re.compile(r"[一-鿿]{1,14}?(?:委员会|管委会|办公室|办事处|人民政府|镇政府|乡政府"
                          r"|中心|局|镇|乡|街道|队|所)")
# No office ends like this, although its last character is that of one.
NO_OFFICE = re.compile(r"(?:结|布|格|当|全|大|各)局$|各?乡$|各?镇$|(?:场|住|处)所$")
OWN_PERIOD = re.compile(r"本(?:季度?|期|月|日|年度)|(?:20\d\d年)?第?[一二三四]季度|当[季月日]")
OTHER_PERIOD = re.compile(
    r"下一?(?:步|季度|阶段|期|月)|明年|力争|确保|争取|目标|考核|前[一二三四]季度|[上下]半年|全年|今年以来|历年|去年(?!同期)|前年"
    r"|上年(?!同期)|次月|累计")
# 超期1件的扣分: a rule, and no statement of what was.
CONDITION = re.compile(r"凡|如果|如有|若|一律|每(?:出现|发生|超期)|不得|扣分|扣[\d一二三]")
ATTRIBUTE = re.compile(r"^(?:来信|办件)?[的即就扣]")
QUARTERS = "一二三四"
MONTH = re.compile(r"(?<![\d月年])(?:20\d\d年)?(?P<month>1[0-2]|[1-9])月份?(?![\d底初末上中下前起])")
MONTH_RANGE = re.compile(r"\d{1,2}月?\s*[-—–~至到]\s*\d{1,2}月")
AS_OF = re.compile(r"截[至止]到?(?:(?P<month>\d{1,2})月(?P<day>\d{1,2}日|底))")
DELIMITER = re.compile(r"[，,、:：（）()\-—；;]")
