"""Deliveries in the hub's one table, through PynamoDB.

pending   pk OUTSIDE                       sk <project>/<audit>/<key>   few: those that are not over
over      pk OUTSIDE#<project>/<audit>    sk <key>                     with the receipt, or why it was refused
"""

import json
from datetime import datetime
from typing import cast

from pynamodb.attributes import NumberAttribute, UnicodeAttribute
from pynamodb.exceptions import DeleteError, DoesNotExist, PutError, PynamoDBException
from pynamodb.models import Model

from commandcenter.attestation.delivery.model import Delivery
from commandcenter.kernel.canonical import canonical
from commandcenter.kernel.errors import UnavailableError

_PENDING = "OUTSIDE"
_TAKEN = "ConditionalCheckFailedException"


class Row(Model):
    """Hold one delivery."""

    pk = UnicodeAttribute(hash_key=True)
    sk = UnicodeAttribute(range_key=True)
    version = NumberAttribute()
    body = UnicodeAttribute()


class DynamoDeliveries:
    """Keep deliveries in a table; credentials come from the environment."""

    def __init__(self, table_name: str, region: str, *, endpoint: str | None = None) -> None:
        meta = {"table_name": table_name, "region": region, "host": endpoint}
        self._row = cast("type[Row]", type("DeliveryRow", (Row,), {"Meta": type("Meta", (), meta)}))

    def open(self, delivery: Delivery) -> bool:
        return not self._is_over(delivery) and self._put(_pending(delivery), delivery, first=True)

    def of_audit(self, project: str, audit: str) -> list[Delivery]:
        try:
            over = list(self._row.query(_folder(project, audit), consistent_read=True))
            begins = Row.sk.startswith(f"{project}/{audit}/")
            pending = list(self._row.query(_PENDING, begins, consistent_read=True))
        except PynamoDBException:
            raise _unavailable() from None
        # One that is over may still stand among the pending; what is over counts.
        found = {one.key: one for one in map(_read, [*pending, *over])}
        return [found[key] for key in sorted(found)]

    def due(self, now: datetime, limit: int) -> list[Delivery]:
        try:
            waiting = [_read(row) for row in self._row.query(_PENDING, consistent_read=True)]
        except PynamoDBException:
            raise _unavailable() from None
        return sorted((one for one in waiting if one.due <= now), key=lambda one: one.due)[:limit]

    def save(self, delivery: Delivery) -> bool:
        if delivery.state == "pending":
            return self._put(_pending(delivery), delivery, first=False)
        kept = self._get(_pending(delivery))
        if kept is None or kept.version != delivery.version - 1 or self._is_over(delivery):
            return False
        saved = self._put((_folder(delivery.project, delivery.audit), delivery.key), delivery, first=True)
        self._forget(_pending(delivery), delivery.version - 1)
        return saved

    def _is_over(self, delivery: Delivery) -> bool:
        return self._get((_folder(delivery.project, delivery.audit), delivery.key)) is not None

    def _get(self, place: tuple[str, str]) -> Delivery | None:
        try:
            return _read(self._row.get(*place, consistent_read=True))
        except DoesNotExist:
            return None
        except PynamoDBException:
            raise _unavailable() from None

    def _put(self, place: tuple[str, str], delivery: Delivery, *, first: bool) -> bool:
        free = Row.pk.does_not_exist() if first else Row.version == delivery.version - 1
        row = self._row(*place, version=delivery.version, body=canonical(delivery.to_json()).decode())
        try:
            row.save(condition=free)
        except PutError as error:
            if error.cause_response_code == _TAKEN:
                return False
            raise _unavailable() from None
        return True

    def _forget(self, place: tuple[str, str], version: int) -> None:
        try:
            self._row(*place).delete(condition=Row.version == version)
        except DeleteError as error:
            if error.cause_response_code != _TAKEN:
                raise _unavailable() from None


def _pending(delivery: Delivery) -> tuple[str, str]:
    return _PENDING, f"{delivery.project}/{delivery.audit}/{delivery.key}"


def _folder(project: str, audit: str) -> str:
    return f"OUTSIDE#{project}/{audit}"


def _read(row: Row) -> Delivery:
    return Delivery.from_json(json.loads(row.body))


def _unavailable() -> UnavailableError:
    return UnavailableError("the table of deliveries does not answer")
