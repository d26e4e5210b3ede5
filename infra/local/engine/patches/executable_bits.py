"""Keep the executable bits of files in function and layer packages.

Gap: the engine extracts packages with `zipfile`, which drops permissions, so a binary in a layer cannot be started.
Patch point: the name `zipfile` inside `core.lambda_runtime`; no other module sees the replacement.
"""

from __future__ import annotations

import os
import types
import zipfile
from pathlib import Path
from typing import Any

from patching import engine_module, require


class PermissionKeepingZipFile(zipfile.ZipFile):
    """A ZIP archive that restores executable bits on extraction."""

    def extractall(self, path: Any = None, members: Any = None, pwd: bytes | None = None) -> None:
        super().extractall(path, members, pwd)
        for entry in self.infolist():
            mode = entry.external_attr >> 16
            if mode & 0o111 and not entry.is_dir():
                (Path(path or os.curdir) / entry.filename).chmod(0o755)


def apply() -> None:
    runtime = engine_module("core.lambda_runtime")
    require(getattr(runtime, "zipfile", None) is zipfile, "core.lambda_runtime does not use zipfile")
    replacement = types.ModuleType("zipfile")
    vars(replacement).update(vars(zipfile), ZipFile=PermissionKeepingZipFile)
    runtime.zipfile = replacement
