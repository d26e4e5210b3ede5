"""Uploads: a zip or tar.gz read in memory as a source tree, and a source tree packed to be uploaded.

Nothing is written to disk. One entry that could do harm anywhere refuses the whole archive; none comes by accident.
"""

import gzip
import io
import tarfile
from collections.abc import Iterator

from commandcenter.indexing.model import SourceTree
from commandcenter.kernel.errors import InvalidInputError, TooLargeError
from commandcenter.sources.archive_tar import read_tar
from commandcenter.sources.archive_zip import read_zip
from commandcenter.sources.unpacking import ArchiveLimits, Unpacking

__all__ = ["ArchiveLimits", "open_archive", "pack_directory"]


def open_archive(data: bytes, limits: ArchiveLimits | None = None) -> SourceTree:
    """Read a zip or tar.gz; raises InvalidInputError for a broken or hostile archive, TooLargeError past the limits."""
    limits = limits or ArchiveLimits()
    if len(data) > limits.max_bytes:
        raise TooLargeError(f"the archive is larger than {limits.max_bytes} bytes")
    unpacking = Unpacking(limits, len(data))
    if data[:2] == b"\x1f\x8b":
        read_tar(data, unpacking)
    elif data[:2] == b"PK":
        read_zip(data, unpacking, limits.max_files)
    else:
        raise InvalidInputError("neither a zip nor a tar.gz archive")
    return unpacking.tree()


def pack_directory(tree: SourceTree) -> bytes:
    """Pack a tree as tar.gz: the same files give the same bytes, whatever their times, owners and modes."""
    packed = io.BytesIO()
    with gzip.GzipFile(filename="", mode="wb", fileobj=packed, compresslevel=6, mtime=0) as zipped:
        for piece in _tar_pieces(tree):
            zipped.write(piece)
    return packed.getvalue()


def _tar_pieces(tree: SourceTree) -> Iterator[bytes]:
    for file in sorted(tree.files(), key=lambda file: file.path):
        data = tree.read(file.path)
        header = tarfile.TarInfo(file.path)
        header.size, header.mode = len(data), 0o644
        yield header.tobuf(tarfile.PAX_FORMAT, "utf-8")
        yield data + bytes(-len(data) % tarfile.BLOCKSIZE)
    yield bytes(2 * tarfile.BLOCKSIZE)
