"""Repositories on this machine, for the local stack: only inside allowed folders, after resolving symlinks."""

from collections import deque
from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from pathlib import Path
from urllib.parse import unquote, urlsplit

from dulwich.object_store import BaseObjectStore, DiskObjectStore, MissingObjectFinder, peel_sha
from dulwich.objects import Commit, ObjectID
from dulwich.pack import write_pack_from_container
from dulwich.refs import Ref
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


def send_pack(
    path: Path,
    roots: Sequence[Path],
    choose: Callable[[Mapping[Ref, ObjectID]], ObjectID],
    write: Callable[[bytes | bytearray | memoryview], int],
    *,
    tick: Callable[[], None],
    depth: int | None,
    max_files: int,
) -> ObjectID:
    """Write a pack of what one ref leads to, as deep as asked and as deep as the repository itself goes.

    Args:
        path: The repository.
        roots: Folders that all its parts must be in.
        choose: Picks the tip among the refs.
        write: Takes the pack piece by piece.
        tick: Called now and then; what it raises ends the work.
        depth: Commits from the tip, or None for all.
        max_files: Bound on the files the repository consists of.

    Returns: The tip: a commit or a tag.
    """
    with closing(Repo(str(path))) as repo:
        _check_parts(repo, roots, max_files)
        tip = choose({ref: found for ref, found in repo.get_refs().items() if found in repo.object_store})
        _, peeled = peel_sha(repo.object_store, tip)
        cut = _boundary(repo, peeled.id, depth)
        finder = MissingObjectFinder(
            repo.object_store,
            [],
            [tip],
            shallow=cut,
            progress=lambda _: tick(),
            get_parents=lambda commit: [] if commit.id in cut else commit.parents,
        )
        write_pack_from_container(write, repo.object_store, list(finder), repo.object_format, deltify=False)
        return tip


def _boundary(repo: Repo, tip: ObjectID, depth: int | None) -> set[ObjectID]:
    """Find the commits whose parents are too deep, or are missing because the repository is itself a shallow copy."""
    store, cut = repo.object_store, set(repo.get_shallow())
    pending, seen = deque([(tip, 1)]), {tip}
    while pending:
        name, distance = pending.popleft()
        commit = store[name]
        if not isinstance(commit, Commit) or name in cut:
            continue
        if depth is not None and distance >= depth:
            cut.add(name)
            continue
        for parent in commit.parents:
            if parent not in seen:
                seen.add(parent)
                pending.append((parent, distance + 1))
    return cut


def _check_parts(repo: Repo, roots: Sequence[Path], max_files: int) -> None:
    """Refuse a repository that keeps parts of itself outside of the roots: a `.git` file, a symlink, alternates."""
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
