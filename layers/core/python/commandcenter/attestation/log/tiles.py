"""The tree of a log in tiles of 256 hashes, and its entries in bundles of as many (C2SP tlog-tiles)."""

from collections.abc import Callable, Iterator, Sequence

from commandcenter.attestation.log.model import HASH_BYTES, LogFaultError
from commandcenter.kernel.merkle import (
    EMPTY_ROOT,
    consistency_ranges,
    inclusion_ranges,
    leaf_hash,
    node_hash,
    root,
)

WIDTH = 256
_LENGTH_BYTES = 2

Get = Callable[[str], bytes | None]
"""Returns the bytes under a name, or None."""


def tile_name(level: int, number: int, width: int = WIDTH) -> str:
    """Name a tile: 256 hashes each over 256**level leaves; a `width` below 256 names a partial one."""
    return f"tile/{level}/{_number(number)}{_partial(width)}"


def bundle_name(number: int, width: int = WIDTH) -> str:
    """Name a bundle of entries; a `width` below 256 names a partial one."""
    return f"tile/entries/{_number(number)}{_partial(width)}"


def names_of(size: int) -> Iterator[str]:
    """Yield the names of all bundles and tiles that a tree of a size consists of."""
    for number, width in _widths(size):
        yield bundle_name(number, width)
    level = 0
    while size >> 8 * level:
        for number, width in _widths(size >> 8 * level):
            yield tile_name(level, number, width)
        level += 1


def write_bundle(entries: Sequence[bytes]) -> bytes:
    """Write entries one after the other, each after its length in two bytes."""
    return b"".join(len(entry).to_bytes(_LENGTH_BYTES, "big") + entry for entry in entries)


def parse_bundle(data: bytes, width: int) -> list[bytes]:
    """Read a bundle of `width` entries; raises LogFaultError when it holds more, fewer or half ones."""
    entries, at = list[bytes](), 0
    while at < len(data):
        start = at + _LENGTH_BYTES
        at = start + int.from_bytes(data[at:start], "big")
        entries.append(data[start:at])
    if at != len(data) or len(entries) != width:
        raise LogFaultError(f"a bundle does not hold {width} entries")
    return entries


class Tree:
    """Read the tree of a given size tile by tile, each once, and no more tiles than an answer needs.

    Args:
        get: Finds a tile or bundle by its name. A partial one that is gone is read from the full one.
        size: How many leaves the tree has.

    All methods raise LogFaultError when a tile is missing or of the wrong width, IndexError outside the tree.
    """

    def __init__(self, get: Get, size: int) -> None:
        self.size = size
        self._get = get
        self._tiles: dict[tuple[int, int], list[bytes]] = {}

    def root(self) -> bytes:
        """Compute the tree head."""
        return self._over(0, self.size) if self.size else EMPTY_ROOT

    def leaf(self, index: int) -> bytes:
        """Return a leaf's hash."""
        self._check(index)
        return self.tile(0, index // WIDTH)[index % WIDTH]

    def entry(self, index: int) -> bytes:
        """Return an entry; raises LogFaultError also when it is not the one whose hash stands in the tree."""
        self._check(index)
        entry = self.bundle(index // WIDTH)[index % WIDTH]
        if leaf_hash(entry) != self.leaf(index):
            raise LogFaultError(f"entry {index} is not the one in the tree")
        return entry

    def inclusion(self, index: int) -> list[bytes]:
        """List the hashes that prove a leaf to be in the tree (RFC 6962 section 2.1.1)."""
        return [self._over(start, end) for start, end in inclusion_ranges(index, self.size)]

    def consistency(self, old: int) -> list[bytes]:
        """List the hashes that prove the tree of size `old` to begin this one (RFC 6962 section 2.1.2)."""
        return [self._over(start, end) for start, end in consistency_ranges(old, self.size)]

    def tile(self, level: int, number: int) -> list[bytes]:
        """Return the hashes of a tile as far as it is filled in this tree."""
        if (level, number) not in self._tiles:
            self._tiles[level, number] = self._read_tile(level, number)
        return self._tiles[level, number]

    def bundle(self, number: int) -> list[bytes]:
        """Return the entries of a bundle as far as it is filled in this tree."""
        width = min(WIDTH, self.size - number * WIDTH)
        data = self._get(bundle_name(number, width))
        if data is not None:
            return parse_bundle(data, width)
        data = self._get(bundle_name(number)) if width < WIDTH else None
        if data is None:
            raise LogFaultError(f"{bundle_name(number, width)} is missing")
        return parse_bundle(data, WIDTH)[:width]

    def _read_tile(self, level: int, number: int) -> list[bytes]:
        width = found = min(WIDTH, (self.size >> 8 * level) - number * WIDTH)
        data = self._get(tile_name(level, number, width))
        if data is None and width < WIDTH:
            data, found = self._get(tile_name(level, number)), WIDTH
        if data is None:
            raise LogFaultError(f"{tile_name(level, number, width)} is missing")
        if len(data) != found * HASH_BYTES:
            raise LogFaultError(f"{tile_name(level, number, found)} is not {found} hashes wide")
        return [data[at : at + HASH_BYTES] for at in range(0, width * HASH_BYTES, HASH_BYTES)]

    def _over(self, start: int, end: int) -> bytes:
        """Return the root over the leaves [start, end), where `start` is as even as RFC 6962 makes it."""
        full = list[bytes]()
        while start < end:
            height = (end - start).bit_length() - 1
            full.append(self._node(height, start >> height))
            start += 1 << height
        over = full.pop()
        while full:
            over = node_hash(full.pop(), over)
        return over

    def _node(self, height: int, index: int) -> bytes:
        """Return the root over the leaves [index << height, (index + 1) << height)."""
        level, within = divmod(height, 8)
        first, count = index << within, 1 << within
        tile = self.tile(level, first // WIDTH)
        return root(tile[first % WIDTH : first % WIDTH + count])

    def _check(self, index: int) -> None:
        if not 0 <= index < self.size:
            raise IndexError(f"leaf {index} of {self.size}")


def _number(number: int) -> str:
    digits = str(number)
    digits = digits.zfill(-(-len(digits) // 3) * 3)
    parts = [digits[at : at + 3] for at in range(0, len(digits), 3)]
    return "/".join([*(f"x{part}" for part in parts[:-1]), parts[-1]])


def _partial(width: int) -> str:
    if not 1 <= width <= WIDTH:
        raise ValueError(f"no tile is {width} wide")
    return "" if width == WIDTH else f".p/{width}"


def _widths(count: int) -> Iterator[tuple[int, int]]:
    for number in range(count // WIDTH):
        yield number, WIDTH
    if count % WIDTH:
        yield count // WIDTH, count % WIDTH
