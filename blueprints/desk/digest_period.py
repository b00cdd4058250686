"""The monthly summary and the figures of the quarter on the desk: tables of numbers that open their cases."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from flask import url_for

from blueprints.desk import digest_findings
from blueprints.desk.digest_day import ListedLetter, standing
from blueprints.desk.digest_reading import Reading
from queries import digest_pages
from rules.charts import Point
from rules.digest_body import DigestKind, Line, Row
from rules.figures import DEFINITIONS, LABELS, NOTHING, RATES, Dimension, Figures, RateKind, change
from rules.subjects import SUBJECT_LABELS
from services.work import Work
from web.digest_tables import Cell, Headline, Table, TableRow

NAMES: dict[DigestKind, tuple[str, str]] = {DigestKind.MONTHLY: ("上月", "去年同月"),
                                            DigestKind.QUARTERLY: ("上季", "去年同季")}
COMPARED = ("received", "valid", "accepted", "refused", "invalid", "duplicate", "withdrawn", "assigned", "returned",
            "closed", "open", "due", "on_time", "late", "overdue", "closed_late", "rated", "satisfied", "publishable",
            "published", "reworked", "extended", "urged", "supervised", "circulated")
# What the figures of a period leave out of hand and take into it: the identity of every line.
BEGIN, IN, OUT = ("opening",), ("received", "reopened", "moved_in"), ("closed", "declined", "moved_out", "open")
MOVES = frozenset({"moved_in", "moved_out"})
ALWAYS = frozenset({"opening", "received", "closed", "declined", "open"})
BREAKDOWNS: tuple[tuple[Dimension, str], ...] = (
    (Dimension.SUBJECT, "主题"), (Dimension.CHANNEL, "渠道"), (Dimension.MAILBOX, "信箱"))
RANKED = ("承办单位", "名次", "按时 / 应办结", "按时办结率", "满意 / 评价", "满意率", "平均工作日")
ROWS = 20


@dataclass(frozen=True)
class Term:
    """One term of the identity."""

    sign: str
    words: str
    count: int
    address: str


@dataclass(frozen=True)
class TopicLine:
    """Several letters about one thing: those that the reader may open, by title, and how many there are."""

    words: str
    subject: str
    count: int
    address: str
    letters: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class PeriodPage:
    """The page of a month or a quarter."""

    headline: tuple[Headline, ...]
    identity: tuple[Term, ...]
    series: tuple[Point, ...]
    series_heading: str
    comparison: Table
    rates: Table
    bars: tuple[Table, ...]
    departments: Table | None
    breakdowns: tuple[Table, ...]
    ranking: Table | None
    unranked: tuple[str, ...]
    topics: tuple[TopicLine, ...]
    repeated: tuple[TopicLine, ...]
    overdue: tuple[ListedLetter, ...]
    overdue_count: int
    oldest: tuple[ListedLetter, ...]
    definitions: tuple[tuple[str, str], ...]
    rate_words: tuple[RateKind, ...]


def period_page(work: Work, reading: Reading) -> PeriodPage:
    """Return what the page of a month or a quarter shows."""
    body = reading.body
    names = NAMES[reading.kind]
    overdue, oldest = _letters(work, reading, body.overdue[:ROWS]), _letters(work, reading, body.oldest[:ROWS])
    return PeriodPage(
        headline=_headline(reading, names), identity=_identity(reading),
        series=tuple(Point(f"{month[:4]}年{int(month[5:])}月", str(int(month[5:])), figures["received"])
                     for month, figures in body.series),
        series_heading=digest_findings.of_series(body, names[0]), comparison=_comparison(reading, names),
        rates=_rates(reading, names), bars=_bars(reading), departments=None if reading.own else _departments(reading),
        breakdowns=tuple(table for dimension, words in BREAKDOWNS if (table := _breakdown(reading, dimension, words))),
        ranking=_ranking(reading), unranked=_unranked(reading), topics=_topics(reading),
        repeated=_repeated(work, reading), overdue=overdue, overdue_count=len(body.overdue), oldest=oldest,
        definitions=tuple((LABELS[slug], words) for slug, words in DEFINITIONS.items()), rate_words=RATES)


def _headline(reading: Reading, names: tuple[str, str]) -> tuple[Headline, ...]:
    figures, before = reading.body.figures, reading.body.before
    counts = []
    for slug in ("received", "closed", "open", "overdue"):
        more = digest_findings.more(figures[slug], before[slug] if before else None, names[0])
        counts.append(Headline(LABELS[slug] + more, str(figures[slug]), "件", reading.link(slug, figures[slug])))
    rates = {kind.name: kind for kind in RATES}
    shares = [(rates["on_time"], f"按时办结率，应办结{figures['due']}"),
              (rates["satisfaction"], f"满意率，有效评价{figures['rated']}")]
    return (*counts, *(Headline(words, figures.rate(kind).percent, "",
                                reading.link(kind.part, figures[kind.part])) for kind, words in shares))


def _identity(reading: Reading) -> tuple[Term, ...]:
    """Return opening + received … = closed … + open, without the terms that are nothing."""
    figures, terms = reading.body.figures, []
    for place, slug in enumerate((*BEGIN, *IN, *OUT)):
        count = figures[slug]
        # What one department hands to another comes and goes within the county.
        if slug in ALWAYS or count and (reading.own or slug not in MOVES):
            sign = "" if place == 0 else "＝" if slug == "closed" else "＋"
            terms.append(Term(sign, LABELS[slug], count, reading.link(slug, count)))
    return tuple(terms)


def _comparison(reading: Reading, names: tuple[str, str]) -> Table:
    """Return every count with that of the period before and of a year ago."""
    figures, before, last_year = reading.body.figures, reading.body.before, reading.body.last_year
    rows = []
    for slug in COMPARED:
        now = figures[slug]
        cells = [Cell(str(now), reading.link(slug, now), "本期")]
        for earlier, words, rate in ((before, names[0], "环比"), (last_year, names[1], "同比")):
            cells += [Cell(str(earlier[slug]) if earlier else NOTHING, "", words),
                      Cell(change(now, earlier[slug]) if earlier else NOTHING, "", rate)]
        rows.append(TableRow(LABELS[slug], tuple(cells)))
    return Table("各项件数", "各项件数和前两期比较", ("项目", "本期", names[0], "环比", names[1], "同比"), tuple(rows))


def _rates(reading: Reading, names: tuple[str, str]) -> Table:
    """Return every rate with its part and base, and the mean time until the answer."""
    figures, before, last_year = reading.body.figures, reading.body.before, reading.body.last_year
    rows = []
    for kind in RATES:
        earlier = tuple(Cell(one.rate(kind).percent if one else NOTHING, "", words)
                        for one, words in ((before, names[0]), (last_year, names[1])))
        rows.append(TableRow(kind.label, (
            _fraction(reading, figures, (kind.part, kind.base)), Cell(figures.rate(kind).percent, "", "本期"),
            *earlier), hint=_base_words(kind)))
    for slug, words in (("working_days", "平均办理工作日"), ("calendar_days", "平均办理自然日")):
        means = [digest_findings.mean(one, slug) if one else NOTHING for one in (figures, before, last_year)]
        closed = figures["closed"]
        rows.append(TableRow(words, (
            Cell(str(figures[slug]), "", "", str(closed), reading.link("closed", closed)), Cell(means[0], "", "本期"),
            Cell(means[1], "", names[0]), Cell(means[2], "", names[1])), hint="从收到到答复的天数合计除以办结"))
    return Table("各项比率", "各项比率和分子、分母", ("比率", "分子 / 分母", "本期", *names), tuple(rows))


def _base_words(kind: RateKind) -> str:
    words = f"{LABELS[kind.part]}除以{kind.base_words}"
    return words if kind.is_share else f"{words}，两个数不是同一批来信，可以超过100%"


def _bars(reading: Reading) -> tuple[Table, ...]:
    """Return the two breakdowns that stand side by side: what is wanted, and who answers in time."""
    lines = _used(reading, Dimension.CATEGORY, "received")
    total = reading.body.figures["received"]
    most = max((line.figures["received"] for line in lines), default=0)
    rows = [TableRow(line.label, (
        Cell(str(line.figures["received"]),
             reading.link("received", line.figures["received"], Dimension.CATEGORY, line.key)),
        Cell(_share(line.figures["received"], total))), part=line.figures["received"], whole=most) for line in lines]
    rows.append(TableRow("合计", (Cell(str(total), reading.link("received", total)), Cell(_share(total, total))),
                         is_total=True))
    shares = Table(digest_findings.of_categories(lines, total), "新收来信按类别", ("类别", "图示", "件", "占比"),
                   tuple(rows), is_bars=True)
    return (shares, _on_time(reading)) if not reading.own else (shares,)


def _on_time(reading: Reading) -> Table:
    lines = [line for line in reading.body.departments if line.figures["due"]]
    lines.sort(key=lambda line: (-line.figures["on_time"] / line.figures["due"], -line.figures["due"]))

    def row(head: str, one: Figures, key: str = "") -> TableRow:
        due, on_time = one["due"], one["on_time"]
        return TableRow(head, (_fraction(reading, one, ("on_time", "due"), key), Cell(_share(on_time, due))),
                        is_total=not key, part=on_time, whole=due)

    rows = [*(row(line.label, line.figures, line.key) for line in lines), row("合计", reading.body.figures)]
    return Table(digest_findings.of_departments(lines), "应办结来信按单位，按时办结的件数",
                 ("承办单位", "图示：蓝为按时，红为超期", "按时 / 应办结", "率"), tuple(rows), is_bars=True, late=True)


def _departments(reading: Reading) -> Table:
    slugs = ("opening", "received", "moved_in", "moved_out", "closed", "declined", "open", "overdue", "late")
    used = [line for line in reading.body.departments if any(line.figures[slug] for slug in slugs)]

    def row(head: str, one: Figures, key: str = "") -> TableRow:
        dimension = Dimension.DEPARTMENT if key else None
        cells = [Cell(str(one[slug]), reading.link(slug, one[slug], dimension, key), LABELS[slug]) for slug in slugs]
        return TableRow(head, (*cells, Cell(digest_findings.mean(one, "working_days"), "", "平均工作日")),
                        is_total=not key)

    rows = [*(row(line.label, line.figures, line.key) for line in used), row("合计", reading.body.figures)]
    return Table("各单位", "各单位的件数", ("承办单位", *(LABELS[slug] for slug in slugs), "平均工作日"), tuple(rows))


def _breakdown(reading: Reading, dimension: Dimension, words: str) -> Table | None:
    lines = _used(reading, dimension, "received", "closed")
    total = reading.body.figures
    if not lines:
        return None

    def row(head: str, one: Figures, key: str = "") -> TableRow:
        chosen = dimension if key else None
        cells = tuple(Cell(str(one[slug]), reading.link(slug, one[slug], chosen, key), label)
                      for slug, label in (("received", "新收"), ("closed", "办结")))
        share = Cell(_share(one["received"], total["received"]), "", "占新收")
        return TableRow(head, (cells[0], share, cells[1]), is_total=not key)

    rows = [*(row(line.label, line.figures, line.key) for line in lines), row("合计", total)]
    return Table(f"按{words}", f"新收和办结按{words}", (words, "新收", "占新收", "办结"), tuple(rows))


def _ranking(reading: Reading) -> Table | None:
    placed = [one for one in reading.body.ranking if one.rank]
    if reading.kind is not DigestKind.QUARTERLY or not placed:
        return None
    lines = {line.key: line.figures for line in reading.body.departments}
    kinds = {kind.name: kind for kind in RATES}
    rows = []
    for one in placed:
        figures = lines.get(one.key, Figures())
        cells = [Cell(str(one.rank), "", "名次")]
        for kind in (kinds["on_time"], kinds["satisfaction"]):
            cells += [_fraction(reading, figures, (kind.part, kind.base), one.key),
                      Cell(figures.rate(kind).percent, "", kind.label)]
        cells.append(Cell(digest_findings.mean(figures, "working_days"), "", RANKED[-1]))
        rows.append(TableRow(one.label, tuple(cells)))
    heading = "本单位名次" if reading.own else "各单位名次"
    return Table(heading, heading, RANKED, tuple(rows))


def _unranked(reading: Reading) -> tuple[str, ...]:
    """Return the departments of the ranking that had no letter due."""
    return tuple(one.label for one in reading.body.ranking if not one.rank) \
        if reading.kind is DigestKind.QUARTERLY else ()


def _fraction(reading: Reading, figures: Figures, slugs: tuple[str, str], department: str = "") -> Cell:
    """Return a part and its base, each with the address of its cases."""
    dimension = Dimension.DEPARTMENT if department else None
    part, base = (figures[slug] for slug in slugs)
    return Cell(str(part), reading.link(slugs[0], part, dimension, department), "",
                str(base), reading.link(slugs[1], base, dimension, department))


def _topics(reading: Reading) -> tuple[TopicLine, ...]:
    return tuple(TopicLine(topic.word, SUBJECT_LABELS.get(topic.subject, topic.subject), len(topic.cases),  # type: ignore[call-overload]
                           url_for("desk.digest_cases_page", figure="topic", key=str(place), **reading.place))
                 for place, topic in enumerate(reading.body.topics))


def _repeated(work: Work, reading: Reading) -> tuple[TopicLine, ...]:
    groups = reading.body.repeated[:ROWS]
    titles = digest_pages.titles(work.session, work.actor, [group[0] for group in groups])
    return tuple(TopicLine(titles.get(group[0], ""), "", len(group),
                           url_for("desk.digest_cases_page", figure="repeated", key=str(place), **reading.place))
                 for place, group in enumerate(groups))


def _letters(work: Work, reading: Reading, rows: Sequence[Row]) -> tuple[ListedLetter, ...]:
    titles = digest_pages.titles(work.session, work.actor, [row.case for row in rows])
    return tuple(ListedLetter(row, titles.get(row.case, ""), reading.units.get(row.department, row.department),
                              standing(row, reading.body.issue_on)) for row in rows)


def _used(reading: Reading, dimension: Dimension, *slugs: str) -> list[Line]:
    """Return the lines with any of these figures, the largest first."""
    lines = [line for line in reading.body.breakdowns.get(dimension, ()) if any(line.figures[slug] for slug in slugs)]
    return sorted(lines, key=lambda line: tuple(-line.figures[slug] for slug in slugs))


def _share(part: int, whole: int) -> str:
    return digest_findings.share(part, whole)
