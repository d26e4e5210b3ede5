"""Build the pinned command-line tools (OPA, Regal, Kubo) from source into a cache outside the repository.

go.mod and go.sum pin the tools; the Go module checksums are the supply-chain check. Regal has its own module, because
it is built against an older OPA library than the OPA that we ship, and so has Kubo, whose go.mod excludes versions and
can therefore not be installed by name. Binaries are static and reproducible
(`CGO_ENABLED=0 -trimpath`), so the one that runs in tests is the one that is shipped as a Lambda layer.

    python infra/tools/build_tools.py                every tool for this machine, OPA for both Lambda architectures
    python infra/tools/build_tools.py --arch arm64   only OPA for that Lambda architecture
    python infra/tools/build_tools.py --print opa    build for this machine if needed and print the path
"""

from __future__ import annotations

import argparse
import fcntl
import hashlib
import os
import platform
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from go_toolchain import resolve_go

HERE = Path(__file__).resolve().parent
MODULES = {"opa": HERE, "regal": HERE / "regal", "kubo": HERE / "kubo"}
PACKAGES = {
    "opa": "github.com/open-policy-agent/opa",
    "regal": "github.com/open-policy-agent/regal",
    "kubo": "github.com/ipfs/kubo/cmd/ipfs",
}
GO_ARCHITECTURES = {"x86_64": "amd64", "amd64": "amd64", "arm64": "arm64", "aarch64": "arm64"}


@dataclass(frozen=True)
class Target:
    """Name one tool on one platform, in Go's terms."""

    tool: str
    system: str
    architecture: str

    @classmethod
    def for_lambda(cls, tool: str, architecture: str) -> Target:
        return cls(tool, "linux", GO_ARCHITECTURES[architecture])

    @classmethod
    def for_host(cls, tool: str) -> Target:
        return cls(tool, platform.system().lower(), GO_ARCHITECTURES[platform.machine().lower()])


def cache_root() -> Path:
    """Return the cache folder: $COMMANDCENTER_CACHE, else `commandcenter` in the user's cache folder."""
    if explicit := os.environ.get("COMMANDCENTER_CACHE"):
        return Path(explicit)
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "commandcenter"


def tool_folder(tool: str) -> Path:
    """Return the folder of the binaries that the tool's exact pins give."""
    pins = (MODULES[tool] / "go.mod").read_bytes() + (MODULES[tool] / "go.sum").read_bytes()
    return cache_root() / "tools" / f"{tool}-{hashlib.sha256(pins).hexdigest()[:16]}"


def binary(target: Target) -> Path:
    """Return where the cache holds the binary of a target."""
    return tool_folder(target.tool) / f"{target.system}-{target.architecture}" / target.tool


def say(text: str) -> None:
    # stderr, so that `--print` leaves stdout to the path alone.
    print(text, file=sys.stderr, flush=True)


@contextmanager
def one_builder_at_a_time(folder: Path) -> Iterator[None]:
    """Hold the lock of the cache, so that parallel callers wait for one build instead of repeating it."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def write_atomically(path: Path, text: str) -> None:
    temporary = path.with_name(f".{path.name}.{os.getpid()}")
    temporary.write_text(text)
    temporary.replace(path)


def compile_tool(target: Target) -> None:
    """Compile one static binary and move it into place in one step."""
    go = resolve_go(MODULES[target.tool] / "go.mod", cache_root(), say)
    destination = binary(target)
    destination.parent.mkdir(parents=True, exist_ok=True)
    temporary = destination.with_name(f".{target.tool}.{os.getpid()}")
    environment = os.environ | {
        "CGO_ENABLED": "0",
        "GOOS": target.system,
        "GOARCH": target.architecture,
        "GOTOOLCHAIN": "local",
        "GOFLAGS": "-mod=readonly",
    }
    flags = ["-trimpath", "-buildvcs=false", "-ldflags=-s -w"]
    command = [str(go), "build", *flags, "-o", str(temporary), PACKAGES[target.tool]]
    try:
        subprocess.run(command, cwd=MODULES[target.tool], env=environment, check=True, stdout=sys.stderr)
        temporary.replace(destination)
    finally:
        temporary.unlink(missing_ok=True)


def ensure(targets: list[Target]) -> None:
    """Build the targets that the cache lacks, and tell the OPA layer which OPA is the current one."""
    tools = cache_root() / "tools"
    with one_builder_at_a_time(tools):
        for target in dict.fromkeys(targets):
            if binary(target).exists():
                continue
            name = f"{target.tool} for {target.system}/{target.architecture}"
            say(f"building {name} (the first time takes some minutes)")
            started = time.monotonic()
            compile_tool(target)
            say(f"built {name} in {time.monotonic() - started:.0f} s")
        write_atomically(tools / "current", f"{tool_folder('opa').name}\n")


def requested(arguments: argparse.Namespace) -> list[Target]:
    if arguments.print:
        return [Target.for_host(arguments.print)]
    if arguments.arch:
        return [Target.for_lambda("opa", arguments.arch)]
    lambdas = [Target.for_lambda("opa", architecture) for architecture in ("x86_64", "arm64")]
    return [*map(Target.for_host, PACKAGES), *lambdas]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--arch", choices=("x86_64", "arm64"), help="build only OPA for this Lambda architecture")
    parser.add_argument("--print", choices=tuple(PACKAGES), help="print the path of this machine's binary")
    arguments = parser.parse_args()
    try:
        ensure(requested(arguments))
    except (subprocess.CalledProcessError, OSError, RuntimeError) as error:
        say(f"error: {error}")
        return 1
    if arguments.print:
        print(binary(Target.for_host(arguments.print)))
    return 0


if __name__ == "__main__":
    sys.exit(main())
