"""Changing the key of contact fields: every row is re-encrypted, none is lost, and letters may come in meanwhile."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select

from adapters import key_ring
from adapters.cipher import FieldCipher, Undecipherable
from adapters.key_ring import KeyRing
from extensions import Model
from models.identity import Identity
from models.rights import RightsRequest
from rules.consents import ConsentKind
from rules.letter_draft import Contact
from services import key_rotation, letter_text
from services.work import Work
from tests import factories
from tests.fixtures.engines import Edge

CANARY = Contact("金丝雀·甲", "13900004321", "canary@example.cn", "金丝雀巷7号", "513425198001011237")
FIELDS = letter_text.FIELDS


@pytest.fixture
def keys_dir(both_engines: Flask) -> Iterator[Path]:
    """The folder of the keys of the application under test."""
    return both_engines.extensions["mailbox.config"].keys_dir


def send(work: Work) -> int:
    return factories.submission(work, contact=CANARY, consents=frozenset({ConsentKind.ID_NUMBER})).id


def versions(work: Work) -> set[int]:
    return {getattr(row, name)[0] for row in work.session.scalars(select(Identity)) for name in FIELDS}


def new_key(keys_dir: Path) -> None:
    key_ring.prepare(keys_dir)
    key_ring.promote(keys_dir)


def test_rotation_renews_every_row_and_the_old_key_may_go(edge: Edge, keys_dir: Path) -> None:
    """I2: key rotation re-encrypts; with the old key gone everything is still readable. Both engines."""
    cases = [edge.run(send) for _ in range(3)]
    before = edge.run(lambda work: work.session.get_one(Identity, cases[0]).phone)
    new_key(keys_dir)
    cases.append(edge.run(send))
    assert edge.run(key_rotation.remaining) == 3
    assert [edge.run(key_rotation.rotate_batch), edge.run(key_rotation.rotate_batch)] == [3, 0]
    assert edge.run(versions) == {2}
    assert len(key_ring.retire(keys_dir)) == 1
    for case_id in cases:
        assert edge.run(lambda work, one=case_id: letter_text.own_words(work, one)) == CANARY.__dict__
    with pytest.raises(Undecipherable):
        FieldCipher(KeyRing(keys_dir)).decrypt(cases[0], "phone", before)


def test_rotation_in_portions_goes_on_where_it_was_stopped(edge: Edge, keys_dir: Path,
                                                           monkeypatch: pytest.MonkeyPatch) -> None:
    """I2: a rotation may be stopped after any portion and be run again."""
    monkeypatch.setattr(key_rotation, "BATCH", 2)
    for _ in range(5):
        edge.run(send)
    new_key(keys_dir)
    assert edge.run(key_rotation.rotate_batch) == 2
    assert edge.run(key_rotation.remaining) == 3
    assert [edge.run(key_rotation.rotate_batch) for _ in range(3)] == [2, 1, 0]
    assert edge.run(versions) == {2}


def test_rotation_covers_the_words_of_requests(edge: Edge, keys_dir: Path) -> None:
    """I2: whatever the same cipher protects is renewed, not only the vault."""
    def ask(work: Work) -> tuple[int, int]:
        case_id = send(work)
        words = work.cipher.encrypt(case_id, "rights_words", "请停止使用我的信息。")
        row = RightsRequest(case_id=case_id, kind="stop_use", asked_at=work.now, due_on=work.today, reason="",
                            words=words)
        work.session.add(row)
        work.session.flush()
        return row.id, case_id

    request_id, case_id = edge.run(ask)
    new_key(keys_dir)
    edge.run(key_rotation.rotate_batch)
    words = edge.run(lambda work: work.session.get_one(RightsRequest, request_id).words)
    assert words[0] == 2
    assert edge.run(lambda work: work.cipher.decrypt(case_id, "rights_words", words)) == "请停止使用我的信息。"


def test_rotation_beside_new_letters_loses_none(edge: Edge, keys_dir: Path) -> None:
    """I2: rotating and sending at the same moment leaves every identity readable."""
    for _ in range(4):
        edge.run(send)
    new_key(keys_dir)
    made = edge.race([send, key_rotation.rotate_batch, send, key_rotation.rotate_batch])
    assert not [one for one in made if isinstance(one, Exception)]
    while edge.run(key_rotation.rotate_batch):
        pass
    assert edge.run(versions) == {2}
    for case_id in edge.run(lambda work: list(work.session.scalars(select(Identity.case_id)))):
        assert edge.run(lambda work, one=case_id: letter_text.own_words(work, one))["phone"] == CANARY.phone


def test_every_encrypted_column_is_known_to_the_rotation() -> None:
    """I2: a column of ciphertext that no rotation knows would be lost with its key."""
    known = {(sealed.table.name, column) for sealed in key_rotation.SEALED for column in sealed.columns}
    stored = {(table.name, column.name) for table in Model.metadata.tables.values() for column in table.columns
              if str(column.type) in ("BLOB", "BYTEA")}
    # The seeds of authenticators are under a key of their own.
    assert known == {(table, column) for table, column in stored if table != "staff"}
