"""Consistency proofs against the recursive definition of RFC 6962 and the vectors of Certificate Transparency."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from log_parts import leaves

from commandcenter.kernel.merkle import (
    EMPTY_ROOT,
    check_consistency,
    consistency_proof,
    consistency_ranges,
    inclusion_proof,
    inclusion_ranges,
    leaf_hash,
    node_hash,
    root,
)

VECTOR_LEAVES = [
    leaf_hash(bytes.fromhex(text))
    for text in ("", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f")
]
VECTORS = {
    (1, 1): [],
    (1, 8): [
        "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
    ],
    (6, 8): [
        "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
        "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    ],
    (2, 5): [
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
    ],
}


def largest_power_below(count):
    power = 1
    while power * 2 < count:
        power *= 2
    return power


def by_definition(old, tree, *, known=True):
    """RFC 6962 section 2.1.2, SUBPROOF word by word."""
    if old == len(tree):
        return [] if known else [root(tree)]
    split = largest_power_below(len(tree))
    if old <= split:
        return [*by_definition(old, tree[:split], known=known), root(tree[split:])]
    return [*by_definition(old - split, tree[split:], known=False), root(tree[:split])]


@pytest.mark.parametrize(("old", "size"), VECTORS)
def test_the_vectors_of_certificate_transparency(old, size):
    tree = VECTOR_LEAVES[:size]
    assert [one.hex() for one in consistency_proof(tree, old)] == VECTORS[old, size]


@pytest.mark.parametrize("size", range(41))
def test_proofs_are_those_of_the_definition_and_hold(size):
    tree = leaves(size)
    for old in range(size + 1):
        path = consistency_proof(tree, old)
        assert path == (by_definition(old, tree) if old else [])
        check_consistency(old, size, root(tree[:old]), root(tree), path)


@pytest.mark.parametrize("size", range(1, 41))
def test_the_ranges_of_an_inclusion_proof_are_what_its_hashes_stand_for(size):
    tree = leaves(size)
    for index in range(size):
        assert [root(tree[start:end]) for start, end in inclusion_ranges(index, size)] == inclusion_proof(tree, index)


@given(old=st.integers(1, 70), more=st.integers(1, 70), data=st.data())
def test_a_proof_of_anything_else_is_refused(old, more, data):
    tree = leaves(old + more)
    path, older, newer = consistency_proof(tree, old), root(tree[:old]), root(tree)
    other = leaf_hash(b"other")
    at = data.draw(st.integers(0, len(path) - 1))
    wrong = [
        (old, older, newer, [*path[:at], other, *path[at + 1 :]]),
        (old, older, newer, path[:at] + path[at + 1 :]),
        (old, older, newer, [*path, other]),
        (old, other, newer, path),
        (old, older, other, path),
    ]
    for number, old_root, new_root, proof in wrong:
        with pytest.raises(ValueError):
            check_consistency(number, len(tree), old_root, new_root, proof)


@given(common=st.integers(0, 20), ours=st.integers(1, 20), theirs=st.integers(1, 20))
def test_no_honest_proof_joins_two_histories(common, ours, theirs):
    first = [*leaves(common), *leaves(ours, "a")]
    second = [*leaves(common), *leaves(theirs, "b")]
    shorter, longer = sorted((first, second), key=len)
    with pytest.raises(ValueError):
        check_consistency(
            len(shorter), len(longer), root(shorter), root(longer), consistency_proof(longer, len(shorter))
        )


def test_a_root_made_up_to_fit_a_short_proof_is_refused():
    older, made_up = root(leaves(2)), leaf_hash(b"x")
    check_consistency(2, 4, older, node_hash(older, made_up), [made_up])
    for size in (5, 6, 9):
        with pytest.raises(ValueError, match="too short"):
            check_consistency(2, size, older, node_hash(older, made_up), [made_up])


def test_the_empty_tree_begins_every_tree_and_has_one_root():
    tree = leaves(3)
    check_consistency(0, 0, EMPTY_ROOT, EMPTY_ROOT, [])
    check_consistency(0, 3, EMPTY_ROOT, root(tree), [])
    for old, new, older, newer, path in [
        (0, 0, tree[0], tree[0], []),
        (0, 0, EMPTY_ROOT, tree[0], []),
        (0, 3, tree[0], root(tree), []),
        (0, 3, EMPTY_ROOT, root(tree), [tree[0]]),
        (3, 3, root(tree), tree[0], []),
        (3, 3, root(tree), root(tree), [tree[0]]),
        (3, 2, root(tree), root(tree[:2]), []),
        (-1, 2, EMPTY_ROOT, root(tree[:2]), []),
        (2, 3, root(tree[:2]), root(tree), []),
        (3, 4, root(tree), root(tree), []),
    ]:
        with pytest.raises(ValueError):
            check_consistency(old, new, older, newer, path)


@pytest.mark.parametrize(("old", "size"), [(4, 3), (-1, 3)])
def test_no_proof_of_more_than_there_is(old, size):
    with pytest.raises(ValueError):
        consistency_ranges(old, size)


@pytest.mark.parametrize("index", [-1, 3])
def test_no_ranges_outside_the_tree(index):
    with pytest.raises(IndexError):
        inclusion_ranges(index, 3)
