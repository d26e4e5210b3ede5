"""Build the bundle OPA runs: the same policies give the same bytes, and they can reach nothing outside of their input.

python -m commandcenter.policy.bundle OUT ROOT [PACK ...]
"""

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from commandcenter.kernel.errors import InvalidInputError, NotFoundError
from commandcenter.policy.binary import find_opa

FORBIDDEN = frozenset({"trace", "rego.parse_module"})


def restrict_capabilities(full: dict[str, Any]) -> dict[str, Any]:
    """Take from OPA's capabilities whatever could make a verdict depend on more than facts and policy.

    Network (also through a schema's `$ref`), clock, randomness and environment go: the time is one of the facts.
    """

    def allowed(builtin: dict[str, Any]) -> bool:
        return not builtin.get("nondeterministic") and builtin["name"] not in FORBIDDEN

    return {**full, "builtins": [builtin for builtin in full["builtins"] if allowed(builtin)], "allow_net": []}


def write_capabilities(opa: Path, path: Path) -> None:
    """Write the restricted capabilities of this OPA as a file for `opa build`, `opa check` and Regal."""
    full = json.loads(run_opa(opa, ["capabilities", "--current"], path.parent))
    path.write_text(json.dumps(restrict_capabilities(full), indent=1, sort_keys=True))


def build_bundle(root: Path, packs: Sequence[str], out: Path, opa: Path | None = None) -> None:
    """Compile packs of an OPA root into `out` (tar.gz), tests left out.

    Raises InvalidInputError with OPA's own words when a policy does not compile or asks for a forbidden function.
    """
    opa = opa or find_opa()
    with tempfile.TemporaryDirectory(prefix="commandcenter-bundle-") as work:
        stage = Path(work, "policies")
        stage_packs(root, packs, stage)
        write_capabilities(opa, Path(work, "capabilities.json"))
        options = ["--capabilities", "../capabilities.json", "--output", "../bundle.tar.gz"]
        run_opa(opa, ["build", "--bundle", ".", *options], stage)
        out.parent.mkdir(parents=True, exist_ok=True)
        part = out.with_name(f".{out.name}.{os.getpid()}")
        shutil.copyfile(Path(work, "bundle.tar.gz"), part)
        part.replace(out)


def stage_packs(root: Path, packs: Sequence[str], stage: Path) -> None:
    """Copy what OPA judges by, and nothing else, into an empty folder; raises NotFoundError for a pack that is missing."""
    for pack in sorted(packs):
        _stage(root, pack, stage)


def _stage(root: Path, pack: str, stage: Path) -> None:
    if not (root / pack).is_dir():
        raise NotFoundError(f"no policy pack {root / pack}")
    for path in policy_files(root / pack):
        target = stage / path.relative_to(root)
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, target)


def policy_files(folder: Path) -> Iterator[Path]:
    """List the Rego and data files of a folder in order: no tests, no links."""
    for path in sorted(folder.rglob("*")):
        policy = path.suffix == ".rego" and not path.name.endswith("_test.rego")
        if (policy or path.name in ("data.json", "data.yaml")) and path.is_file() and not path.is_symlink():
            yield path


def run_opa(opa: Path, arguments: list[str], folder: Path) -> str:
    """Run the binary in a folder and return what it printed; raises InvalidInputError with its own words."""
    done = subprocess.run(  # noqa: S603 -- our own binary, no shell
        [opa, *arguments], cwd=folder, capture_output=True, text=True, check=False, timeout=120
    )
    if done.returncode:
        raise InvalidInputError(f"opa {arguments[0]}: {(done.stderr or done.stdout).strip()[:2000]}")
    return done.stdout


if __name__ == "__main__":
    build_bundle(Path(sys.argv[2]), sys.argv[3:] or ["hub"], Path(sys.argv[1]))
