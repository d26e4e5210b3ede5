"""The embedded pinner, over any store of objects."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commandcenter.attestation.content.car import read_car
from commandcenter.attestation.content.cid import raw_cid
from commandcenter.attestation.content.pinners import ObjectPinner, Pinner, blocks_of
from commandcenter.attestation.content.unixfs import (
    CHUNK_BYTES,
    MAX_BLOCK_BYTES,
    MAX_FILE_BYTES,
    MAX_LINKS,
    file_blocks,
    file_cid,
)
from commandcenter.kernel.errors import ConflictError, InvalidInputError, NotFoundError, TooLargeError
from commandcenter.ledger.memory import MemoryObjects

LARGE = b"0123456789" * (CHUNK_BYTES // 4)


@pytest.fixture
def objects():
    return MemoryObjects()


@pytest.fixture
def pinner(objects) -> Pinner:
    return ObjectPinner(objects)


@pytest.mark.parametrize("name", [raw_cid, file_cid])
@pytest.mark.parametrize("data", [b"", b"small", LARGE], ids=["empty", "small", "large"])
def test_content_is_kept_under_its_name(pinner, objects, name, data):
    cid = name(data)
    assert pinner.fetch(cid) is None
    assert pinner.pin(cid, data, "a name") == {"cid": cid, "pinner": "objects", "status": "pinned"}
    before = list(objects.names(""))
    assert pinner.pin(cid, data, "another name")["status"] == "pinned"
    assert list(objects.names("")) == before == sorted(f"blocks/{block}" for block in dict(blocks_of(cid, data)))
    assert pinner.fetch(cid) == data


@given(st.binary(max_size=20), st.binary(max_size=20))
def test_other_content_is_refused(ours, theirs):
    objects = MemoryObjects()
    for cid in (raw_cid(ours), file_cid(ours + LARGE)):
        data = theirs if cid.startswith("bafk") else theirs + LARGE
        if cid in (raw_cid(data), file_cid(data)):
            continue
        with pytest.raises(InvalidInputError, match="not those of"):
            ObjectPinner(objects).pin(cid, data, "")
        assert list(objects.names("")) == []


def test_the_name_of_a_part_does_not_pass_for_that_of_the_whole(pinner):
    data = bytes((MAX_LINKS + 1) * CHUNK_BYTES)
    *parts, root = dict(file_blocks(data))
    assert len(parts) == 3  # the chunk, the full node, the other node
    for part in parts:
        with pytest.raises(InvalidInputError):
            pinner.pin(part, data, "")
    assert pinner.pin(root, data, "")["status"] == "pinned"


def test_other_bytes_in_a_blocks_place_are_noticed(pinner, objects):
    objects.put_new(f"blocks/{raw_cid(b'good')}", b"evil")
    with pytest.raises(ConflictError):
        pinner.pin(raw_cid(b"good"), b"good", "")
    with pytest.raises(InvalidInputError, match="not those of"):
        pinner.fetch(raw_cid(b"good"))


def test_a_file_with_a_block_missing_is_not_there_until_it_is_pinned_again(pinner):
    *_, (root, block) = file_blocks(LARGE)
    objects = MemoryObjects()
    objects.put_new(f"blocks/{root}", block)
    pinner = ObjectPinner(objects)
    assert pinner.fetch(root) is None
    with pytest.raises(NotFoundError):
        pinner.export_car(root)
    pinner.pin(root, LARGE, "")
    assert pinner.fetch(root) == LARGE


@pytest.mark.parametrize("data", [b"small", LARGE], ids=["small", "large"])
def test_the_archive_holds_the_blocks_root_first(pinner, data):
    pinner.pin(file_cid(data), data, "")
    root, blocks = read_car(pinner.export_car(file_cid(data)))
    assert root == blocks[0][0] == file_cid(data)
    assert dict(blocks) == dict(file_blocks(data))


def test_content_is_only_so_large():
    with pytest.raises(TooLargeError, match="one block"):
        blocks_of(raw_cid(b""), bytes(MAX_BLOCK_BYTES + 1))
    with pytest.raises(TooLargeError, match="are pinned"):
        blocks_of(raw_cid(b""), bytes(MAX_FILE_BYTES + 1))
