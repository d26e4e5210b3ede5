"""Open a judge over a folder of packs: the bundle is built once for each content and kept."""

import contextlib
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

from commandcenter.compliance.judge import EVALUATION_SECONDS, Judge
from commandcenter.compliance.packs import read_packs
from commandcenter.kernel.canonical import digest
from commandcenter.plugins.rulepacks import find_rulepacks
from commandcenter.policy.binary import find_opa
from commandcenter.policy.client import OpaClient
from commandcenter.policy.opa import OpaProcess
from commandcenter.policy.pack_bundle import FORMAT, LIBRARY, build_packs, digest_files


@contextlib.contextmanager
def open_judge(root: Path, cache: Path | None = None, *, seconds: float = EVALUATION_SECONDS) -> Iterator[Judge]:
    """Start OPA over the packs of a root and stop it at the end.

    Args:
        root: The OPA root, with the packs and `lib`.
        cache: Where bundles are kept; the user's cache folder when left out.
        seconds: How long one evaluation may take.

    Raises InvalidInputError when a pack does not compile or asks for a forbidden function, UnavailableError without OPA.
    """
    with open_bundle(cached_bundle(root, cache or default_cache()), seconds=seconds) as judge:
        yield judge


@contextlib.contextmanager
def open_bundle(bundle: Path, *, seconds: float = EVALUATION_SECONDS) -> Iterator[Judge]:
    """Start OPA over a bundle that was built, with its catalogue beside it, and stop it at the end."""
    packs = read_packs(bundle)
    client = OpaClient(OpaProcess(bundle), timeout=seconds)
    try:
        yield Judge(client, packs)
    finally:
        client.close()


def cached_bundle(root: Path, cache: Path) -> Path:
    """Return the bundle of a root's packs, built when no bundle of the same files and the same OPA is kept yet."""
    opa = find_opa()
    folder = cache / "packs" / _content(root, opa)
    if not folder.is_dir():
        folder.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=folder.parent, prefix=".") as work:
            made = Path(work, "made")
            build_packs(root, made / "packs.tar.gz", opa)
            with contextlib.suppress(OSError):  # somebody else was first, with the same bytes
                made.rename(folder)
    return folder / "packs.tar.gz"


def default_cache() -> Path:
    """Return $COMMANDCENTER_CACHE, or the user's cache folder."""
    home = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    return Path(os.environ.get("COMMANDCENTER_CACHE") or home / "commandcenter")


def _content(root: Path, opa: Path) -> str:
    packs = find_rulepacks(root)
    library = [digest_files(root, [LIBRARY])] if (root / LIBRARY).is_dir() else []
    own = [digest_files(root, [pack.id], ["plugin.yaml", pack.plugin.manifest.contributes["input"]]) for pack in packs]
    stamp = opa.stat()
    return digest({"format": FORMAT, "files": library + own, "opa": [str(opa), stamp.st_size, int(stamp.st_mtime)]})[
        :32
    ]
