"""One audit, step by step: time beside the bare judging, AWS requests as moto plays AWS, memory, and what 1,000 cost."""

import json
import subprocess
import sys
from collections.abc import Callable, Mapping
from statistics import median
from time import perf_counter
from typing import Any

from measure_judge import POLICIES, full_sheet
from measure_requests import account, open_ledger
from meter import Meter, metered
from moto import mock_aws
from prices import PRICES, cost
from report import Section, Table, say
from world import AT, project_name, project_nodes

from commandcenter.compliance.judge import Judge
from commandcenter.compliance.open import open_judge
from commandcenter.graph.model import Node
from commandcenter.graph.replace import plan_replace
from commandcenter.hub.run_audits import AuditRoom, evaluate, gather, record
from commandcenter.kernel.clock import FixedClock
from commandcenter.ledger.ledger import Ledger
from commandcenter.ledger.model import Meta
from commandcenter.mesh.bus import MemoryBus
from commandcenter.mesh.envelope import Event
from commandcenter.mesh.log.memory import MemoryEventLog
from commandcenter.mesh.subjects import AUDIT_REQUESTED

ENTITIES, ROUNDS = 1_000, 7
STEPS = ("gather", "evaluate", "record")
UNITS = ("s3_put", "s3_get", "dynamodb_write_unit", "dynamodb_read_unit")
_CHILD = """
import json, resource, sys
from pathlib import Path
from commandcenter.compliance.open import open_judge
with open_judge(Path(sys.argv[1])) as judge:
    judge.judge(json.loads(sys.stdin.read()))
    pid = judge._rules._process.running.child.pid
    opa = next(int(line.split()[1]) for line in open(f"/proc/{pid}/status") if line.startswith("VmHWM"))
    print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, opa)
"""


def measure(entities: int = ENTITIES, rounds: int = ROUNDS) -> Section:
    """Audit a project of so many entities, for one day after another."""
    with account(), metered() as meter, mock_aws(), open_judge(POLICIES) as judge:
        ledger = open_ledger()
        sheet = full_sheet(judge.packs)
        ledger.submit(project_name(0), full_project(entities, sheet), Meta(AT, "bench", "index", "source"))
        say(f"audit: a project of {entities:,} entities, {rounds} days")
        runs = [_audit(ledger, judge, meter, day) for day in range(1, rounds + 1)]
        bare = median(_timed(lambda: judge.judge(sheet)) for _ in range(rounds * 3))
    return _section(runs[1:], bare, _memory(sheet))


def full_project(entities: int, sheet: Mapping[str, Any]) -> Any:
    """Lay a project with the facts of a full sheet, all without `true`, so that none needs evidence."""
    groups = {name: _untrue(value) for name, value in sheet.items() if name not in ("as_of", "quality")}
    attested = [
        Node("evidence", f"compliance/{name}.yaml", {"kind": "attested", "group": name, "facts": facts, "evidence": {}})
        for name, facts in groups.items()
    ]
    return plan_replace([*project_nodes(0, entities), *attested], "source")


def _untrue(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _untrue(one) for name, one in value.items()}
    if isinstance(value, list):
        return [_untrue(one) for one in value]
    return False if value is True else value


def _audit(ledger: Ledger, judge: Judge, meter: Meter, day: int) -> dict[str, dict[str, Any]]:
    """Run the three steps for one day; returns what each took and sent."""
    project, clock = project_name(0), FixedClock(AT)
    cause = Event("bench", "urn:cc:hub", AUDIT_REQUESTED, f"urn:cc:hub:{project}:project:{project}", AT)
    room = AuditRoom("hub", ledger, MemoryBus(), MemoryEventLog(), clock)
    work: dict[str, Any] = {
        "audit": f"{day:032x}", "project": project, "rev": 1, "as_of": f"2026-09-{day:02}", "packs": None,
        "cause": cause.to_cloudevent(),
    }  # fmt: skip
    steps: Mapping[str, Callable[[], dict[str, Any]]] = {
        "gather": lambda: gather(work, ledger),
        "evaluate": lambda: evaluate(work, ledger.objects, judge, clock),
        "record": lambda: record(work, room),
    }
    found = {}
    for name in STEPS:
        meter.reset()
        began = perf_counter()
        answer = steps[name]()
        found[name] = {
            "ms": (perf_counter() - began) * 1000,
            "requests": meter.requests.total(),
            "units": dict(meter.units),
        }
        work = {**work, **answer}
    return found


