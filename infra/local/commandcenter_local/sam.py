"""Build and deploy the template with the real SAM CLI."""

from __future__ import annotations

import hashlib
import os
import platform
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from pathlib import Path

from commandcenter_local.environments import SAM, inherited, last_lines
from commandcenter_local.errors import LocalStackError
from commandcenter_local.places import Progress, cache_root, locked, write_atomically

INPUT_FOLDERS = ("layers", "functions", "policies", "plugins", "statemachines")
GENERATED = ("__pycache__", ".egg-info")
CAPABILITIES = ("CAPABILITY_IAM", "CAPABILITY_NAMED_IAM", "CAPABILITY_AUTO_EXPAND")
SHOWN = ("Building ", "CREATE_COMPLETE ", "UPDATE_COMPLETE ")


def platform_parameters() -> dict[str, str]:
    """Return the template's parameters that say what this machine can run."""
    runtime = f"python{sys.version_info.major}.{sys.version_info.minor}"
    architecture = "arm64" if platform.machine().lower() in ("arm64", "aarch64") else "x86_64"
    return {"PythonRuntime": runtime, "Architecture": architecture}


class SamProject:
    """One checkout's template, and its build in the cache."""

    def __init__(self, root: Path) -> None:
        self.root = root.absolute()
        self.folder = cache_root() / "sam" / hashlib.sha256(str(self.root).encode()).hexdigest()[:16]
        self.lock = self.folder / ".lock"

    def build(self, parameters: Mapping[str, str], log: Path, progress: Progress) -> bool:
        """Run `sam build` unless its inputs are those of the last build; return whether it ran."""
        parameters = platform_parameters() | dict(parameters)
        with locked(self.lock):
            digest, marker = self._inputs(parameters), self.folder / "inputs"
            if marker.exists() and marker.read_text() == digest and (self.folder / "build" / "template.yaml").exists():
                return False
            marker.unlink(missing_ok=True)
            # SAM's own cache does not see the OPA binary, which the layer takes from outside its folder.
            cache = self.folder / f"cache-{current_opa()}-{parameters['Architecture']}"
            command = ["build", "--template-file", str(self.root / "template.yaml"), "--cached", "--parallel"]
            folders = ["--build-dir", str(self.folder / "build"), "--cache-dir", str(cache)]
            environment = self._environment() | {"OPA_ARCH": parameters["Architecture"]}
            self._run([*command, *folders, *overrides(parameters)], environment, log, progress)
            write_atomically(marker, digest)
            return True

    def deploy(
        self, stack: str, parameters: Mapping[str, str], access: Mapping[str, str], log: Path, progress: Progress
    ) -> None:
        """Run `sam deploy` of the present build into the account and endpoint that `access` names."""
        parameters = platform_parameters() | dict(parameters)
        with locked(self.lock, shared=True):
            command = ["deploy", "--template-file", str(self.folder / "build" / "template.yaml"), "--resolve-s3"]
            unattended = ["--no-confirm-changeset", "--no-fail-on-empty-changeset", "--no-progressbar"]
            target = ["--stack-name", stack, "--region", access["AWS_DEFAULT_REGION"], "--capabilities", *CAPABILITIES]
            environment = self._environment() | dict(access) | {"SAM_CLI_POLL_DELAY": "0.2"}
            self._run([*command, *unattended, *target, *overrides(parameters)], environment, log, progress)

    def _environment(self) -> dict[str, str]:
        # The environment of SAM is first on PATH: it has the `python3.X` of this machine's runtime, and a pip for it.
        # The caller's AWS settings are left out, so that nothing local ever reaches a real account by accident.
        pip = tuple(name for name in os.environ if name.startswith(("PIP_", "COMMANDCENTER_", "XDG_")))
        variables = inherited(*pip, "TMPDIR")
        return variables | {
            "PATH": f"{SAM.bin}{os.pathsep}{variables.get('PATH', os.defpath)}",
            "AWS_CONFIG_FILE": os.devnull,
            "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
            "AWS_DEFAULT_REGION": "eu-west-1",
            "SAM_CLI_TELEMETRY": "0",
            "COLUMNS": "160",  # SAM cuts the names in its tables to the width of the terminal
        }

    def _run(self, arguments: list[str], environment: dict[str, str], log: Path, progress: Progress) -> None:
        """Run SAM, keep its whole output in a log file, and pass on the lines that show how far it is."""
        log.parent.mkdir(parents=True, exist_ok=True)
        started = time.monotonic()
        command = [str(SAM.bin / "sam"), *arguments]
        with (
            log.open("w") as kept,
            subprocess.Popen(
                command, cwd=self.root, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
            ) as process,
        ):
            for line in process.stdout or ():
                kept.write(line)
                if line.startswith(SHOWN):
                    progress(" ".join(line.split()))
        if process.returncode:
            raise LocalStackError(f"sam {arguments[0]} failed, see {log}:\n{last_lines(log.read_text())}")
        progress(f"sam {arguments[0]} finished in {time.monotonic() - started:.0f} s")

    def _inputs(self, parameters: Mapping[str, str]) -> str:
        digest = hashlib.sha256(repr((sorted(parameters.items()), current_opa(), SAM.folder.name)).encode())
        for path in self._input_files():
            mode = path.stat().st_mode & 0o111
            digest.update(f"{path.relative_to(self.root)}\0{mode}\0".encode())
            digest.update(hashlib.sha256(path.read_bytes()).digest())
        return digest.hexdigest()

    def _input_files(self) -> Iterator[Path]:
        yield self.root / "template.yaml"
        yield from sorted((self.root / "infra").glob("*.yaml"))
        for folder in INPUT_FOLDERS:
            for path in sorted((self.root / folder).rglob("*")):
                if path.is_file() and not any(part.endswith(GENERATED) for part in path.parts):
                    yield path


def overrides(parameters: Mapping[str, str]) -> list[str]:
    """Return the parameters as SAM takes them."""
    return ["--parameter-overrides", *(f"{name}={value}" for name, value in sorted(parameters.items()))]


def current_opa() -> str:
    """Name the OPA build that the layer would ship, as `make tools` left it."""
    current = cache_root() / "tools" / "current"
    return current.read_text().strip() if current.exists() else "none"
