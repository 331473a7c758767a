"""Merkle tree of RFC 6962 section 2.1: SHA-256, 0x00 before a leaf, 0x01 before a node."""

from collections.abc import Sequence
from hashlib import sha256


def leaf_hash(data: bytes) -> bytes:
    """32 bytes: SHA-256(0x00 || data)."""
    return sha256(b"\x00" + data).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """32 bytes: SHA-256(0x01 || left || right)."""
    return sha256(b"\x01" + left + right).digest()


def root_of(leaves: Sequence[bytes]) -> bytes:
    """Root over leaf *hashes*. Pairing level by level and carrying an odd last node up unchanged
    gives the same tree as RFC 6962's split at the largest power of two. No leaf: ValueError.
    """
    if not leaves:
        raise ValueError("A tree needs at least one leaf.")
    level = list(leaves)
    while len(level) > 1:
        level = _parents(level)
    return level[0]


def inclusion_path(leaves: Sequence[bytes], index: int) -> list[bytes]:
    """The sibling hashes from leaf `index` up to the root (RFC 6962 section 2.1.1)."""
    if not 0 <= index < len(leaves):
        raise ValueError(f"There is no leaf {index} among {len(leaves)}.")
    path: list[bytes] = []
    level = list(leaves)
    while len(level) > 1:
        sibling = index ^ 1
        if sibling < len(level):
            path.append(level[sibling])
        level = _parents(level)
        index //= 2
    return path


def root_from_path(*, leaf: bytes, index: int, size: int, path: Sequence[bytes]) -> bytes:
    """The root that `leaf` at `index` of `size` leads to. A path of wrong length: ValueError."""
    if not 0 <= index < size:
        raise ValueError(f"There is no leaf {index} among {size}.")
    found = leaf
    rest = list(path)
    while size > 1:
        sibling = index ^ 1
        if sibling < size:
            if not rest:
                raise ValueError("The path is too short.")
            other = rest.pop(0)
            found = node_hash(other, found) if index & 1 else node_hash(found, other)
        index //= 2
        size = (size + 1) // 2
    if rest:
        raise ValueError("The path is too long.")
    return found


def _parents(level: list[bytes]) -> list[bytes]:
    two_by_two = zip(level[::2], level[1::2], strict=False)  # without an odd last one
    pairs = [sha256(b"\x01" + left + right).digest() for left, right in two_by_two]
    return pairs + level[-1:] if len(level) % 2 else pairs
