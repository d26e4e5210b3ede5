"""Show that the tests of every control can fail: under a library that always passes, and under one that always fails."""

import json
import shutil
import subprocess
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from commandcenter.kernel.errors import InvalidInputError
from commandcenter.policy.pack_bundle import LIBRARY

_VERDICT = Path(LIBRARY, "verdict", "verdict.rego")
_MUTANT = '\n\nof(chain, control) := object.union(really_of(chain, control), {{"verdict": "{0}"}})\n'
_SECONDS = 300


def run_tests(root: Path, pack: str, opa: Path) -> list[str]:
    """Run the pack's own tests; returns the names of those that fail, or what OPA says when they do not compile."""
    with tempfile.TemporaryDirectory(prefix="commandcenter-tests-") as work:
        _copy(root, pack, Path(work))
        return sorted(
            f"{found['package'].removeprefix('data.')}.{found['name']} fails" for found in _failing(work, opa)
        )


def unproved_controls(root: Path, pack: str, controls: Sequence[Mapping[str, Any]], opa: Path) -> list[str]:
    """List the controls whose tests do not notice that every verdict is `pass`, or that every verdict is `fail`.

    Where the first goes unnoticed no test expects a failure, where the second does, none expects a pass.
    """
    faults = []
    for verdict, missing in (("pass", "failing"), ("fail", "passing")):
        with tempfile.TemporaryDirectory(prefix="commandcenter-mutant-") as work:
            _copy(root, pack, Path(work))
            _mutate(Path(work, _VERDICT), verdict)
            noticed = {found["package"] for found in _failing(work, opa)}
        faults += [
            f"{control['custom']['control_id']}: has no {missing} test"
            for control in controls
            if f"data.{control['path'].replace('/', '.')}_test" not in noticed
        ]
    return faults


def _copy(root: Path, pack: str, stage: Path) -> None:
    for folder in (LIBRARY, pack):
        for path in sorted((root / folder).rglob("*.rego")):
            if folder == LIBRARY and path.name.endswith("_test.rego"):
                continue
            target = stage / path.relative_to(root)
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, target)


def _mutate(verdict: Path, answer: str) -> None:
    source = verdict.read_text()
    if source.count("\nof(chain, control)") != 1:
        raise InvalidInputError(f"{_VERDICT}: no rule `of(chain, control)` to put another in place of")
    verdict.write_text(source.replace("\nof(chain, control)", "\nreally_of(chain, control)") + _MUTANT.format(answer))


def _failing(folder: str, opa: Path) -> list[dict[str, Any]]:
    done = subprocess.run(  # noqa: S603 -- our own binary, no shell
        [opa, "test", "--format", "json", "."],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
        timeout=_SECONDS,
    )
    try:
        results = json.loads(done.stdout)
    except ValueError:
        raise InvalidInputError(f"opa test: {(done.stderr or done.stdout).strip()[:2000]}") from None
    return [result for result in results or () if result.get("fail") or result.get("error")]
