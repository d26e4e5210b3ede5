"""Job records in the hub's one table: pk `JOB#<id>`, sk `job`, expiring by the table's TTL."""

from dataclasses import asdict
from datetime import timedelta
from typing import Any

from pynamodb.connection import TableConnection

from commandcenter.hub.jobs import JobRecord
from commandcenter.kernel.clock import Clock

KEPT = timedelta(days=30)
_NUMBERS = ("rev", "changed")


class DynamoJobLog:
    """Keep job records in DynamoDB."""

    def __init__(self, table_name: str, region: str, clock: Clock, *, endpoint: str | None = None) -> None:
        self._table = TableConnection(table_name, region=region, host=endpoint)
        self._clock = clock

    def put(self, record: JobRecord) -> None:
        attributes: dict[str, Any] = {
            name: {"N" if name in _NUMBERS else "S": str(value)} for name, value in asdict(record).items()
        }
        attributes["expires"] = {"N": str(int((self._clock.now() + KEPT).timestamp()))}
        self._table.put_item(f"JOB#{record.id}", range_key="job", attributes=attributes)

    def get(self, job_id: str) -> JobRecord | None:
        item = (self._table.get_item(f"JOB#{job_id}", range_key="job", consistent_read=True) or {}).get("Item")
        if item is None:
            return None
        texts: dict[str, Any] = {name: item[name]["S"] for name in ("id", "project", "state", "detail")}
        return JobRecord(**texts, **{name: int(item[name]["N"]) for name in _NUMBERS})
