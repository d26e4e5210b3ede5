"""Announcements in the hub's one table, through PynamoDB: pk `PRESENCE`, sk the hub's name."""

import json
from collections.abc import Sequence
from typing import cast

from pynamodb.attributes import NumberAttribute, UnicodeAttribute
from pynamodb.exceptions import DeleteError, DoesNotExist, PynamoDBException, UpdateError
from pynamodb.expressions.condition import Condition
from pynamodb.expressions.update import Action
from pynamodb.models import Model

from commandcenter.kernel.clock import format_time, parse_time
from commandcenter.kernel.errors import UnavailableError
from commandcenter.mesh.presence.model import Presence, Status

_PARTITION = "PRESENCE"


class Row(Model):
    """Hold the last announcement of one hub."""

    pk = UnicodeAttribute(hash_key=True)
    sk = UnicodeAttribute(range_key=True)
    at = UnicodeAttribute()
    received = UnicodeAttribute()
    sequence = NumberAttribute()
    data = UnicodeAttribute()
    told = UnicodeAttribute()


class DynamoPresences:
    """Keep announcements in a table; credentials come from the environment."""

    def __init__(self, table_name: str, region: str, *, endpoint: str | None = None) -> None:
        meta = {"table_name": table_name, "region": region, "host": endpoint}
        self._row = cast("type[Row]", type("PresenceRow", (Row,), {"Meta": type("Meta", (), meta)}))

    def get(self, hub: str) -> Presence | None:
        try:
            return _presence(self._row.get(_PARTITION, hub, consistent_read=True))
        except DoesNotExist:
            return None
        except PynamoDBException:
            raise _unavailable() from None

    def list(self) -> list[Presence]:
        try:
            return [_presence(row) for row in self._row.query(_PARTITION, consistent_read=True)]
        except PynamoDBException:
            raise _unavailable() from None

    def put(self, presence: Presence) -> bool:
        actions = [
            Row.at.set(format_time(presence.at)),
            Row.received.set(format_time(presence.received)),
            Row.sequence.set(presence.sequence),
            Row.data.set(json.dumps(dict(presence.data), ensure_ascii=False)),
            Row.told.set(Row.told | presence.told),
        ]
        newer = Row.pk.does_not_exist() | (Row.sequence < presence.sequence)
        return self._update(presence.hub, actions, newer)

    def tell(self, hub: str, sequence: int, before: Status, now: Status) -> bool:
        return self._update(hub, [Row.told.set(now)], (Row.sequence == sequence) & (Row.told == before))

    def remove(self, hub: str) -> None:
        try:
            self._row(_PARTITION, hub).delete()
        except DeleteError:
            raise _unavailable() from None

    def _update(self, hub: str, actions: Sequence[Action], condition: Condition) -> bool:
        try:
            self._row(_PARTITION, hub).update(actions=[*actions], condition=condition)
        except UpdateError as error:
            if error.cause_response_code != "ConditionalCheckFailedException":
                raise _unavailable() from None
            return False
        return True


def _presence(row: Row) -> Presence:
    told: Status = "stale" if row.told == "stale" else "offline" if row.told == "offline" else "online"
    return Presence(
        hub=row.sk,
        at=parse_time(row.at),
        received=parse_time(row.received),
        sequence=int(row.sequence),
        data=json.loads(row.data),
        told=told,
    )


def _unavailable() -> UnavailableError:
    return UnavailableError("the store of presences does not answer")
