"""Addresses of homes: a chain of places with a door, room or group number; the places down to the village stay.

Public places stay: an office or firm named beside the number says that nobody lives there.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from rules.identifiers.kinds import Match
from rules.readings import Reading

_HAN = r"[\u3400-\u9fff]"
_DIGIT = "[0-9〇零○幺一二三四五六七八九十百两壹贰叁肆伍陆柒捌玖拾佰①②③④⑤⑥⑦⑧⑨⑩]"
_COUNT = rf"(?:[A-Za-z]?{_DIGIT}(?:[ .]?{_DIGIT}){{0,5}}(?:-{_DIGIT}{{1,4}})?[A-Za-z]?|[A-Za-z甲乙丙丁])"
_SUFFIX = (
    "号楼|号院|号房|号门|号|栋|幢|座|单元|梯|层|楼|室|房(?![屋子间租])|村民小组|小组|生产队|组|社(?![区会保])|队|#楼?|门"
)
_PART = rf"[第附]?(?<![0-9*]){_COUNT} ?(?:{_SUFFIX})"
_CHAIN = (
    rf"{_PART}(?:[-,、/ ]?{_PART}){{0,7}}"
    r"(?P<bare>(?<=[栋幢座元楼#])[- ]?(?:[0-9](?: ?[0-9]){1,3}+|[〇零○幺一二三四五六七八九壹贰叁肆伍陆柒捌玖]{3,4})"
    r"(?![0-9年月日元个平万多余户人吨层米套间亩fFmM㎡.%*]))?")
_FEW = rf"{_DIGIT}(?: ?{_DIGIT})"
_DASHED = rf"(?<![0-9A-Za-z-])[A-Za-z]?{_FEW}{{0,2}} ?[-#] ?(?:{_FEW}? ?- ?)?{_FEW}{{2,3}}(?! ?[0-9*-])"
_BEGINS_BEFORE, _GOES_ON = 20, 100
_NEAR = re.compile(rf"(?:{_DIGIT}|[A-Za-z甲乙丙丁]) ?[号栋幢座单梯层楼室房村小生组社队#门-]|门牌")
_PARTS = re.compile(rf"({_COUNT}) ?({_SUFFIX})")

_BUILDINGS = frozenset(("号楼", "号院", "栋", "幢", "座", "#", "#楼", "楼"))
_DOORS = frozenset(("号", "号院"))
_UNITS = frozenset(("单元", "梯"))
_ROOMS = frozenset(("室", "房", "号房", "号门", "门"))
_GROUPS = frozenset(("村民小组", "小组", "生产队", "组", "社", "队"))

_ESTATE = (
    "小区|花园|家园|公寓|大厦|新村|佳苑|嘉苑|雅苑|苑|花城|新城|名城|府邸|公馆|山庄|豪庭|华庭|名都|名邸|雅居|宿舍|安置房|安置点|廉租房|公租房"
    "|家属院|家属楼|家属区|大院|国际|广场|楼盘|城|府|庭|园|居|院|湾|郡|阁|轩"
)
_VILLAGE = "街道办事处|街道|办事处|镇|乡|苏木|嘎查|村委会|村|社区|居委会|屯|寨|庄|坝|沟"
_ROAD = r"(?<![0-9国省县乡铁公线道马走上修])路|街(?!道)|大道|巷|弄|胡同|坊|里|段"
_ENDS_IN_ROAD = re.compile(rf"(?<={_HAN})(?:{_ROAD})$")
_ENDS_WITH_PLACE = re.compile(rf"(?<={_HAN})(?:{_VILLAGE}|{_ESTATE}|{_ROAD}|[省市州盟旗县区])$")
_TORN = frozenset("省市州盟旗县区镇乡村社路街道巷弄段组")
_ENDS_IN_PLACE = re.compile(rf"(?<={_HAN})(?:{_VILLAGE}|{_ESTATE})$")
_KEPT = re.compile(rf"(?<={_HAN})(?:{_VILLAGE}|{_ESTATE})(?![路街巷道口])")
_ANY_PLACE = re.compile(rf"(?<={_HAN})(?:{_VILLAGE}|{_ESTATE}|{_ROAD}|[省市州盟旗县区])")

_SENTENCE_END, _CLAUSE_END = re.compile("[。;!?\n]"), re.compile("[,、]")
# A longer run of digits or letters is no part of a place.
_LEAD = re.compile(rf"(?:{_HAN}|(?<![0-9A-Za-z.-]{{3}})[0-9A-Za-z·.-]){{0,30}}$")
_CUE = re.compile(
    "住址|地址|住所|户籍(?:地|所在地)?|户口(?:所在地|在)?|籍贯|老家|位于|[座坐]落[于在]|来自|投诉|反映|举报|地处|现系|寄[到往]|送到|搬到|家住|居住[在于]?|现住|[住在到是的系叫对等把将由以]"
)
_DWELLING = re.compile("住(?![建院进过保]|房城乡|宅区)|家在|[我他她]家|地址|户籍|户口|老家|籍贯|收货|邮寄|寄到|门牌")
_DWELLER = re.compile("的?(?:村民|居民|住户|业主|农民|租户|人(?![员民大]))")
_ORGANISATION = (
    "局|中心|政府|大厅|法院|检察院|派出所|学校|小学|中学|幼儿园|医院|卫生院|卫生所|银行|信用社|公司|厂|店|超市|酒店|宾馆|饭馆|餐馆|酒楼|KTV|网吧"
    "|市场|商场|工地|项目部|门市|商铺|铺面|加油站|车站|办公室|办公区|服务站|药房|诊所|单位|窗口|窗|档口|委员会|支队|大队|管理所|站"
)
_OFFICE_BEFORE = re.compile(
    rf"(?:{_ORGANISATION})的?(?:办公|经营|注册|联系|详细)?(?:地址|地点|住所|位于|设在|[座坐]落[于在]|在|[:(,为是])*$"
    "|(?:咨询|办理|领取|前往|我局|本局|我办|我单位)(?:详细)?(?:地址|地点)[为是:(在]*$"
    "|(?:办公|办理|受理|经营|注册|报名|领取|咨询|投诉|接待|现场|信访|单位|公司|营业)(?:的?地址|的?地点)[为是:(在]*$")
_ENDS_IN_OFFICE = re.compile(rf"(?:{_ORGANISATION})$")
_OFFICE_BEHIND = re.compile(rf"的?[(,]?(?:{_HAN}{{0,12}}?)(?:{_ORGANISATION})(?!长|里|家)")
_NO_DOOR = re.compile(
    "线|文|令|公告|井|桥|台|机|车|病|公交|标段|地块|坑|上午|下午|早|晚|凌晨|中午|当天|那天|前(?!面)|开始|停[水电]|起|至|左右|之前|以前")
_NUMBERED = re.compile(
    rf"门牌(?:号码?)?[是为:]*(?P<plate>(?=[A-Za-z]?{_DIGIT}){_COUNT}号?(?![0-9*]))|{_CHAIN}|(?P<dashed>{_DASHED})")


_FURTHER = re.compile(rf"[,(]?(?:(?![住在的我]){_HAN}){{1,8}}?(?:{_ESTATE}|{_VILLAGE})(?:{_CHAIN}|{_DASHED})\)?")


@dataclass(frozen=True)
class _Place:
    """A chain of numbers in its surroundings: what leads up to it and what follows.

    The lead does not reach back over `limit`, where the address before it ended.
    """

    reading: Reading
    limit: int
    start: int
    end: int

    @cached_property
    def lead(self) -> str:
        """The run of characters in front of the numbers, without what belongs to the sentence."""
        text = self.reading.text
        found = _LEAD.search(text[max(self.limit, self.start - 30):self.start])
        run = found.group() if found else ""
        cues = list(_CUE.finditer(run))
        opening = self.start - len(run) + (cues[-1].end() if cues else 0)
        return text[self._opening(opening):self.start]

    def _opening(self, opening: int) -> int:
        """The offset behind the last blank that separates words; between places or single letters it is spacing."""
        text = self.reading.text
        for place in range(self.start - 1, opening, -1):
            if place in self.reading.breaks:
                single = place - 1 == opening or place - 1 in self.reading.breaks
                spaced = single and (place + 1 == self.start or place + 1 in self.reading.breaks)
                if not spaced and text[place] not in _TORN and not _ENDS_WITH_PLACE.search(text[opening:place]):
                    return place
        return opening

    @property
    def before(self) -> str:
        """What stands in front of the address in its sentence."""
        opening = self.start - len(self.lead)
        return _SENTENCE_END.split(self.reading.text[max(0, opening - 14):opening])[-1]

    @property
    def behind(self) -> str:
        """What follows the numbers."""
        return self.reading.text[self.end:self.end + 16]


def scan_address(reading: Reading) -> Iterator[Match]:
    """Find homes such as 城关镇人民路12号3栋2单元501室 or 王家村5组12号; a road with a number is one."""
    done = looked = 0
    for near in _NEAR.finditer(reading.text):
        if near.end() <= looked:
            continue
        found = _NUMBERED.search(reading.text, max(looked, near.start() - _BEGINS_BEFORE), near.end() + _GOES_ON)
        if not found or found.start() > near.end():
            continue
        looked = found.end()
        place = _Place(reading, done, *found.span())
        if found["plate"]:
            yield Match(*found.span("plate"), "***")
            done = found.end()
        elif _is_dashed_home(place) if found["dashed"] else _is_home(place, found):
            home = _extended(place)
            yield _masked(home)
            done = looked = home.end


def _is_dashed_home(place: _Place) -> bool:
    return _ENDS_IN_PLACE.search(place.lead) is not None and not _OFFICE_BEFORE.search(place.before)


def _is_home(place: _Place, chain: re.Match[str]) -> bool:
    lead, before, behind = place.lead, place.before, place.behind
    kinds = frozenset(suffix for _, suffix in _PARTS.findall(chain.group()))
    if _OFFICE_BEFORE.search(before + ("" if _ANY_PLACE.search(lead) else lead)) or _ENDS_IN_OFFICE.search(lead):
        return False
    room = bool(kinds & _ROOMS or chain["bare"])
    if room and kinds & (_BUILDINGS | _UNITS) and kinds != {"楼", "室"}:
        return True
    dwelling = _DWELLING.search(_CLAUSE_END.split(before)[-1]) is not None
    if kinds & _DOORS:
        if chain.group() == "一号":
            return False  # the name of an estate rather than a door
        fits = _ENDS_IN_ROAD.search(lead) or _ENDS_IN_PLACE.search(lead) or kinds & _GROUPS or (
            dwelling and len(kinds) > 1)
        return bool(fits) and (dwelling or not (_OFFICE_BEHIND.match(behind) or _NO_DOOR.match(behind)))
    if kinds & _GROUPS:
        return _ENDS_IN_PLACE.search(lead) is not None and (dwelling or _DWELLER.match(behind) is not None)
    indoors = room + bool(kinds & _UNITS) + bool(kinds & _BUILDINGS)
    if indoors > 1:
        return dwelling or _DWELLER.match(behind) is not None
    return dwelling and indoors > 0 and kinds != {"楼"} and _ANY_PLACE.search(lead) is not None


def _extended(place: _Place) -> _Place:
    """The place with an estate and its numbers behind a door number, as in 人民路12号锦绣花园3栋501."""
    further = _FURTHER.match(place.reading.text, place.end)
    return _Place(place.reading, place.limit, place.start, further.end()) if further else place


def _masked(place: _Place) -> Match:
    lead = place.lead if _ANY_PLACE.search(place.lead) else ""
    opening = place.start - len(lead)
    kept = max((found.end() for found in _KEPT.finditer(lead)), default=len(lead))
    number = Match(opening + kept, place.end, "***")
    return Match(opening, place.end, lead[:kept] + "***", place.reading.text[opening:place.end], core=number)
