"""Archives of blocks (CAR version 1) with one root, in one form. Source: ipld.io, "CARv1 Specification"."""

from collections.abc import Iterable

from commandcenter.attestation.content.cid import CID_BYTES, Cid, check
from commandcenter.attestation.content.protobuf import read_varint, varint
from commandcenter.attestation.content.unixfs import MAX_BLOCK_BYTES, MAX_FILE_BYTES, Block
from commandcenter.kernel.errors import InvalidInputError, TooLargeError

MAX_ARCHIVE_BYTES = MAX_FILE_BYTES + (8 << 20)

# {"roots": [link], "version": 1} in DAG-CBOR: a link is tag 42 over a byte string that begins with a zero.
_BEFORE_ROOT = b"\xa2\x65roots\x81\xd8\x2a\x58\x25\x00"
_AFTER_ROOT = b"\x67version\x01"
_HEADER_BYTES = len(_BEFORE_ROOT) + CID_BYTES + len(_AFTER_ROOT)


def write_car(root: str, blocks: Iterable[Block]) -> bytes:
    """Write an archive: each block once, in the order given.

    Raises InvalidInputError when a block's bytes are not those of its CID or the root is not among them.
    """
    archive = bytearray(_section(_BEFORE_ROOT + Cid.parse(root).to_bytes() + _AFTER_ROOT))
    written = set[str]()
    for cid, data in blocks:
        if cid not in written:
            check(cid, data)
            written.add(cid)
            archive += _section(Cid.parse(cid).to_bytes() + data)
    if root not in written:
        raise InvalidInputError("the root is not among the blocks")
    return bytes(archive)


def read_car(archive: bytes) -> tuple[str, list[Block]]:
    """Read an archive; returns the root and the blocks in their order.

    Raises InvalidInputError for any archive that `write_car` would not have written: another header, more roots, a block
    that comes twice or has the wrong bytes, a root that is missing, a length that is wrong.
    """
    if len(archive) > MAX_ARCHIVE_BYTES:
        raise TooLargeError(f"an archive has at most {MAX_ARCHIVE_BYTES:,} bytes")
    header, at = _read_section(archive, 0)
    inner = header[len(_BEFORE_ROOT) : -len(_AFTER_ROOT)]
    if len(header) != _HEADER_BYTES or _BEFORE_ROOT + inner + _AFTER_ROOT != header:
        raise InvalidInputError("an archive begins with version 1 and one root")
    root, blocks = str(Cid.from_bytes(inner)), dict[str, bytes]()
    while at < len(archive):
        section, at = _read_section(archive, at)
        cid, data = str(Cid.from_bytes(section[:CID_BYTES])), section[CID_BYTES:]
        if cid in blocks:
            raise InvalidInputError(f"{cid} comes twice")
        check(cid, data)
        blocks[cid] = data
    if root not in blocks:
        raise InvalidInputError("the root is not among the blocks")
    return root, list(blocks.items())


def _section(content: bytes) -> bytes:
    return varint(len(content)) + content


def _read_section(archive: bytes, at: int) -> tuple[bytes, int]:
    length, start = read_varint(archive, at)
    if not 0 < length <= min(len(archive) - start, MAX_BLOCK_BYTES + CID_BYTES):
        raise InvalidInputError("a section of the archive is empty, cut off or too large")
    return archive[start : start + length], start + length
