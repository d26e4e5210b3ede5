"""The hub's own keys over any sequence of deployments."""

from datetime import UTC, datetime, timedelta

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given, settings
from hypothesis import strategies as st

from commandcenter.hub.signing_keys import OVERLAP, REREAD, KeyRecord, MemoryKeyRecords, OwnKeys
from commandcenter.kernel.clock import FixedClock
from commandcenter.kernel.errors import ConflictError, InvalidInputError, UnavailableError
from commandcenter.signing.key_files import FileSigner
from commandcenter.signing.pyca import public_key_of

START = datetime(2026, 5, 1, 12, 0, 0, 400_000, UTC)


def make_signer(number: int) -> FileSigner:
    private = Ed25519PrivateKey.from_private_bytes(bytes([number + 1]) * 32)
    return FileSigner(private, public_key_of(private.public_key()))


SIGNERS = {f"awskms:{name}": make_signer(number) for number, name in enumerate("abcd")}
A, B, C, _ = SIGNERS


class Opener:
    def __init__(self) -> None:
        self.opened: list[str] = []

    def __call__(self, uri: str) -> FileSigner:
        self.opened.append(uri)
        return SIGNERS[uri]


def worker(store: MemoryKeyRecords, clock: FixedClock, *uris: str, opener: Opener | None = None) -> OwnKeys:
    return OwnKeys(store, uris, opener or Opener(), clock)


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock(START)


@pytest.fixture
def store() -> MemoryKeyRecords:
    return MemoryKeyRecords()


def test_the_first_named_signs_and_comes_first_in_the_set(store, clock) -> None:
    keys = worker(store, clock, A, B)
    assert keys.signer() is SIGNERS[A]
    assert [entry.key.key_id for entry in keys.published().entries] == [SIGNERS[A].key_id, SIGNERS[B].key_id]
    clock.advance(1000)
    swapped = worker(store, clock, B, A)
    assert swapped.signer() is SIGNERS[B]
    assert swapped.fingerprint() == SIGNERS[B].key_id
    assert swapped.published().entries == keys.published().entries[::-1]


def test_publishing_needs_no_signer_once_the_keys_are_known(store, clock) -> None:
    worker(store, clock, A, B).published()
    opener = Opener()
    again = worker(store, clock, A, B, opener=opener)
    again.published()
    assert opener.opened == []
    again.signer()
    assert opener.opened == [A]


def test_one_key_named_twice_is_one(store, clock) -> None:
    assert len(worker(store, clock, A, A).published().entries) == 1


def test_a_key_no_longer_named_counts_for_a_week_and_stays(store, clock) -> None:
    worker(store, clock, A).published()
    clock.advance(3600)
    replaced = clock.now()
    worker(store, clock, B).published()
    clock.at = replaced + OVERLAP
    keys = worker(store, clock, B).published()
    assert keys.find(SIGNERS[A].key_id, clock.now()) == SIGNERS[A].public_key()
    clock.advance(1)
    assert list(keys.valid_at(clock.now())) == [SIGNERS[B].key_id]
    assert len(worker(store, clock, B).published().entries) == 2


def test_a_key_whose_week_is_over_is_refused(store, clock) -> None:
    worker(store, clock, A).published()
    worker(store, clock, B).published()
    clock.at += OVERLAP + timedelta(seconds=1)
    for uris in ((A,), (A, B), (B, A)):
        with pytest.raises(ConflictError, match="retired"):
            worker(store, clock, *uris).signer()
    assert worker(store, clock, B).signer() is SIGNERS[B]


def test_workers_of_two_deployments_may_take_turns(store, clock) -> None:
    old, new = (A, B), (B, C)
    for _ in range(3):
        assert worker(store, clock, *old).signer() is SIGNERS[A]
        assert worker(store, clock, *new).signer() is SIGNERS[B]
        clock.advance(60)
    keys = worker(store, clock, *new).published()
    assert {entry.key.key_id: entry.expires is None for entry in keys.entries} == {
        SIGNERS[A].key_id: False, SIGNERS[B].key_id: True, SIGNERS[C].key_id: True,
    }  # fmt: skip


def test_another_key_behind_the_same_name_does_not_sign(store, clock) -> None:
    worker(store, clock, A).signer()
    with pytest.raises(ConflictError, match="another"):
        OwnKeys(store, [A], lambda _: SIGNERS[B], clock).signer()


def test_a_worker_reads_again_after_a_minute(store, clock) -> None:
    keys = worker(store, clock, A)
    keys.published()
    worker(store, clock, A, B).published()
    clock.at += REREAD - timedelta(microseconds=1)
    assert len(keys.published().entries) == 1
    clock.at += timedelta(microseconds=1)
    assert len(keys.published().entries) == 2


def test_no_key_is_refused(store, clock) -> None:
    with pytest.raises(InvalidInputError):
        worker(store, clock)


def test_who_is_second_goes_by_what_the_first_wrote(clock) -> None:
    class Contended(MemoryKeyRecords):
        raced = False

        def write(self, record: KeyRecord) -> bool:
            if not self.raced:
                self.raced = True
                worker(self, clock, A, B).published()
            return super().write(record)

    store = Contended()
    keys = worker(store, clock, A, B).published()
    assert keys == store.read().keys
    assert store.read().version == 1


def test_a_record_that_never_holds_still_is_told(clock) -> None:
    class Stubborn(MemoryKeyRecords):
        def write(self, record: KeyRecord) -> bool:
            return False

    with pytest.raises(UnavailableError):
        worker(Stubborn(), clock, A).published()


orders = st.lists(st.sampled_from(list(SIGNERS)), min_size=1, max_size=2, unique=True)
deployments = st.lists(st.tuples(orders, st.integers(0, 10 * 86_400)), min_size=1, max_size=12)


@given(deployments)
@settings(max_examples=60, deadline=None)
def test_what_was_signed_verifies_for_a_week_after_its_key_was_replaced(history) -> None:
    """Whatever is deployed: a signature is good when made, and for OVERLAP after another worker dropped its key."""
    store, clock = MemoryKeyRecords(), FixedClock(START)
    dropped_at: dict[str, datetime] = {}
    named: set[str] = set()
    seen: set[str] = set()
    for uris, wait in history:
        keys = worker(store, clock, *uris)
        try:
            signer = keys.signer()
        except ConflictError:
            back = [uri for uri in uris if uri in dropped_at and clock.now() >= dropped_at[uri] + OVERLAP]
            assert back
            continue
        published = keys.published()
        names = {entry.key.key_id for entry in published.entries}
        assert names >= seen
        seen = names
        assert published.find(signer.key_id, clock.now()).verify(b"text", signer.sign(b"text"))
        named |= set(uris)
        for uri in uris:
            dropped_at.pop(uri, None)
        for uri in named - set(uris):
            dropped_at.setdefault(uri, clock.now())
            last = dropped_at[uri] + OVERLAP
            assert published.find(SIGNERS[uri].key_id, last) == SIGNERS[uri].public_key()
        clock.advance(wait)
