"""`make bench`: speed, AWS requests and estimated cost, each beside a baseline of the same run."""

import argparse
import json
import sys
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path

from report import Section, describe_machine, say, show
from rich.console import Console

SECTIONS = ("index", "requests", "ecosystem", "summary", "judge", "audit", "attest", "imports", "stack", "mesh")
DEPLOYED = ("stack", "ecosystem-api", "mesh")
"""These need hubs on a local stack; the first two share one, the last has two that know each other."""


def main() -> int:
    """Run the chosen sections; returns 1 when one of them could not be measured."""
    parser = argparse.ArgumentParser(prog="make bench", description=__doc__)
    known = (*SECTIONS, DEPLOYED[1])
    parser.add_argument("--only", default=",".join(known), help=f"some of {','.join(known)} [default: all]")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the figures, unrounded, to a file")
    arguments = parser.parse_args()
    chosen = [name for name in arguments.only.split(",") if name]
    if unknown := sorted(set(chosen) - set(known)):
        parser.error(f"no such section: {', '.join(unknown)} (known: {', '.join(known)})")
    machine = describe_machine()
    say(f"on {machine['name']}: {machine['cpu']}, {machine['cores']} cores, Python {machine['python']}")
    say(f"load over the last minute: {machine['load_1min']}")
    found, failed = run(chosen)
    if arguments.json:
        written = {"machine": machine, "at": datetime.now(UTC).isoformat(timespec="seconds"), "failed": failed}
        arguments.json.write_text(json.dumps({**written, **found}, indent=2) + "\n")
    say("done")
    return 1 if failed else 0


def run(chosen: Sequence[str]) -> tuple[dict[str, object], dict[str, str]]:
    """Measure and print one section after the other; one that fails is named and stops no other."""
    console = Console(width=None if sys.stdout.isatty() else 140)
    figures: dict[str, object] = {}
    failed: dict[str, str] = {}
    with ExitStack() as held:
        for name, measure in _sections(chosen, held).items():
            try:
                section = measure()
            except Exception as error:  # noqa: BLE001 - told at once and in the exit code; the other figures still count
                failed[name] = f"{type(error).__name__}: {error}"
                say(f"{name} could not be measured: {failed[name]}")
                continue
            figures[name] = section.figures
            show(section, console)
    return figures, failed


def _sections(chosen: Sequence[str], held: ExitStack) -> dict[str, Callable[[], Section]]:
    """Map the chosen names, in the order they run, to what measures them; the hub comes last and is deployed once."""
    import measure_attest
    import measure_audit
    import measure_ecosystem
    import measure_imports
    import measure_index
    import measure_judge
    import measure_mesh
    import measure_requests
    import measure_stack
    import measure_summary
    from bench_hub import BenchHub, deployed_hub, deployed_hubs

    hubs: list[BenchHub] = []

    def hub() -> BenchHub:
        if not hubs:
            hubs.append(held.enter_context(deployed_hub(say)))
        return hubs[0]

    def mesh() -> Section:
        with deployed_hubs(say, ("sender", "meta")) as (sender, meta):
            return measure_mesh.measure(sender, meta)

    known: dict[str, Callable[[], Section]] = {
        "index": measure_index.measure,
        "requests": measure_requests.measure,
        "ecosystem": measure_ecosystem.measure_in_process,
        "summary": measure_summary.measure,
        "judge": measure_judge.measure,
        "audit": measure_audit.measure,
        "attest": measure_attest.measure,
        "imports": measure_imports.measure,
        "stack": lambda: measure_stack.measure(hub()),
        "ecosystem-api": lambda: measure_ecosystem.measure_deployed(hub()),
        "mesh": mesh,
    }
    return {name: measure for name, measure in known.items() if name in chosen}


if __name__ == "__main__":
    sys.exit(main())
