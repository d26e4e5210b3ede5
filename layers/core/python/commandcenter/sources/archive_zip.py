"""The zip side of uploads."""

import io
import stat
import zipfile
import zlib

from commandcenter.kernel.errors import InvalidInputError, TooLargeError
from commandcenter.sources.unpacking import Unpacking

_ENTRY = b"PK\x01\x02"
_LOCAL_HEADER = 30
_BLOCK = 1 << 16
_METHODS = frozenset({zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED})
_ENCRYPTED = 0x1


def read_zip(data: bytes, unpacking: Unpacking, max_files: int) -> None:
    """Gather the files of a zip; links, encryption, other methods than deflate and overlapping entries refuse it."""
    # Each entry of the directory begins with this mark, so that there are no more entries than marks: `zipfile` reads
    # the whole directory before it tells how long it is.
    if data.count(_ENTRY) > max_files:
        raise TooLargeError(f"the archive holds more than {max_files} entries")
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            _check_overlaps(data, archive.infolist())
            for entry in archive.infolist():
                _take(archive, entry, unpacking)
    except (zipfile.BadZipFile, EOFError, OSError, zlib.error, ValueError, RuntimeError, NotImplementedError) as error:
        raise InvalidInputError(f"the archive is broken: {type(error).__name__}") from None


def _check_overlaps(data: bytes, entries: list[zipfile.ZipInfo]) -> None:
    """Refuse entries that share bytes: a few kilobytes could then stand for terabytes."""
    end = 0
    for entry in sorted(entries, key=lambda entry: entry.header_offset):
        start = entry.header_offset
        name = int.from_bytes(data[start + 26 : start + 28], "little")
        extra = int.from_bytes(data[start + 28 : start + 30], "little")
        if start < end:
            raise InvalidInputError("the archive is refused: entries overlap")
        end = start + _LOCAL_HEADER + name + extra + entry.compress_size
        if end > len(data):
            raise InvalidInputError("the archive is broken: it ends within a file")


def _take(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, unpacking: Unpacking) -> None:
    # `filename` ends at the first NUL, `orig_filename` is what stands there.
    path = unpacking.enter(entry.orig_filename, folder=entry.is_dir())
    kind = stat.S_IFMT(entry.external_attr >> 16)
    if kind not in (0, stat.S_IFDIR if entry.is_dir() else stat.S_IFREG):
        raise InvalidInputError(f"the archive is refused: neither a file nor a folder: {path!r:.120}")
    if entry.flag_bits & _ENCRYPTED:
        raise InvalidInputError(f"the archive is refused: an encrypted file: {path!r:.120}")
    if entry.compress_type not in _METHODS:
        raise InvalidInputError(f"the archive is refused: compressed by another method than deflate: {path!r:.120}")
    if entry.is_dir():
        if entry.file_size:
            raise InvalidInputError(f"the archive is refused: a folder with content: {path!r:.120}")
        return
    unpacking.check_size(path, entry.file_size)
    unpacking.content[path] = _read(archive, entry, path, unpacking)


def _read(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, path: str, unpacking: Unpacking) -> bytes:
    pieces, size = [], 0
    with archive.open(entry) as content:
        while piece := content.read(_BLOCK):
            size += len(piece)
            unpacking.spend(len(piece))
            unpacking.check_size(path, size)
            pieces.append(piece)
    if size != entry.file_size:
        raise InvalidInputError("the archive is broken: it ends within a file")
    return b"".join(pieces)
