"""The tree of a day's record, held against a second, recursive writing of RFC 6962 and its published values."""

from __future__ import annotations

from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules import merkle

# The entries and roots of RFC 6962's reference implementation (Certificate Transparency, merkle_tree_test).
ENTRIES = [bytes.fromhex(text) for text in (
    "", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f")]
ROOTS = {
    1: "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    2: "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    3: "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    4: "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    5: "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    6: "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    7: "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    8: "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328"}
contents = st.lists(st.binary(max_size=8), min_size=1, max_size=70)


def leaves_of(entries):
    return [merkle.leaf_hash(entry) for entry in entries]


def recursive_root(leaves):
    """RFC 6962, 2.1, word for word."""
    if not leaves:
        return sha256(b"").digest()
    if len(leaves) == 1:
        return leaves[0]
    split = 1 << ((len(leaves) - 1).bit_length() - 1)
    return sha256(b"\1" + recursive_root(leaves[:split]) + recursive_root(leaves[split:])).digest()


def recursive_proof(leaves, index):
    """RFC 6962, 2.1.1, word for word."""
    if len(leaves) == 1:
        return []
    split = 1 << ((len(leaves) - 1).bit_length() - 1)
    if index < split:
        return [*recursive_proof(leaves[:split], index), recursive_root(leaves[split:])]
    return [*recursive_proof(leaves[split:], index - split), recursive_root(leaves[:split])]


@pytest.mark.parametrize("size", ROOTS)
def test_root_is_that_of_the_reference_implementation(size):
    assert merkle.root(leaves_of(ENTRIES[:size])).hex() == ROOTS[size]


def test_root_of_no_entries_is_the_hash_of_nothing():
    assert merkle.root([]) == sha256(b"").digest()


@given(entries=contents)
def test_root_and_proofs_are_those_of_the_recursive_definition(entries):
    leaves = leaves_of(entries)
    assert merkle.root(leaves) == recursive_root(leaves)
    for index in range(len(leaves)):
        assert merkle.proof(leaves, index) == recursive_proof(leaves, index)


@given(entries=contents)
def test_every_entry_is_proved_by_its_path(entries):
    leaves = leaves_of(entries)
    for index, leaf in enumerate(leaves):
        path = merkle.proof(leaves, index)
        assert merkle.is_included(leaf, index, len(leaves), path, merkle.root(leaves))


@given(entries=contents.filter(lambda entries: len(entries) > 1), picks=st.data())
def test_path_proves_nothing_but_its_own_entry(entries, picks):
    leaves = leaves_of(f"{place}".encode() + entry for place, entry in enumerate(entries))
    index = picks.draw(st.integers(0, len(leaves) - 1))
    root, path, size = merkle.root(leaves), merkle.proof(leaves, index), len(leaves)
    other = (index + 1) % size
    assert not merkle.is_included(leaves[other], index, size, path, root), "another entry"
    assert not merkle.is_included(leaves[index], other, size, path, root), "another place"
    assert not merkle.is_included(leaves[index], index, size, path[:-1], root), "a shorter path"
    assert not merkle.is_included(leaves[index], index, size, [*path, root], root), "a longer path"
    assert not merkle.is_included(leaves[index], index, size, path, path[0]), "another root"
    bent = list(path)
    bent[picks.draw(st.integers(0, len(path) - 1))] = merkle.leaf_hash(b"bent")
    assert not merkle.is_included(leaves[index], index, size, bent, root), "a bent path"


@given(entries=contents.filter(lambda entries: len(entries) > 1))
def test_inner_node_is_no_entry(entries):
    leaves = leaves_of(entries)
    assert merkle.root(leaves) != merkle.leaf_hash(leaves[0] + leaves[1])
    assert not merkle.is_included(merkle.root(leaves), 0, 2, [], merkle.root(leaves))


@pytest.mark.parametrize(("index", "size"), [(-1, 3), (3, 3), (0, 0)])
def test_place_outside_the_tree_is_neither_proved_nor_accepted(index, size):
    leaves = leaves_of(ENTRIES[:size])
    with pytest.raises(IndexError):
        merkle.proof(leaves, index)
    assert not merkle.is_included(merkle.leaf_hash(b""), index, size, [], merkle.root(leaves))
