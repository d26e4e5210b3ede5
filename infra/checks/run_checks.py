"""Run every static check and say which failed: `make check`."""

import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
BIN = Path(sys.executable).parent
sys.path.insert(0, str(ROOT / "infra" / "local"))


POLICIES = ("policies", "--ignore", "*.json", "--ignore", "*.yaml")
"""All Rego; samples, schemas and manifests of packs beside it are no data of OPA's."""


def run(command: Sequence[str | Path]) -> tuple[bool, str]:
    """Run one command in the checkout; returns whether it came out well, and what it said."""
    done = subprocess.run([str(part) for part in command], cwd=ROOT, capture_output=True, text=True, check=False)
    return done.returncode == 0, (done.stdout + done.stderr).strip()


def tool(name: str) -> Path:
    """Return the path of a tool built by `make tools`."""
    command = [sys.executable, "infra/tools/build_tools.py", "--print", name]
    return Path(subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout.strip())


def mypy_plugins() -> tuple[bool, str]:
    """Check the plugins' types under the package names the loader gives them."""
    with tempfile.TemporaryDirectory() as folder:
        package = Path(folder, "commandcenter_plugins")
        package.mkdir()
        for manifest in sorted((ROOT / "plugins").glob("*/plugin.yaml")):
            (package / manifest.parent.name.replace("-", "_")).symlink_to(manifest.parent)
        path = f"MYPYPATH={folder}:{ROOT / 'layers/core/python'}"
        names = [f"commandcenter_plugins.{found.name}" for found in sorted(package.iterdir())]
        packages = [part for name in names for part in ("-p", name)]
        return run(["env", path, BIN / "mypy", "--config-file", "pyproject.toml", *packages])


def sam_lint() -> tuple[bool, str]:
    """Validate the template with the SAM CLI's own linting; needs a region but no account."""
    from commandcenter_local.environments import SAM

    SAM.ensure(print)
    sam = SAM.bin / "sam"
    return run(
        ["env", "AWS_DEFAULT_REGION=eu-west-1", "SAM_CLI_TELEMETRY=0", sam, "validate", "--lint", "-t", "template.yaml"]
    )


def opa_format() -> tuple[bool, str]:
    """List policies that `opa fmt` would change."""
    fine, said = run([tool("opa"), "fmt", "--list", "policies"])
    return fine and not said, said


def opa_check() -> tuple[bool, str]:
    """Compile the policies strictly, with the capabilities they are built with."""
    from commandcenter.policy.bundle import write_capabilities

    with tempfile.TemporaryDirectory() as folder:
        capabilities = Path(folder, "capabilities.json")
        write_capabilities(tool("opa"), capabilities)
        return run([tool("opa"), "check", "--strict", "--capabilities", capabilities, *POLICIES])


def opa_test() -> tuple[bool, str]:
    """Run the policies' own tests; every rule line must be covered."""
    return run([tool("opa"), "test", *POLICIES, "--threshold", "95"])


CHECKS: dict[str, Callable[[], tuple[bool, str]]] = {
    "ruff check": lambda: run([BIN / "ruff", "check", "."]),
    "ruff format": lambda: run([BIN / "ruff", "format", "--check", "."]),
    "mypy --strict": lambda: run([BIN / "mypy"]),
    "mypy plugins": mypy_plugins,
    "import rules": lambda: run([BIN / "lint-imports"]),
    "cfn-lint": lambda: run([BIN / "cfn-lint", "template.yaml", "infra/data.yaml", "infra/alarms.yaml"]),
    "sam validate": sam_lint,
    "opa fmt": opa_format,
    "opa check": opa_check,
    "opa test": opa_test,
    "pack pages": lambda: run([BIN / "commandcenter", "pack:docs", "--all", "--check"]),
    "regal": lambda: run([tool("regal"), "lint", "policies"]),
}


def main() -> int:
    """Run all checks, printing a line for each; returns the number that failed."""
    failed = 0
    for name, check in CHECKS.items():
        started = time.monotonic()
        fine, said = check()
        print(f"{'ok    ' if fine else 'FAILED'} {name} ({time.monotonic() - started:.1f} s)", flush=True)
        if not fine:
            failed += 1
            print(said, flush=True)
    return failed


if __name__ == "__main__":
    sys.exit(main())
