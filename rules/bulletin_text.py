"""The draft of a bulletin's words (一季一通报), made from its figures; people edit it before three of them sign.

Dry and complete: every number in it stands in the tables, and nobody is named but departments. The value itself is
`rules/bulletin_body.BulletinText`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from fractions import Fraction

from rules import periods
from rules.bulletin_body import BulletinText, SectionName
from rules.digest_body import DigestBody, DigestKind, Line
from rules.figures import RATES, Dimension, Figures, RateKind
from rules.statistics import mean

ADDRESSEES = "各乡镇人民政府，各街道办事处，县直各单位"
COPIES_TO = "县委办公室，县人大常委会办公室，县政协办公室，县监委"
MOST_UNITS = 10  # so many are named in one sentence
MOST_LINES = 3
_RATE: Mapping[str, RateKind] = {kind.name: kind for kind in RATES}
_BEFORE: Mapping[DigestKind, str] = {DigestKind.MONTHLY: "上月", DigestKind.QUARTERLY: "上季度"}


def draft(body: DigestBody, *, addressees: str = ADDRESSEES, copies_to: str = COPIES_TO) -> BulletinText:
    """Return the words of a bulletin, drafted from the figures of a month or a quarter."""
    sections = {
        SectionName.OVERVIEW: _overview(body), SectionName.DEPARTMENTS: _departments(body),
        SectionName.PROBLEMS: _problems(body), SectionName.DEMANDS: _demands(body)}
    return BulletinText(title=f"关于{_label(body)}来信办理情况的通报", addressees=addressees, copies_to=copies_to,
                        sections={name: tuple(lines) for name, lines in sections.items()})


def _label(body: DigestBody) -> str:
    return periods.parse(body.kind, body.period).label


def _overview(body: DigestBody) -> Iterator[str]:
    figures = body.figures
    yield _received(body) + _compared(body)
    yield _handled(figures)
    yield _on_time(body) + _satisfaction(body)
    if figures["assigned"] or figures["reworked"]:
        yield _handed_on(figures)
    busiest = _busiest(body)
    if busiest:
        yield busiest


def _received(body: DigestBody) -> str:
    figures = body.figures
    if not figures["received"]:
        return f"{_label(body)}没有收到来信。"
    parts = [f"无效来信{figures['invalid']}件"] if figures["invalid"] else []
    parts += [f"重复或合并{figures['duplicate']}件"] if figures["duplicate"] else []
    words = f"{_label(body)}共收到来信{figures['received']}件"
    if parts and figures["valid"] >= 0:
        words += f"，其中有效来信{figures['valid']}件，{'，'.join(parts)}"
    return f"{words}。"


def _compared(body: DigestBody) -> str:
    """Say how many more or fewer came than before; nothing where that was not counted."""
    said = [_against(body.figures["received"], figures["received"], words)
            for figures, words in ((body.before, _BEFORE.get(body.kind, "上期")), (body.last_year, "去年同期"))
            if figures is not None]
    return f"收到来信{'，'.join(said)}。" if said else ""


def _against(now: int, then: int, words: str) -> str:
    if now == then:
        return f"与{words}持平"
    return f"比{words}{'增加' if now > then else '减少'}{abs(now - then)}件"


def _handled(figures: Figures) -> str:
    listed = [("期初在办", "opening"), ("受理", "accepted"), ("办结", "closed"), ("不予受理", "refused"),
              ("撤回", "withdrawn"), ("期末在办", "open")]
    said = [f"{word}{figures[name]}件" for word, name in listed if figures[name]]
    if not figures["closed"]:
        said.append("没有办结的来信")
    words = f"{'，'.join(said)}。"
    if figures["closed"]:
        words += f"平均办理时长{mean(figures['working_days'], figures['closed'])}个工作日。"
    return words


def _on_time(body: DigestBody) -> str:
    figures = body.figures
    if not figures["due"]:
        return "没有到期应当办结的来信，不计算按时办结率。"
    words = f"应办结{figures['due']}件，"
    words += "全部按时办结" if not figures["late"] else f"按时办结{figures['on_time']}件，超期{figures['late']}件"
    return f"{words}。按时办结率{figures.rate(_RATE['on_time']).percent}{_points(body, _RATE['on_time'])}。"


def _satisfaction(body: DigestBody) -> str:
    figures = body.figures
    if not figures["rated"]:
        return "没有收到有效评价，不计算满意率。"
    return (f"有效评价{figures['rated']}件，满意和基本满意{figures['satisfied']}件，"
            f"满意率{figures.rate(_RATE['satisfaction']).percent}{_points(body, _RATE['satisfaction'])}。")


def _points(body: DigestBody, kind: RateKind) -> str:
    """Say by how many percentage points a rate differs from the period before: the difference of what is printed."""
    before = body.before.rate(kind) if body.before is not None else None
    if before is None or before.base <= 0:
        return ""
    words = _BEFORE.get(body.kind, "上期")
    change = Fraction(body.figures.rate(kind).percent[:-1]) - Fraction(before.percent[:-1])
    if not change:
        return f"，与{words}持平"
    hundredths = int(abs(change) * 100)
    size = f"{hundredths // 100}.{hundredths % 100:02d}"
    return f"，比{words}{'提高' if change > 0 else '下降'}{size}个百分点"


def _handed_on(figures: Figures) -> str:
    said = []
    if figures["assigned"]:
        said.append(f"转办{figures['assigned']}件次")
        said.append(f"退回{figures['returned']}件次，退件率{figures.rate(_RATE['return']).percent}"
                    if figures["returned"] else "没有退回的")
    if figures["reworked"]:
        rate = figures.rate(_RATE["rework"])
        said.append(f"退回重办{rate.part}件" + (f"，重办率{rate.percent}" if rate.base > 0 else ""))
    return f"{'，'.join(said)}。"


def _busiest(body: DigestBody) -> str:
    """Name what most letters wanted and were about, and the words that stood in many of them."""
    said = []
    for dimension, words in ((Dimension.CATEGORY, "从来信目的看"), (Dimension.SUBJECT, "从来信内容看")):
        lines = sorted((line for line in body.breakdowns.get(dimension, ()) if line.figures["received"]),
                       key=lambda line: (-line.figures["received"], line.key))
        if len(lines) > 1:
            listed = "、".join(f"{line.label}{line.figures['received']}件" for line in lines[:MOST_LINES])
            said.append(f"{words}，{listed}{'居前' if len(lines) > MOST_LINES else ''}。")
    if body.topics:
        said.append(f"反映较多的事项有：{'、'.join(topic.word for topic in body.topics)}。")
    return "".join(said)


def _departments(body: DigestBody) -> Iterator[str]:
    places = [one for one in body.ranking if one.rank is not None]
    if not places:
        yield "各单位都没有到期应当办结的来信，不排名次。"
        return
    words = "各单位按按时办结率、满意率、平均办理时长依次排名，见下表。"
    if len(places) < len(body.ranking):
        words += "没有应办结来信的单位不排名次。"
    yield words
    lines = {line.key: line.figures for line in body.departments}
    on_time = [one.label for one in places if one.key in lines and not lines[one.key]["late"]]
    if len(on_time) == len(places):
        yield "有应办结来信的单位都做到了全部按时办结。"
    elif on_time:
        yield f"全部按时办结的单位有：{_some(on_time)}。"


def _problems(body: DigestBody) -> Iterator[str]:
    late = _counted(body.departments, "late")
    still = _counted(body.departments, "overdue")
    again = _counted(body.departments, "reworked")
    if late:
        yield f"超期的单位有：{late}。"
    if still:
        yield f"期末超期在办的单位有：{still}。"
    if again:
        yield f"退回重办的单位有：{again}。"
    if not (late or still or again):
        yield "没有超期的来信，也没有退回重办的来信。"


def _demands(body: DigestBody) -> Iterator[str]:
    named = [line.label for line in _ordered(body.departments, "overdue") or _ordered(body.departments, "late")]
    if named:
        yield f"{_some(named)}要逐件说明超期原因，抓紧办结，按规定的日期书面报告整改情况。"
    yield "各单位要做到来信当日签收，答复前逐项核对；需要延期的，在到期以前说明理由并告知来信人。"


def _ordered(lines: Iterable[Line], name: str) -> list[Line]:
    return sorted((line for line in lines if line.figures[name] > 0), key=lambda line: (-line.figures[name], line.key))


def _counted(lines: Iterable[Line], name: str) -> str:
    return "、".join(f"{line.label}{line.figures[name]}件" for line in _ordered(lines, name))


def _some(names: list[str]) -> str:
    listed = "、".join(names[:MOST_UNITS])
    return listed if len(names) <= MOST_UNITS else f"{listed}等单位"
