"""Find the OPA binary: in a Lambda layer, or in the cache that the tools were built into."""

import os
import platform
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path

from commandcenter.kernel.errors import UnavailableError

_ARCHITECTURES = {"x86_64": "amd64", "amd64": "amd64", "arm64": "arm64", "aarch64": "arm64"}


def find_opa(environment: Mapping[str, str] = os.environ) -> Path:
    """Return a binary that may be executed.

    Looks at COMMANDCENTER_OPA, then into each layer (_LAMBDA_LAYERS_DIRS, where a local engine unpacks them, and /opt),
    then into the tools cache. Raises UnavailableError when there is none.
    """
    for path in _candidates(environment):
        if path.is_file():
            return executable(path)
    raise UnavailableError("no OPA binary: set COMMANDCENTER_OPA, or run `make tools`")


def executable(path: Path) -> Path:
    """Return the path, or that of a private copy, of a binary whose execute bit got lost on the way into a layer."""
    if os.access(path, os.X_OK):
        return path
    try:
        path.chmod(path.stat().st_mode | 0o111)
    except OSError:
        copy = Path(tempfile.mkdtemp(prefix="commandcenter-bin-")) / path.name
        shutil.copyfile(path, copy)
        copy.chmod(0o700)
        return copy
    return path


def _layers(environment: Mapping[str, str]) -> list[Path]:
    listed = environment.get("_LAMBDA_LAYERS_DIRS", "").split(os.pathsep)
    return [*(Path(name) for name in listed if name), Path("/opt")]


def _candidates(environment: Mapping[str, str]) -> Iterator[Path]:
    if named := environment.get("COMMANDCENTER_OPA"):
        yield Path(named)
        return
    for root in _layers(environment):
        yield root / "bin" / "opa"
    explicit = environment.get("COMMANDCENTER_CACHE")
    home = environment.get("XDG_CACHE_HOME") or Path(environment.get("HOME", "/")) / ".cache"
    tools = (Path(explicit) if explicit else Path(home) / "commandcenter") / "tools"
    pointer = tools / "current"
    architecture = _ARCHITECTURES.get(platform.machine().lower())
    if pointer.is_file() and architecture:
        yield tools / pointer.read_text().strip() / f"{platform.system().lower()}-{architecture}" / "opa"
