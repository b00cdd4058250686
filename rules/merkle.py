"""Merkle trees after RFC 6962 (section 2.1): the root over a list, the proof that one entry is in it, and its check.

Leaves and inner nodes are hashed under different prefixes, so that neither can be passed off as the other.
"""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import sha256

_LEAF, _NODE = b"\0", b"\1"


def leaf_hash(content: bytes) -> bytes:
    """Return the hash of an entry, 32 bytes."""
    return sha256(_LEAF + content).digest()


def root(leaves: Sequence[bytes]) -> bytes:
    """Return the root over leaf hashes in their order, 32 bytes; of none it is the hash of nothing (RFC 6962, 2.1).

    A level without a partner for its last node passes that node up unchanged, which gives the same tree as splitting
    at the largest power of two below the number of leaves.
    """
    level = leaves
    while len(level) > 1:
        level = _above(level)
    return level[0] if level else sha256(b"").digest()


def proof(leaves: Sequence[bytes], index: int) -> list[bytes]:
    """Return the audit path of the leaf at `index`, from the leaf up (RFC 6962, 2.1.1). Raises IndexError."""
    if not 0 <= index < len(leaves):
        raise IndexError(f"no leaf {index} among {len(leaves)}")
    path, level = [], leaves
    while len(level) > 1:
        beside = index ^ 1
        if beside < len(level):
            path.append(level[beside])
        level, index = _above(level), index >> 1
    return path


def is_included(leaf: bytes, index: int, size: int, path: Sequence[bytes], expected_root: bytes) -> bool:
    """Tell whether a path proves that `leaf` is entry `index` of the `size` entries of a root (RFC 9162, 2.1.3.2)."""
    if not 0 <= index < size:
        return False
    node, last = leaf, size - 1
    for beside in path:
        if last == 0:
            return False
        if index & 1 or index == last:
            node = _node(beside, node)
            # A node without a partner went up unchanged: skip the levels on which it had none.
            while not index & 1 and index:
                index, last = index >> 1, last >> 1
        else:
            node = _node(node, beside)
        index, last = index >> 1, last >> 1
    return last == 0 and node == expected_root


def _node(left: bytes, right: bytes) -> bytes:
    return sha256(_NODE + left + right).digest()


def _above(level: Sequence[bytes]) -> list[bytes]:
    nodes = [sha256(_NODE + left + right).digest() for left, right in zip(level[::2], level[1::2], strict=False)]
    return [*nodes, level[-1]] if len(level) % 2 else nodes
