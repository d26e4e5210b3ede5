"""One contract for every place links are kept in."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import boto3
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given, settings
from hypothesis import strategies as st
from moto import mock_aws

from commandcenter.kernel.clock import FixedClock
from commandcenter.kernel.errors import ConflictError, NotFoundError, UnavailableError
from commandcenter.mesh.peers.dynamodb import DynamoPeers
from commandcenter.mesh.peers.memory import MemoryPeers
from commandcenter.mesh.peers.model import Cursor, Peer
from commandcenter.mesh.peers.ports import PeerStore
from commandcenter.signing.jwks import KeySet, PublishedKey
from commandcenter.signing.pyca import public_key_of

AT = datetime(2026, 5, 1, 12, 0, 0, 123000, UTC)
REGION = "eu-west-1"
KEYS = [public_key_of(Ed25519PrivateKey.from_private_bytes(bytes([n]) * 32).public_key()) for n in range(4)]
SUBJECT = "north.global.summary"


def linked(hub: str = "north", key: int = 0) -> Peer:
    keys = KeySet((PublishedKey(KEYS[key]),))
    return Peer(hub, "https", "downstream", f"https://{hub}.example", KEYS[key].key_id, keys, AT)


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock(AT)


@pytest.fixture(params=["memory", "dynamodb"])
def store(request: pytest.FixtureRequest, clock: FixedClock) -> PeerStore:
    if request.param == "memory":
        return MemoryPeers(clock)
    request.getfixturevalue("aws")
    return DynamoPeers("hub", REGION, clock=clock)


@pytest.mark.parametrize(
    "peer",
    [
        linked(),
        replace(linked(), role="both", allow=("fed.audit.sweep", "fed.refresh"), confirmed=AT + timedelta(seconds=1)),
        replace(linked("nats-main"), kind="nats", url="", bridge=True, subjects=("*.global.>", "fed.>"), role="both"),
        replace(linked(), keys=KeySet((PublishedKey(KEYS[0], datetime(2026, 1, 1, tzinfo=UTC)),)), role="upstream"),
    ],
    ids=["plain", "full", "bridge", "dated"],
)
def test_a_link_is_read_as_it_was_written(store: PeerStore, peer: Peer) -> None:
    store.put(peer)
    assert store.get(peer.hub) == peer
    assert store.list() == [peer]
    assert store.cursor(peer.hub) == Cursor()


def test_what_is_not_linked_is_not_there(store: PeerStore) -> None:
    store.put(linked())
    assert store.get("nort") is None
    assert store.cursor("nort") == Cursor()
    assert store.accepted("nort", SUBJECT) == 0
    assert not store.remove("nort")
    store.confirm("nort", AT)
    for change in (
        lambda: store.move("nort", Cursor(1)),
        lambda: store.accept("nort", SUBJECT, 1),
        lambda: store.accept("nort", SUBJECT, 0),
        lambda: store.trust("nort", linked().keys),
    ):
        with pytest.raises(NotFoundError):
            change()
    assert store.list() == [linked()]


def test_links_come_sorted_by_name(store: PeerStore) -> None:
    for hub in ("b", "c", "a-1", "a"):
        store.put(linked(hub))
    assert [peer.hub for peer in store.list()] == ["a", "a-1", "b", "c"]


def test_a_changed_link_keeps_how_far_it_was_served(store: PeerStore) -> None:
    store.put(replace(linked(), confirmed=AT))
    cursor = Cursor(7, 3, "ab", AT, "it was away")
    store.move("north", cursor)
    assert store.accept("north", SUBJECT, 5)
    changed = replace(linked(), role="both", allow=("fed.refresh",), url="https://elsewhere.example")
    store.put(changed)
    assert store.get("north") == changed
    assert store.cursor("north") == cursor
    assert store.accepted("north", SUBJECT) == 5


def test_another_key_begins_anew(store: PeerStore) -> None:
    store.put(linked())
    store.move("north", Cursor(7))
    store.accept("north", SUBJECT, 5)
    store.put(linked(key=1))
    assert store.get("north") == linked(key=1)
    assert store.cursor("north") == Cursor()
    assert store.accepted("north", SUBJECT) == 0


def test_a_removed_link_leaves_nothing(store: PeerStore) -> None:
    store.put(linked())
    store.put(linked("south"))
    store.move("north", Cursor(7))
    store.accept("north", SUBJECT, 5)
    assert store.remove("north")
    assert not store.remove("north")
    assert store.list() == [linked("south")]
    store.put(linked())
    assert (store.cursor("north"), store.accepted("north", SUBJECT)) == (Cursor(), 0)


def test_the_first_confirmation_stands(store: PeerStore) -> None:
    store.put(linked())
    store.confirm("north", AT)
    store.confirm("north", AT + timedelta(days=1))
    assert store.get("north") == replace(linked(), confirmed=AT)


def test_keys_are_replaced_only_by_a_set_with_the_pinned_one(store: PeerStore) -> None:
    store.put(linked())
    announced = linked().keys.rotate(KEYS[1], AT, timedelta(days=7))
    store.trust("north", announced)
    assert store.get("north") == replace(linked(), keys=announced)
    for keys in (KeySet((PublishedKey(KEYS[2]),)), KeySet()):
        with pytest.raises(ConflictError, match="pinned"):
            store.trust("north", keys)
    assert store.get("north") == replace(linked(), keys=announced)


def test_sequences_only_rise_and_each_subject_has_its_own(store: PeerStore) -> None:
    store.put(linked())
    assert [store.accept("north", SUBJECT, n) for n in (0, 2, 2, 1, 3, 10**12)] == [
        False,
        True,
        False,
        False,
        True,
        True,
    ]
    assert store.accept("north", "fed.refresh", 1)
    assert (store.accepted("north", SUBJECT), store.accepted("north", "fed.refresh")) == (10**12, 1)
    assert store.accepted("north", "north") == 0


def test_of_many_that_accept_one_sequence_one_wins(store: PeerStore) -> None:
    store.put(linked())
    with ThreadPoolExecutor(8) as pool:
        won = list(pool.map(lambda _: store.accept("north", SUBJECT, 4), range(8)))
    assert sum(won) == 1


def test_racing_sequences_end_at_the_highest(store: PeerStore) -> None:
    store.put(linked())
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda n: store.accept("north", SUBJECT, n), [3, 9, 1, 7, 8, 2, 6, 5]))
    assert store.accepted("north", SUBJECT) == 9


def test_racing_links_leave_one_of_them_whole(store: PeerStore) -> None:
    peers = [replace(linked(key=n), url=f"https://{n}.example") for n in range(4)]
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(store.put, peers))
    assert store.get("north") in peers


def test_a_nonce_is_new_once(store: PeerStore, clock: FixedClock) -> None:
    until = AT + timedelta(seconds=301)
    assert not store.seen_nonce("key", "nonce", until)
    assert store.seen_nonce("key", "nonce", until)
    assert not store.seen_nonce("key", "other", until)
    assert not store.seen_nonce("other", "nonce", until)
    clock.at = until - timedelta(milliseconds=1)
    assert store.seen_nonce("key", "nonce", until)
    clock.advance(1)
    assert not store.seen_nonce("key", "nonce", clock.at + timedelta(seconds=301))
    assert store.seen_nonce("key", "nonce", until)


def test_of_many_with_one_nonce_one_is_first(store: PeerStore) -> None:
    until = AT + timedelta(seconds=301)
    with ThreadPoolExecutor(8) as pool:
        seen = list(pool.map(lambda _: store.seen_nonce("key", "nonce", until), range(8)))
    assert seen.count(False) == 1


def test_a_table_that_is_gone_is_told() -> None:
    with mock_aws():
        store = DynamoPeers("none", REGION)
        for ask in (
            lambda: store.get("north"), store.list, lambda: store.put(linked()), lambda: store.remove("north"),
            lambda: store.confirm("north", AT), lambda: store.seen_nonce("key", "nonce", AT),
        ):  # fmt: skip
            with pytest.raises(UnavailableError):
                ask()


hubs, keys = st.sampled_from(["a", "b"]), st.integers(0, 1)
steps = st.one_of(
    st.tuples(st.just("put"), hubs, keys),
    st.tuples(st.just("remove"), hubs, st.just(0)),
    st.tuples(st.sampled_from(["accept", "move", "confirm"]), hubs, st.integers(1, 4)),
    st.tuples(st.just("trust"), hubs, keys),
)


@pytest.fixture(scope="module")
def account() -> Iterator[None]:
    with mock_aws():
        boto3.client("dynamodb", region_name=REGION).create_table(
            TableName="hub",
            BillingMode="PAY_PER_REQUEST",
            AttributeDefinitions=[{"AttributeName": part, "AttributeType": "S"} for part in ("pk", "sk")],
            KeySchema=[{"AttributeName": "pk", "KeyType": "HASH"}, {"AttributeName": "sk", "KeyType": "RANGE"}],
        )
        yield


@given(history=st.lists(steps, min_size=2, max_size=12))
@settings(max_examples=30, deadline=None)
def test_any_history_reads_the_same_in_both(account: None, history: list[tuple[str, str, int]]) -> None:
    memory, dynamodb = MemoryPeers(), DynamoPeers("hub", REGION)
    for hub in ("a", "b"):
        dynamodb.remove(hub)
    for number, step in enumerate(history):
        assert run(memory, number, *step) == run(dynamodb, number, *step)
    assert memory.list() == dynamodb.list()
    for hub in ("a", "b"):
        assert memory.cursor(hub) == dynamodb.cursor(hub)
        assert memory.accepted(hub, SUBJECT) == dynamodb.accepted(hub, SUBJECT)


def run(store: PeerStore, number: int, verb: str, hub: str, value: int) -> object:
    at = AT + timedelta(seconds=number)
    steps = {
        "put": lambda: store.put(replace(linked(hub, value), linked=at)),
        "remove": lambda: store.remove(hub),
        "accept": lambda: store.accept(hub, SUBJECT, value),
        "move": lambda: store.move(hub, Cursor(value, at=at)),
        "confirm": lambda: store.confirm(hub, at),
        "trust": lambda: store.trust(hub, linked(hub, value).keys.rotate(KEYS[3], at, timedelta(days=1))),
    }
    try:
        return steps[verb]()
    except (ConflictError, NotFoundError) as error:
        return type(error)
