"""Names of persons: those that a form gave, and those that stand beside a word such as 我叫, 村民 or 主任.

A surname with a title (张书记) stays; with a given name the given name goes. Names without any such word are for the
person who reads.
"""

import re
from collections.abc import Iterable, Iterator

from rules.identifiers.kinds import Match
from rules.identifiers.name_words import FOLLOWERS, INTRODUCTIONS, NO_NAMES, ROLES, TITLES
from rules.identifiers.surnames import (
    AMBIGUOUS,
    COMPOUND,
    FUNCTION,
    NEVER_IN_GIVEN_NAMES,
    PLAIN,
    USUAL_IN_GIVEN_NAMES,
)
from rules.identifiers.surroundings import matches_at
from rules.readings import Reading

# What people put between the characters of a name; a star stays, for it is what an earlier masking left.
_BETWEEN = dict.fromkeys(map(ord, " \t\n\r\v\f.-_|/"))

_FOLLOWING = frozenset((*TITLES, *FOLLOWERS, "等"))
_ONLY_FOLLOWING = frozenset((*FOLLOWERS, "等"))
_HAN = r"[\u3400-\u9fff]"


def _one_of(words: Iterable[str]) -> str:
    """A pattern for any of the words, the longest first; grouped by first letter, which makes it fast."""
    tails: dict[str, list[str]] = {}
    for word in sorted(words, key=lambda word: (-len(word), word)):
        tails.setdefault(word[0], []).append(word[1:])
    return "|".join(f"{first}(?:{'|'.join(rest)})" for first, rest in tails.items())


_MANY = "[0-9一二三四五六七八九十几多]{1,5}余?[户人名位]"
_CUE = re.compile(_one_of({*INTRODUCTIONS, *TITLES, *ROLES, *FOLLOWERS}) + rf"|等(?={_MANY})")
_LINK = re.compile(r"(?:\s{0,2}[:(]\s{0,2}|是|叫|名叫|[“\"《\[【])?")
_INTRODUCED = frozenset(INTRODUCTIONS)
_LABELS = frozenset(("姓名", "真实姓名", "署名", "落款", "户名", "收件人"))
_END = re.compile(
    rf"$|[^\u3400-\u9fff*]|(?:{_one_of(TITLES)}|电话|手机|身份证|性别|年龄|住址|地址|出生|现年|今年|联系|户籍|籍贯|等人|一家|家里|家中|夫妇|夫妻|本人)")
# What may follow a name without a stop.
_GOES_ON = frozenset(
    "的是系在于与和及同跟向说称为被把将因从到去来家等男女你我他她也都就不没有又已曾现今这那一两二对给叫让要用以利借多擅私打收拿骗欠出参"
    "拖申反举投办患得死当担承居生之其所带找请问经名住身先随至且并")
_IS_HAN = re.compile(f"{_HAN}+").fullmatch
_FIRST = PLAIN | AMBIGUOUS | {surname[0] for surname in COMPOUND}
_RATHER_SURNAMES = (PLAIN | AMBIGUOUS) - USUAL_IN_GIVEN_NAMES
_RUNS_ON = _GOES_ON | NEVER_IN_GIVEN_NAMES
_SOFT = frozenset("和同与家有成平生名经从时常应现今出来")
_PLACE_BEHIND = re.compile(
    "[村镇乡县市区路街巷组湾坝沟桥庄屯寨坪坡岭山河社场校院店厂局园苑府铺湖]|[小中大]学|集团|公司|商业|小区|幼儿园")
_HAMLET = re.compile("家[冲湾坝坪沟塘坡岭坳垭塅洞湖桥山河口店庄寨屯铺咀嘴园院巷]")
_NOT_GIVEN = frozenset(("家", "小学", "中学", "大学", "文学", "同学"))
_ENDS_BEFORE = frozenset(
    "的是找由请向和与跟对让被把叫问给局委府院村镇乡所站长任队校学生原现副时即经同及到于在为按据因说达求谢组科室办处厅部会"
) | NEVER_IN_GIVEN_NAMES
_SEX_OR_PAPER = re.compile(
    r"[男女](?=[,)性。;\s])|身份证|公民身份|性别:?[男女]|(?:联系)?(?:电话|手机)号?码?[:\s]?1|(?<!\d)1[3-9]\d{9}")
