"""Deliveries in the hub's one table: pk `DELIVERY#<source>#<digest>`, expiring by the table's TTL."""

from datetime import datetime, timedelta
from typing import cast

from pynamodb.attributes import NumberAttribute, UnicodeAttribute
from pynamodb.exceptions import DoesNotExist, PynamoDBException
from pynamodb.models import Model

from commandcenter.kernel.clock import Clock, SystemClock, format_time
from commandcenter.kernel.errors import UnavailableError

KEPT = timedelta(days=30)
_SK = "delivery"


class Row(Model):
    """Hold one delivery."""

    pk = UnicodeAttribute(hash_key=True)
    sk = UnicodeAttribute(range_key=True)
    project = UnicodeAttribute()
    at = UnicodeAttribute()
    expires = NumberAttribute()


class DynamoDeliveries:
    """Remember deliveries in DynamoDB; credentials come from the environment."""

    def __init__(
        self, table_name: str, region: str, *, endpoint: str | None = None, clock: Clock | None = None
    ) -> None:
        meta = {"table_name": table_name, "region": region, "host": endpoint}
        self._row = cast("type[Row]", type("DeliveryRow", (Row,), {"Meta": type("Meta", (), meta)}))
        self._clock = clock or SystemClock()

    def seen(self, source: str, digest: str) -> bool:
        try:
            row = self._row.get(_pk(source, digest), _SK, consistent_read=True)
        except DoesNotExist:
            return False
        except PynamoDBException:
            raise UnavailableError("the log of deliveries does not answer") from None
        # DynamoDB may keep an expired item for days.
        return row.expires > self._clock.now().timestamp()

    def record(self, source: str, digest: str, project: str, at: datetime) -> None:
        expires = int((at + KEPT).timestamp())
        try:
            self._row(_pk(source, digest), _SK, project=project, at=format_time(at), expires=expires).save()
        except PynamoDBException:
            raise UnavailableError("the log of deliveries does not answer") from None


def _pk(source: str, digest: str) -> str:
    return f"DELIVERY#{source}#{digest}"
