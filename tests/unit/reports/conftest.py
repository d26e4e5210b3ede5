"""Read a report and lay it against a graph that has some files."""

from collections.abc import Collection
from datetime import UTC, datetime
from typing import Protocol

import pytest

from commandcenter.graph.model import Node
from commandcenter.graph.replace import plan_replace
from commandcenter.indexing.reports import parse_report, plan_report
from commandcenter.ledger.model import Meta
from commandcenter.ledger.open import open_memory

COMMIT = "0123456789abcdef0123456789abcdef01234567"


class Read(Protocol):
    def __call__(self, kind: str, data: bytes | str, files: Collection[str] = ()) -> dict[str, Node]: ...


@pytest.fixture
def read() -> Read:
    """Parse a report about a project that has the files named; the nodes must be fit for the graph."""

    def run(kind: str, data: bytes | str, files: Collection[str] = ()) -> dict[str, Node]:
        held = [Node("file", path) for path in files]
        data = data.encode() if isinstance(data, str) else data
        facts = parse_report(kind, data, known={node.key for node in held}, commit=COMMIT)
        ledger, meta = open_memory(), Meta(datetime(2026, 1, 1, tzinfo=UTC), "test", "report", "source")
        ledger.submit("sample", plan_replace(held, "source"), meta)
        ledger.submit("sample", plan_report(kind, facts), meta)
        assert not ledger.submit("sample", plan_report(kind, facts), meta).committed
        return {node.key: node for node in facts}

    return run
