"""The plugin pin-kubo on a real node: what it pins is there for others, and what it says of errors is true."""

import random

import pytest
from kubo_node import pinner

from commandcenter.attestation.content.cid import raw_cid
from commandcenter.attestation.content.unixfs import CHUNK_BYTES, MAX_BLOCK_BYTES, file_blocks, file_cid
from commandcenter.kernel.errors import InvalidInputError, UnavailableError
from commandcenter_local.kubo import running_kubo


def content(size, seed=10):
    return random.Random(seed).randbytes(size)


@pytest.fixture
def kubo(node):
    return pinner("pin-kubo", api=node.api)


@pytest.mark.parametrize("size", [0, 1, 65_535, CHUNK_BYTES + 1, MAX_BLOCK_BYTES])
def test_one_block_is_pinned_and_comes_back(node, kubo, size):
    data = content(size)
    cid = raw_cid(data)
    assert kubo.fetch(cid) == (b"" if not size else None)  # every node has the empty block
    assert kubo.pin(cid, data, "one block") == {"cid": cid, "pinner": "pin-kubo", "status": "pinned"}
    assert kubo.pin(cid, data, "one block")["status"] == "pinned"
    assert kubo.fetch(cid) == data == node.ipfs("cat", cid)
    assert node.pins()[cid] == ("recursive", "one", "block")


def test_a_file_is_pinned_with_all_its_blocks(node, kubo):
    data = content(4 * CHUNK_BYTES + 1)
    cid = file_cid(data)
    assert kubo.fetch(cid) is None
    kubo.pin(cid, data, "x" * 254 + "é")  # does not fit into the 255 bytes of a name
    node.ipfs("repo", "gc")
    assert kubo.fetch(cid) == data == node.ipfs("cat", cid)
    pins = node.pins()
    assert pins[cid] == ("recursive", "x" * 254)
    assert {pins[block][0] for block, _ in file_blocks(data)} == {"recursive", "indirect"}


def test_a_file_whose_blocks_are_there_in_part_is_not_there(node, kubo):
    data = content(2 * CHUNK_BYTES, seed=11)
    *leaves, (root, block) = file_blocks(data)
    node.ipfs("block", "put", "--cid-codec=dag-pb", data=block)
    node.ipfs("block", "put", data=leaves[0][1])
    assert kubo.fetch(root) is None


def test_other_content_is_refused_before_the_node_is_asked(node, kubo):
    cid = raw_cid(b"ours")
    with pytest.raises(InvalidInputError, match="not those of"):
        kubo.pin(cid, b"theirs", "")
    assert cid not in node.pins()
    for wrong in ("", "junk", cid.upper(), f"/ipfs/{cid}"):
        with pytest.raises(InvalidInputError):
            kubo.fetch(wrong)


def test_the_api_may_be_named_by_a_url(node, kubo):
    _, _, host, _, port = node.api.split("/")
    cid = raw_cid(b"by URL")
    for url in (f"http://{host}:{port}", f"http://{host}:{port}/"):
        assert pinner("pin-kubo", api=url).pin(cid, b"by URL", "")["status"] == "pinned"
    assert kubo.fetch(cid) == b"by URL"


def test_a_node_that_is_down_is_unavailable_and_keeps_what_was_pinned(tmp_path):
    cid = raw_cid(b"kept")
    with running_kubo(tmp_path) as api:
        pinner("pin-kubo", api=api).pin(cid, b"kept", "")
    gone = pinner("pin-kubo", api=api, timeout=2)
    for ask in (lambda: gone.pin(cid, b"kept", ""), lambda: gone.fetch(cid)):
        with pytest.raises(UnavailableError, match="does not answer: ConnectionError"):
            ask()
    with running_kubo(tmp_path) as again:
        assert pinner("pin-kubo", api=again).fetch(cid) == b"kept"


def test_an_empty_place_of_a_block_that_was_damaged_on_disk_is_noticed(tmp_path):
    with running_kubo(tmp_path) as api:
        kubo = pinner("pin-kubo", api=api)
        kubo.pin(raw_cid(b"good"), b"good", "")
        (file,) = (path for path in (tmp_path / "blocks").rglob("*.data") if path.read_bytes() == b"good")
        file.chmod(0o600)
        file.write_bytes(b"evil")
        with pytest.raises(InvalidInputError, match="not those of"):
            kubo.fetch(raw_cid(b"good"))
