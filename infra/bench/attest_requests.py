"""AWS requests of one attested audit, step by step, and what 1,000 of them cost."""

import json
from collections.abc import Mapping, Sequence
from statistics import median
from time import perf_counter
from typing import Any

from attested import AttestedHub
from meter import Meter
from prices import PRICES, cost
from report import Table, say

from commandcenter.kernel.layers import CHECKOUT

MACHINE = CHECKOUT / "statemachines" / "attest.asl.json"
UNITS = ("s3_put", "s3_get", "dynamodb_write_unit", "dynamodb_read_unit", "kms_sign")
GAVE_WAY = "what gave way"
"""The second execution of a day: it tells that yesterday's attestation was superseded."""


def transitions() -> int:
    """Count the state transitions of one execution: its states, its start and its end."""
    return len(json.loads(MACHINE.read_text())["States"]) + 2


def measure_requests(hub: AttestedHub, meter: Meter, days: int) -> tuple[list[Table], dict[str, Any]]:
    """Attest a project for some days; the first, which takes the place of nothing, is left out."""
    say(f"attest: one project, {days} days")
    found = [_day(hub, meter, day) for day in range(1, days + 1)][1:]
    steps = {name: _middle([day[name] for day in found]) for name in found[0]}
    steps["all"] = {what: sum(one[what] for one in steps.values()) for what in steps[GAVE_WAY]}
    parts = {
        "table and bucket": cost({name: steps["all"][name] for name in UNITS if name != "kms_sign"}),
        "signatures": cost({"kms_sign": steps["all"]["kms_sign"]}),
        **overhead(executions=2),
    }
    thousand = {name: usd * 1000 for name, usd in parts.items()}
    return [_request_table(steps), _cost_table(thousand)], {"steps": steps, "per_1000": thousand}


def overhead(executions: int, prices: Mapping[str, Any] = PRICES) -> dict[str, float]:
    """Price what attesting one audit costs beside its table, bucket and signatures.

    Args:
        executions: Of the state machine: one, and one more where an older attestation gives way. An event starts the
            first alone.
    """
    assumed = prices["assumptions"]
    functions, polls = assumed["attest_functions"], assumed["sqs_requests_per_message"]
    calls = {name: one.get("calls", 1) * (1 if one.get("once") else executions) for name, one in functions.items()}
    seconds = sum(one["memory_mb"] / 1024 * one["seconds"] * calls[name] for name, one in functions.items())
    return {
        "functions": seconds * prices["lambda_gb_second"] + cost({"lambda_request": sum(calls.values())}, prices),
        "state machine": cost({"stepfunctions_transition": transitions() * executions}, prices),
        "queues and events": cost(
            {"sqs_standard": polls, "sqs_fifo": polls * executions, "eventbridge_event": 1}, prices
        ),
    }


def _day(hub: AttestedHub, meter: Meter, day: int) -> dict[str, dict[str, float]]:
    work, found = hub.audit(day), dict[str, dict[str, float]]()
    for name, step in hub.steps().items():
        _begin(hub, meter)
        began = perf_counter()
        work = step(work)
        found[name] = _counted(hub, meter, perf_counter() - began)
    _begin(hub, meter)
    began = perf_counter()
    for given in hub.superseded():
        hub.run(given)
    found[GAVE_WAY] = _counted(hub, meter, perf_counter() - began)
    return found


def _begin(hub: AttestedHub, meter: Meter) -> None:
    meter.reset()
    hub.own.signed.clear()
    hub.of_log.signed.clear()


def _counted(hub: AttestedHub, meter: Meter, seconds: float) -> dict[str, float]:
    signed = len(hub.own.signed) + len(hub.of_log.signed)
    units = {name: meter.units.get(name, 0) for name in UNITS} | {"kms_sign": signed}
    return {"ms": seconds * 1000, "requests": meter.requests.total() + signed, **units}


def _middle(rows: Sequence[Mapping[str, float]]) -> dict[str, float]:
    return {name: median(row[name] for row in rows) for name in rows[0]}


def _request_table(steps: Mapping[str, Mapping[str, float]]) -> Table:
    columns = ("step", "ms", "requests", "S3 PUT", "S3 GET", "write units", "read units", "signatures")
    notes = [
        f"{GAVE_WAY}: all steps of the statement that yesterday's attestation is superseded",
        "each signature is one request to KMS; here they are made with keys in memory",
        "each execution's entries are put in the log alone; what waits together, up to ten executions, is put in at once",
        "besides: StartExecution and SendTaskSuccess, once for each execution",
    ]
    title = "One attested audit (moto, counted in botocore), after the first of its project"
    return Table(title, columns, [[name, *one.values()] for name, one in steps.items()], notes)


def _cost_table(thousand: Mapping[str, float]) -> Table:
    functions = PRICES["assumptions"]["attest_functions"].items()
    told = ", ".join(f"{name} {one['memory_mb']} MB x {one['seconds']} s" for name, one in functions)
    notes = [
        PRICES["source"],
        f"functions, as assumed: {told}; {transitions()} transitions of each of two executions",
        f"signatures: {PRICES['kms_source']}",
    ]
    title = f"Estimated cost of attesting 1,000 audits, US$ ({PRICES['region']}, prices of {PRICES['as_of']})"
    shown = [*(f"{usd:.4f}" for usd in thousand.values()), f"{sum(thousand.values()):.4f}"]
    return Table(title, (*thousand, "total"), [shown], notes)
