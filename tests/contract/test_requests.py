"""How many requests a commit costs on AWS: one write for each changed entity and a constant."""

from collections import Counter
from datetime import UTC, datetime

import pytest

from commandcenter.ledger.ledger import Ledger
from commandcenter.ledger.model import Change, Meta

META = Meta(datetime(2026, 3, 1, tzinfo=UTC), "tester", "test", "source")
CONSTANT = 12
"""Head, next commit, bucket roots, up to eight buckets or a page of all items; the commit, the roots, the head."""


@pytest.fixture
def counted(aws):
    """A ledger on AWS, the requests it sends by operation, and the items it writes."""
    requests = Counter()
    items = aws.items()
    clients = aws.s3, items._row._get_connection().connection.client
    for client in clients:
        client.meta.events.register(
            "before-send.*.*", lambda event_name, **_: requests.update([event_name.split(".")[-1]])
        )
    return Ledger(aws.objects(), items), requests


def facts(count, value):
    return [
        Change(f"file:{number}", {"n": value, "text": "some text of a usual length " * 5}) for number in range(count)
    ]


@pytest.mark.parametrize("changed", [1, 5, 40, 120])
def test_a_commit_costs_one_write_for_each_changed_entity_and_a_constant(counted, changed):
    ledger, requests = counted
    assert ledger.submit("p", lambda _: facts(120, 0), META).changed == 120
    requests.clear()
    assert ledger.submit("p", lambda _: facts(changed, 1), META).changed == changed
    assert requests["PutItem"] == changed + 1, "each entity once, and the bucket roots"
    assert requests["UpdateItem"] == 1, "the head"
    assert requests["PutObject"] == 1, "the commit"
    assert requests.total() <= changed + CONSTANT, requests


def test_a_plan_that_reads_everything_still_costs_no_more(counted):
    ledger, requests = counted
    ledger.submit("p", lambda _: facts(120, 0), META)
    requests.clear()
    ledger.submit("p", lambda state: [Change(key, body | {"seen": 1}) for key, body in state.items().items()], META)
    assert requests.total() <= 120 + CONSTANT, requests


@pytest.mark.parametrize("whole", [True, False])
def test_unchanged_facts_write_nothing_and_read_little(counted, whole):
    ledger, requests = counted
    ledger.submit("p", lambda _: facts(120, 0), META)
    requests.clear()
    receipt = ledger.submit("p", lambda state: (state.items() if whole else None, facts(120, 0))[1], META)
    assert not receipt.committed
    assert set(requests) <= {"GetItem", "Query", "BatchGetItem", "GetObject", "ListObjectsV2"}
    assert requests.total() <= 4, requests
