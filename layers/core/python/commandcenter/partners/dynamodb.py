"""Keys in the hub's one DynamoDB table, through PynamoDB.

key      pk KEY#<digest>  sk key   the record, read at each call
listing  pk KEYS          sk <id>  the same record, so that operators list keys and revoke by id

Both are written in one transaction. The table's TTL deletes both some time after `expires`.
"""

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any, cast

from pynamodb.attributes import NumberAttribute, UnicodeAttribute
from pynamodb.connection import Connection
from pynamodb.exceptions import DoesNotExist, TransactWriteError
from pynamodb.models import Model
from pynamodb.transactions import TransactWrite

from commandcenter.kernel.clock import format_time, parse_time
from commandcenter.kernel.errors import ConflictError
from commandcenter.partners.model import ApiKey, check_role

_LISTING = "KEYS"
_SK = "key"
_REFUSED = ("ConditionalCheckFailed", "TransactionConflict")


class Row(Model):
    """Hold one key record, in either of its two places."""

    pk = UnicodeAttribute(hash_key=True)
    sk = UnicodeAttribute(range_key=True)
    id = UnicodeAttribute()
    digest = UnicodeAttribute()
    name = UnicodeAttribute()
    role = UnicodeAttribute()
    projects = UnicodeAttribute()
    created = UnicodeAttribute()
    expires_at = UnicodeAttribute(null=True)
    expires = NumberAttribute(null=True)
    revoked = UnicodeAttribute(null=True)


class DynamoKeys:
    """Keep keys in a table; credentials come from the environment.

    Args:
        table_name, region: Of the table.
        endpoint: URL of another DynamoDB than AWS's, or None.
    """

    def __init__(self, table_name: str, region: str, *, endpoint: str | None = None) -> None:
        meta = {"table_name": table_name, "region": region, "host": endpoint}
        self._row = cast("type[Row]", type("KeyRow", (Row,), {"Meta": type("Meta", (), meta)}))
        self._connection = Connection(region=region, host=endpoint)

    def add(self, key: ApiKey) -> None:
        try:
            with TransactWrite(connection=self._connection) as transaction:
                for pk, sk in _places(key):
                    transaction.save(self._row(pk, sk, **_attributes(key)), condition=self._row.pk.does_not_exist())
        except TransactWriteError as error:
            if _was_refused(error):
                raise ConflictError("that key exists") from None
            raise

    def find(self, digest: str) -> ApiKey | None:
        return self._get(f"KEY#{digest}", _SK)

    def list(self) -> Sequence[ApiKey]:
        return [_key(row) for row in self._row.query(_LISTING, consistent_read=True)]

    def revoke(self, key_id: str, at: datetime) -> ApiKey | None:
        key = self._get(_LISTING, key_id)
        if key is None or key.revoked is not None:
            return key
        try:
            with TransactWrite(connection=self._connection) as transaction:
                for pk, sk in _places(key):
                    mark = self._row.revoked.set(format_time(at))
                    unmarked = self._row.pk.exists() & self._row.revoked.does_not_exist()
                    transaction.update(self._row(pk, sk), actions=[mark], condition=unmarked)
        except TransactWriteError as error:
            if not _was_refused(error):
                raise
        return self._get(_LISTING, key_id)

    def _get(self, pk: str, sk: str) -> ApiKey | None:
        try:
            return _key(self._row.get(pk, sk, consistent_read=True))
        except DoesNotExist:
            return None


def _places(key: ApiKey) -> tuple[tuple[str, str], tuple[str, str]]:
    return (f"KEY#{key.digest}", _SK), (_LISTING, key.id)


def _attributes(key: ApiKey) -> dict[str, Any]:
    attributes: dict[str, Any] = {
        "id": key.id,
        "digest": key.digest,
        "name": key.name,
        "role": key.role,
        "projects": json.dumps(key.projects),
        "created": format_time(key.created),
    }
    if key.expires is not None:
        attributes |= {"expires_at": format_time(key.expires), "expires": int(key.expires.timestamp())}
    if key.revoked is not None:
        attributes["revoked"] = format_time(key.revoked)
    return attributes


def _key(row: Row) -> ApiKey:
    return ApiKey(
        id=row.id,
        digest=row.digest,
        name=row.name,
        role=check_role(row.role),
        projects=tuple(json.loads(row.projects)),
        created=parse_time(row.created),
        expires=parse_time(row.expires_at) if row.expires_at else None,
        revoked=parse_time(row.revoked) if row.revoked else None,
    )


def _was_refused(error: TransactWriteError) -> bool:
    return any(reason is not None and reason.code in _REFUSED for reason in error.cancellation_reasons)
