"""Archives of blocks: one form, which Kubo reads and writes too (see tests/ipfs)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commandcenter.attestation.content.car import read_car, write_car
from commandcenter.attestation.content.cid import Cid, raw_cid
from commandcenter.attestation.content.protobuf import varint
from commandcenter.attestation.content.unixfs import CHUNK_BYTES, file_blocks, walk
from commandcenter.kernel.errors import InvalidInputError, NotFoundError

HI = bytes.fromhex(
    "3aa265726f6f747381d82a582500015512208f434346648f6b96df89dda901c5176b10a6d83961dd3c1ac88b59b2dc327aa4"
    "6776657273696f6e01"
    "26015512208f434346648f6b96df89dda901c5176b10a6d83961dd3c1ac88b59b2dc327aa46869"
)
"""`ipfs dag export` of "hi"."""
contents = st.lists(st.binary(max_size=50), min_size=1, max_size=5, unique=True)


def archive(*datas):
    return write_car(raw_cid(datas[0]), [(raw_cid(data), data) for data in datas])


def test_an_archive_that_kubo_wrote():
    assert archive(b"hi") == HI
    assert read_car(HI) == (raw_cid(b"hi"), [(raw_cid(b"hi"), b"hi")])


@given(contents)
def test_an_archive_is_read_back(datas):
    assert read_car(archive(*datas)) == (raw_cid(datas[0]), [(raw_cid(data), data) for data in datas])


@given(contents)
def test_a_block_given_twice_stands_there_once(datas):
    assert archive(*datas, *datas) == archive(*datas)


@given(contents, st.data())
def test_an_archive_changed_anywhere_is_refused_or_another_archive(datas, data):
    good = archive(*datas)
    place = data.draw(st.integers(0, len(good) - 1))
    kind = data.draw(st.sampled_from(["flip", "cut", "double"]))
    changed = {
        "flip": good[:place] + bytes([good[place] ^ data.draw(st.integers(1, 255))]) + good[place + 1 :],
        "cut": good[:place],
        "double": good + good[place:],
    }[kind]
    try:
        root, blocks = read_car(changed)
    except InvalidInputError:
        return
    assert write_car(root, blocks) == changed != good


def test_what_is_wrong_with_an_archive_is_said():
    section = varint(38) + Cid.parse(raw_cid(b"hi")).to_bytes() + b"hi"
    faults = {
        "comes twice": HI + section,
        "not those of": HI[:-1] + b"!",
        "the root is not among": HI[: -len(section)],
        "cut off": HI[:-1],
        "empty, cut off": HI + b"\0",
        "version 1 and one root": HI.replace(b"version\x01", b"version\x02"),
        "shortest form": b"\xba\x00" + HI[1:],
        "not a CIDv1": HI.replace(b"\x01\x55", b"\x01\x71", 1),
    }
    for said, wrong in faults.items():
        with pytest.raises(InvalidInputError, match=said):
            read_car(wrong)


def test_an_archive_with_two_roots_is_refused():
    link = b"\xd8\x2a\x58\x25\x00" + Cid.parse(raw_cid(b"hi")).to_bytes()
    header = b"\xa2\x65roots\x82" + link * 2 + b"\x67version\x01"
    with pytest.raises(InvalidInputError, match="one root"):
        read_car(varint(len(header)) + header + HI[59:])


def test_wrong_blocks_are_not_written():
    with pytest.raises(InvalidInputError, match="not those of"):
        write_car(raw_cid(b"a"), [(raw_cid(b"a"), b"b")])
    with pytest.raises(InvalidInputError, match="root is not among"):
        write_car(raw_cid(b"a"), [(raw_cid(b"b"), b"b")])


def test_a_walk_that_breaks_off_gives_no_archive():
    blocks = dict(file_blocks(bytes(range(200)) * 2 * (CHUNK_BYTES // 200)))
    root = next(reversed(blocks))
    assert read_car(write_car(root, walk(root, blocks.get)))[1][0] == (root, blocks[root])
    del blocks[next(iter(blocks))]
    with pytest.raises(NotFoundError):
        write_car(root, walk(root, blocks.get))
