from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules import bounces
from rules.bounces import Bounce

ORIGINAL = "Message-ID: <received.X2026-1.1.0a1b@county.example>\r\nSubject: =?utf-8?b?5p2l5L+h?=\r\n"


def report(status: str = "5.1.1", action: str = "failed", original: str = ORIGINAL,
           kind: str = "message/rfc822", top: str = "multipart/report; report-type=delivery-status") -> bytes:
    """Return a delivery status message as mail servers write it."""
    return (
        f"From: <>\r\nTo: mailbox@county.example\r\nContent-Type: {top}; boundary=\"b\"\r\n\r\n"
        "--b\r\nContent-Type: text/plain\r\n\r\nYour message could not be delivered.\r\n"
        "--b\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx.example\r\n\r\n"
        f"Final-Recipient: rfc822; writer@example.cn\r\nAction: {action}\r\nStatus: {status}\r\n\r\n"
        f"--b\r\nContent-Type: {kind}\r\n\r\n{original}\r\nbody\r\n--b--\r\n").encode()


@pytest.mark.parametrize(
    ("status", "action", "read", "hard"),
    [("5.1.1", "failed", "5.1.1", True), ("5.7.1 (refused)", "failed", "5.7.1", True),
     ("4.2.2", "delayed", "4.2.2", False), ("4.4.7", "failed", "4.4.7", False), ("5.2.2", "delayed", "4.2.2", False)],
    ids=["no such person", "with a comment", "mailbox full", "given up after trying", "only delayed"],
)
def test_read_tells_hard_from_soft(status: str, action: str, read: str, hard: bool) -> None:
    found = bounces.read(report(status, action))
    assert found == Bounce("received.X2026-1.1.0a1b", read)
    assert found.is_hard is hard


@pytest.mark.parametrize(
    ("status", "gone"),
    [("5.1.1", True), ("5.1.10", True), ("5.2.1", True), ("5.4.4", True), ("5.2.2", False), ("5.3.4", False),
     ("5.7.1", False), ("4.1.1", False)],
    ids=["no such person", "null MX", "mailbox shut", "no such host", "mailbox full", "too large", "refused", "soft"])
def test_only_some_statuses_mean_that_there_is_no_such_address(status: str, gone: bool) -> None:
    assert Bounce("x", status).means_no_such_address is gone


def test_read_takes_headers_alone_as_well() -> None:
    assert bounces.read(report(kind="text/rfc822-headers")).message_id == "received.X2026-1.1.0a1b"


@pytest.mark.parametrize(
    "content",
    [report(action="delivered", status="2.1.5"), report(original="Subject: x\r\n"), report(status="none"),
     report(top="multipart/mixed"), report(original="Message-ID: <a@b@c>\r\n"), b"", b"\xff\x00" * 50,
     b"Auto-Submitted: auto-replied\r\nSubject: out of office\r\n\r\nI am away: Status: 5.1.1\r\n",
     b"Content-Type: multipart/report\r\n\r\nno parts", b"x" * (bounces.LARGEST_BYTES + 1)],
    ids=["a success", "no original", "no status", "no report", "a crooked id", "nothing", "noise", "an auto-reply",
         "no parts", "too large"],
)
def test_read_of_anything_else_is_nothing(content: bytes) -> None:
    assert bounces.read(content) is None


@given(noise=st.binary(max_size=200), cut=st.integers(0, 700))
def test_read_of_a_damaged_report_never_raises(noise: bytes, cut: int) -> None:
    whole = report()
    found = bounces.read(whole[:cut] + noise + whole[cut:])
    assert found is None or isinstance(found, Bounce)
