"""Start the local AWS engine (MiniStack) with this project's patches.

Run with the engine's own interpreter, never the project's: Lambda functions run on the interpreter of the engine.
All settings are environment variables of the engine; see `commandcenter_local/engine_process.py`.
"""

from __future__ import annotations

import importlib.metadata
import sys

from patches import PATCHES
from patching import PatchPointChangedError, engine_module

TESTED_VERSION = "1.5.33"


def refusal() -> str | None:
    """Say why the installed engine cannot be used, or None when it can."""
    try:
        installed = importlib.metadata.version("ministack")
    except importlib.metadata.PackageNotFoundError:
        return "the engine is not installed in this environment"
    if installed != TESTED_VERSION:
        return f"engine version {installed} was not tested with these patches; install ministack=={TESTED_VERSION}"
    return None


def main() -> int:
    if reason := refusal():
        print(f"error: {reason}", file=sys.stderr)
        return 2
    for patch in PATCHES:
        try:
            patch.apply()
        except PatchPointChangedError as error:
            print(f"error: patch {patch.__name__} does not fit the engine: {error}", file=sys.stderr)
            return 2
    engine_module("app").main()
    return 0


if __name__ == "__main__":
    # The engine reads the command line too; it is configured by environment variables alone.
    sys.argv = sys.argv[:1]
    sys.exit(main())
