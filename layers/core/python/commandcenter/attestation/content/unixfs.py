"""Files as trees of blocks: what Kubo makes with `--cid-version=1 --raw-leaves`, byte for byte.

A file of one chunk is a raw block. A larger one is cut into chunks of 256 KiB; nodes of up to 174 links stand over
them, level by level, until one is left. Source: specs.ipfs.tech, UnixFS and DAG-PB.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from commandcenter.attestation.content.cid import CID_BYTES, DAG_PB, RAW, Cid
from commandcenter.attestation.content.protobuf import bytes_field, number_field, read_fields
from commandcenter.kernel.errors import InvalidInputError, NotFoundError, TooLargeError

CHUNK_BYTES = 262_144
MAX_LINKS = 174
MAX_BLOCK_BYTES = 2 << 20
"""What IPFS nodes exchange at most in one block."""
MAX_FILE_BYTES = 64 << 20
MAX_BLOCKS = 16_384
"""A file may name one block many times, so that its size alone does not bound the work."""
MAX_DEPTH = 8

_FILE = 2

Block = tuple[str, bytes]
"""A block's CID and its bytes."""
GetBlock = Callable[[str], bytes | None]
"""CID -> bytes of the block, or None when it is not there."""


@dataclass(frozen=True, slots=True)
class Link:
    """Point to a block.

    Args:
        cid: The block.
        file_bytes: How much of the file stands below it.
        tree_bytes: How many bytes it and all blocks below it have.
    """

    cid: Cid
    file_bytes: int
    tree_bytes: int


def file_blocks(data: bytes) -> Iterator[Block]:
    """Yield the blocks of a file, each before those that link to it; the last one is the root. Equal ones come again."""
    level: list[Link] = []
    for start in range(0, max(len(data), 1), CHUNK_BYTES):
        chunk = data[start : start + CHUNK_BYTES]
        level.append(Link(Cid.of(RAW, chunk), len(chunk), len(chunk)))
        yield str(level[-1].cid), chunk
    while len(level) > 1:
        groups = [level[start : start + MAX_LINKS] for start in range(0, len(level), MAX_LINKS)]
        level = []
        for links in groups:
            node = write_node(links)
            size = len(node) + sum(link.tree_bytes for link in links)
            level.append(Link(Cid.of(DAG_PB, node), sum(link.file_bytes for link in links), size))
            yield str(level[-1].cid), node


def file_cid(data: bytes) -> str:
    """Return the name of a file: that of its root."""
    root = ""
    for cid, _ in file_blocks(data):
        root = cid
    return root


def write_node(links: Sequence[Link]) -> bytes:
    """Write the node of a file that has these parts: links first, as DAG-PB wants it."""
    parts = [
        bytes_field(1, link.cid.to_bytes()) + bytes_field(2, b"") + number_field(3, link.tree_bytes) for link in links
    ]
    sizes = b"".join(number_field(4, link.file_bytes) for link in links)
    file = number_field(1, _FILE) + number_field(3, sum(link.file_bytes for link in links)) + sizes
    return b"".join(bytes_field(2, part) for part in parts) + bytes_field(1, file)


def read_node(data: bytes) -> list[Link]:
    """Read what `write_node` writes, and nothing else; raises InvalidInputError."""
    hashes: list[tuple[bytes, int]] = []
    sizes: list[int] = []
    for field, value in read_fields(data):
        inner = list(read_fields(value)) if isinstance(value, bytes) else []
        if field == 2:
            hashes.append(_read_link(inner))
        elif field == 1:
            sizes = [size for number, size in inner if number == 4 and isinstance(size, int)]
    if not 1 <= len(hashes) == len(sizes) <= MAX_BLOCK_BYTES // CID_BYTES or 0 in sizes:
        raise InvalidInputError("a node of a file has links, and tells the size of each")
    links = [Link(Cid.from_bytes(cid), size, tree) for (cid, tree), size in zip(hashes, sizes, strict=True)]
    if write_node(links) != data:
        raise InvalidInputError("a node of a file does not stand in its one form")
    return links


def walk(root: str, get_block: GetBlock, *, max_bytes: int = MAX_FILE_BYTES) -> Iterator[Block]:
    """Yield the blocks of a file, the root first and then from its begin to its end; equal ones come again.

    Raises NotFoundError for a block that is not there, InvalidInputError for one whose bytes or size are not those it is
    linked by, TooLargeError for a file of more than `max_bytes` or MAX_BLOCKS blocks.
    """
    todo: list[tuple[Cid, int | None, int]] = [(Cid.parse(root), None, 0)]
    visited = 0
    while todo:
        cid, size, depth = todo.pop()
        data = _fetch(cid, get_block)
        links = read_node(data) if cid.codec == DAG_PB else []
        found = sum(link.file_bytes for link in links) if links else len(data)
        visited += 1
        if found > max_bytes or visited + len(todo) + len(links) > MAX_BLOCKS:
            raise TooLargeError(f"a file has at most {max_bytes:,} bytes in {MAX_BLOCKS:,} blocks")
        if size not in (None, found) or depth > MAX_DEPTH:
            raise InvalidInputError(f"{cid} is not as large as its link says, or too deep")
        todo += [(link.cid, link.file_bytes, depth + 1) for link in reversed(links)]
        yield str(cid), data


def read_file(root: str, get_block: GetBlock, *, max_bytes: int = MAX_FILE_BYTES) -> bytes:
    """Put a file together from its blocks, whoever gives them; raises as `walk` does."""
    blocks = walk(root, get_block, max_bytes=max_bytes)
    return b"".join(data for cid, data in blocks if Cid.parse(cid).codec == RAW)


def _read_link(fields: Sequence[tuple[int, int | bytes]]) -> tuple[bytes, int]:
    match fields:
        case [(1, bytes(cid)), (2, b""), (3, int(size))]:
            return cid, size
    raise InvalidInputError("a link has a CID, an empty name and a size")


def _fetch(cid: Cid, get_block: GetBlock) -> bytes:
    data = get_block(str(cid))
    if data is None:
        raise NotFoundError(f"there is no block {cid}")
    if len(data) > MAX_BLOCK_BYTES or not cid.fits(data):
        raise InvalidInputError(f"the bytes are not those of {cid}")
    return data
