"""The kinds of identifiers, and what a detector is; what each looks like is in the modules beside this one."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Self

from rules.readings import Manner, Number, Reading

ID_NUMBER = "id_number"
MOBILE = "mobile"
LANDLINE = "landline"
BANK_CARD = "bank_card"
EMAIL = "email"
NAME = "name"
ADDRESS = "address"
BIRTH_DATE = "birth_date"
PLATE = "plate"
PASSPORT = "passport"
DOCUMENT = "document"
QQ = "qq"
WECHAT = "wechat"

# In the order shown to the redactor.
KINDS: dict[str, str] = {
    NAME: "姓名",
    ID_NUMBER: "身份证号码",
    ADDRESS: "家庭住址",
    MOBILE: "手机号码",
    LANDLINE: "固定电话",
    BANK_CARD: "银行卡号或账号",
    EMAIL: "电子邮箱",
    BIRTH_DATE: "出生日期",
    QQ: "QQ号",
    WECHAT: "微信号",
    PLATE: "车牌号码",
    PASSPORT: "护照或通行证号码",
    DOCUMENT: "其他证件号码",
}


# The readings in which numbers are looked for, those for words, and those for numbers with words.
AS_DIGITS = frozenset({Manner.WRITTEN, Manner.SPOKEN})
AS_MIXED = frozenset({Manner.FLOWING, Manner.SPOKEN})
AS_WORDS = frozenset({Manner.FLOWING, Manner.JOINED})


@dataclass(frozen=True)
class Match:
    """A stretch of a reading that a detector claims.

    `replacement` None marks what must stay: an identifier of an organisation, or what was masked before.
    `canonical` is the plain form that published contacts are compared with. A `certain` match carries its own
    proof, such as a check digit with a birth date, and goes before all others. The `core` is claimed instead where
    another claim stands on a part of the stretch that would stay anyway.
    """

    start: int
    end: int
    replacement: str | None
    canonical: str = ""
    certain: bool = False
    core: Self | None = None


@dataclass(frozen=True)
class NumberDetector:
    """Digits of a plausible form, and the decision whether they are this kind where they stand."""

    kind: str
    form: re.Pattern[str]
    match: Callable[[Number], Match | None]


@dataclass(frozen=True)
class PatternDetector:
    """A kind that is found by scanning the reading; the scan does bounded work for each character."""

    kind: str
    scan: Callable[[Reading], Iterator[Match]]
    manners: frozenset[Manner] = AS_DIGITS
