"""What a summary weighs: bytes sent to another hub beside the bytes of what changed."""

from collections.abc import Sequence

from report import Section, Table
from world import AT, commit_project, project_name

from commandcenter.graph.federated.apply import apply_part, held_of
from commandcenter.graph.federated.delta import deltas
from commandcenter.graph.federated.model import Allowed
from commandcenter.graph.link_projects import link_projects
from commandcenter.kernel.canonical import canonical
from commandcenter.ledger.ledger import Ledger
from commandcenter.ledger.open import open_memory
from commandcenter.policy.client import OpaClient

HUB, PROJECTS, SIZE = "bench", 100, 60
CHANGED = (0, 1, 5, 20, 100)


def measure() -> Section:
    """Change some projects of a hub and weigh the parts that lead its receiver on; the law is the hub's own."""
    allowed = _law()
    sender, receiver = open_memory(), open_memory()
    for number in range(PROJECTS):
        _index(sender, number, 0)
    whole = _send(sender, receiver, allowed)
    rows = [["all of it, from nothing", PROJECTS, *whole]]
    for edition, count in enumerate(CHANGED, 1):
        for number in range(count):
            _index(sender, number, edition)
        rows.append([f"{count} projects changed", count, *_send(sender, receiver, allowed)])
    figures = {
        str(row[0]): dict(zip(("projects", "entities", "bytes", "change_bytes"), row[1:], strict=True)) for row in rows
    }
    return Section([_table(rows)], figures)


def _law() -> Allowed:
    """Ask the export law what a summary may show, as `sync_peers` does."""
    import tempfile
    from pathlib import Path

    from commandcenter.kernel.layers import CHECKOUT
    from commandcenter.policy.bundle import build_bundle
    from commandcenter.policy.opa import OpaProcess

    with tempfile.TemporaryDirectory(prefix="commandcenter-bench-") as folder:
        bundle = Path(folder, "hub.tar.gz")
        build_bundle(CHECKOUT / "policies", ["hub"], bundle)
        judge = OpaClient(OpaProcess(bundle))
        try:
            peer = {
                "hub": "meta",
                "kind": "https",
                "role": "upstream",
                "bridge": False,
                "subjects": [],
                "reaches": ["meta"],
            }
            event = {"type": f"{HUB}.global.summary", "source": f"urn:cc:{HUB}", "targets": []}
            said = judge.decide("hub/federation/export", {"hub": HUB, "peer": peer, "event": event})
        finally:
            judge.close()
    if said["allow"] is not True:
        raise RuntimeError("the law lets no summary out")
    return {kind: frozenset(names) for kind, names in said["fields"].items()}


def _index(ledger: Ledger, number: int, edition: int) -> None:
    commit_project(ledger, number, SIZE, edition=edition)
    link_projects(ledger, HUB, project_name(number), at=AT, cause="bench")


def _send(sender: Ledger, receiver: Ledger, allowed: Allowed) -> Sequence[int]:
    """Bring the receiver up to date; returns the entities, the bytes sent, and the bytes of the changed bodies alone."""
    have, entities, sent, bodies = held_of(receiver, HUB), 0, 0, 0
    for data in deltas(sender, have.rev, have.root, allowed):
        entities += len(data["changes"])
        sent += len(canonical(data))
        bodies += sum(len(canonical(change["body"])) for change in data["changes"])
        if apply_part(receiver, HUB, data, at=AT, cause="bench").gap:
            raise RuntimeError("a part did not follow from the one before")
    return entities, sent, bodies


def _table(rows: Sequence[Sequence[int | str]]) -> Table:
    shown = []
    for name, _projects, entities, sent, bodies in rows:
        per = int(sent) / int(entities) if entities else 0
        share = f"{int(sent) / int(bodies):.2f}" if bodies else "-"
        shown.append([name, entities, sent, bodies, f"{per:,.0f}", share])
    return Table(
        f"Summary of a hub with {PROJECTS} projects of {SIZE} nodes",
        ("", "entities sent", "bytes sent", "bytes of their bodies", "bytes per entity", "x bodies"),
        shown,
        ["envelope and signature come on top: 1.1 KB for each event, 0.4 KB for each request"],
    )
