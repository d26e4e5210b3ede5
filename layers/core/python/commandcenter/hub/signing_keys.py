"""The hub's own keys: which one signs, and the set it publishes, kept in the table so that all workers tell the same.

Settings name signers by URI; the first signs, a second is published ahead of its use. A key that is no longer named counts
for a week more and stays in the set as retired. While a deployment runs, workers with the old and the new setting take turns:
a key that one of them ended counts on when the other names it again, until its week is over; after that it is refused.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Protocol

from commandcenter.kernel.clock import Clock
from commandcenter.kernel.errors import ConflictError, InvalidInputError, UnavailableError
from commandcenter.signing.jwks import KeySet, PublishedKey, parse_key_set
from commandcenter.signing.signer import Signer

OVERLAP = timedelta(days=7)
REREAD = timedelta(minutes=1)
"""How long a worker goes by what it read."""
_TRIES = 8


@dataclass(frozen=True, slots=True)
class KeyRecord:
    """Hold what is known of the hub's keys.

    Args:
        version: Counts the changes; 0 before the first.
        keys: All keys there ever were, in the order in which they came.
        names: Thumbprints by the URIs of their signers.
    """

    version: int = 0
    keys: KeySet = field(default_factory=KeySet)
    names: Mapping[str, str] = field(default_factory=dict)

    def to_text(self) -> str:
        """Write the keys and their URIs, without the version."""
        return json.dumps({"keys": self.keys.to_json()["keys"], "names": dict(self.names)})

    @classmethod
    def from_text(cls, version: int, text: str) -> "KeyRecord":
        """Read what `to_text` wrote."""
        body = json.loads(text)
        return cls(version, parse_key_set(json.dumps({"keys": body["keys"]}).encode()), body["names"])


class KeyRecords(Protocol):
    """Keep the one record; reads see every write that has returned."""

    def read(self) -> KeyRecord: ...

    def write(self, record: KeyRecord) -> bool:
        """Store a record in one step; False, and nothing changes, unless its version follows the one stored."""
        ...


class MemoryKeyRecords:
    """Keep the record in memory."""

    def __init__(self) -> None:
        self._record = KeyRecord()

    def read(self) -> KeyRecord:
        return self._record

    def write(self, record: KeyRecord) -> bool:
        if record.version != self._record.version + 1:
            return False
        self._record = record
        return True


class OwnKeys:
    """Sign as this hub, and tell its keys.

    Args:
        store: The record, shared by all workers.
        uris: Signers in order; the first signs.
        open_signer: Opens a signer by its URI; asked only to sign and for keys never seen before.
        clock: Says when keys begin and end.
    """

    def __init__(
        self, store: KeyRecords, uris: Sequence[str], open_signer: Callable[[str], Signer], clock: Clock
    ) -> None:
        self._store, self._open, self._clock = store, open_signer, clock
        self._uris = tuple(dict.fromkeys(uris))
        self._signers: dict[str, Signer] = {}
        self._known: tuple[datetime, KeyRecord] | None = None
        if not self._uris:
            raise InvalidInputError("the hub has no signing key: none is named in its settings")

    def signer(self) -> Signer:
        """Return what signs now; its key is in the published set already.

        Raises ConflictError for a key whose week is over, and when the URI's key is not the one it had; UnavailableError.
        """
        record, uri = self._record(), self._uris[0]
        signer = self._signer(uri)
        if signer.key_id != record.names[uri]:
            raise ConflictError(
                f"the key at {uri} is another than the one published; give the new one a place of its own"
            )
        return signer

    def published(self) -> KeySet:
        """Return all keys: those in use in their order, the signing one first, then the retired; raises as `signer` does."""
        record = self._record()
        order = [record.names[uri] for uri in self._uris]
        named = sorted(
            (e for e in record.keys.entries if e.key.key_id in order), key=lambda e: order.index(e.key.key_id)
        )
        return KeySet((*named, *(entry for entry in record.keys.entries if entry.key.key_id not in order)))

    def fingerprint(self) -> str:
        """Return the thumbprint of the key that signs."""
        return self.published().entries[0].key.key_id

    def _signer(self, uri: str) -> Signer:
        if uri not in self._signers:
            self._signers[uri] = self._open(uri)
        return self._signers[uri]

    def _record(self) -> KeyRecord:
        now = self._clock.now()
        if self._known is None or not self._known[0] <= now < self._known[0] + REREAD:
            self._known = (now, self._agree(now))
        return self._known[1]

    def _agree(self, now: datetime) -> KeyRecord:
        for _ in range(_TRIES):
            stored = self._store.read()
            wanted = self._brought_up_to_date(stored, now)
            if wanted == stored or self._store.write(wanted):
                return wanted
        raise UnavailableError("others keep changing the record of the hub's keys")

    def _brought_up_to_date(self, stored: KeyRecord, now: datetime) -> KeyRecord:
        names, entries = dict(stored.names), list(stored.keys.entries)
        for uri in self._uris:
            if uri not in names:
                key = self._signer(uri).public_key()
                names[uri] = key.key_id
                if all(entry.key != key for entry in entries):
                    entries.append(PublishedKey(key, now.replace(microsecond=0)))
        wanted = {names[uri] for uri in self._uris}
        keys = KeySet(tuple(_renewed(e, now) if e.key.key_id in wanted else _ended(e, now) for e in entries))
        if (names, keys) == (dict(stored.names), stored.keys):
            return stored
        return KeyRecord(stored.version + 1, keys, names)


class AllKeys:
    """Sign with the hub's own keys, and tell them together with those of its log.

    Args:
        own: Their first signs, and its thumbprint is what links pin.
        log: Keys of the log; other hubs learn them from what is signed with the own.
    """

    def __init__(self, own: OwnKeys, log: OwnKeys) -> None:
        self._own, self._log = own, log

    def signer(self) -> Signer:
        return self._own.signer()

    def published(self) -> KeySet:
        return KeySet((*self._own.published().entries, *self._log.published().entries))

    def fingerprint(self) -> str:
        return self._own.fingerprint()


def _renewed(entry: PublishedKey, now: datetime) -> PublishedKey:
    if entry.expires is not None and entry.expires <= now:
        raise ConflictError(f"the signing key {entry.key.key_id} was retired and cannot come back; make a new one")
    return replace(entry, expires=None)


def _ended(entry: PublishedKey, now: datetime) -> PublishedKey:
    # Rounded up: a signature of this very second counts for the whole week.
    end = (now + OVERLAP + timedelta(microseconds=999_999)).replace(microsecond=0)
    return entry if entry.expires is not None else replace(entry, expires=end)
