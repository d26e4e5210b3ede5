"""The tar.gz side of uploads: a stream that is counted as it unpacks."""

import gzip
import io
import tarfile
import zlib

from commandcenter.kernel.errors import InvalidInputError
from commandcenter.sources.unpacking import Unpacking

_BLOCK = 1 << 16


class _Counted(io.RawIOBase):
    """Read a gzip stream in small pieces and count every byte that comes out, headers of the tar included."""

    def __init__(self, data: bytes, unpacking: Unpacking) -> None:
        self._stream = gzip.GzipFile(fileobj=io.BytesIO(data))
        self._unpacking = unpacking

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        pieces = []
        while size != 0:
            piece = self._stream.read(_BLOCK if size < 0 else min(size, _BLOCK))
            if not piece:
                break
            self._unpacking.spend(len(piece))
            size -= len(piece) if size > 0 else 0
            pieces.append(piece)
        return b"".join(pieces)


def read_tar(data: bytes, unpacking: Unpacking) -> None:
    """Gather the files of a tar.gz; links, devices and sparse files refuse it."""
    try:
        with tarfile.open(fileobj=_Counted(data, unpacking), mode="r|", encoding="utf-8", errors="strict") as archive:
            for member in archive:
                _take(archive, member, unpacking)
                archive.members.clear()  # type: ignore[attr-defined]
    except (tarfile.TarError, EOFError, OSError, zlib.error, UnicodeError, ValueError, OverflowError) as error:
        raise InvalidInputError(f"the archive is broken: {type(error).__name__}") from None


def _take(archive: tarfile.TarFile, member: tarfile.TarInfo, unpacking: Unpacking) -> None:
    if member.isdir():
        unpacking.enter(f"{member.name}/", folder=True)
        return
    path = unpacking.enter(member.name, folder=False)
    if not member.isreg() or member.issparse():
        raise InvalidInputError(f"the archive is refused: neither a file nor a folder: {path!r:.120}")
    unpacking.check_size(path, member.size)
    content = archive.extractfile(member)
    assert content is not None
    read = content.read()
    if len(read) != member.size:
        raise InvalidInputError("the archive is broken: it ends within a file")
    unpacking.content[path] = read
