"""Which file or package an import's text means, by the rules of TypeScript and Node."""

import posixpath
from collections.abc import Iterable, Iterator

from commandcenter.indexing.purls import purl_of
from commandcenter.kernel.errors import InvalidInputError

_EXTENSIONS = (".ts", ".tsx", ".d.ts", ".js", ".jsx", ".mts", ".cts", ".mjs", ".cjs", ".json", ".vue", ".svelte")
_SWAPS = {".js": (".ts", ".tsx", ".d.ts"), ".jsx": (".tsx",), ".mjs": (".mts",), ".cjs": (".cts",)}
"""TypeScript sources import by the name their output will have."""

_NODE = """
assert async_hooks buffer child_process cluster console crypto dgram dns events fs http http2 https inspector module net os
path perf_hooks process punycode querystring readline repl stream string_decoder sys timers tls tty url util v8 vm wasi
worker_threads zlib
"""
_BUILT_IN = frozenset(_NODE.split())


class Modules:
    """Know the files of one tree."""

    def __init__(self, paths: Iterable[str]) -> None:
        self._files = frozenset(paths)

    def find(self, importer: str, source: str) -> str | None:
        """Find the file a relative import loads; None when it is not of this tree."""
        if not source.startswith("."):
            return None
        plain = source.partition("?")[0]
        base = posixpath.normpath(posixpath.join(posixpath.dirname(importer), plain))
        folder = plain.endswith("/") or plain.rpartition("/")[2] in {".", ".."}
        return next((path for path in _candidates(base, folder=folder) if path in self._files), None)


def _candidates(base: str, *, folder: bool) -> Iterator[str]:
    if not folder:
        yield base
        stem, extension = posixpath.splitext(base)
        for other in _SWAPS.get(extension, ()):
            yield stem + other
        for extension in _EXTENSIONS:
            yield base + extension
    for extension in _EXTENSIONS:
        yield posixpath.normpath(f"{base}/index{extension}")


def dependency_key(source: str) -> str | None:
    """Name the dependency a bare import belongs to; None for relative ones and for what Node brings itself."""
    if not source or source[0] in "./#" or ":" in source:
        return None
    parts = source.split("/")
    if parts[0] in _BUILT_IN:
        return None
    name = "/".join(parts[:2]) if source.startswith("@") else parts[0]
    try:
        return f"dependency:{purl_of('npm', name)}"
    except InvalidInputError:
        return None
