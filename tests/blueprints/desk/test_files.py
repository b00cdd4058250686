"""Attachments on the desk: who gets the copy, who the original, after which warning, and how it is served."""

from __future__ import annotations

import io

import pytest
from sqlalchemy import select, update
from werkzeug.datastructures import FileStorage
from werkzeug.test import TestResponse

from adapters import clock
from adapters.files import files
from models.attachment import Attachment, AttachmentCopy
from models.event import CaseEvent
from rules.file_states import CopyKind, CopyState, ScanState
from rules.vocabulary import Category
from services import attachments
from services.work import Work
from tests.fixtures import evidence
from tests.fixtures.office import Office

WORD = "KANARIE7"
NAME = "外墙 照片.jpg"
COPY, PREVIEW = b"copy of the photo", b"small picture"
OFFICE, OTHERS = ("intake", "supervisor"), ("handler", "lead", "leader", "publisher")
NOT_CLEAN = [ScanState.PENDING, ScanState.UNSCANNABLE, ScanState.OFF]
WORDS = {ScanState.PENDING: "等待查毒", ScanState.UNSCANNABLE: "查不了毒", ScanState.OFF: "未扫描",
         ScanState.CLEAN: "查毒通过", ScanState.INFECTED: "查出病毒，不能打开"}


class Sent:
    """A letter with one photo, in the state that a test needs."""

    def __init__(self, office: Office, scan: ScanState = ScanState.CLEAN, copy: CopyState = CopyState.READY,
                 **fields: object) -> None:
        self.office = office
        self.number = office.letter(**fields)
        self.path = f"/desk/letters/{self.number}/files/1"
        office.do(None, lambda work: self._attach(work, scan, copy))

    def _attach(self, work: Work, scan: ScanState, copy: CopyState) -> None:
        [file] = attachments.store(work, [FileStorage(io.BytesIO(evidence.photo(WORD)), NAME)])
        row = Attachment(case_id=1, stored_at=work.now, scan_state=scan, copy_state=copy,
                         copy_refusal="unreadable" if copy is CopyState.REFUSED else "", **file.__dict__)
        work.session.add(row)
        work.session.flush()  # the copies need its id
        if copy is CopyState.READY:
            for kind, content in ((CopyKind.LEAVING, COPY), (CopyKind.PREVIEW, PREVIEW)):
                made = files.write(io.BytesIO(content))
                work.session.add(AttachmentCopy(
                    attachment_id=row.id, kind=kind, media_type="image/jpeg", size=made.size, digest=made.digest,
                    storage_name=made.storage_name, made_at=work.now))

    def noted(self) -> list[tuple[str, str]]:
        """Return who downloaded or tried to, and how it ended, in the audit trail."""
        found: list[tuple[str, str]] = []
        self.office.do(None, lambda work: found.extend(
            (one.actor, "refused" if '"refused"' in one.payload else "ok") for one in work.session.scalars(
                select(CaseEvent).where(CaseEvent.act == "file_downloaded").order_by(CaseEvent.seq))))
        return found

    def change(self, **values: object) -> None:
        self.office.do(None, lambda work: work.session.execute(update(Attachment).values(**values)))


def served(answer: TestResponse, content: bytes) -> None:
    """Check what every file that is handed out is served with."""
    assert (answer.status_code, answer.data, answer.content_type) == (200, content, "image/jpeg")
    assert answer.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("person", [*OFFICE, *OTHERS])
def test_open_a_clean_attachment_gives_the_copy_as_a_download(office: Office, person: str) -> None:
    """F6, L5, U3: everybody gets the copy, as a download of its exact type under its name, and it is noted."""
    sent = Sent(office)
    answer = office.enter(person).client.get(sent.path)
    served(answer, COPY)
    disposition = answer.headers["Content-Disposition"]
    assert disposition.startswith("attachment;")
    assert "filename*=UTF-8''%E5%A4%96%E5%A2%99%20%E7%85%A7%E7%89%87.jpg" in disposition
    assert [ended for _, ended in sent.noted()] == ["ok"]


@pytest.mark.parametrize("scan", NOT_CLEAN, ids=[state.value for state in NOT_CLEAN])
def test_open_an_attachment_that_is_not_clean_asks_first_and_notes_it(office: Office, scan: ScanState) -> None:
    """F7: what was not scanned clean is shown as such, and downloaded only after a warning, which is noted."""
    sent = Sent(office, scan)
    visitor = office.enter("handler")
    assert WORDS[scan] in visitor.get(f"/desk/letters/{sent.number}").text
    warning = visitor.get(sent.path)
    assert "查" in warning.text
    assert "记进审计记录" in warning.text
    assert COPY not in warning.html.encode()
    assert sent.noted() == []
    served(visitor.client.post(sent.path, data={"csrf_token": visitor.token()}), COPY)
    assert [ended for _, ended in sent.noted()] == ["ok"]


