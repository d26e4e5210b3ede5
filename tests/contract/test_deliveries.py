"""One contract for every place deliveries to outside services are kept in."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from threading import Barrier

import boto3
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from commandcenter.attestation.delivery.dynamodb import DynamoDeliveries
from commandcenter.attestation.delivery.memory import MemoryDeliveries
from commandcenter.attestation.delivery.model import LEASE, Delivery
from commandcenter.kernel.errors import UnavailableError

NOW = datetime(2026, 1, 1, tzinfo=UTC)
RECEIPT = {"id": "r1", "more": ["kept", {"as": "it is"}]}


def delivery(content="bafy1", audit="a1", target="kubo", kind="pin", due=NOW, project="shop"):
    return Delivery(project, audit, kind, target, content, f"attestations/envelopes/{content}", due)


@pytest.fixture(params=["memory", "dynamodb"])
def store(request):
    if request.param == "memory":
        return MemoryDeliveries()
    request.getfixturevalue("aws")
    return DynamoDeliveries("hub", "eu-west-1")


def rows():
    """Count the items of the table."""
    return len(boto3.client("dynamodb", region_name="eu-west-1").scan(TableName="hub")["Items"])


def test_a_delivery_is_opened_once(store):
    one = delivery()
    assert store.open(one)
    assert not store.open(one)
    assert not store.open(replace(one, due=NOW + timedelta(days=1)))
    assert store.of_audit("shop", "a1") == [one]
    claimed = one.claimed(NOW)
    assert store.save(claimed)
    assert not store.open(one)
    assert store.save(claimed.done(RECEIPT))
    assert not store.open(one)
    assert store.of_audit("shop", "a1") == [claimed.done(RECEIPT)]


def test_what_differs_in_kind_target_content_or_audit_is_another(store):
    others = [
        delivery(), delivery(kind="register"), delivery(target="s3"), delivery("bafy2"), delivery(audit="a2"),
        delivery(project="shop2"), delivery(audit="a"),
    ]  # fmt: skip
    assert all(store.open(one) for one in others)
    assert sorted(one.key for one in store.of_audit("shop", "a1")) == sorted(one.key for one in others[:4])
    assert store.of_audit("shop", "a") == [others[6]]
    assert store.of_audit("shop", "nothing") == store.of_audit("sho", "a1") == []
    assert len(store.due(NOW, 99)) == len(others)


def test_deliveries_are_due_from_their_time_on_those_that_wait_longest_first(store):
    times = [NOW + timedelta(seconds=second) for second in (3, 1, 2)]
    for number, due in enumerate(times):
        store.open(delivery(f"bafy{number}", due=due))
    assert store.due(NOW, 99) == []
    assert [one.content for one in store.due(times[2], 99)] == ["bafy1", "bafy2"]
    assert [one.content for one in store.due(times[0], 2)] == ["bafy1", "bafy2"]
    late = store.due(times[0], 99)[0].claimed(times[0])
    assert store.save(late)
    assert [one.content for one in store.due(times[0], 99)] == ["bafy2", "bafy0"]
    assert store.due(late.due, 99)[-1] == late


@pytest.mark.parametrize("after", ["done", "refused"])
def test_what_is_over_is_not_due_and_stays_as_it_is(store, after):
    store.open(delivery())
    claimed = delivery().claimed(NOW)
    assert store.save(claimed)
    over = claimed.done(RECEIPT) if after == "done" else claimed.failed("no", NOW, final=True)
    assert store.save(over)
    assert not store.save(over)
    assert not store.save(claimed.failed("late", NOW, final=False))
    assert not store.save(replace(over, version=over.version + 1))
    assert store.due(NOW + timedelta(days=99), 99) == []
    assert store.of_audit("shop", "a1") == [over]


def test_only_the_version_after_the_one_that_is_kept_is_saved(store):
    one = delivery()
    assert not store.save(one.claimed(NOW))
    assert not store.save(one.claimed(NOW).done(RECEIPT))
    store.open(one)
    first, second = one.claimed(NOW), one.claimed(NOW + timedelta(seconds=1))
    assert store.save(first)
    assert not store.save(second)
    again = first.claimed(NOW + LEASE)
    assert store.save(again)
    assert not store.save(first.done(RECEIPT))
    assert store.of_audit("shop", "a1") == [again]


def test_one_of_many_claims(store):
    one = delivery()
    store.open(one)
    for _ in range(3):
        barrier = Barrier(4)

        def claim(worker, one=one, barrier=barrier):
            claimed = one.claimed(NOW + timedelta(seconds=worker))
            barrier.wait()
            return store.save(claimed)

        with ThreadPoolExecutor(4) as pool:
            won = list(pool.map(claim, range(4)))
        assert won.count(True) == 1
        one = one.claimed(NOW + timedelta(seconds=won.index(True)))
        assert store.of_audit("shop", "a1") == [one]


def test_of_a_claim_and_an_end_one_comes_about(store):
    for number in range(12):
        one = delivery(f"bafy{number}")
        store.open(one)
        claimed = one.claimed(NOW)
        assert store.save(claimed)
        barrier, rivals = Barrier(2), (claimed.claimed(NOW + LEASE), claimed.done(RECEIPT))

        def save(rival, barrier=barrier):
            barrier.wait()
            return store.save(rival)

        with ThreadPoolExecutor(2) as pool:
            won = list(pool.map(save, rivals))
        assert won.count(True) == 1
        (kept,) = (found for found in store.of_audit("shop", "a1") if found.key == one.key)
        assert kept == rivals[won.index(True)]
        assert (kept.state == "pending") == (kept in store.due(kept.due, 99))


def test_one_of_many_opens(store):
    barrier = Barrier(4)

    def open_one(_):
        barrier.wait()
        return store.open(delivery())

    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(open_one, range(4))).count(True) == 1


STEPS = st.lists(
    st.tuples(st.sampled_from(["open", "claim", "done", "refused", "later"]), st.integers(0, 2), st.integers(-1, 2)),
    max_size=25,
)


@given(STEPS)
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_both_stores_do_what_the_model_does(aws, steps):
    table = aws.dynamodb
    for item in table.scan(TableName="hub")["Items"]:
        table.delete_item(TableName="hub", Key={"pk": item["pk"], "sk": item["sk"]})
    stores, model = (MemoryDeliveries(), DynamoDeliveries("hub", "eu-west-1")), {}
    for step, number, behind in steps:
        fresh = delivery(f"bafy{number}")
        if step == "open":
            wanted = fresh.key not in model
            assert [store.open(fresh) for store in stores] == [wanted] * 2
            model.setdefault(fresh.key, fresh)
            continue
        kept = model.get(fresh.key, fresh)
        seen = replace(kept, version=max(0, kept.version - behind), state="pending")  # what a worker saw a while ago
        after = {
            "claim": lambda one: one.claimed(NOW), "done": lambda one: one.done(RECEIPT),
            "refused": lambda one: one.failed("no", NOW, final=True), "later": lambda one: one.failed("x", NOW, final=False),
        }[step](replace(seen, attempts=seen.attempts + 1))  # fmt: skip
        wanted = fresh.key in model and kept.state == "pending" and after.version == kept.version + 1
        assert [store.save(after) for store in stores] == [wanted] * 2
        if wanted:
            model[fresh.key] = after
        pending = {one.key for one in model.values() if one.state == "pending"}
        for store in stores:
            assert store.of_audit("shop", "a1") == [model[key] for key in sorted(model)]
            assert {one.key for one in store.due(NOW + timedelta(days=1), 99)} == pending
    assert rows() == len(model)


def test_a_row_left_among_the_pending_is_cleared_away(aws):
    """Where a process died between two writes, or one opened what another just finished."""
    store, one = DynamoDeliveries("hub", "eu-west-1"), delivery()
    store.open(one)
    (left,) = aws.dynamodb.scan(TableName="hub")["Items"]
    over = one.claimed(NOW).done(RECEIPT)
    assert store.save(one.claimed(NOW))
    assert store.save(over)
    aws.dynamodb.put_item(TableName="hub", Item=left)
    assert store.of_audit("shop", "a1") == [over]
    (found,) = store.due(NOW, 99)
    assert not store.save(found.claimed(NOW))  # so nobody is asked again
    assert store.due(NOW + timedelta(days=99), 99) == []
    assert store.of_audit("shop", "a1") == [over]
    assert rows() == 1


def test_all_pages_of_pending_deliveries_are_read(aws):
    store = DynamoDeliveries("hub", "eu-west-1")
    many = [replace(delivery(f"bafy{number:03}"), error="x" * 300, place="p" * 9_000) for number in range(150)]
    for one in many:
        store.open(one)
    assert len(store.due(NOW, 1_000)) == len(store.of_audit("shop", "a1")) == 150


def test_a_table_that_is_gone_is_told_as_not_available(aws):
    store, one = DynamoDeliveries("no-such-table", "eu-west-1"), delivery()
    for ask in (
        lambda: store.open(one),
        lambda: store.of_audit("shop", "a1"),
        lambda: store.due(NOW, 1),
        lambda: store.save(one.claimed(NOW)),
        lambda: store.save(one.claimed(NOW).done(RECEIPT)),
    ):
        with pytest.raises(UnavailableError):
            ask()
