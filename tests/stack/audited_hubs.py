"""What the tests of audits on deployed hubs share: projects, their audits, and the same audit in this process."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from hypothesis import HealthCheck, Phase, given, settings
from living_hub import LivingHub, eventually
from mesh_hubs import events
from random_sheets import attest, groups
from test_uploads import archive

from commandcenter.compliance.audit import Audit
from commandcenter.compliance.facts.assemble import assemble_facts
from commandcenter.compliance.run_audit import audit_facts
from commandcenter.graph.replace import plan_replace
from commandcenter.indexing.run import index_tree
from commandcenter.indexing.trees import MemoryTree
from commandcenter.kernel.clock import FixedClock
from commandcenter.kernel.layers import find_in_layers
from commandcenter.ledger.model import Meta
from commandcenter.ledger.open import open_memory
from commandcenter.plugins.loader import find_plugins

CASP = {"entity": {"mica_roles": ["casp"]}, "bcp": {"policy": True}}
AUTH = "MICA-ART-59-CASP-AUTH"


@contextmanager
def auditing_commits(hub: LivingHub) -> Iterator[None]:
    """Audit each new revision for the block, as a hub does that is deployed with the parameters' defaults."""
    client, bus = hub.client("events"), hub.deployed.outputs["BusName"]
    rules = client.list_rules(EventBusName=bus)["Rules"]
    (rule,) = [one for one in rules if '"origin"' in one.get("EventPattern", "")]
    assert rule["State"] == "DISABLED"
    client.enable_rule(Name=rule["Name"], EventBusName=bus)
    try:
        yield
    finally:
        client.disable_rule(Name=rule["Name"], EventBusName=bus)


def index(hub: LivingHub, project: str, facts: dict[str, Any]) -> int:
    hub.register(project)
    record = hub.upload(project, archive(attest(facts)))
    assert record["state"] == "done", record
    rev: int = record["rev"]
    return rev


def audits_of(hub: LivingHub, project: str, subject: str = "hub.audit.completed") -> list[dict[str, Any]]:
    return [one["event"]["data"] for one in events(hub, subject) if one["event"]["data"]["project"] == project]


def await_audits(hub: LivingHub, project: str, count: int) -> list[dict[str, Any]]:
    return eventually(
        lambda: found if len(found := audits_of(hub, project)) >= count else None, f"{count} audits of {project}", 60
    )


def fetch(hub: LivingHub, project: str, audit: str) -> Audit:
    def done() -> Any:
        answer = hub.call("GET", f"/v1/projects/{project}/audits/{audit}")
        assert answer.status == 200, answer.body
        assert answer.json["state"] != "failed", answer.json
        return answer.json.get("audit")

    return Audit.from_json(eventually(done, f"audit {audit}", 60))


def alone(judge: Any, project: str, facts: dict[str, Any], day: str) -> list[dict[str, Any]]:
    """Audit the same repository in this process."""
    ledger, clock = open_memory(), FixedClock()
    tree = MemoryTree({path: text.encode() for path, text in attest(facts).items()})
    indexers = {one.id: one.create() for one in find_plugins([find_in_layers("plugins")], kind="indexer")}
    plan = plan_replace(index_tree(project, tree, indexers).nodes, "source")
    ledger.submit(project, plan, Meta(clock.now(), "test", "index", "source"))
    return plain(audit_facts(judge, assemble_facts(ledger, project, day), at=clock.now()))


def plain(audit: Audit) -> list[dict[str, Any]]:
    """Write findings without whose commit their facts come from: that is another one in each ledger."""
    told = []
    for one in audit.findings:
        said = one.to_json()
        for origins in said["provenance"].values():
            for origin in origins:
                del origin["by"], origin["commit"], origin["rev"]
        told.append(said)
    return json.loads(json.dumps(told))


def collect(count: int) -> list[dict[str, Any]]:
    drawn: list[dict[str, Any]] = []

    @given(groups())
    @settings(
        max_examples=count,
        phases=[Phase.generate],
        database=None,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )
    def draw(facts):
        drawn.append(facts)

    draw()
    return drawn
