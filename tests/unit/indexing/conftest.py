"""Lay facts into a real ledger: what it accepts, and finds unchanged the second time, is valid."""

from datetime import UTC, datetime

import pytest

from commandcenter.graph.replace import plan_replace
from commandcenter.indexing.model import Facts
from commandcenter.kernel.canonical import canonical
from commandcenter.ledger.model import Meta
from commandcenter.ledger.open import open_memory

META = Meta(datetime(2026, 1, 1, tzinfo=UTC), "test", "test", "source")


@pytest.fixture(scope="session")
def accept():
    def check(facts: Facts) -> bytes:
        """Return the facts as canonical bytes, once a ledger took them."""
        ledger = open_memory()
        assert ledger.submit("sample", plan_replace(facts, "source"), META).committed
        assert not ledger.submit("sample", plan_replace(facts, "source"), META).committed
        return canonical([[node.body("source") for node in facts], list(facts.provides)])

    return check
