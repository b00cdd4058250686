"""QQ and WeChat accounts, which only their label tells from other signs."""

import re
from collections.abc import Iterator

from rules.identifiers.kinds import Match
from rules.identifiers.surroundings import matches_at
from rules.identifiers.telephones import MOBILE_FORM
from rules.readings import Reading

_BETWEEN = r"[\s.\-_]{0,2}"
_DIGITS = rf"[1-9](?:{_BETWEEN}\d){{4,10}}(?![0-9A-Za-z]|\s?[年月元])"
_QQ = re.compile(
    r"(?<![A-Za-z])(?:q[\s._-]?q|扣扣|企鹅号?|球球|叩叩|q(?=[号:]))"
    rf"(?:号码?|群|账号|帐号|联系|加我|也是|是|为|[:\s(])*+(?P<account>{_DIGITS})", re.IGNORECASE)

_QQ_ANCHOR = re.compile("[qQ扣企球叩]")

_LINK = r"(?P<link>(?:号码?|账号|帐号|id(?=[:\s号是])|同号|联系|加我|加|也是|是|为|[:\s])*+)"
_ID = (
    r"[a-z][a-z0-9_-]{5,19}(?:\r?\n[a-z0-9_-]{1,8}(?![a-z0-9_@.-]))?(?![a-z0-9_@-])"
    r"|[a-z][a-z0-9_-]{0,4}\r?\n[a-z0-9_-]{1,15}(?![a-z0-9_@.-])"
    r"|[a-z](?:[\s.][a-z0-9_-]){5,19}(?![\s.]?[a-z0-9_@-])"
)
_WECHAT = re.compile(
    r"(?:微[\s._-]{0,2}信|威信|薇信|薇芯|徽信|微芯|(?<![a-z])(?:wei[\s]?xin|we[\s]?chat|w[\s._-]?x|v[\s._-]?x|[vw]信|v芯|v(?=[号:]))"
    rf"|[加➕]\s?(?:v|微)(?!信))(?:号码?)?{_LINK}(?P<account>{_ID}|{_DIGITS})", re.IGNORECASE)
_WECHAT_ANCHOR = re.compile("[微威薇徽wWvV加➕]")
_PUBLIC = re.compile("(?:公众|官方|政务|平台|服务)[号的]?$")
_SURE_LINK = re.compile("[号:是为加]|id", re.IGNORECASE)
_MOBILE = re.compile(MOBILE_FORM)
_PLAIN_WORDS = frozenset({"wechat", "weixin", "android", "iphone", "windows", "please", "account"})
_HOTLINES = frozenset({"12345", "12315", "12328", "12333", "12366", "12348", "12388"})


def scan_qq(reading: Reading) -> Iterator[Match]:
    """Find QQ numbers behind a label such as QQ, 扣扣 or Q:; the first and the last digit stay."""
    for found in matches_at(_QQ_ANCHOR, _QQ, reading.text):
        number = _plain(found["account"])
        if not _MOBILE.fullmatch(number):
            yield Match(*found.span("account"), f"{number[0]}{'*' * (len(number) - 2)}{number[-1]}")


def scan_wechat(reading: Reading) -> Iterator[Match]:
    """Find WeChat accounts behind a label such as 微信号, 加v or wx:; official accounts (公众号) stay."""
    for found in matches_at(_WECHAT_ANCHOR, _WECHAT, reading.text):
        account = _plain(found["account"])
        link = _SURE_LINK.search(reading.text[found.start():found.start("account")])
        if account.isdigit():
            fits = bool(link) and account not in _HOTLINES and not _MOBILE.fullmatch(account)
        else:
            fits = len(account) > 5 and account.lower() not in _PLAIN_WORDS and (bool(link) or not account.isalpha())
        if fits and not _PUBLIC.search(reading.text[max(0, found.start() - 4):found.start()]):
            yield Match(*found.span("account"), f"{account[0]}***")


def _plain(account: str) -> str:
    if account[0].isdigit():
        return re.sub(r"\D", "", account)
    return re.sub(r"[\s.]", "", account)
