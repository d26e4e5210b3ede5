"""Verdicts per second of all rule packs over one sheet: the evaluator, a raw request to the same OPA, and `opa eval`."""

import http.client
import json
import subprocess
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path
from time import perf_counter
from typing import Any

from arithmetic import percentiles, time_each
from report import Section, Table, say

from commandcenter.compliance.judge import Judge
from commandcenter.compliance.packs import parameters_on, read_packs
from commandcenter.compliance.samples import read_samples
from commandcenter.kernel.layers import CHECKOUT
from commandcenter.policy.binary import find_opa
from commandcenter.policy.client import OpaClient
from commandcenter.policy.opa import HOST, OpaProcess
from commandcenter.policy.pack_bundle import DEFAULTS_MEMBER, ENTRY, PACKS_MEMBER, build_packs

POLICIES = CHECKOUT / "policies"
ROUNDS, REQUESTS, PROCESSES = 5, 60, 7
"""The two ways over HTTP take turns, so that a busy machine slows both."""
ASKED_RATIO, ASKED_SPEEDUP = 1.3, 20


def measure() -> Section:
    """Judge one full sheet by every control, three ways; raises RuntimeError when their verdicts differ."""
    with tempfile.TemporaryDirectory(prefix="commandcenter-bench-") as folder:
        bundle = Path(folder, "packs.tar.gz")
        build_packs(POLICIES, bundle)
        process = OpaProcess(bundle)
        began = perf_counter()
        process.start()
        ready_ms = (perf_counter() - began) * 1000
        client = OpaClient(process, timeout=10)
        try:
            return _measure(Judge(client, read_packs(bundle)), process, bundle, ready_ms)
        finally:
            client.close()


def full_sheet(packs: Mapping[str, Any]) -> dict[str, Any]:
    """Join the first sample of each pack to one sheet, so that many controls apply; the last day of theirs is judged."""
    facts = [read_samples(POLICIES / name)[0].facts for name in packs]
    merged: dict[str, Any] = {}
    for sheet in facts:
        for name, value in sheet.items():
            both = isinstance(merged.get(name), dict) and isinstance(value, dict)
            merged[name] = {**merged[name], **value} if both else value
    return {**merged, "as_of": max(sheet["as_of"] for sheet in facts)}


def _measure(judge: Judge, process: OpaProcess, bundle: Path, ready_ms: float) -> Section:
    sheet = full_sheet(judge.packs)
    findings = judge.judge(sheet)
    chosen = list(judge.packs.values())
    body = {**sheet, PACKS_MEMBER: list(judge.packs), DEFAULTS_MEMBER: parameters_on(chosen, sheet["as_of"])}
    raw, fresh = _raw(process, body), _eval(bundle, body)
    wanted = {finding.control_id: finding.verdict for finding in findings}
    for way, ask in (("raw POST", raw), ("opa eval", fresh)):
        if {name: said["verdict"] for pack in ask().values() for name, said in pack.items()} != wanted:
            raise RuntimeError(f"{way} gives other verdicts than the evaluator")
    say(f"judge: {len(findings)} controls over one sheet, three ways")
    ours: list[float] = []
    bare: list[float] = []
    for _ in range(ROUNDS):
        ours += time_each(lambda: judge.judge(sheet), REQUESTS)
        bare += time_each(raw, REQUESTS)
    ways = {"evaluator": percentiles(ours), "raw POST": percentiles(bare)}
    ways["opa eval"] = percentiles(time_each(fresh, PROCESSES))
    applicable = sum(finding.verdict != "not_applicable" for finding in findings)
    return _section(ways, len(findings), applicable, ready_ms)


def _raw(process: OpaProcess, body: Mapping[str, Any]) -> Callable[[], dict[str, Any]]:
    """Ask OPA as plainly as Python can: one kept connection, the bytes made beforehand."""
    running = process.running
    connection = http.client.HTTPConnection(HOST, running.port, timeout=10)
    data = json.dumps({"input": body}).encode()
    headers = {"Authorization": f"Bearer {running.token}", "Content-Type": "application/json"}

    def ask() -> dict[str, Any]:
        connection.request("POST", f"/v1/data/{ENTRY}", data, headers)
        result: dict[str, Any] = json.loads(connection.getresponse().read())["result"]
        return result

    return ask


def _eval(bundle: Path, body: Mapping[str, Any]) -> Callable[[], dict[str, Any]]:
    """Start `opa eval` anew for the sheet."""
    query = "data." + ENTRY.replace("/", ".")
    command = [str(find_opa()), "eval", "--bundle", str(bundle), "--stdin-input", "--format", "raw", query]
    data = json.dumps(body).encode()

    def ask() -> dict[str, Any]:
        result: dict[str, Any] = json.loads(subprocess.run(command, input=data, capture_output=True, check=True).stdout)
        return result

    return ask


def _section(ways: Mapping[str, Mapping[str, float]], controls: int, applicable: int, ready_ms: float) -> Section:
    ratio = ways["evaluator"]["p50"] / ways["raw POST"]["p50"]
    speedup = ways["opa eval"]["p50"] / ways["evaluator"]["p50"]
    rows = [
        [name, *(found[share] for share in ("p50", "p95", "p99")), controls / found["p50"] * 1000]
        for name, found in ways.items()
    ]
    notes = [
        f"evaluator / raw POST: {ratio:.2f} (asked: <= {ASKED_RATIO})",
        f"opa eval / evaluator: {speedup:.0f} (asked: >= {ASKED_SPEEDUP})",
        f"{applicable} of {controls} controls apply; the evaluator checks the sheet against the schemas and makes findings",
        f"OPA answers {ready_ms:.0f} ms after its start with the bundle of all packs",
    ]
    title = f"{controls} controls over one fact sheet"
    table = Table(title, ("way", "p50 ms", "p95 ms", "p99 ms", "verdicts/s"), rows, notes)
    figures = {"ways": ways, "controls": controls, "applicable": applicable, "ratio": ratio, "speedup": speedup}
    return Section([table], {**figures, "opa_ready_ms": ready_ms})
