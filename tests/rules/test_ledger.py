from __future__ import annotations

import hashlib
import hmac
import json
from dataclasses import fields, replace
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules import ledger
from rules.ledger import EventFacts
from rules.transitions import Act

KEY = b"k" * 32
EVENT = EventFacts("X2026-1", "submit", "citizen", datetime(2026, 11, 24, 2, 42, tzinfo=UTC),
                   datetime(2026, 11, 24, 2, 42, tzinfo=UTC), '{"files":[]}', ledger.GENESIS)
OTHER = {"chain": "X2026-2", "act": "route", "actor": "staff:1", "payload": '{"files":[1]}', "prev": "1" * 64,
         "recorded_at": datetime(2026, 11, 24, 2, 42, 0, 1, tzinfo=UTC),
         "effective_at": datetime(2026, 11, 24, 2, 41, tzinfo=UTC)}
payloads = st.dictionaries(st.text(max_size=8), st.none() | st.booleans() | st.integers() | st.text(max_size=8)
                           | st.lists(st.text(max_size=4), max_size=3), max_size=5)


@pytest.mark.parametrize("field", [field.name for field in fields(EventFacts)])
def test_mac_changes_with_every_field(field):
    assert ledger.mac(KEY, replace(EVENT, **{field: OTHER[field]})) != ledger.mac(KEY, EVENT)


def test_mac_changes_with_the_key_and_is_64_hex_digits():
    assert ledger.mac(b"another key", EVENT) != ledger.mac(KEY, EVENT)
    assert len(bytes.fromhex(ledger.mac(KEY, EVENT))) == 32


def test_mac_is_the_same_for_one_instant_in_any_zone():
    china = timezone(timedelta(hours=8))
    moved = replace(EVENT, recorded_at=EVENT.recorded_at.astimezone(china))
    assert ledger.mac(KEY, moved) == ledger.mac(KEY, EVENT)


def test_mac_does_not_confuse_where_one_field_ends():
    one, other = replace(EVENT, act="ab", actor="c"), replace(EVENT, act="a", actor="bc")
    assert ledger.mac(KEY, one) != ledger.mac(KEY, other)


@given(parts=st.lists(st.text(alphabet=st.characters(codec="utf-8"), max_size=12), min_size=7, max_size=7))
def test_mac_is_over_the_lengths_in_bytes_whatever_the_script(parts):
    message = b"".join(b"%d:%s" % (len(part.encode()), part.encode()) for part in parts)
    assert ledger.mac_of(KEY, *parts) == hmac.new(KEY, message, hashlib.sha256).hexdigest()


@given(payload=payloads)
def test_canonical_reads_back_and_ignores_the_order_of_keys(payload):
    text = ledger.canonical(payload)
    assert json.loads(text) == payload
    assert ledger.canonical(dict(reversed(payload.items()))) == text


@pytest.mark.parametrize("act", Act)
def test_department_after_follows_the_acts_that_give_and_take(act):
    given_to = {Act.ROUTE, Act.ASSIGN, Act.TRANSFER, Act.IMPORT_ANSWERED, Act.SUBMIT, Act.ARRIVE, Act.WITHDRAW,
                Act.PLAN_PERIOD}
    taken_by = {Act.RETURN, Act.RECALL, Act.DECLINE, Act.MERGE}
    expected = 5 if act in given_to else None if act in taken_by else 3
    assert ledger.department_after(act, '{"department":5}', 3) == expected


@pytest.mark.parametrize("act", [Act.SUBMIT, Act.WITHDRAW])
def test_department_after_an_act_that_names_none_is_none(act):
    assert ledger.department_after(act, "{}", 3) is None
