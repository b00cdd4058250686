"""Invented people who write: names, and numbers that look real and belong to nobody."""

from __future__ import annotations

import random
from dataclasses import dataclass

SURNAMES = "王李张刘陈杨黄赵吴周徐孙马朱胡林郭何高罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶"
GIVEN_FIRST = "建国秀春志文玉明海德小晓永丽雪桂正光天开家宗世兴长立云金银富"
GIVEN_LAST = "华英强军芳兰梅平勇敏刚燕红霞飞林涛波辉玲琼珍祥福贵成生宁安"
# No county has this region code, so that a number with a right check character is still nobody's.
REGION = "513499"
WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
CHECKS = "10X98765432"
EMAIL_SHARE = 0.12


@dataclass(frozen=True)
class Writer:
    """Who wrote one letter."""

    name: str
    phone: str
    email: str
    identity_number: str


def invented(chance: random.Random) -> Writer:
    """Draw a writer; most leave no e-mail address."""
    given = chance.choice(GIVEN_FIRST) + chance.choice(GIVEN_LAST)
    if chance.random() < 0.25:
        given = chance.choice(GIVEN_LAST)
    serial = chance.randint(0, 99_999)
    return Writer(
        name=chance.choice(SURNAMES) + given,
        phone=f"138000{serial:05d}",
        email=f"yunxi{serial:05d}@example.com" if chance.random() < EMAIL_SHARE else "",
        identity_number=identity_number(chance),
    )


def identity_number(chance: random.Random) -> str:
    """Draw an 18-character number with a right check character (GB 11643)."""
    born = f"{chance.randint(1945, 2001)}{chance.randint(1, 12):02d}{chance.randint(1, 28):02d}"
    body = f"{REGION}{born}{chance.randint(1, 999):03d}"
    total = sum(int(digit) * weight for digit, weight in zip(body, WEIGHTS, strict=True))
    return body + CHECKS[total % 11]
