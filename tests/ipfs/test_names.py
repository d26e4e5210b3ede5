"""What we compute, beside what Kubo makes of the same bytes."""

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from kubo_node import pinner

from commandcenter.attestation.content.car import read_car, write_car
from commandcenter.attestation.content.cid import Cid
from commandcenter.attestation.content.unixfs import CHUNK_BYTES, MAX_LINKS, file_blocks, file_cid, read_file, walk

EDGES = (0, 1, CHUNK_BYTES - 1, CHUNK_BYTES, CHUNK_BYTES + 1, 2 * CHUNK_BYTES, MAX_LINKS * CHUNK_BYTES)
LARGE = (MAX_LINKS * CHUNK_BYTES + 1, (MAX_LINKS + 3) * CHUNK_BYTES - 7)


def content(size, seed=0):
    return random.Random(seed).randbytes(size)


@pytest.mark.parametrize("size", EDGES + LARGE)
def test_a_file_is_named_as_kubo_names_it(node, size):
    data = content(size)
    assert file_cid(data) == node.add(data, "--only-hash")


def test_a_file_of_one_byte_over_and_over_is_named_as_kubo_names_it(node):
    data = bytes(MAX_LINKS * CHUNK_BYTES + CHUNK_BYTES + 1)  # the same block under many links
    assert file_cid(data) == node.add(data, "--only-hash")


@settings(max_examples=8, deadline=None)
@given(st.integers(0, 6 * CHUNK_BYTES), st.integers(0, 1000))
def test_files_of_any_size_are_named_as_kubo_names_them(node, size, seed):
    data = content(size, seed)
    assert file_cid(data) == node.add(data, "--only-hash")


@pytest.mark.parametrize("size", [0, 5, CHUNK_BYTES + 1, 5 * CHUNK_BYTES])
def test_every_block_is_the_one_kubo_has(node, size):
    data = content(size, seed=1)
    root = node.add(data)
    ours = dict(file_blocks(data))
    assert set(ours) == {root, *node.ipfs("refs", "--recursive", root).decode().split()}
    for cid, block in ours.items():
        assert node.ipfs("block", "get", cid) == block


def test_kubo_takes_a_tree_of_two_levels_from_our_archive_and_we_take_it_from_kubo(node):
    data = content(MAX_LINKS * CHUNK_BYTES + 1, seed=2)
    blocks = dict(file_blocks(data))
    root = next(reversed(blocks))
    said = node.ipfs("dag", "import", "--stats", data=write_car(root, walk(root, blocks.get))).decode()
    assert root in said
    assert node.ipfs("cat", root) == data
    exported = node.ipfs("dag", "export", root)
    again, found = read_car(exported)
    assert (again, dict(found)) == (root, blocks)
    assert write_car(root, walk(root, blocks.get)) == exported  # the same order too
    assert read_file(root, dict(found).get) == data


def test_files_cut_otherwise_by_kubo_are_read_too(node):
    data = content(3 * CHUNK_BYTES, seed=3)
    for options in (("--chunker=size-30000",), ("--chunker=rabin",)):
        root = node.add(data, *options)
        assert root != file_cid(data)
        assert read_file(root, lambda cid: node.ipfs("block", "get", cid), max_bytes=len(data)) == data


def test_names_are_read_as_kubo_reads_them(node):
    data = content(CHUNK_BYTES + 1, seed=4)
    for cid, _ in file_blocks(data):
        said = node.ipfs("cid", "format", "-b", "base16", cid).decode().strip()
        assert said == "f" + Cid.parse(cid).to_bytes().hex()
        assert node.ipfs("cid", "format", "-f", "%V %h %L", cid).split() == [b"1", b"sha2-256", b"32"]


def test_kubo_refuses_no_block_of_ours(node):
    largest = content(2 << 20, seed=5)
    blocks = dict(file_blocks(largest))
    assert pinner("pin-kubo", api=node.api).pin(next(reversed(blocks)), largest, "large")["status"] == "pinned"
