"""Merkle trees as in RFC 6962: the root over a list of leaves.

Letters are those of section 2.1: D is the list of leaves, MTH the root. There are no
proofs: whoever checks a board has its whole list.
"""

import hashlib
from collections.abc import Sequence


def root(leaves: Sequence[bytes]) -> bytes:
    """Return MTH(D), the root over the leaves in the order given."""
    level = [leaf_hash(leaf) for leaf in leaves]
    if not level:
        return hashlib.sha256().digest()
    while len(level) > 1:
        pairs = zip(level[::2], level[1::2], strict=False)
        odd = level[-1:] if len(level) % 2 else []
        level = [_node(left, right) for left, right in pairs] + odd
    return level[0]


def leaf_hash(leaf: bytes) -> bytes:
    """Return the hash of one leaf, which no inner node can equal."""
    return hashlib.sha256(b"\x00" + leaf).digest()


def _node(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(b"\x01" + left + right).digest()
