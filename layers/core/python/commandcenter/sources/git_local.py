"""Repositories on this machine, for the local stack: only inside allowed folders, after resolving symlinks."""

from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from urllib.parse import unquote, urlsplit

from dulwich.object_store import BaseObjectStore, DiskObjectStore
from dulwich.repo import Repo

from commandcenter.kernel.errors import ForbiddenError, InvalidInputError, NotFoundError, TooLargeError


def allowed_path(url: str, roots: Sequence[Path]) -> Path:
    """Return the real path a `file://` URL names; raises ForbiddenError when it is not inside one of the roots."""
    parts = urlsplit(url)
    if parts.netloc not in ("", "localhost") or parts.query or parts.fragment or "\0" in unquote(parts.path):
        raise InvalidInputError("a file URL names a local folder: file:///path")
    try:
        path = Path(unquote(parts.path)).resolve(strict=True)
    except (OSError, RuntimeError):
        path = None
    # Outside of the roots, a path that exists and one that does not get the same answer.
    if path is None or not _is_inside(path, roots):
        raise ForbiddenError("the path is not inside a folder that sources may be read from")
    if not path.is_dir():
        raise NotFoundError("no repository there")
    return path


def check_repository(path: Path, roots: Sequence[Path], max_files: int) -> None:
    """Refuse a repository that keeps its parts outside of the roots: by a `.git` file, a symlink or alternates."""
    with closing(Repo(str(path))) as repo:
        folders = [repo.controldir(), repo.commondir(), *_stores(repo.object_store)]
        if not all(_is_inside(Path(folder).resolve(), roots) for folder in folders):
            raise ForbiddenError("the repository keeps parts of itself outside of the allowed folders")
        common = Path(repo.commondir())
        places = (common / "refs", common / "objects", Path(repo.controldir()) / "HEAD", common / "packed-refs")
        for number, entry in enumerate(entry for place in places for entry in (place, *place.rglob("*"))):
            if number > max_files:
                raise TooLargeError(f"the repository has more than {max_files} files of its own")
            if entry.is_symlink() and not _is_inside(entry.resolve(), roots):
                raise ForbiddenError("the repository keeps parts of itself outside of the allowed folders")


def _stores(store: BaseObjectStore) -> list[str]:
    """List the folders of an object store and of those it borrows from, each once."""
    found: list[str] = []
    pending = [store]
    while pending:
        current = pending.pop()
        if isinstance(current, DiskObjectStore) and str(current.path) not in found:
            found.append(str(current.path))
            pending.extend(current.alternates)
    return found


def _is_inside(path: Path, roots: Sequence[Path]) -> bool:
    return any(path.is_relative_to(root.resolve()) for root in roots)
