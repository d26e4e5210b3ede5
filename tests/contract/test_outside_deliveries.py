"""Deliveries in a table while others write it, and where a process ends between two requests.

What every store of deliveries does stands in test_deliveries.py.
"""

from dataclasses import replace
from datetime import timedelta

import pytest

from commandcenter.attestation.delivery.dynamodb import DynamoDeliveries
from commandcenter.attestation.delivery.memory import MemoryDeliveries
from commandcenter.attestation.delivery.model import Delivery
from commandcenter.kernel.clock import FixedClock

NOW = FixedClock().now()
RECEIPT = {"id": "r1", "size": 7, "more": ["é", None, {"deep": True}]}
ONE = Delivery("shop", "a1", "pin", "kubo", "bafk1", "blocks/bafk1", NOW)
CLAIMED = ONE.claimed(NOW)
OVER = CLAIMED.done(RECEIPT)


class CrashError(Exception):
    """Stands for a process that ends here."""


@pytest.fixture
def table(aws):
    return DynamoDeliveries("hub", "eu-west-1")


def places(aws):
    return sorted(item["pk"]["S"] for item in aws.dynamodb.scan(TableName="hub")["Items"])


def crashing(operation, *, before):
    """Return a store whose process ends around a request, of which the table then knows nothing, or everything."""
    store = DynamoDeliveries("hub", "eu-west-1")
    client = (
        store._connection.client
        if operation == "TransactWriteItems"
        else store._row._get_connection().connection.client
    )

    def end(**_):
        raise CrashError

    client.meta.events.register(f"{'before' if before else 'after'}-call.dynamodb.{operation}", end)
    return store


@pytest.mark.parametrize("before", [True, False], ids=["before", "after"])
def test_a_crash_around_the_end_leaves_it_pending_or_over_and_never_both(aws, table, before):
    table.open(ONE)
    table.save(CLAIMED)
    with pytest.raises(CrashError):
        crashing("TransactWriteItems", before=before).save(OVER)
    assert places(aws) == ["OUTSIDE" if before else "OUTSIDE#shop/a1"]
    assert table.of_audit("shop", "a1") == [CLAIMED if before else OVER]
    assert table.due(CLAIMED.due, 9) == ([CLAIMED] if before else [])
    assert table.save(CLAIMED.claimed(CLAIMED.due)) == before
    assert not table.save(OVER)


@pytest.mark.parametrize("before", [True, False], ids=["before", "after"])
def test_a_crash_around_opening_loses_nothing_that_was_answered_for(aws, table, before):
    with pytest.raises(CrashError):
        crashing("PutItem", before=before).open(ONE)
    assert table.open(ONE) == before
    assert places(aws) == ["OUTSIDE"]
    assert table.of_audit("shop", "a1") == [ONE]


def test_one_that_is_opened_while_another_ends_it_is_not_tried(aws, table):
    table.open(ONE)

    class Late(DynamoDeliveries):
        def _is_over(self, asked):
            before = super()._is_over(asked)
            assert table.save(CLAIMED)
            assert table.save(OVER)
            return before

    assert Late("hub", "eu-west-1").open(ONE)  # it looked before the end, and writes after
    assert table.of_audit("shop", "a1") == [OVER]
    assert not table.save(CLAIMED)
    assert table.due(NOW, 9) == []
    assert places(aws) == ["OUTSIDE#shop/a1"]


def test_the_first_end_stays_even_for_one_who_looked_before_it(aws, table):
    class Late(DynamoDeliveries):
        def _is_over(self, asked):
            before = super()._is_over(asked)
            assert table.save(OVER)
            aws.dynamodb.put_item(TableName="hub", Item=pending)  # opened and claimed anew by a third
            return before

    table.open(ONE)
    table.save(CLAIMED)
    (pending,) = aws.dynamodb.scan(TableName="hub")["Items"]
    assert not Late("hub", "eu-west-1").save(CLAIMED.done({"id": "r2"}))
    assert table.of_audit("shop", "a1") == [OVER]


@pytest.mark.usefixtures("aws")
def test_one_that_ends_while_its_audit_is_listed_is_listed(table):
    table.open(ONE)
    table.save(CLAIMED)

    class Slow(DynamoDeliveries):
        def __init__(self):
            super().__init__("hub", "eu-west-1")
            asked, row = [], self._row

            def query(_, *place, **options):
                if asked:
                    table.save(OVER)  # between the two questions
                asked.append(place)
                return list(row.query(*place, **options))

            self._row = type("Row", (row,), {"query": classmethod(query)})

    assert Slow().of_audit("shop", "a1") == [OVER]


def test_receipts_and_times_to_the_millisecond_come_back_as_they_were(table):
    memory, moment = MemoryDeliveries(), NOW + timedelta(milliseconds=123)
    one = replace(ONE, due=moment)
    for store in (memory, table):
        store.open(one)
        claimed = one.claimed(moment)
        assert store.due(moment - timedelta(milliseconds=1), 9) == []
        assert store.due(moment, 0) == []
        assert store.due(moment, 9) == [one]
        store.save(claimed)
        store.save(claimed.done(RECEIPT))
        (kept,) = store.of_audit("shop", "a1")
        assert (kept, kept.to_json()) == (claimed.done(RECEIPT), claimed.done(RECEIPT).to_json())
