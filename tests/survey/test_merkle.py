import pytest
from hypothesis import given
from hypothesis import strategies as st

from survey import merkle

# Inputs and roots of the reference tree of certificate-transparency.
LEAVES = [
    bytes.fromhex(text)
    for text in (
        "",
        "00",
        "10",
        "2021",
        "3031",
        "40414243",
        "5051525354555657",
        "606162636465666768696a6b6c6d6e6f",
    )
]
ROOTS = [
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]


def numbered(size):
    return [number.to_bytes(4) for number in range(size)]


@pytest.mark.parametrize("size", range(9))
def test_roots_are_those_of_the_reference_tree(size):
    assert merkle.root(LEAVES[:size]).hex() == ROOTS[size]


def test_an_inclusion_proof_is_that_of_the_reference_tree():
    proof = merkle.inclusion_proof(LEAVES, 5)

    assert [node.hex() for node in proof] == [
        "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
        "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    ]


def test_a_consistency_proof_is_that_of_the_reference_tree():
    proof = merkle.consistency_proof(LEAVES, 6)

    assert [node.hex() for node in proof] == [
        "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
        "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    ]


@given(st.integers(1, 70), st.data())
def test_every_leaf_is_proved_at_its_place_and_at_no_other(size, data):
    leaves = numbered(size)
    index = data.draw(st.integers(0, size - 1))
    claimed = data.draw(st.integers(0, size - 1))
    proof, root = merkle.inclusion_proof(leaves, index), merkle.root(leaves)

    assert included(leaves[claimed], claimed, size, proof, root) == (claimed == index)
    assert not included(leaves[index], claimed, size, (*proof, root), root)
    assert not included(b"another", index, size, proof, root)
    assert not included(leaves[index], index, size, proof[:-1], root) or size == 1


@given(st.integers(1, 70), st.data())
def test_a_grown_tree_is_consistent_and_a_changed_one_is_not(size, data):
    leaves = numbered(size)
    earlier = data.draw(st.integers(1, size))
    proof = merkle.consistency_proof(leaves, earlier)
    old, new = (earlier, merkle.root(leaves[:earlier])), (size, merkle.root(leaves))
    other = (earlier, merkle.root([*leaves[: earlier - 1], b"changed"]))

    assert consistent(old, new, proof)
    assert not consistent(other, new, proof)
    assert not consistent(old, (size, merkle.root([*leaves, b"more"])), proof)
    assert not consistent(old, new, (*proof, old[1]))
    assert not consistent(new, old, proof) or earlier == size


def test_there_is_no_proof_for_what_is_not_in_the_tree():
    with pytest.raises(IndexError):
        merkle.inclusion_proof(LEAVES, 8)
    with pytest.raises(IndexError):
        merkle.consistency_proof(LEAVES, 9)
    with pytest.raises(merkle.ProofError):
        merkle.check_inclusion(b"", 0, size=0, proof=(), expected=merkle.root([]))


def included(leaf, index, size, proof, expected):
    try:
        merkle.check_inclusion(leaf, index, size=size, proof=proof, expected=expected)
    except merkle.ProofError:
        return False
    return True


def consistent(earlier, later, proof):
    try:
        merkle.check_consistency(earlier, later, proof)
    except merkle.ProofError:
        return False
    return True
