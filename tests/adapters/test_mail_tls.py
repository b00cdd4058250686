"""TLS to the mail server: demanded, checked, and never given up for a message to get through (security.md M5)."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from adapters import mail
from adapters.delivery import ServerAway
from adapters.mail import Letter
from app import create_app
from config import Config, MailConfig
from tests.fixtures.app import settings
from tests.harness.certificates import signed_by_own_authority
from tests.harness.smtp import MailSink

LETTER = Letter("writer@example.cn", "您的来信已收到", "已收到。\n", "<p>已收到。</p>", "received.X2026-1.1")


@pytest.fixture
def secure_sink(tmp_path: Path) -> Iterator[tuple[MailSink, Path]]:
    """A server that takes messages over TLS only, and the file with who signed its certificate."""
    authority, context = signed_by_own_authority(tmp_path)
    sink = MailSink(tls_context=context, require_starttls=True).start()
    yield sink, authority
    sink.stop()


@contextmanager
def sending_to(sink: MailSink, seeded_dir: Path, tmp_path: Path, ca_file: str = "") -> Iterator[None]:
    config = MailConfig(tmp_path / "mail", server="127.0.0.1", port=sink.port, use_tls=True, ca_file=ca_file)
    with create_app(settings(tmp_path, mail=config, clock_file=None)).app_context():
        yield


def test_send_over_tls_to_a_server_whose_certificate_is_in_order(
    secure_sink: tuple[MailSink, Path], seeded_dir: Path, tmp_path: Path
) -> None:
    sink, authority = secure_sink
    with sending_to(sink, seeded_dir, tmp_path, str(authority)):
        mail.send(LETTER)
    assert len(sink.received) == 1


def test_send_to_a_server_that_somebody_unknown_vouches_for_is_put_off(
    secure_sink: tuple[MailSink, Path], seeded_dir: Path, tmp_path: Path
) -> None:
    """M5: neither does one whose certificate nobody vouches for."""
    sink, _ = secure_sink
    with sending_to(sink, seeded_dir, tmp_path), pytest.raises(ServerAway, match="证书不对") as away:
        mail.send(LETTER)
    assert (away.value.begun, sink.received) == (False, [])


def test_send_to_a_server_without_tls_is_put_off_and_nothing_is_said_in_the_open(
    mail_sink: MailSink, seeded_dir: Path, tmp_path: Path
) -> None:
    """M5: a server without TLS gets nothing; the message waits and is not sent in the open."""
    with sending_to(mail_sink, seeded_dir, tmp_path), pytest.raises(ServerAway, match="不支持加密") as away:
        mail.send(LETTER)
    assert (away.value.begun, mail_sink.attempts) == (False, 0)


@pytest.mark.parametrize(
    ("env", "demanded"),
    [({"MAIL_SERVER": "mail.county.example"}, True), ({"MAIL_SERVER": "127.0.0.1"}, False), ({}, False),
     ({"MAIL_SERVER": "mail.county.example", "MAIL_USE_TLS": "0"}, False),
     ({"MAIL_SERVER": "127.0.0.1", "MAIL_USE_TLS": "1"}, True)],
    ids=["another machine", "this machine", "no server", "switched off by hand", "switched on by hand"])
def test_tls_is_demanded_of_every_server_that_is_not_on_this_machine(env: dict[str, str], demanded: bool) -> None:
    """M5: TLS is demanded unless it is switched off by hand."""
    assert Config.from_env(env).mail.use_tls is demanded
