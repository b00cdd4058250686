"""Files of digests: what they say of the whole and of a part, kept once, refused in plain words."""

from __future__ import annotations

import io
import sys
from collections.abc import Sequence
from dataclasses import replace

import pytest
from docx import Document
from openpyxl import load_workbook
from sqlalchemy import func, select

from adapters.files import FileStore, files
from models.accused import BarredDepartment
from models.digest import Digest, DigestFile
from queries import digests as reading
from rules.digest_body import DigestKind, ListName, Row
from rules.errors import InputRefused, NotFound, Refusal
from rules.vocabulary import State
from services import digest_files
from services.digest_files import NoPaper
from services.work import Work
from tests import factories, factories_bulletins, factories_digests
from tests.factories_digests import Counted, Draft
from tests.fixtures.engines import Edge
from tests.fixtures.printing import lines

ROWS = [factories_digests.row(901, "X2026-5001"), factories_digests.row(902, "X2026-5002", department="transport"),
        factories_digests.row(903, "X2026-5003")]
COUNTED = (Counted(901, ("received", "open")), Counted(902, ("received", "open"), "transport"),
           Counted(903, ("received", "open")))


def daily(work: Work, rows: Sequence[Row] = ROWS, counted: Sequence[Counted] = COUNTED) -> Digest:
    lists = factories_digests.lists({ListName.RECEIVED.value: rows})
    return factories_digests.digest(work, DigestKind.DAILY, Draft("2026-11-23", counted, {"lists": lists}))


def cells(content: bytes) -> set[str]:
    return {str(cell) for sheet in load_workbook(io.BytesIO(content)) for row in sheet.iter_rows(values_only=True)
            for cell in row if cell is not None}


def test_part_of_a_department_has_its_own_letters_and_none_that_is_about_it(work: Work) -> None:
    """I4: nothing of another department, and nothing of a letter about this one, is in its files."""
    housing, about = factories.department_id(work, "housing"), factories.letter_in(work, State.ASSIGNED)
    rows = [ROWS[0], ROWS[1], factories_digests.row(about.id, about.number)]
    counted = (*COUNTED[:2], Counted(about.id, ("received", "open")))
    made = daily(work, rows, counted)
    work.session.add(BarredDepartment(case_id=about.id, department_id=housing, why="named", barred_at=work.now))
    work.session.flush()  # what is barred is read by a statement
    own = digest_files.render(work, made, "html", housing).decode()
    sheet = cells(digest_files.render(work, made, "xlsx", housing))
    assert "县住房和城乡建设局部分" in own
    assert all("X2026-5001" in content for content in (own, sheet))
    for hidden in ("X2026-5002", "县交通运输局", about.number):
        assert hidden not in own
        assert hidden not in sheet
    whole, all_cells = digest_files.render(work, made, "html").decode(), cells(digest_files.render(work, made, "xlsx"))
    assert all(row.number in whole and row.number in all_cells for row in rows)
    assert made.sha256 in whole
    assert factories_digests.ROOT in whole


def test_file_is_kept_once_by_whoever_comes_first(edge: Edge) -> None:
    """P5: what was sent is what is kept, however often and by however many it is made."""
    digest_id = edge.run(lambda work: daily(work).id)

    def keep(work: Work) -> tuple[int, str, str]:
        row = digest_files.keep(work, reading.by_id(work.session, digest_id), "xlsx")
        return row.id, row.storage_name, row.digest

    found = edge.race([keep, keep, keep])
    assert len(set(found)) == 1
    assert edge.run(keep) == found[0]
    assert edge.run(lambda work: work.session.scalar(select(func.count(DigestFile.id)))) == 1
    content = edge.run(lambda work: digest_files.render(work, reading.by_id(work.session, digest_id), "xlsx"))
    _, name, digest = found[0]
    assert files.read(name, digest) == content
    assert stored(files) == {name}


def stored(store: FileStore) -> set[str]:
    return {path.name for path in store.root.glob("??/*")}


def test_issued_bulletin_is_the_same_in_every_format(work: Work, printer: None) -> None:
    made = factories_bulletins.issued(work)
    opened = Document(io.BytesIO(digest_files.render(work, made, "docx")))
    written = [paragraph.text for paragraph in opened.paragraphs if paragraph.text]
    page = digest_files.render(work, made, "html").decode()
    printed = "".join(line.words for line in lines(digest_files.render(work, made, "pdf")))
    text = factories_bulletins.text_of(work, made.id)
    said = [line for part in text.sections.values() for line in part]
    assert said
    assert all(line in written and line in page for line in said)
    assert all(line.replace(" ", "") in printed for line in ("云政办函〔2026〕1号", "2026年11月24日印发", *said))
    assert digest_files.keep(work, made, "docx").size == len(digest_files.render(work, made, "docx"))


@pytest.mark.parametrize(("kind", "file_format", "part", "refused"), [
    (DigestKind.DAILY, "docx", None, InputRefused), (DigestKind.MONTHLY, "exe", None, InputRefused),
    (DigestKind.DAILY, "html", 10**6, NotFound), (DigestKind.QUARTERLY, "pdf", None, NotFound),
    (DigestKind.QUARTERLY, "pdf", 1, InputRefused),
], ids=["docx-of-a-list", "no-such-format", "no-such-department", "no-bulletin-yet", "part-of-a-bulletin"])
def test_file_that_cannot_be_is_refused(kind: DigestKind, file_format: str, part: int | None,
                                        refused: type[Refusal], work: Work) -> None:
    period = {DigestKind.DAILY: "2026-11-23", DigestKind.MONTHLY: "2026-10", DigestKind.QUARTERLY: "2026-Q3"}[kind]
    made = factories_digests.digest(work, kind, Draft(period, COUNTED))
    with pytest.raises(refused):
        digest_files.render(work, made, file_format, part)


def test_digest_without_an_engine_still_has_its_sheet_and_page(work: Work, monkeypatch: pytest.MonkeyPatch) -> None:
    """The interpreter that the environment was made from has nothing that could set a PDF."""
    made = daily(work)
    with monkeypatch.context() as bare:
        bare.setattr(sys, "executable", sys._base_executable)  # type: ignore[attr-defined]
        with pytest.raises(NoPaper, match="表格和网页照常可以看"):
            digest_files.keep(work, made, "pdf")
        assert digest_files.keep(work, made, "xlsx").size > 0
        assert digest_files.keep(work, made, "html").size > 0


def test_correcting_version_says_on_its_paper_what_was_wrong(work: Work) -> None:
    wrong = daily(work)
    body = replace(reading.body(wrong), version=1)
    made = factories_digests.store(work, body, factories_digests.cases(COUNTED), wrong, "漏了一件来信")
    page = digest_files.render(work, made, "html").decode()
    assert "本版更正第1版：漏了一件来信" in page
    assert "第2版" in page
