"""Links in the hub's one table, through PynamoDB.

link   pk PEERS            sk <hub>    the link, its cursor and what was accepted: one item, so that each change is one write
nonce  pk NONCE#<key id>   sk <nonce>  expiring by the table's TTL
"""

from collections.abc import Sequence
from datetime import datetime
from math import ceil
from typing import Any, cast

from pynamodb.exceptions import DeleteError, DoesNotExist, PutError, PynamoDBException, UpdateError
from pynamodb.expressions.condition import Condition
from pynamodb.expressions.update import Action

from commandcenter.kernel.clock import Clock, SystemClock, format_time
from commandcenter.kernel.errors import ConflictError, NotFoundError, UnavailableError
from commandcenter.mesh.peers.model import Cursor, Peer
from commandcenter.mesh.peers.rows import (
    LinkRow,
    NonceRow,
    cursor_of,
    cursor_text,
    key_set_text,
    link_attributes,
    peer_of,
)
from commandcenter.signing.jwks import KeySet

_PARTITION = "PEERS"
_TRIES = 8


class DynamoPeers:
    """Keep links in a table; credentials come from the environment.

    Args:
        table_name, region: Of the table.
        endpoint: URL of another DynamoDB than AWS's, or None.
        clock: Says which nonces may be forgotten.
    """

    def __init__(
        self, table_name: str, region: str, *, endpoint: str | None = None, clock: Clock | None = None
    ) -> None:
        meta = {"table_name": table_name, "region": region, "host": endpoint}
        self._row = cast("type[LinkRow]", type("PeerLinkRow", (LinkRow,), {"Meta": type("Meta", (), meta)}))
        self._nonce = cast("type[NonceRow]", type("PeerNonceRow", (NonceRow,), {"Meta": type("Meta", (), meta)}))
        self._clock = clock or SystemClock()

    def get(self, hub: str) -> Peer | None:
        row = self._read(hub)
        return peer_of(row) if row else None

    def list(self) -> list[Peer]:
        try:
            return [peer_of(row) for row in self._row.query(_PARTITION, consistent_read=True)]
        except PynamoDBException:
            raise _unavailable() from None

    def put(self, peer: Peer) -> None:
        # Whether the key is the same is part of each write's condition; another writer in between costs one more try.
        for _ in range(_TRIES):
            if self._renew(peer) or self._replace(peer):
                return
        raise UnavailableError(f"others keep changing the link to {peer.hub}")

    def remove(self, hub: str) -> bool:
        try:
            self._row(_PARTITION, hub).delete(condition=LinkRow.pk.exists())
        except DeleteError as error:
            return _false_when_refused(error)
        return True

    def confirm(self, hub: str, at: datetime) -> None:
        self._update(hub, [LinkRow.confirmed.set(format_time(at))], LinkRow.confirmed.does_not_exist())

    def trust(self, hub: str, keys: KeySet) -> None:
        names = [entry.key.key_id for entry in keys.entries]
        if names and self._update(hub, [LinkRow.keys.set(key_set_text(keys))], LinkRow.fingerprint.is_in(*names)):
            return
        self._find(hub)
        raise ConflictError(f"the keys announced by {hub} lack the one that is pinned")

    def cursor(self, hub: str) -> Cursor:
        row = self._read(hub)
        return cursor_of(row.cursor) if row and row.cursor else Cursor()

    def move(self, hub: str, cursor: Cursor) -> None:
        if not self._update(hub, [LinkRow.cursor.set(cursor_text(cursor))]):
            raise NotFoundError(f"hub {hub} is not linked")

    def accepted(self, hub: str, subject: str) -> int:
        row = self._read(hub)
        return _mark(row, subject) if row else 0

    def accept(self, hub: str, subject: str, sequence: int) -> bool:
        mark = LinkRow.accepted[subject]
        if sequence > 0 and self._update(hub, [mark.set(sequence)], mark.does_not_exist() | (mark < sequence)):
            return True
        self._find(hub)
        return False

    def seen_nonce(self, key_id: str, nonce: str, until: datetime) -> bool:
        # DynamoDB may keep an expired item for days; it counts no longer.
        free = NonceRow.pk.does_not_exist() | (NonceRow.expires <= int(self._clock.now().timestamp()))
        try:
            self._nonce(f"NONCE#{key_id}", nonce, expires=ceil(until.timestamp())).save(condition=free)
        except PutError as error:
            return not _false_when_refused(error)
        return False

    def _read(self, hub: str) -> LinkRow | None:
        try:
            return self._row.get(_PARTITION, hub, consistent_read=True)
        except DoesNotExist:
            return None
        except PynamoDBException:
            raise _unavailable() from None

    def _find(self, hub: str) -> LinkRow:
        row = self._read(hub)
        if row is None:
            raise NotFoundError(f"hub {hub} is not linked")
        return row

    def _renew(self, peer: Peer) -> bool:
        """Change the link where there is one with this key; cursor and marks are not touched."""
        attributes = link_attributes(peer)
        actions: list[Action] = [getattr(LinkRow, name).set(value) for name, value in attributes.items()]
        if peer.confirmed is None:
            actions.append(LinkRow.confirmed.remove())
        return self._update(peer.hub, actions, LinkRow.fingerprint == peer.fingerprint)

    def _replace(self, peer: Peer) -> bool:
        """Write the link anew where there is none, or one with another key."""
        other = LinkRow.pk.does_not_exist() | (LinkRow.fingerprint != peer.fingerprint)
        try:
            self._row(_PARTITION, peer.hub, **link_attributes(peer)).save(condition=other)
        except PutError as error:
            return _false_when_refused(error)
        return True

    def _update(self, hub: str, actions: Sequence[Action], condition: Condition | None = None) -> bool:
        exists = LinkRow.pk.exists()
        try:
            self._row(_PARTITION, hub).update(
                actions=list(actions), condition=exists if condition is None else exists & condition
            )
        except UpdateError as error:
            return _false_when_refused(error)
        return True


def _mark(row: LinkRow, subject: str) -> int:
    marks: dict[str, Any] = row.accepted.attribute_values
    return int(marks.get(subject, 0))


def _false_when_refused(error: PynamoDBException) -> bool:
    if error.cause_response_code != "ConditionalCheckFailedException":
        raise _unavailable() from None
    return False


def _unavailable() -> UnavailableError:
    return UnavailableError("the store of links does not answer")
