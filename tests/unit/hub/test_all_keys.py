"""What a hub publishes: its own keys first, those of its log after them, over any sequence of deployments."""

from datetime import UTC, datetime

from federation_parts_memory import make_signer
from hypothesis import given
from hypothesis import strategies as st

from commandcenter.hub.signing_keys import AllKeys, MemoryKeyRecords, OwnKeys
from commandcenter.kernel.clock import FixedClock
from commandcenter.signing.jwks import parse_key_set

SIGNERS = {f"awskms:{name}": make_signer() for name in ("own1", "own2", "log1", "log2")}
OWN, LOG = list(SIGNERS)[:2], list(SIGNERS)[2:]


def some(uris: list[str]) -> st.SearchStrategy[list[str]]:
    return st.lists(st.sampled_from(uris), min_size=1, max_size=2, unique=True)


@given(st.lists(st.tuples(some(OWN), some(LOG), st.integers(0, 3 * 86_400)), min_size=1, max_size=3))
def test_own_keys_sign_and_come_first(deployments: list[tuple[list[str], list[str], int]]) -> None:
    clock = FixedClock(datetime(2026, 5, 1, 12, tzinfo=UTC))
    records = MemoryKeyRecords(), MemoryKeyRecords()
    seen: set[str] = set()
    for own_uris, log_uris, seconds in deployments:
        own, log = (
            OwnKeys(one, uris, SIGNERS.__getitem__, clock)
            for one, uris in zip(records, (own_uris, log_uris), strict=True)
        )
        keys = AllKeys(own, log)
        first = SIGNERS[own_uris[0]]
        assert (keys.signer(), keys.fingerprint()) == (first, first.key_id)
        published = keys.published()
        assert published.entries == own.published().entries + log.published().entries
        assert published.entries[0].key == first.public_key()
        counting = set(published.valid_at(clock.now()))
        assert counting >= {SIGNERS[uri].key_id for uri in (*own_uris, *log_uris)}
        seen |= counting
        assert {entry.key.key_id for entry in published.entries} == seen, "none is forgotten"
        assert parse_key_set(published.canonical()) == published
        clock.advance(min(seconds, 2 * 86_400))
