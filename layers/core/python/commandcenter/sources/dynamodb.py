"""Deliveries in the hub's one table: pk `DELIVERY#<source>#<digest>`, expiring by the table's TTL."""

from datetime import datetime, timedelta

from pynamodb.connection import TableConnection

from commandcenter.kernel.clock import Clock, SystemClock, format_time

KEPT = timedelta(days=30)
_SK = "delivery"


class DynamoDeliveries:
    """Remember deliveries in DynamoDB."""

    def __init__(
        self, table_name: str, region: str, *, endpoint: str | None = None, clock: Clock | None = None
    ) -> None:
        self._table = TableConnection(table_name, region=region, host=endpoint)
        self._clock = clock or SystemClock()

    def seen(self, source: str, digest: str) -> bool:
        answer = self._table.get_item(_pk(source, digest), range_key=_SK, consistent_read=True) or {}
        # DynamoDB may keep an expired item for days.
        return "Item" in answer and int(answer["Item"]["expires"]["N"]) > self._clock.now().timestamp()

    def record(self, source: str, digest: str, project: str, at: datetime) -> None:
        self._table.put_item(
            _pk(source, digest),
            range_key=_SK,
            attributes={
                "project": {"S": project},
                "at": {"S": format_time(at)},
                "expires": {"N": str(int((at + KEPT).timestamp()))},
            },
        )


def _pk(source: str, digest: str) -> str:
    return f"DELIVERY#{source}#{digest}"