_FACT_ANCHOR = re.compile("[男女身公性联电手1]")
_ENDS_IN_NAME = re.compile(rf"(?<!{_HAN})(?P<name>{_HAN}{{2,4}})[,(:\s]{{0,2}}$")
_SHORT_NAME = re.compile(
    rf"[{''.join(sorted(FUNCTION))}][{''.join(sorted(USUAL_IN_GIVEN_NAMES))}](?=$|[^\u3400-\u9fff*])")
_ANY_NAME = re.compile(rf"(?:(?!某){_HAN}){{2,6}}(?=$|[,;:。、()\s])")
_NEXT = re.compile("[、和与及跟]")
# So many different names are looked for a second time; more in one text make a list, where each has its word.
_REPEATED = 50
_SIGNED = re.compile(
    r"(?:\n|敬礼[!。.\s]{0,2})\s*(?:(?:署名|落款|签名|[\u3400-\u9fff]{0,8}(?:人|者|村民|居民|业主|群众|市民|公民|学生|家长))[:\s]*)?"
    rf"(?P<name>{_HAN}{{2,4}})(?:敬上|敬启|拜上|叩上|呈上|上|敬礼)?[\s。]*"
    r"(?:(?:[0-9〇零一二三四五六七八九十]{2,4}[年./-][0-9〇零一二三四五六七八九十]{0,3}[月./-]?[0-9〇零一二三四五六七八九十]{0,3}[日号]?"
    r"|1[3-9]\d{9}|(?:电话|手机|联系)[^\n]{0,30})\s*){0,3}$")
_SIGNED_REACH = 120
_NO_SIGNATURE = re.compile("谢谢|感谢|多谢|祝[您你愿福好安]|盼|敬[礼请]|此致|领导|政府|县长|市长|书记|您")


def masked_name(name: str) -> str:
    """Mask a name as public pages do: 张*, 张*祥, 欧阳**; of a name without Chinese surname the first letter stays."""
    if len(name) > 2 and name[:2] in COMPOUND:
        return name[:2] + "*" * (len(name) - 2)
    return name[0] + "*" * max(1, len(name) - 2) + (name[-1] if len(name) > 2 else "")


def given_names(names: Iterable[str]) -> tuple[str, ...]:
    """Return the names of a form without what stands between their characters, longest first."""
    plain = {name.translate(_BETWEEN) for name in names}
    return tuple(sorted((name for name in plain if len(name) > 1), key=lambda name: (-len(name), name)))


def scan_given(reading: Reading, names: tuple[str, ...]) -> Iterator[Match]:
    """Find where the names stand, also with blanks, dots or line breaks between the characters."""
    if not names:
        return
    places = [place for place, char in enumerate(reading.text) if ord(char) not in _BETWEEN]
    compact = "".join(reading.text[place] for place in places)
    for name in names:
        found = compact.find(name)
        while found >= 0:
            last = found + len(name) - 1
            yield Match(places[found], places[last] + 1, masked_name(name), certain=True)
            found = compact.find(name, last + 1)


def scan_name(reading: Reading) -> Iterator[Match]:
    """Find names beside an introduction, title or role, in a signature, before a sex or telephone, and repetitions."""
    text = reading.text
    known: set[str] = set()
    for start, end in _named(text):
        known.add(text[start:end])
        yield Match(start, end, masked_name(text[start:end]))
    for name in sorted(known)[:_REPEATED]:
        place = text.find(name)
        while place >= 0:
            yield Match(place, place + len(name), masked_name(name))
            place = text.find(name, place + len(name))


