"""Cold import of each built function with nothing but its artefact, its layers and what the Lambda runtime brings."""

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from statistics import median
from typing import Any

import yaml
from empty_table import empty_table
from report import Section, Table, say

from commandcenter.kernel.layers import CHECKOUT

RUNS = 5
PACKAGE_LIMIT = 250 * 1024 * 1024
RUNTIME = ("boto3", "botocore", "s3transfer", "jmespath", "urllib3", "dateutil", "six")
"""What a function finds without bringing it."""
BASELINE = "import botocore.session"
FIRST_READ = "import app; hub = getattr(app, 'hub', None); hub and hub().ledger.head('bench')"
"""Import the function and read a head as its first request does: imports left for later, and AWS clients, count here."""
TIMER = """import sys; sys.path[:0] = {paths!r}
from time import perf_counter as wall, process_time as cpu
began = wall(), cpu()
{code}
print((wall() - began[0]) * 1000, (cpu() - began[1]) * 1000, flush=True)
import os; os._exit(0)"""


@dataclass(frozen=True)
class Built:
    """A built function: where its code and its layers lie."""

    name: str
    code: Path
    layers: tuple[Path, ...]

    @property
    def paths(self) -> list[str]:
        """Say where Lambda would look for modules."""
        return [str(self.code), *(str(layer / "python") for layer in self.layers if (layer / "python").is_dir())]

    @property
    def size(self) -> int:
        """Count the bytes of all its files unzipped."""
        parts = (self.code, *self.layers)
        return sum(file.stat().st_size for part in parts for file in part.rglob("*") if file.is_file())


def measure() -> Section:
    """Build, then import each function anew some times."""
    with tempfile.TemporaryDirectory(prefix="commandcenter-bench-") as folder:
        build = _build(Path(folder))
        runtime = _runtime(Path(folder) / "runtime")
        base = _import([runtime], BASELINE, {})
        with empty_table() as endpoint:
            rows = [_measure(built, runtime, base[1], endpoint) for built in find_functions(build)]
    return Section([_table(rows, base)], {"baseline_ms": base[0], "baseline_cpu_ms": base[1], "functions": rows})


def _measure(built: Built, runtime: str, base: float, endpoint: str) -> dict[str, Any]:
    say(f"imports: {built.name}")
    places = {"_LAMBDA_LAYERS_DIRS": os.pathsep.join(map(str, built.layers)), "AWS_ENDPOINT_URL": endpoint}
    wall, cpu = _import([*built.paths, runtime], "import app", places)
    read = _import([*built.paths, runtime], FIRST_READ, places)[1]
    return {
        "function": built.name, "ms": wall, "cpu_ms": cpu, "ratio": cpu / base, "first_read_cpu_ms": read,
        "first_read_ratio": read / base, "bytes": built.size,
    }  # fmt: skip


def find_functions(build: Path) -> Iterator[Built]:
    """Yield the functions of a built template by name."""
    resources: Mapping[str, Any] = yaml.safe_load((build / "template.yaml").read_text())["Resources"]
    for name, resource in sorted(resources.items()):
        if resource["Type"] == "AWS::Serverless::Function":
            properties = resource["Properties"]
            layers = (build / resources[layer["Ref"]]["Properties"]["ContentUri"] for layer in properties["Layers"])
            yield Built(name, build / properties["CodeUri"], tuple(layers))


def _build(folder: Path) -> Path:
    """Build, and copy the build: another command may build the next one meanwhile."""
    sys.path.insert(0, str(CHECKOUT / "infra" / "local"))
    from commandcenter_local.places import locked
    from commandcenter_local.stack import LocalStack

    stack = LocalStack(folder / "stack")
    stack.ensure_environments(say)
    say("imports: sam build (half a minute when something changed)")
    stack.build({})
    with locked(stack.project.lock, shared=True):
        return Path(shutil.copytree(stack.project.folder / "build", folder / "build"))


def _runtime(folder: Path) -> str:
    """Lay out what the Lambda runtime brings, and nothing else, as this environment has it."""
    folder.mkdir()
    for name in RUNTIME:
        found = find_spec(name)
        if found is None or found.origin is None:
            raise RuntimeError(f"{name} is not installed")
        origin = Path(found.origin)
        source = origin.parent if origin.name == "__init__.py" else origin
        (folder / source.name).symlink_to(source)
    return str(folder)


def _import(paths: list[str], code: str, environment: Mapping[str, str]) -> tuple[float, float]:
    """Return the median milliseconds by the clock and of processor time, each run in a new interpreter.

    No bytecode is written: a layer on AWS cannot be written to either. One run goes before, to fill the file cache.
    """
    command = [sys.executable, "-I", "-S", "-B", "-c", TIMER.format(paths=paths, code=code)]
    names = {"CC_HUB": "bench", "CC_TABLE": "t", "CC_BUCKET": "b", "AWS_REGION": "eu-west-1", **_CREDENTIALS}
    variables = {"PATH": os.environ.get("PATH", os.defpath), **names, **environment}
    runs = []
    for _ in range(RUNS + 1):
        done = subprocess.run(command, env=variables, capture_output=True, text=True, check=False)
        if done.returncode:
            raise RuntimeError(f"{code} fails with only its artefact and layers:\n{done.stderr.strip()[-600:]}")
        runs.append(json.loads(f"[{','.join(done.stdout.split())}]"))
    return median(run[0] for run in runs[1:]), median(run[1] for run in runs[1:])


_CREDENTIALS = {
    "AWS_ACCESS_KEY_ID": "bench",
    "AWS_SECRET_ACCESS_KEY": "bench",
    "AWS_EC2_METADATA_DISABLED": "true",
    "POWERTOOLS_SERVICE_NAME": "bench",
    "POWERTOOLS_METRICS_NAMESPACE": "bench",
}


def _table(rows: list[dict[str, Any]], base: tuple[float, float]) -> Table:
    shown = [
        [row["function"], row["ms"], row["cpu_ms"], row["ratio"], row["first_read_ratio"], f"{row['bytes'] / 1e6:.1f}"]
        for row in rows
    ]
    return Table(
        "Cold import of each built function",
        ("function", "ms", "CPU ms", "x botocore", "x botocore, first read", "MB unzipped"),
        shown,
        [
            f"baseline `{BASELINE}`: {base[0]:.0f} ms, {base[1]:.0f} ms of CPU; ratios are of CPU; medians of {RUNS}",
            "`first read`: imports and reads a head, so what is put off until a first request counts; Authorize starts OPA",
            f"AWS takes {PACKAGE_LIMIT / 1e6:.0f} MB at most, layers included",
        ],
    )
