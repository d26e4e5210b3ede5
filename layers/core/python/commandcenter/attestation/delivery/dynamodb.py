"""Deliveries in the hub's one table, through PynamoDB.

pending   pk OUTSIDE                      sk <project>/<audit>/<key>   few: those that are not over
over      pk OUTSIDE#<project>/<audit>    sk <key>                     with the receipt, or why it was refused

What is over counts. A row of it may stand among the pending, where one opened what another just finished; whoever claims
it clears it away instead.
"""

import json
from datetime import datetime
from typing import cast

from pynamodb.attributes import NumberAttribute, UnicodeAttribute
from pynamodb.connection import Connection
from pynamodb.exceptions import DoesNotExist, PutError, PynamoDBException, TransactWriteError
from pynamodb.expressions.condition import Condition
from pynamodb.models import Model
from pynamodb.transactions import TransactWrite

from commandcenter.attestation.delivery.model import Delivery
from commandcenter.kernel.canonical import canonical
from commandcenter.kernel.errors import UnavailableError

_PENDING = "OUTSIDE"
_TAKEN, _CANCELLED = "ConditionalCheckFailedException", "TransactionCanceledException"


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
        self._connection = Connection(region=region, host=endpoint)

    def open(self, delivery: Delivery) -> bool:
        return not self._is_over(delivery) and self._put(delivery, Row.pk.does_not_exist())

    def of_audit(self, project: str, audit: str) -> list[Delivery]:
        try:
            begins = Row.sk.startswith(f"{project}/{audit}/")
            # The pending ones first, so that one that ends meanwhile is not missed.
            pending = list(self._row.query(_PENDING, begins, consistent_read=True))
            over = list(self._row.query(_folder(project, audit), consistent_read=True))
        except PynamoDBException:
            raise _unavailable() from None
        found = {one.key: one for one in map(_read, [*pending, *over])}
        return [found[key] for key in sorted(found)]

    def due(self, now: datetime, limit: int) -> list[Delivery]:
        try:
            waiting = [_read(row) for row in self._row.query(_PENDING, consistent_read=True)]
        except PynamoDBException:
            raise _unavailable() from None
        return sorted((one for one in waiting if one.due <= now), key=lambda one: one.due)[:limit]

    def save(self, delivery: Delivery) -> bool:
        if self._is_over(delivery):
            self._forget(delivery)
            return False
        if delivery.state == "pending":
            return self._put(delivery, Row.version == delivery.version - 1)
        return self._finish(delivery)

    def _is_over(self, delivery: Delivery) -> bool:
        try:
            self._row.get(*_over(delivery), consistent_read=True)
        except DoesNotExist:
            return False
        except PynamoDBException:
            raise _unavailable() from None
        return True

    def _put(self, delivery: Delivery, condition: Condition) -> bool:
        """Write a row among the pending; False when the condition does not hold."""
        try:
            self._item(_pending(delivery), delivery).save(condition=condition)
        except PutError as error:
            if error.cause_response_code == _TAKEN:
                return False
            raise _unavailable() from None
        return True

    def _finish(self, delivery: Delivery) -> bool:
        """Move the row from the pending to what is over; False when another worker changed it since."""
        same = Row.version == delivery.version - 1
        try:
            with TransactWrite(connection=self._connection) as transaction:
                transaction.delete(self._row(*_pending(delivery)), condition=same)
                transaction.save(self._item(_over(delivery), delivery), condition=Row.pk.does_not_exist())
        except TransactWriteError as error:
            if error.cause_response_code == _CANCELLED:
                return False
            raise _unavailable() from None
        return True

    def _forget(self, delivery: Delivery) -> None:
        try:
            self._row(*_pending(delivery)).delete()
        except PynamoDBException:
            raise _unavailable() from None

    def _item(self, place: tuple[str, str], delivery: Delivery) -> Row:
        return self._row(*place, version=delivery.version, body=canonical(delivery.to_json()).decode())


def _pending(delivery: Delivery) -> tuple[str, str]:
    return _PENDING, f"{delivery.project}/{delivery.audit}/{delivery.key}"


def _over(delivery: Delivery) -> tuple[str, str]:
    return _folder(delivery.project, delivery.audit), delivery.key


def _folder(project: str, audit: str) -> str:
    return f"OUTSIDE#{project}/{audit}"


def _read(row: Row) -> Delivery:
    return Delivery.from_json(json.loads(row.body))


def _unavailable() -> UnavailableError:
    return UnavailableError("the table of deliveries does not answer")