def _named(text: str) -> Iterator[tuple[int, int]]:
    for cue in _CUE.finditer(text):
        word = cue.group()
        start = _LINK.match(text, cue.end()).end()  # type: ignore[union-attr]
        end = _end_of_name(text, start, word) if word not in _ONLY_FOLLOWING else 0
        while end:
            yield start, end
            further = _NEXT.match(text, end)
            start = further.end() if further else end
            end = _end_of_name(text, start, word) if further else 0
        if word in _FOLLOWING:
            begin = _begin_of_name(text, cue.start())
            if begin is not None:
                yield begin, cue.start()
    for fact in matches_at(_FACT_ANCHOR, _SEX_OR_PAPER, text):
        opening = max(0, fact.start() - 7)
        found = _ENDS_IN_NAME.search(text[opening:fact.start()])
        if found and _is_name(found["name"]):
            yield opening + found.start("name"), opening + found.end("name")
    signed = _SIGNED.search(text, max(0, len(text) - _SIGNED_REACH))
    if signed and _is_name(signed["name"]) and not _NO_SIGNATURE.search(signed["name"]):
        yield signed.span("name")


def _end_of_name(text: str, start: int, cue: str) -> int:
    """Where the name ends that begins here, or 0. A name that stops at a stop is preferred to one that goes on."""
    labelled = cue in _LABELS and text[start - 1] in ":是叫"
    if not labelled and text[start:start + 1] not in _FIRST:
        return 0
    lengths = [length for length in (4, 3, 2) if _is_name(text[start:start + length]) and
               len(text) >= start + length and not _PLACE_BEHIND.match(text, start + length)]
    stopped = [length for length in lengths if _END.match(text, start + length)]
    if not stopped and (cue in _INTRODUCED or text[start - 1] == ":") and _SHORT_NAME.match(text, start):
        return start + 2
    if stopped:
        return start + stopped[0]
    if labelled:
        any_name = _ANY_NAME.match(text, start)
        return any_name.end() if any_name and any_name.group() not in NO_NAMES else 0
    if text[start] in FUNCTION:
        return 0
    running = [length for length in lengths if text[start + length] in _RUNS_ON]
    if len(running) > 1 and text[start + running[0] - 1] in _SOFT:
        running.pop(0)
    if running:
        return start + running[0]
    usual = [length for length in lengths if _is_usual(text[start:start + length])
             and (length > 2 or text[start] in PLAIN)]
    return start + usual[0] if usual else 0


def _begin_of_name(text: str, end: int) -> int | None:
    """Where the name begins that ends here before a title, or None."""
    for length in (4, 3, 2):
        start = end - length
        if start < 0 or text[start] not in _FIRST or not _is_name(text[start:end]):
            continue
        if length == 2 and (text[start] in FUNCTION or text[end - 1] in _RATHER_SURNAMES):
            continue
        if start == 0 or not _IS_HAN(text[start - 1]) or text[start - 1] in _ENDS_BEFORE or (
                (length > 2 or text[start] in PLAIN) and _is_usual(text[start:end])):
            return start
    return None


def _is_name(word: str) -> bool:
    """Whether the word is made like a name: a surname, and one or two characters that given names are made of."""
    if word[:2] in COMPOUND:
        given = word[2:]
        return 0 < len(given) <= 2 and not NEVER_IN_GIVEN_NAMES.intersection(given) and _IS_HAN(given) is not None
    given = word[1:]
    if not 0 < len(given) <= 2 or word[:2] in NO_NAMES or NEVER_IN_GIVEN_NAMES.intersection(given):
        return False
    if not _IS_HAN(given):
        return False
    if given in _NOT_GIVEN or _HAMLET.fullmatch(given):
        return False
    if word[0] in PLAIN:
        return True
    if word[0] not in AMBIGUOUS or not USUAL_IN_GIVEN_NAMES.issuperset(given):
        return False
    return word[0] not in FUNCTION or len(given) == 2


def _is_usual(name: str) -> bool:
    """Whether the given name is made of characters that are usual in given names."""
    return USUAL_IN_GIVEN_NAMES.issuperset(name[2 if name[:2] in COMPOUND else 1:])