@pytest.mark.parametrize("person", [*OFFICE, *OTHERS])
def test_open_an_infected_attachment_is_refused_to_everybody_and_noted(office: Office, person: str) -> None:
    """F7: nobody gets an infected file, neither the copy nor the original nor a preview; the attempt is noted."""
    sent = Sent(office, ScanState.INFECTED)
    visitor = office.enter(person)
    page = visitor.get(f"/desk/letters/{sent.number}")
    assert WORDS[ScanState.INFECTED] in page.text
    assert not [address for address in page.links().values() if "/files/" in address]
    assert "任何人都不能下载" in visitor.get(sent.path, status=403).text
    for path in (sent.path, f"{sent.path}/original"):
        visitor.get(f"/desk/letters/{sent.number}")
        assert visitor.client.post(path, data={"csrf_token": visitor.token()}).status_code == 403
    assert visitor.client.get(f"{sent.path}/preview").status_code == 403
    assert "refused" in [ended for _, ended in sent.noted()]
    assert "ok" not in [ended for _, ended in sent.noted()]


@pytest.mark.parametrize("person", OFFICE)
def test_open_the_original_is_for_the_letters_office_after_a_warning(office: Office, person: str) -> None:
    """L5, U3: the letters office may look at the evidence itself, told what is in it, and it is noted."""
    sent = Sent(office)
    visitor = office.enter(person)
    links = visitor.get(f"/desk/letters/{sent.number}").links()
    assert links[f"打开原件：{NAME.replace(' ', '')}"] == f"{sent.path}/original"
    assert "隐藏信息" in visitor.get(f"{sent.path}/original").text
    assert sent.noted() == []
    served(visitor.client.post(f"{sent.path}/original", data={"csrf_token": visitor.token()}), evidence.photo(WORD))
    assert [ended for _, ended in sent.noted()] == ["ok"]


@pytest.mark.parametrize("person", OTHERS)
def test_open_the_original_elsewhere_is_refused(office: Office, person: str) -> None:
    """L5: outside the letters office there are copies only."""
    sent = Sent(office)
    visitor = office.enter(person)
    assert "原件" not in visitor.get(f"/desk/letters/{sent.number}").text.split("办理痕迹")[0]
    visitor.get(f"{sent.path}/original", status=403)
    visitor.get(f"/desk/letters/{sent.number}")
    answer = visitor.client.post(f"{sent.path}/original", data={"csrf_token": visitor.token()})
    assert answer.status_code == 403
    assert WORD.encode() not in answer.data


@pytest.mark.parametrize(("copy", "words"), [(CopyState.PENDING, "还在制作"), (CopyState.REFUSED, "由信访局打开原件")],
                         ids=["not yet", "never"])
def test_open_an_attachment_without_a_copy_says_why_and_never_gives_the_original(
        office: Office, copy: CopyState, words: str) -> None:
    """L5: where there is no copy the department gets nothing, and is told what to do."""
    sent = Sent(office, copy=copy)
    page = office.enter("handler").get(sent.path, status=409)
    assert words in page.text
    assert WORD not in page.html


def test_open_a_damaged_attachment_is_refused_with_whom_to_ask(office: Office) -> None:
    """F8: a file that is not what was received is not handed out."""
    sent = Sent(office)
    visitor = office.enter("intake")
    path = next(path for path in files.root.glob("??/*") if path.read_bytes() == COPY)
    path.write_bytes(COPY[:-1] + b"!")
    assert "备份" in visitor.get(sent.path, status=404).text
    sent.change(damaged_at=clock.now())
    assert "文件损坏，已停止打开" in visitor.get(f"/desk/letters/{sent.number}").text
    assert "备份" in visitor.get(f"{sent.path}/original", status=404).text


def test_preview_is_the_only_file_shown_inline(office: Office) -> None:
    """F6: a small picture made here stands on the page of the letter; it is sandboxed as well."""
    sent = Sent(office)
    visitor = office.enter("handler")
    [picture] = [image for image in visitor.get(f"/desk/letters/{sent.number}").all("img")]
    assert picture.get("src") == f"{sent.path}/preview"
    answer = visitor.client.get(f"{sent.path}/preview")
    served(answer, PREVIEW)
    assert answer.headers["Content-Disposition"].startswith("inline")


@pytest.mark.parametrize(("person", "is_told"), [("intake", True), ("handler", False), ("leader", False)])
def test_name_of_an_attachment_of_a_confidential_letter_is_neutral_outside_the_office(
        office: Office, person: str, is_told: bool) -> None:
    """I3, F6: neither the page nor the download tells what the writer called the file."""
    sent = Sent(office, category=Category.REPORT)
    visitor = office.enter(person)
    assert ("照片" in visitor.get(f"/desk/letters/{sent.number}").text) is is_told
    disposition = visitor.client.get(sent.path).headers["Content-Disposition"]
    assert ("%E7%85%A7%E7%89%87" in disposition) is is_told
    assert ".jpg" in disposition


@pytest.mark.parametrize("path", ["{}", "{}/preview", "{}/original"])
def test_attachment_of_another_department_is_not_found(office: Office, path: str) -> None:
    """K4, F6: the address of a file opens nothing by itself; it is checked at each request."""
    sent = Sent(office)
    status = office.enter("outsider").client.get(path.format(sent.path)).status_code
    assert status in (403, 404)
    assert office.enter("handler").client.get(path.format(sent.path.replace("files/1", "files/2"))).status_code in (
        403, 404)
