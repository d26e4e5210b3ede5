"""Pinners keep content under its CID; the embedded one keeps it in the hub's own store of objects."""

from typing import Any, Literal, Protocol

from commandcenter.attestation.content.car import write_car
from commandcenter.attestation.content.cid import RAW, Cid, check
from commandcenter.attestation.content.unixfs import (
    MAX_BLOCK_BYTES,
    MAX_FILE_BYTES,
    Block,
    GetBlock,
    file_blocks,
    read_file,
    walk,
)
from commandcenter.kernel.errors import ConflictError, InvalidInputError, NotFoundError, TooLargeError
from commandcenter.ledger.ports import ObjectStore

Status = Literal["pinned", "queued"]


class Pinner(Protocol):
    """Keep content where others can get it by its CID; what a plugin of kind `pinner` offers."""

    def pin(self, cid: str, data: bytes, name: str) -> dict[str, Any]:
        """Keep the content of a CID, however often it is asked; returns the receipt.

        A receipt holds at least `cid`, `pinner` (who keeps it) and `status` (`pinned`, or `queued` when it will be).

        Raises UnavailableError when trying again may help; InvalidInputError or ConflictError when it never will.
        """
        ...

    def fetch(self, cid: str) -> bytes | None:
        """Return the content, checked against its CID, or None when it is not there; raises as `pin` does."""
        ...


def receipt(pinner: str, cid: str, status: Status, **more: str) -> dict[str, Any]:
    """Write what `pin` returns."""
    return {"cid": cid, "pinner": pinner, "status": status, **more}


def blocks_of(cid: str, data: bytes) -> list[Block]:
    """Return the blocks of content, each once and the one named by the CID last.

    The CID is that of one raw block or of a file; raises InvalidInputError when it is that of other content.
    """
    if len(data) > MAX_FILE_BYTES:
        raise TooLargeError(f"at most {MAX_FILE_BYTES:,} bytes are pinned")
    if Cid.parse(cid).codec == RAW:
        if len(data) > MAX_BLOCK_BYTES:
            raise TooLargeError(f"one block has at most {MAX_BLOCK_BYTES:,} bytes")
        check(cid, data)
        return [(cid, data)]
    blocks = dict(file_blocks(data))
    if cid not in blocks or next(reversed(blocks)) != cid:
        raise InvalidInputError(f"the bytes are not those of {cid}")
    return list(blocks.items())


def fetch_content(cid: str, get_block: GetBlock) -> bytes | None:
    """Put content together from its blocks; None when one is not there, InvalidInputError when one is not the right one."""
    try:
        return read_file(cid, get_block)
    except NotFoundError:
        return None


class ObjectPinner:
    """Keep blocks in a store of objects, as `blocks/<cid>`.

    Args:
        objects: The store.
        name: How receipts call the pinner.
        folder: What is put before a CID.
    """

    def __init__(self, objects: ObjectStore, *, name: str = "objects", folder: str = "blocks/") -> None:
        self._objects, self._name, self._folder = objects, name, folder

    def pin(self, cid: str, data: bytes, name: str) -> dict[str, Any]:  # noqa: ARG002 - objects bear no other name
        """Store the blocks that are not there yet; raises ConflictError when other bytes stand in a block's place."""
        for block, content in blocks_of(cid, data):
            if not self._objects.put_new(self._folder + block, content) and self._block(block) != content:
                raise ConflictError(f"other bytes are stored as {block}")
        return receipt(self._name, cid, "pinned")

    def fetch(self, cid: str) -> bytes | None:
        """Return the content, checked; None when it is not there, InvalidInputError when what is there was changed."""
        return fetch_content(cid, self._block)

    def export_car(self, cid: str) -> bytes:
        """Write the blocks of some content as an archive, the root first; raises NotFoundError."""
        return write_car(cid, walk(cid, self._block))

    def _block(self, cid: str) -> bytes | None:
        return self._objects.get(self._folder + cid)
