"""A pack from a stranger: counted while it arrives, and measured entry by entry before anything is unpacked from it."""

import hashlib
import mmap
import zlib
from collections.abc import Callable
from typing import BinaryIO

from commandcenter.kernel.errors import InvalidInputError, TooLargeError
from commandcenter.sources.limits import Budget, FetchLimits

_HEADER, _TRAILER = 12, 20
_OFS_DELTA, _REF_DELTA = 6, 7
_BLOCK = 1 << 16
_HEAD = 32
MAX_CHAIN = 4095
"""Git's own bound on deltas upon deltas."""

Buffer = bytes | mmap.mmap


class PackSink:
    """Take the pack as it arrives; calls `spend` with the size of each piece."""

    def __init__(self, file: BinaryIO, limits: FetchLimits, spend: Callable[[int], None]) -> None:
        self._file, self._limits, self._spend = file, limits, spend
        self._head = b""
        self.size = 0

    def write(self, data: bytes | bytearray | memoryview) -> int:
        """Write a piece; raises TooLargeError as soon as a limit is passed."""
        self._spend(len(data))
        if len(self._head) < _HEADER:
            self._head += data[:_HEADER]
            if len(self._head) >= _HEADER:
                count_objects(self._head, self._limits)
        self.size += len(data)
        return self._file.write(data)


def count_objects(data: Buffer, limits: FetchLimits) -> int:
    """Read how many objects a pack says it has; raises InvalidInputError, TooLargeError."""
    if data[:4] != b"PACK" or int.from_bytes(data[4:8], "big") not in (2, 3):
        raise InvalidInputError("not a Git pack")
    count = int.from_bytes(data[8:12], "big")
    if count > limits.max_objects:
        raise TooLargeError(f"the repository sends more than {limits.max_objects} objects")
    return count


def measure_pack(data: Buffer, budget: Budget) -> int:
    """Walk every entry of a pack in constant memory and return the size of all its objects unpacked.

    Deltas count with the size they say they grow to, to which applying them is bound.
    Raises InvalidInputError for a broken pack, TooLargeError past max_object or max_inflated, UnavailableError.
    """
    return _Measure(data, budget).run()


class _Measure:
    def __init__(self, data: Buffer, budget: Budget) -> None:
        self._data, self._budget, self._limits = data, budget, budget.limits
        self._end = len(data) - _TRAILER
        self._chain: dict[int, int] = {}
        self._total = 0

    def run(self) -> int:
        count = count_objects(self._data, self._limits)
        with memoryview(self._data) as view:
            digest = hashlib.sha1(view[: max(self._end, 0)], usedforsecurity=False).digest()
            if self._end < _HEADER or digest != view[self._end :]:
                raise InvalidInputError("the pack is broken: its checksum does not match")
            position = _HEADER
            for number in range(count):
                if number % 1024 == 0:
                    self._budget.check_time()
                position = self._entry(view, position)
        if position != self._end:
            raise InvalidInputError("the pack is broken: bytes after the last object")
        return self._total

    def _entry(self, view: memoryview, start: int) -> int:
        position, kind, size = self._type_and_size(start)
        if kind == _OFS_DELTA:
            position, back = self._offset(position)
            self._chain[start] = depth = self._chain.get(start - back, 0) + 1
            if depth > MAX_CHAIN:
                raise TooLargeError(f"more than {MAX_CHAIN} deltas upon deltas")
        elif kind == _REF_DELTA:
            position += 20
        elif not 1 <= kind <= 4:
            raise InvalidInputError(f"the pack is broken: object type {kind}")
        self._count(size)
        position, head = self._inflate(view, position, size)
        if kind in (_OFS_DELTA, _REF_DELTA):
            self._count(_target_size(head))
        return position

    def _count(self, size: int) -> None:
        self._total += size
        if size > self._limits.max_object:
            raise TooLargeError(f"an object of the repository is larger than {self._limits.max_object} bytes")
        if self._total > self._limits.max_inflated:
            raise TooLargeError(f"the repository unpacks to more than {self._limits.max_inflated} bytes")

    def _byte(self, position: int) -> int:
        if position >= self._end:
            raise InvalidInputError("the pack is broken: it ends within an object")
        return self._data[position]

    def _type_and_size(self, position: int) -> tuple[int, int, int]:
        byte = self._byte(position)
        kind, size, shift = (byte >> 4) & 7, byte & 15, 4
        while byte & 0x80:
            position += 1
            byte = self._byte(position)
            size |= (byte & 0x7F) << shift
            shift += 7
            if shift > 64:
                raise InvalidInputError("the pack is broken: an object's size is out of range")
        return position + 1, kind, size

    def _offset(self, position: int) -> tuple[int, int]:
        """Read how far back the base of a delta stands (gitformat-pack: each further byte adds one before shifting)."""
        byte = self._byte(position)
        back = byte & 0x7F
        while byte & 0x80:
            position += 1
            byte = self._byte(position)
            back = ((back + 1) << 7) | (byte & 0x7F)
            if back > self._end:
                raise InvalidInputError("the pack is broken: a delta's base is out of range")
        return position + 1, back

    def _inflate(self, view: memoryview, position: int, size: int) -> tuple[int, bytes]:
        """Find where a zlib stream ends; returns that and its first bytes. It must hold just `size` bytes."""
        stream = zlib.decompressobj()
        step = min(_BLOCK, size + size // 100 + 64)
        produced, head = 0, b""
        while not stream.eof:
            piece: bytes | memoryview = stream.unconsumed_tail
            if not piece:
                piece = view[position : min(position + step, self._end)]
                position += len(piece)
            if not piece:
                raise InvalidInputError("the pack is broken: it ends within an object")
            try:
                out = stream.decompress(piece, _BLOCK)
            except zlib.error:
                raise InvalidInputError("the pack is broken: an object does not unpack") from None
            produced += len(out)
            if produced > size:
                break
            if len(head) < _HEAD:
                head += out[:_HEAD]
        if produced != size:
            raise InvalidInputError("the pack is broken: an object has another size than it says")
        return position - len(stream.unused_data), head


def _target_size(delta: bytes) -> int:
    """Read the second of the two sizes a delta begins with: that of the object it makes."""
    position, size = 0, 0
    for _ in range(2):
        size, shift = 0, 0
        while True:
            if position >= len(delta) or shift > 64:
                raise InvalidInputError("the pack is broken: a delta without its sizes")
            byte = delta[position]
            position += 1
            size |= (byte & 0x7F) << shift
            shift += 7
            if not byte & 0x80:
                break
    return size
