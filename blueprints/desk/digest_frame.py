"""What stands around every digest on the desk: neighbours, versions with what they correct, files, root, archive."""

from __future__ import annotations

from dataclasses import dataclass

from flask import url_for

from blueprints.desk.digest_reading import Reading, issue_days
from queries import digest_pages
from rules.digest_body import DIGEST_LABELS, DigestKind
from services.work import Work

STEPS: dict[DigestKind, tuple[str, str]] = {DigestKind.DAILY: ("前一天", "后一天"),
                                            DigestKind.MONTHLY: ("上月", "下月"),
                                            DigestKind.QUARTERLY: ("上季", "下季")}
Link = tuple[str, str]


@dataclass(frozen=True)
class VersionLink:
    """One version: what it corrects, "" for the first; the shown one has no address."""

    words: str
    address: str
    correction: str


@dataclass(frozen=True)
class Frame:
    """The frame of a digest's page. `superseded` is the address of the version that corrects the shown one."""

    title: str
    kind_label: str
    column: str
    before: Link | None
    after: Link | None
    archive: str
    versions: tuple[VersionLink, ...]
    correction: str
    corrects: int
    superseded: str
    superseded_words: str
    downloads: tuple[Link, ...]
    ask_for_pdf: str
    root_address: str
    together: Link | None
    days: tuple[Link, ...]
    bulletin: str


def frame(work: Work, reading: Reading) -> Frame:
    """Return what stands around a digest."""
    period, head = reading.period, reading.head
    before, after = digest_pages.neighbours(work.session, reading.kind, reading.body.first_on, period.last_on,
                                             issued=reading.own is not None)
    later = next((one for one in reading.versions if one.version == head.version + 1), None)
    last = reading.body.last_on
    return Frame(
        title=_title(reading), kind_label=DIGEST_LABELS[reading.kind], column=f"desk.{reading.kind.value}",
        before=_step(reading, before, 0), after=_step(reading, after, 1),
        archive=url_for("desk.digest_archive", kind=reading.kind.value, within=f"{last:%Y-%m}"),
        versions=tuple(_version(reading, one.version, one.correction) for one in reading.versions)
        if len(reading.versions) > 1 else (),
        correction=head.correction, corrects=head.version - 1,
        superseded=_at(reading, later.version) if later else "", superseded_words=later.correction if later else "",
        downloads=_downloads(work, reading), ask_for_pdf=_ask(work, reading),
        root_address=url_for("mailbox.record_days", month=f"{last:%Y-%m}") if reading.body.root else "",
        together=_together(work, reading), days=_days(work, reading), bulletin=_bulletin(work, reading))


def _title(reading: Reading) -> str:
    suffix = {DigestKind.DAILY: "清单", DigestKind.MONTHLY: "汇总", DigestKind.QUARTERLY: "统计"}[reading.kind]
    return f"{reading.label}{suffix}"


def _step(reading: Reading, text: str | None, place: int) -> Link | None:
    if text is None:
        return None
    return STEPS[reading.kind][place], url_for("desk.digest", kind=reading.kind.value, period=text)


def _at(reading: Reading, version: int) -> str:
    return url_for("desk.digest", kind=reading.kind.value, period=reading.period.text, version=version)


def _version(reading: Reading, version: int, correction: str) -> VersionLink:
    words = f"第{version}版" + ("（更正）" if version > 1 else "")
    return VersionLink(words, "" if version == reading.head.version else _at(reading, version), correction)


def _downloads(work: Work, reading: Reading) -> tuple[Link, ...]:
    """Return the files to be had: a workbook always, the PDF once it is kept."""
    if reading.since is not None:
        return ()
    address = url_for("desk.digest_file", format="xlsx", **reading.place)
    pdf = url_for("desk.digest_file", format="pdf", **reading.place)
    return *((("下载PDF", pdf),) if _has_pdf(work, reading) else ()), ("下载表格", address)


def _ask(work: Work, reading: Reading) -> str:
    """Return where the PDF can be asked for; that of a bulletin is made when it is signed."""
    if reading.since is not None or reading.kind is DigestKind.QUARTERLY or _has_pdf(work, reading):
        return ""
    return url_for("desk.make_digest_pdf", **reading.place)


def _has_pdf(work: Work, reading: Reading) -> bool:
    return "pdf" in digest_pages.formats(work.session, reading.head.id, reading.part("pdf"))


def _together(work: Work, reading: Reading) -> Link | None:
    """Return the link to all days of the issue, from one of them."""
    if reading.kind is not DigestKind.DAILY or reading.since is not None or reading.version:
        return None
    days = issue_days(work, reading.body)
    if len(days) < 2:
        return None
    first, last = days[0].first_on, days[-1].first_on
    words = f"{first.month}月{first.day}日至{last.month}月{last.day}日合在一起看"
    return words, url_for("desk.digest", kind=reading.kind.value, period=days[-1].text, since=days[0].text)


def _days(work: Work, reading: Reading) -> tuple[Link, ...]:
    """Return the links to the single days of those that are read together."""
    if reading.since is None:
        return ()
    return tuple((f"{day.first_on.month}月{day.first_on.day}日",
                  url_for("desk.digest", kind=reading.kind.value, period=day.text))
                 for day in issue_days(work, reading.body) if day.first_on >= reading.since)


def _bulletin(work: Work, reading: Reading) -> str:
    """Return where the bulletin of the quarter is: with the letters office, or as it was published."""
    if reading.kind is not DigestKind.QUARTERLY or not digest_pages.has_bulletin(work.session, reading.head.id):
        return ""
    if reading.own is None:
        return url_for("supervision.bulletin", bulletin=reading.head.id)
    return url_for("bulletins.bulletin", period=reading.period.text)
