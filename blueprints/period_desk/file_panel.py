"""The panel of a period's materials: what there is, and the forms to put more there or to take one away."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from flask import url_for
from wtforms import MultipleFileField

from queries.letter_file import FileRow
from queries.period_file import PeriodFile
from rules import file_states, period_offers
from rules.file_states import CopyState, ScanState
from rules.transitions import Act
from services import period_files
from services.work import Work
from web.forms import BaseForm, RowForm
from web.page_act import PageAct
from web.posted import Posted

ADD = "add-files"


class FilesForm(BaseForm):
    files = MultipleFileField("随草案公布的文件", description="一次最多5个，每个不超过10 MB，PDF、DOCX、JPG或者PNG。")

    def chosen_files(self) -> Sequence[object]:
        """Return the files that were chosen; a browser sends an empty one for none."""
        return [upload for upload in self.files.data or () if getattr(upload, "filename", "")]


class RemoveForm(RowForm):
    """Taking one file away."""


@dataclass(frozen=True)
class FileLine:
    """One file as it is listed. `address` is "" while it cannot be opened; `form` takes it away, None when nobody may.
    """

    id: int
    name: str
    size: int
    words: str
    is_alarming: bool
    address: str
    form: RemoveForm | None


@dataclass(frozen=True)
class FilePanel:
    """The materials. `add` is the form to put more there, None for who may not."""

    lines: tuple[FileLine, ...]
    add: FilesForm | None

    @property
    def stands(self) -> bool:
        return bool(self.lines) or self.add is not None


def build(work: Work, file: PeriodFile, posted: Posted) -> FilePanel | None:
    """Return the panel, None where there are no files and nobody may put any there."""
    may = Act.CHANGE_PERIOD in period_offers.offered(work.actor, file.facts, file.state, file.signers)
    if not (may or file.files):
        return None
    lines = tuple(_line(file, row, place, posted, may=may) for place, row in enumerate(file.files, 1))
    return FilePanel(lines, posted.form(ADD, FilesForm) if may else None)


def _line(file: PeriodFile, row: FileRow, place: int, posted: Posted, *, may: bool) -> FileLine:
    scan, copy = ScanState(row.scan_state), CopyState(row.copy_state)
    opens = copy is CopyState.READY and scan is not ScanState.INFECTED and not row.is_damaged
    return FileLine(
        row.id, row.display_name, row.size,
        file_states.state_words(scan, copy, row.copy_refusal, damaged=row.is_damaged),
        scan is ScanState.INFECTED or row.is_damaged,
        url_for("period_desk.material", number=file.number, place=place) if opens else "",
        posted.form("remove-file", RemoveForm, row.id) if may else None)


FILE_ACTS: dict[str, PageAct] = {
    "remove-file": PageAct(RemoveForm, lambda work, case_id, form: period_files.remove(work, case_id, form.row),
                           "附件已经删去。"),
}