def _timed(ask: Callable[[], object]) -> float:
    began = perf_counter()
    ask()
    return (perf_counter() - began) * 1000


def _memory(sheet: Mapping[str, Any]) -> tuple[int, int]:
    """Judge the sheet in a fresh process; returns the peaks of the process and of its OPA in MB."""
    done = subprocess.run(
        [sys.executable, "-c", _CHILD, str(POLICIES)],
        input=json.dumps(sheet),
        capture_output=True,
        text=True,
        check=True,
    )
    ours, opa = (int(text) // 1024 for text in done.stdout.split())
    return ours, opa


def _section(runs: list[dict[str, dict[str, Any]]], bare: float, memory: tuple[int, int]) -> Section:
    steps = {name: _middle([run[name] for run in runs]) for name in STEPS}
    steps["all"] = {what: sum(one[what] for one in steps.values()) for what in steps["gather"]}
    ratio = steps["all"]["ms"] / bare
    units = {name: steps["all"][name] for name in UNITS}
    parts = {"table and bucket": cost(units), **_overhead()}
    notes = [
        f"the whole audit / judging its sheet alone ({bare:.1f} ms): {ratio:.1f}; moto's own time is in it",
        f"peak memory of a process that judges once: {memory[0]} MB, and {memory[1]} MB of its OPA",
        "the first audit of the project is left out: it writes every finding, later ones what changed",
    ]
    columns = ("step", "ms", "requests", "S3 PUT", "S3 GET", "write units", "read units")
    shown = [[name, *found.values()] for name, found in steps.items()]
    price = Table(
        f"Estimated cost of 1,000 audits, US$ ({PRICES['region']}, prices of {PRICES['as_of']})",
        (*parts, "total"),
        [[*(f"{usd * 1000:.4f}" for usd in parts.values()), f"{sum(parts.values()) * 1000:.4f}"]],
        [PRICES["source"], f"functions, as assumed: {_assumed()}; five transitions of the state machine"],
    )
    thousand = {name: usd * 1000 for name, usd in parts.items()}
    figures = {"steps": steps, "bare_ms": bare, "ratio": ratio, "memory_mb": memory, "per_1000": thousand}
    return Section([Table("One audit by all packs (moto, counted in botocore)", columns, shown, notes), price], figures)


def _middle(rows: list[dict[str, Any]]) -> dict[str, float]:
    """Return the median of each thing that was counted of a step."""
    found = {name: median(row["units"].get(name, 0) for row in rows) for name in UNITS}
    return {"ms": median(row["ms"] for row in rows), "requests": median(row["requests"] for row in rows), **found}


def _overhead() -> dict[str, float]:
    """Price what an audit costs beside its table and bucket."""
    functions = PRICES["assumptions"]["audit_functions"]
    seconds = sum(one["memory_mb"] / 1024 * one["seconds"] for one in functions.values())
    return {
        "functions": seconds * PRICES["lambda_gb_second"] + cost({"lambda_request": len(functions)}),
        "state machine": cost({"stepfunctions_transition": 5}),
        "queue and events": cost({"sqs_standard": 3, "eventbridge_event": 3}),
    }


def _assumed() -> str:
    functions = PRICES["assumptions"]["audit_functions"].items()
    return ", ".join(f"{name} {one['memory_mb']} MB x {one['seconds']} s" for name, one in functions)
