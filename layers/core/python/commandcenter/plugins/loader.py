"""Find plugins in folders and bring them to life; discovery reads manifests only, code is imported by `create`."""

import importlib
import sys
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any

from commandcenter.kernel.errors import ConflictError, InvalidInputError, NotFoundError
from commandcenter.plugins.manifest import MANIFEST_FILE, Kind, Manifest, read_manifest
from commandcenter.plugins.schemas import compile_schema

PACKAGE = "commandcenter_plugins"
"""The package the code of all plugins is imported under."""

METHODS: Mapping[str, tuple[str, ...]] = {
    "indexer": ("claims", "index_file", "finish"),
    "pinner": ("pin", "fetch"),
    "registry": ("register", "find"),
}
"""What the entry class of a kind must offer whoever asks for it."""

_lock = threading.RLock()


@dataclass(frozen=True)
class Plugin:
    """Hold one plugin that was found: its manifest and its folder. Pickles as just that; workers create it anew."""

    manifest: Manifest
    folder: Path

    @property
    def id(self) -> str:
        return self.manifest.id

    @property
    def package(self) -> str:
        return f"{PACKAGE}.{self.id.replace('-', '_')}"

    def create(self, config: Mapping[str, Any] | None = None, contract: type | None = None) -> Any:
        """Import the entry and make one instance, called with the checked config as keyword arguments.

        Args:
            config: Settings by name; the defaults of the manifest's schema fill what is left out.
            contract: A Protocol or base class whose public methods the entry must have, beside those of its kind.

        Raises InvalidInputError for a bad config or a class that does not fit; what the plugin's code raises passes.
        """
        settings = compile_schema(self.manifest.config, f"config of plugin {self.id}")(dict(config or {}))
        entry = self.load()
        wanted = set(METHODS.get(self.manifest.kind, ())) | _public_methods(contract)
        missing = sorted(name for name in wanted if not callable(getattr(entry, name, None)))
        if missing:
            raise InvalidInputError(f"plugin {self.id}: {self.manifest.entry} lacks {', '.join(missing)}")
        return entry(**settings)

    def load(self) -> type:
        """Import the entry class; raises InvalidInputError when there is none."""
        if self.manifest.entry is None:
            raise InvalidInputError(f"plugin {self.id} is data and has no entry")
        file, _, name = self.manifest.entry.partition(":")
        if not (self.folder / file).is_file():
            raise InvalidInputError(f"plugin {self.id}: no file {file}", pointer="/entry")
        with _lock:
            _open_package(self.package, self.folder)
            entry = getattr(importlib.import_module(f"{self.package}.{file.removesuffix('.py')}"), name, None)
        if not isinstance(entry, type):
            raise InvalidInputError(f"plugin {self.id}: no class {name} in {file}", pointer="/entry")
        return entry


def find_plugins(roots: Sequence[Path], kind: Kind | None = None) -> list[Plugin]:
    """List the plugins whose folders stand in the roots, sorted by id, without importing any of their code.

    Raises NotFoundError for a root that is no folder, InvalidInputError for a bad manifest, ConflictError for an id met
    twice.
    """
    found: dict[str, Plugin] = {}
    for folder in (folder for root in roots for folder in _folders(root)):
        plugin = Plugin(read_manifest(folder / MANIFEST_FILE), folder)
        if plugin.id != folder.name:
            raise InvalidInputError(f"{folder / MANIFEST_FILE}: the folder must be named {plugin.id}", pointer="/id")
        if plugin.id in found:
            raise ConflictError(f"plugin {plugin.id} stands in {found[plugin.id].folder} and in {folder}")
        found[plugin.id] = plugin
    return [found[name] for name in sorted(found) if kind in (None, found[name].manifest.kind)]


def _folders(root: Path) -> list[Path]:
    if not root.is_dir():
        raise NotFoundError(f"no plugin folder {root}")
    return sorted(path.parent for path in root.resolve().glob(f"*/{MANIFEST_FILE}"))


def _public_methods(contract: type | None) -> set[str]:
    bases = () if contract is None else (base for base in contract.__mro__ if base is not object)
    return {
        name for base in bases for name, value in vars(base).items() if callable(value) and not name.startswith("_")
    }


def _open_package(name: str, folder: Path) -> None:
    """Register the plugin's folder as a package, so that its modules import each other relatively.

    Its `__init__.py` is not run. A folder that takes the place of another of the same name (an upgrade) starts afresh.
    """
    if PACKAGE not in sys.modules:
        parent = ModuleType(PACKAGE, "The code of plugins.")
        parent.__path__ = []
        sys.modules[PACKAGE] = parent
    known = sys.modules.get(name)
    if known is not None and list(known.__path__) == [str(folder)]:
        return
    for stale in [module for module in sys.modules if module == name or module.startswith(f"{name}.")]:
        del sys.modules[stale]
    importlib.invalidate_caches()
    package = ModuleType(name)
    package.__path__ = [str(folder)]
    sys.modules[name] = package
