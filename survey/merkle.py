"""Merkle trees as in RFC 6962: roots, proofs of inclusion and of consistency.

Letters are those of RFC 6962, section 2.1: D is the list of leaves, n its length, m an
index or an earlier length, MTH the root. Proofs are checked as in RFC 9162.
"""

import hashlib
from collections.abc import Sequence


class ProofError(Exception):
    """A proof does not lead to the root that it was given for."""


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


def inclusion_proof(leaves: Sequence[bytes], index: int) -> tuple[bytes, ...]:
    """Return PATH(m, D): what leads to the root from the leaf at `index`."""
    if not 0 <= index < len(leaves):
        raise IndexError("There is no leaf with this index.")
    if len(leaves) == 1:
        return ()
    k = _split(len(leaves))
    if index < k:
        return (*inclusion_proof(leaves[:k], index), root(leaves[k:]))
    return (*inclusion_proof(leaves[k:], index - k), root(leaves[:k]))


def check_inclusion(
    leaf: bytes, index: int, *, size: int, proof: Sequence[bytes], expected: bytes
) -> None:
    """Raise ProofError unless `leaf` stands at `index` of the tree with this root."""
    if not 0 <= index < size:
        raise ProofError("The tree has no leaf with this index.")
    node, last, computed = index, size - 1, leaf_hash(leaf)
    for sibling in proof:
        if last == 0:
            raise ProofError("The proof is too long.")
        if node & 1 or node == last:
            computed = _node(sibling, computed)
            node, last = _left_edge(node, last)
        else:
            computed = _node(computed, sibling)
        node, last = node >> 1, last >> 1
    if last != 0 or computed != expected:
        raise ProofError("The leaf does not belong to the tree with this root.")


def consistency_proof(leaves: Sequence[bytes], size: int) -> tuple[bytes, ...]:
    """Return PROOF(m, D): that the first `size` leaves were a tree of their own."""
    if not 0 < size <= len(leaves):
        raise IndexError("There was no tree of this size.")
    return _subproof(leaves, size, whole=True)


def check_consistency(
    earlier: tuple[int, bytes], later: tuple[int, bytes], proof: Sequence[bytes]
) -> None:
    """Raise ProofError unless the later tree (size, root) only added to the earlier."""
    (m, old_root), (n, new_root) = earlier, later
    if not 0 < m <= n:
        raise ProofError("A tree never becomes smaller.")
    if m == n:
        same = not proof and old_root == new_root
    else:
        path = proof if m & (m - 1) else [old_root, *proof]
        same = _two_roots(m, n, path) == (old_root, new_root)
    if not same:
        raise ProofError("The later tree changed what the earlier one held.")


def _two_roots(m: int, n: int, path: Sequence[bytes]) -> tuple[bytes, bytes] | None:
    """Return the roots that a path leads to, or nothing if its length is wrong."""
    node, last = m - 1, n - 1
    while node & 1:
        node, last = node >> 1, last >> 1
    old = new = path[0] if path else b""
    for sibling in path[1:]:
        if last == 0:
            return None
        if node & 1 or node == last:
            old, new = _node(sibling, old), _node(sibling, new)
            node, last = _left_edge(node, last)
        else:
            new = _node(new, sibling)
        node, last = node >> 1, last >> 1
    return (old, new) if last == 0 else None


def _subproof(leaves: Sequence[bytes], m: int, *, whole: bool) -> tuple[bytes, ...]:
    n = len(leaves)
    if m == n:
        return () if whole else (root(leaves),)
    k = _split(n)
    if m <= k:
        return (*_subproof(leaves[:k], m, whole=whole), root(leaves[k:]))
    return (*_subproof(leaves[k:], m - k, whole=False), root(leaves[:k]))


def _node(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(b"\x01" + left + right).digest()


def _split(n: int) -> int:
    """Return the largest power of two below n."""
    return 1 << ((n - 1).bit_length() - 1)


def _left_edge(node: int, last: int) -> tuple[int, int]:
    """Climb while the node is a left child: there it has no sibling to its right."""
    while not node & 1 and node != 0:
        node, last = node >> 1, last >> 1
    return node, last
