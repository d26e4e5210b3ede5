"""Tiles against plain lists of leaves."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from log_parts import leaves

from commandcenter.attestation.log.batches import files_after, tiles_after
from commandcenter.attestation.log.model import LogFaultError
from commandcenter.attestation.log.tiles import Tree, bundle_name, names_of, parse_bundle, tile_name, write_bundle
from commandcenter.kernel.merkle import (
    EMPTY_ROOT,
    check_consistency,
    consistency_proof,
    inclusion_proof,
    leaf_hash,
    root,
    root_from_proof,
)

EDGES = [1, 2, 255, 256, 257, 511, 512, 513, 65_535, 65_536, 65_537, 65_792, 65_793]


@pytest.fixture(scope="module")
def large() -> tuple[list[bytes], dict[str, bytes]]:
    """Return the leaves of a tree and the tiles of all the sizes at the edges."""
    all_leaves, stored, size = leaves(EDGES[-1]), dict[str, bytes](), 0
    for edge in EDGES:
        stored |= tiles_after(Tree(stored.get, size), all_leaves[size:edge])
        size = edge
    return all_leaves, stored


class Counted:
    def __init__(self, stored):
        self.stored, self.read = stored, []

    def __call__(self, name):
        self.read.append(name)
        return self.stored.get(name)


@pytest.mark.parametrize("size", EDGES)
def test_proofs_at_the_edges_of_tiles(large, size):
    tree, stored = large[0][:size], large[1]
    counted = Counted(stored)
    assert Tree(counted, size).root() == root(tree)
    assert len(counted.read) <= 3
    for index in {0, 1, 254, 255, 256, 257, size // 2, 65_535, 65_536, size - 1}:
        if index >= size:
            continue
        counted = Counted(stored)
        path = Tree(counted, size).inclusion(index)
        assert len(counted.read) == len(set(counted.read)) <= 5, "a few tiles a level, each once"
        if index in (0, size - 1):
            assert path == inclusion_proof(tree, index)
        assert root_from_proof(tree[index], index, size, path) == root(tree)


@pytest.mark.parametrize("size", EDGES)
def test_consistency_at_the_edges_of_tiles(large, size):
    tree, stored = large[0][:size], large[1]
    for old in (0, 1, 200, 255, 256, 257, 65_535, 65_536, size - 1, size):
        if not 0 <= old <= size:
            continue
        counted = Counted(stored)
        path = Tree(counted, size).consistency(old)
        assert len(counted.read) <= 5
        check_consistency(old, size, root(tree[:old]), root(tree), path)


@settings(max_examples=40, deadline=None)
@given(steps=st.lists(st.one_of(st.integers(1, 8), st.sampled_from([255, 256, 257, 600])), min_size=1, max_size=6))
def test_any_growth_gives_the_tiles_of_its_sizes_and_the_proofs_of_the_list(steps):
    stored, model = dict[str, bytes](), list[bytes]()
    for step in steps:
        added = [b"%d" % number for number in range(len(model), len(model) + step)]
        new = files_after(Tree(stored.get, len(model)), added)
        assert not new.keys() & stored.keys(), "what is stored is never written again"
        stored |= new
        model += added
        size, tree = len(model), [leaf_hash(one) for one in model]
        assert stored.keys() >= set(names_of(size))
        reader = Tree(stored.get, size)
        assert reader.root() == root(tree)
        for index in {0, size // 3, size - step, size - 1}:
            assert (reader.entry(index), reader.leaf(index)) == (model[index], tree[index])
            assert reader.inclusion(index) == inclusion_proof(tree, index)
        for old in {0, 1, size // 2, size - step, size}:
            assert reader.consistency(old) == consistency_proof(tree, old)


def test_the_names_of_the_specification():
    assert tile_name(0, 1_234_067) == "tile/0/x001/x234/067"
    assert tile_name(3, 0, 7) == "tile/3/000.p/7"
    assert bundle_name(1_000, 255) == "tile/entries/x001/000.p/255"
    assert (tile_name(0, 999), tile_name(0, 1_000_000)) == ("tile/0/999", "tile/0/x001/x000/000")
    names = list(names_of(70_000))
    level = {number: [name for name in names if name.startswith(f"tile/{number}/")] for number in range(4)}
    assert [len(level[number]) for number in range(4)] == [274, 2, 1, 0]
    assert level[0][-1] == "tile/0/273.p/112"
    assert level[1] == ["tile/1/000", "tile/1/001.p/17"]
    assert level[2] == ["tile/2/000.p/1"]
    assert list(names_of(256)) == ["tile/entries/000", "tile/0/000", "tile/1/000.p/1"]
    assert list(names_of(0)) == []
    for width in (0, 257):
        with pytest.raises(ValueError):
            tile_name(0, 0, width)


@given(st.lists(st.binary(max_size=300), max_size=20))
def test_bundles_come_back(entries):
    data = write_bundle(entries)
    assert parse_bundle(data, len(entries)) == entries
    for width in (len(entries) - 1, len(entries) + 1):
        with pytest.raises(LogFaultError):
            parse_bundle(data, width)


@given(st.lists(st.binary(min_size=1, max_size=20), min_size=1, max_size=5), st.data())
def test_half_a_bundle_is_refused(entries, data):
    whole = write_bundle(entries)
    cut = data.draw(st.integers(0, len(whole) - 1))
    with pytest.raises(LogFaultError):
        parse_bundle(whole[:cut], len(entries))


def test_the_longest_entry_fits():
    assert parse_bundle(write_bundle([b"x" * 65_535]), 1) == [b"x" * 65_535]


def test_an_empty_tree_has_a_root_and_nothing_else():
    tree = Tree({}.get, 0)
    assert tree.root() == EMPTY_ROOT
    assert tree.consistency(0) == []
    for ask in (tree.leaf, tree.entry, tree.inclusion):
        with pytest.raises(IndexError):
            ask(0)


def small(size=300):
    return files_after(Tree({}.get, 0), [b"%d" % number for number in range(size)])


@pytest.mark.parametrize("name", ["tile/0/000", "tile/0/001.p/44", "tile/1/000.p/1"])
def test_missing_and_misshapen_tiles_are_faults(name):
    ask = (lambda tree: tree.leaf(0)) if name == "tile/0/000" else Tree.root
    for broken in (None, b"", small()[name][:-1], small()[name] + b"x" * 32):
        with pytest.raises(LogFaultError):
            ask(Tree((small() | {name: broken}).get, 300))


def test_partial_tiles_may_give_way_to_full_ones():
    stored = small(300)
    stored |= files_after(Tree(stored.get, 300), [b"%d" % number for number in range(300, 512)])
    del stored["tile/0/001.p/44"], stored["tile/entries/001.p/44"]
    tree = Tree(stored.get, 300)
    assert tree.root() == root(leaves(300))
    assert tree.entry(299) == b"299"


def test_missing_bundles_are_faults():
    for size, number in ((513, 2), (512, 1)):
        with pytest.raises(LogFaultError):
            Tree(small(300).get, size).bundle(number)


def test_an_entry_that_is_not_in_the_tree_is_a_fault():
    stored = small(3) | {"tile/entries/000.p/3": write_bundle([b"0", b"x", b"2"])}
    tree = Tree(stored.get, 3)
    assert tree.entry(0) == b"0"
    with pytest.raises(LogFaultError):
        tree.entry(1)
