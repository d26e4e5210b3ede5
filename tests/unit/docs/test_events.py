"""The event on the page is the event the code sends."""

import json
from typing import Any

from docs_pages import DOCS, ROOT, code_blocks, named, rows
from docs_template import load

from commandcenter.ledger.model import Header
from commandcenter.mesh import subjects
from commandcenter.mesh.commits import committed_event
from commandcenter.mesh.eventbridge import EventBridgeBus
from commandcenter.mesh.patterns import compile_pattern

PAGE = DOCS / "events.md"


class Client:
    """Records what a bus puts, and takes it."""

    def __init__(self) -> None:
        self.entries: list[dict[str, Any]] = []

    def put_events(self, **request: Any) -> dict[str, Any]:
        self.entries += request["Entries"]
        return {"FailedEntryCount": 0, "Entries": []}


def test_the_example_is_what_the_bus_is_given() -> None:
    example = json.loads(code_blocks(PAGE, "json title=entry")[0])
    said = example["detail"]["event"]["data"]
    header = Header.from_json(
        {
            "project": said["project"], "rev": said["rev"], "parent": said["parent"], "cause": said["cause"],
            "origin": said["origin"], "state_root": said["state_root"], "at": example["detail"]["event"]["time"],
            "actor": "somebody", "changes_root": "", "v": 1,
        }
    )  # fmt: skip
    client = Client()
    EventBridgeBus(client, "bus").publish(committed_event("hub", header, said["digest"]))
    (entry,) = client.entries
    assert json.loads(entry["Detail"]) == example["detail"]
    assert entry["Source"] == example["source"]
    assert entry["DetailType"] == example["detail-type"]
    assert entry["Resources"] == example["resources"]


def test_the_page_lists_every_subject_the_code_names() -> None:
    known = {value for name, value in vars(subjects).items() if name.isupper() and isinstance(value, str)}
    assert {named(row[0])[0] for row in rows(PAGE, "event | when")} == known


def rules() -> list[dict[str, Any]]:
    """Return the rules of all templates."""
    templates = [load(), *(load(path) for path in sorted((ROOT / "infra").glob("*.yaml")))]
    return [
        one["Properties"]
        for part in templates
        for one in part["Resources"].values()
        if one["Type"] == "AWS::Events::Rule"
    ]


LISTENED = (
    subjects.GRAPH_COMMITTED, subjects.GRAPH_COMMITTED, subjects.AUDIT_REQUESTED, subjects.AUDIT_COMPLETED, ">", "fed.>",
)  # fmt: skip


def test_the_rules_of_the_template_listen_by_compiled_patterns() -> None:
    """What else a rule asks for narrows it; which subjects it hears is for the pattern alone to say."""
    compiled = [compile_pattern(pattern)["detail"]["tokens"] for pattern in LISTENED]
    found = [rule["EventPattern"]["detail"]["tokens"] for rule in rules() if "EventPattern" in rule]
    assert sorted(map(str, found)) == sorted(map(str, compiled))


def test_the_page_lists_every_target_of_the_bus() -> None:
    queues = {target["Arn"].removesuffix(".Arn") for rule in rules() for target in rule["Targets"]}
    assert {named(row[0])[0] for row in rows(PAGE, "target | does")} == queues
