"""Stores in a plain directory, safe among processes: what the command line and CI use, no server needed.

commits/<project>/<rev>  snapshots/<project>/<rev>         one file each, never changed
items/<project>/{head,entities}.json                       replaced as a whole by rename, under a lock
"""

import fcntl
import json
import os
import re
import secrets
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

from commandcenter.kernel.canonical import canonical
from commandcenter.kernel.errors import InvalidInputError
from commandcenter.ledger.aliases import alias_of, normal_alias
from commandcenter.ledger.model import Entity, Head
from commandcenter.ledger.objects import Image, decode_snapshot, encode_snapshot
from commandcenter.ledger.state_tree import Buckets, bucket_of

_PART = re.compile(r"[A-Za-z0-9_][A-Za-z0-9._-]{0,199}")
_LAST = "\U0010ffff"


class DirectoryObjects:
    """Keep each object in a file under `root`."""

    def __init__(self, root: Path) -> None:
        self._root = root

    def put_new(self, name: str, data: bytes) -> bool:
        path = _inside(self._root, name)
        path.parent.mkdir(parents=True, exist_ok=True)
        with _written(path.parent, data) as temporary:
            try:
                os.link(temporary, path)  # fails where rename would replace
            except FileExistsError:
                return False
        _sync(path.parent)
        return True

    def get(self, name: str) -> bytes | None:
        try:
            return _inside(self._root, name).read_bytes()
        except FileNotFoundError:
            return None

    def names(self, prefix: str, after: str = "") -> Iterator[str]:
        folder = prefix.rpartition("/")[0]
        start = _inside(self._root, folder) if folder else self._root
        return (name for name in _walk(start, folder + "/" if folder else "", after) if name.startswith(prefix))

    def folders(self, prefix: str) -> Iterator[str]:
        start = _inside(self._root, prefix.rstrip("/"))
        return iter(sorted(path.name for path in start.iterdir() if path.is_dir()) if start.is_dir() else ())


class DirectoryItems:
    """Keep the head and the entities of each project in two JSON files under `root`/items."""

    def __init__(self, root: Path) -> None:
        self._root = root / "items"
        self._read: dict[str, tuple[tuple[int, ...], dict[int, Image]]] = {}

    def head(self, project: str) -> Head | None:
        return self._head(project)[0]

    def heads(self) -> Iterator[Head]:
        projects = sorted(path.name for path in self._root.iterdir()) if self._root.is_dir() else []
        return (head for project in projects if (head := self.head(project)))

    def buckets(self, project: str) -> Buckets | None:
        return self._head(project)[1]

    def bucket(self, project: str, number: int) -> Mapping[str, Entity]:
        return dict(self._entities(project).get(number, {}))

    def get(self, project: str, keys: Iterable[str]) -> Mapping[str, Entity]:
        buckets = self._entities(project)
        return {key: bucket[key] for key in keys if key in (bucket := buckets.get(bucket_of(key), {}))}

    def scan(self, project: str) -> Iterator[Entity]:
        return (entity for bucket in self._entities(project).values() for entity in bucket.values())

    def write(self, project: str, entities: Iterable[Entity]) -> None:
        wanted = list(entities)
        with self._locked(project):
            image = {entity.key: entity for entity in self.scan(project)}
            newer = {new.key: new for new in wanted if new.key not in image or image[new.key].rev < new.rev}
            if newer:
                _replace(self._folder(project) / "entities.json", encode_snapshot(image | newer))

    def set_head(self, head: Head, buckets: Buckets, base: int) -> None:
        with self._locked(head.project):
            stored = self.head(head.project)
            if base <= (stored.rev if stored else 0) < head.rev:
                self._save(replace(head, published=stored.published if stored else 0), buckets)

    def mark_published(self, project: str, rev: int) -> None:
        with self._locked(project):
            head, buckets = self._head(project)
            if head and buckets and head.published < rev:
                self._save(replace(head, published=rev), buckets)

    def clear(self, project: str) -> None:
        with self._locked(project):
            for name in ("head.json", "entities.json"):
                (self._folder(project) / name).unlink(missing_ok=True)

    def find_alias(self, alias: str) -> list[tuple[str, str]]:
        wanted = normal_alias(alias)
        found = ((head.project, entity) for head in self.heads() for entity in self.scan(head.project))
        return sorted((project, entity.key) for project, entity in found if alias_of(entity.body) == wanted)

    def _folder(self, project: str) -> Path:
        return _inside(self._root, project)

    def _head(self, project: str) -> tuple[Head | None, Buckets | None]:
        try:
            stored = json.loads((self._folder(project) / "head.json").read_bytes())
        except FileNotFoundError:
            return None, None
        return Head.from_json(stored["head"]), _buckets(stored["buckets"])

    def _save(self, head: Head, buckets: Buckets) -> None:
        roots = {"rev": buckets.rev, "roots": [root.hex() for root in buckets.roots], "counts": list(buckets.counts)}
        _replace(self._folder(head.project) / "head.json", canonical({"head": head.to_json(), "buckets": roots}))

    def _entities(self, project: str) -> dict[int, Image]:
        """Read the entities by bucket; parsed again only when the file was replaced."""
        try:
            with (self._folder(project) / "entities.json").open("rb") as file:
                status = os.fstat(file.fileno())
                signature = (status.st_ino, status.st_mtime_ns, status.st_size)
                known, buckets = self._read.get(project, ((), {}))
                if known == signature:
                    return buckets
                image = decode_snapshot(file.read())
        except FileNotFoundError:
            return {}
        buckets = {}
        for key, entity in image.items():
            buckets.setdefault(bucket_of(key), {})[key] = entity
        self._read[project] = signature, buckets
        return buckets

    @contextmanager
    def _locked(self, project: str) -> Iterator[None]:
        folder = self._folder(project)
        folder.mkdir(parents=True, exist_ok=True)
        with (folder / "lock").open("wb") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            yield


def _buckets(stored: Mapping[str, Any]) -> Buckets:
    return Buckets(stored["rev"], tuple(map(bytes.fromhex, stored["roots"])), tuple(stored["counts"]))


def _inside(root: Path, name: str) -> Path:
    """Join a name to the root; raises InvalidInputError for one that could lead elsewhere."""
    parts = name.split("/")
    if not all(_PART.fullmatch(part) for part in parts):
        raise InvalidInputError(f"not a name of an object: {name!r:.120}")
    return root.joinpath(*parts)


def _walk(folder: Path, prefix: str, after: str) -> Iterator[str]:
    """Yield file names under a folder in the order of their whole names, skipping folders that end before `after`."""
    if not folder.is_dir():
        return
    entries = [entry for entry in os.scandir(folder) if _PART.fullmatch(entry.name)]
    names = sorted(entry.name + "/" * entry.is_dir() for entry in entries)
    for name in names:
        if not name.endswith("/"):
            if prefix + name > after:
                yield prefix + name
        elif prefix + name + _LAST > after:
            yield from _walk(folder / name, prefix + name, after)


@contextmanager
def _written(folder: Path, data: bytes) -> Iterator[Path]:
    """Write a temporary file through to the disk; gone at the end unless renamed."""
    temporary = folder / f".{secrets.token_hex(8)}"
    try:
        with temporary.open("xb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        yield temporary
    finally:
        temporary.unlink(missing_ok=True)


def _replace(path: Path, data: bytes) -> None:
    with _written(path.parent, data) as temporary:
        temporary.replace(path)
    _sync(path.parent)


def _sync(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
