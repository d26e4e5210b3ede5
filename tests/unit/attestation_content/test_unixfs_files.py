"""Files as trees of blocks. That the trees are Kubo's own is proved in tests/ipfs; here stand some names it gave."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commandcenter.attestation.content.cid import DAG_PB, RAW, Cid, raw_cid
from commandcenter.attestation.content.protobuf import bytes_field, number_field, read_fields, read_varint, varint
from commandcenter.attestation.content.unixfs import (
    CHUNK_BYTES,
    MAX_BLOCK_BYTES,
    MAX_DEPTH,
    Link,
    file_blocks,
    file_cid,
    read_file,
    read_node,
    walk,
    write_node,
)
from commandcenter.kernel.errors import InvalidInputError, NotFoundError, TooLargeError

ZEROS = {
    0: "bafkreihdwdcefgh4dqkjv67uzcmw7ojee6xedzdetojuzjevtenxquvyku",
    1: "bafkreidogqfzz75tpkmjzjke425xqcrmpcib2p5tg44hnbirumdbpl5adu",
    262_143: "bafkreic6iqyxuiad5dem4bzgyy336yoi6tegdqa4e5vt24gq3btool5cra",
    262_144: "bafkreiekhhjkxu4ztk3tyng3er3ijhg56mb44oe3gwbgquhzu4afrg2ksa",
    262_145: "bafybeigllfqgfpqydppr6cmv56g7ax4wyhruzswvcefv6j5kj77nzttfki",
    1_000_000: "bafybeidide6lpcdutn3we5vvypssfhlq2n265w6dygwj37fyeklhlmfi34",
    174 * 262_144: "bafybeibxsa3ioclowpaq7b6gxl65gzqneopfr3fnhedak6sqr4bjz5lnyq",
    174 * 262_144 + 1: "bafybeihqwzd3o6q6v3pmwhzjy22vokhr767burokmqemg63hptx2nqd7ym",
}
NODE = (
    "122c0a24015512208a39d2abd3999ab73c34db2476849cddf303ce389b35826850f9a700589b4a90120018808010"
    "122a0a24015512206e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d12001801"
    "0a0c080218818010208080102001"
)
"""The root of 262,145 zeros, as Kubo has it."""


@pytest.mark.parametrize(("size", "cid"), ZEROS.items())
def test_names_that_kubo_gave_to_zeros(size, cid):
    assert file_cid(bytes(size)) == cid


def test_a_node_that_kubo_wrote():
    assert dict(file_blocks(bytes(CHUNK_BYTES + 1)))[ZEROS[262_145]] == bytes.fromhex(NODE)
    assert [link.file_bytes for link in read_node(bytes.fromhex(NODE))] == [CHUNK_BYTES, 1]


@given(st.integers(0, 4 * CHUNK_BYTES), st.integers(0, 1_000))
def test_a_file_is_read_back_from_its_blocks_in_order(size, seed):
    data = random.Random(seed).randbytes(size)
    *before, (root, _) = file_blocks(data)
    blocks = dict(file_blocks(data))
    assert root == file_cid(data)
    assert read_file(root, blocks.get, max_bytes=max(size, 1)) == data
    assert next(walk(root, blocks.get))[0] == root
    assert dict(walk(root, blocks.get)) == blocks
    for place, (cid, block) in enumerate(before):
        if Cid.parse(cid).codec == DAG_PB:
            assert {str(link.cid) for link in read_node(block)} <= {known for known, _ in before[:place]}


@given(st.data())
def test_a_change_of_any_block_is_noticed(data):
    blocks = dict(file_blocks(random.Random(1).randbytes(2 * CHUNK_BYTES + 5)))
    root = next(reversed(blocks))
    victim = data.draw(st.sampled_from(list(blocks)))
    kind = data.draw(st.sampled_from(["flip", "cut", "grow", "swap", "drop"]))
    good = blocks[victim]
    place = data.draw(st.integers(0, len(good) - 1))
    blocks[victim] = {
        "flip": good[:place] + bytes([good[place] ^ 1]) + good[place + 1 :],
        "cut": good[:place],
        "grow": good + b"\0",
        "swap": next(other for cid, other in blocks.items() if cid != victim),
        "drop": None,
    }[kind]
    with pytest.raises(NotFoundError if kind == "drop" else InvalidInputError):
        read_file(root, blocks.get)


def tree(*leaves, sizes=None):
    """Return the root and the blocks of a node over leaves that may lie about their sizes."""
    sizes = sizes or [len(leaf) for leaf in leaves]
    node = write_node(
        [Link(Cid.of(RAW, leaf), size, len(leaf)) for leaf, size in zip(leaves, sizes, strict=True)],
    )
    root = str(Cid.of(DAG_PB, node))
    return root, {root: node, **{raw_cid(leaf): leaf for leaf in leaves}}


def test_a_link_that_lies_about_a_size_is_refused():
    root, blocks = tree(b"four", b"six666", sizes=[4, 5])
    with pytest.raises(InvalidInputError, match="not as large as its link says"):
        read_file(root, blocks.get)


def test_a_file_is_refused_when_its_root_says_that_it_is_too_large_and_nothing_more_is_fetched():
    root, blocks = tree(*[bytes([n]) * 1000 for n in range(10)])
    asked = []

    def get(cid):
        asked.append(cid)
        return blocks.get(cid)

    with pytest.raises(TooLargeError):
        read_file(root, get, max_bytes=9_999)
    assert asked == [root]
    assert len(read_file(root, get, max_bytes=10_000)) == 10_000


def test_one_block_named_over_and_over_does_not_keep_the_reader_busy():
    cid, blocks, size, total = Cid.of(RAW, b"x"), {raw_cid(b"x"): b"x"}, 1, 1
    for _ in range(3):
        node = write_node([Link(cid, size, total)] * 174)
        total = len(node) + 174 * total
        size, cid = size * 174, Cid.of(DAG_PB, node)
        blocks[str(cid)] = node
    with pytest.raises(TooLargeError, match="blocks"):
        read_file(str(cid), blocks.get)


@pytest.mark.parametrize("levels", [MAX_DEPTH, MAX_DEPTH + 1])
def test_a_tree_is_only_so_deep(levels):
    cid, blocks, total = Cid.of(RAW, b"deep"), {raw_cid(b"deep"): b"deep"}, 4
    for _ in range(levels):
        node = write_node([Link(cid, 4, total)])
        total, cid = total + len(node), Cid.of(DAG_PB, node)
        blocks[str(cid)] = node
    if levels <= MAX_DEPTH:
        assert read_file(str(cid), blocks.get) == b"deep"
    else:
        with pytest.raises(InvalidInputError, match="too deep"):
            read_file(str(cid), blocks.get)


def test_a_block_larger_than_nodes_exchange_is_refused():
    data = bytes(MAX_BLOCK_BYTES + 1)
    with pytest.raises(InvalidInputError):
        read_file(raw_cid(data), {raw_cid(data): data}.get)
    assert len(read_file(raw_cid(data[1:]), {raw_cid(data[1:]): data[1:]}.get)) == MAX_BLOCK_BYTES


LINK = bytes_field(1, Cid.of(RAW, b"a").to_bytes()) + bytes_field(2, b"") + number_field(3, 1)
FILE = number_field(1, 2) + number_field(3, 1) + number_field(4, 1)
FAULTS = {
    "nothing": b"",
    "data before links": bytes_field(1, FILE) + bytes_field(2, LINK),
    "a directory": bytes_field(2, LINK) + bytes_field(1, FILE.replace(b"\x08\x02", b"\x08\x01")),
    "no links": bytes_field(1, number_field(1, 2) + number_field(3, 0)),
    "more sizes than links": bytes_field(2, LINK) + bytes_field(1, FILE + number_field(4, 1)),
    "a sum that is wrong": bytes_field(2, LINK) + bytes_field(1, FILE.replace(b"\x18\x01", b"\x18\x02")),
    "an empty part": bytes_field(2, LINK)
    + bytes_field(1, FILE.replace(b"\x18\x01", b"\x18\0").replace(b" \x01", b" \0")),
    "data of its own": bytes_field(2, LINK) + bytes_field(1, FILE + bytes_field(2, b"inline")),
    "a named link": bytes_field(2, LINK.replace(b"\x12\x00", b"\x12\x01n")) + bytes_field(1, FILE),
    "a link without a name": bytes_field(2, LINK.replace(b"\x12\x00", b"")) + bytes_field(1, FILE),
    "a field too much": bytes_field(2, LINK) + bytes_field(1, FILE) + number_field(3, 1),
    "a padded number": bytes_field(2, LINK) + b"\x0a\x86\x00" + FILE,
    "a CID of another kind": bytes_field(2, LINK.replace(b"\x01\x55", b"\x01\x71")) + bytes_field(1, FILE),
    "a fixed field": b"\x0d1234",
    "cut off": (bytes_field(2, LINK) + bytes_field(1, FILE))[:-1],
}


@pytest.mark.parametrize("node", FAULTS.values(), ids=FAULTS)
def test_nodes_of_other_forms_are_refused(node):
    assert read_node(bytes_field(2, LINK) + bytes_field(1, FILE))
    with pytest.raises(InvalidInputError):
        read_node(node)


@given(st.binary(max_size=200))
def test_any_bytes_are_refused_or_written_again_as_they_were(data):
    try:
        assert write_node(read_node(data)) == data
    except InvalidInputError:
        return


@given(st.integers(0, 2**63 - 1), st.binary(max_size=3))
def test_numbers_are_read_back(number, after):
    assert read_varint(varint(number) + after, 0) == (number, len(varint(number)))


@pytest.mark.parametrize("data", [b"", b"\x80", b"\x80\x00", b"\xff" * 9, b"\xff" * 9 + b"\x01"])
def test_numbers_of_other_forms_are_refused(data):
    with pytest.raises(InvalidInputError):
        read_varint(data, 0)


@given(st.binary(max_size=20), st.integers(1, 40))
def test_a_value_that_is_cut_off_is_refused(value, missing):
    whole = bytes_field(2, value) + bytes_field(1, value)
    assert list(read_fields(whole)) == [(2, value), (1, value)]
    cut = whole[: -min(missing, len(value) + 1)]
    with pytest.raises(InvalidInputError):
        list(read_fields(cut))
