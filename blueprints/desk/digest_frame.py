"""What stands around every digest on the desk: neighbours, versions with what they correct, files, root, archive."""

from __future__ import annotations

from dataclasses import dataclass

from flask import url_for

from blueprints.desk.digest_reading import Reading, issue_days
from queries import digest_pages
from rules.digest_body import DIGEST_LABELS, DigestKind
from services.work import Work

FORMATS = (("pdf", "下载PDF"), ("xlsx", "下载表格"))
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
    root_address: str
    together: Link | None


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
        downloads=_downloads(work, reading),
        root_address=url_for("mailbox.record_days", month=f"{last:%Y-%m}") if reading.body.root else "",
        together=_together(work, reading))


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
    """Return the files that are kept: of the whole, or of the department's own part."""
    if reading.since is not None:
        return ()
    kept = digest_pages.files(work.session, reading.head.id, reading.own.id if reading.own else None)
    return tuple((words, url_for("desk.digest_file", format=name, **reading.place))
                 for name, words in FORMATS if name in kept)


def _together(work: Work, reading: Reading) -> Link | None:
    """Return the link to all days of the issue from one of them, and back."""
    if reading.kind is not DigestKind.DAILY:
        return None
    if reading.since is not None:
        return "只看最后一天", url_for("desk.digest", kind=reading.kind.value, period=reading.period.text)
    days = issue_days(work, reading.body)
    if len(days) < 2 or reading.version:
        return None
    first, last = days[0].first_on, days[-1].first_on
    words = f"{first.month}月{first.day}日至{last.month}月{last.day}日合在一起看"
    return words, url_for("desk.digest", kind=reading.kind.value, period=days[-1].text, since=days[0].text)
