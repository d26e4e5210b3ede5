"""Merkle trees against the recursive definition of RFC 6962 and its published vectors."""

import hashlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from commandcenter.kernel.merkle import EMPTY_ROOT, inclusion_proof, leaf_hash, root, root_from_proof

LEAVES = [
    bytes.fromhex(text)
    for text in ("", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f")
]
ROOTS = [
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]
"""Roots over the first 1..8 of LEAVES: the reference vectors of the Certificate Transparency project."""


def naive_root(data):
    """RFC 6962 section 2.1, word by word."""
    if not data:
        return hashlib.sha256().digest()
    if len(data) == 1:
        return hashlib.sha256(b"\x00" + data[0]).digest()
    split = 1
    while split * 2 < len(data):
        split *= 2
    return hashlib.sha256(b"\x01" + naive_root(data[:split]) + naive_root(data[split:])).digest()


def naive_path(index, data):
    """RFC 6962 section 2.1.1, word by word."""
    if len(data) == 1:
        return []
    split = 1
    while split * 2 < len(data):
        split *= 2
    if index < split:
        return [*naive_path(index, data[:split]), naive_root(data[split:])]
    return [*naive_path(index - split, data[split:]), naive_root(data[:split])]


def test_the_published_vectors():
    assert EMPTY_ROOT.hex() == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    assert [root([leaf_hash(leaf) for leaf in LEAVES[:size]]).hex() for size in range(1, 9)] == ROOTS


@pytest.mark.parametrize("size", range(1, 41))
def test_roots_and_paths_are_those_of_the_definition(size):
    data = [b"leaf %d" % number for number in range(size)]
    leaves = [leaf_hash(leaf) for leaf in data]
    assert root(leaves) == naive_root(data)
    for index in range(size):
        path = inclusion_proof(leaves, index)
        assert path == naive_path(index, data)
        assert root_from_proof(leaves[index], index, size, path) == root(leaves)


def test_none_and_one():
    assert root([]) == naive_root([]) == EMPTY_ROOT
    assert inclusion_proof([leaf_hash(b"x")], 0) == []
    for index in (-1, 1):
        with pytest.raises(IndexError):
            inclusion_proof([leaf_hash(b"x")], index)
        with pytest.raises(ValueError):
            root_from_proof(leaf_hash(b"x"), index, 1, [])


@settings(max_examples=60)
@given(size=st.integers(2, 70), data=st.data())
def test_a_changed_proof_leads_elsewhere_or_is_refused(size, data):
    leaves = [leaf_hash(b"%d" % number) for number in range(size)]
    index = data.draw(st.integers(0, size - 1))
    path = inclusion_proof(leaves, index)
    at = data.draw(st.integers(0, len(path) - 1))
    other = leaf_hash(b"other")
    wrong = root_from_proof(leaves[index], index, size, [*path[:at], other, *path[at + 1 :]])
    assert wrong != root(leaves)
    assert root_from_proof(other, index, size, path) != root(leaves)
    for broken in (path[:at] + path[at + 1 :], [*path, other]):
        with pytest.raises(ValueError, match="too"):
            root_from_proof(leaves[index], index, size, broken)


def test_a_leaf_cannot_pass_for_an_inner_node():
    left, right = leaf_hash(b"a"), leaf_hash(b"b")
    assert leaf_hash(left + right) != root([left, right])
