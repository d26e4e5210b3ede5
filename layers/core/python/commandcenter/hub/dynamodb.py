"""Job records in the hub's one table: pk `JOB#<id>`, sk `job`, expiring by the table's TTL."""

from dataclasses import asdict, fields
from datetime import timedelta
from typing import cast

from pynamodb.attributes import NumberAttribute, UnicodeAttribute
from pynamodb.exceptions import DoesNotExist, PutError
from pynamodb.models import Model

from commandcenter.hub.jobs import JobRecord
from commandcenter.kernel.clock import Clock

KEPT = timedelta(days=30)
_SK = "job"


class Row(Model):
    """Hold one job record."""

    pk = UnicodeAttribute(hash_key=True)
    sk = UnicodeAttribute(range_key=True)
    id = UnicodeAttribute()
    project = UnicodeAttribute()
    state = UnicodeAttribute()
    rev = NumberAttribute()
    changed = NumberAttribute()
    detail = UnicodeAttribute()
    expires = NumberAttribute()


class DynamoJobLog:
    """Keep job records in DynamoDB; credentials come from the environment."""

    def __init__(self, table_name: str, region: str, clock: Clock, *, endpoint: str | None = None) -> None:
        meta = {"table_name": table_name, "region": region, "host": endpoint}
        self._row = cast("type[Row]", type("JobRow", (Row,), {"Meta": type("Meta", (), meta)}))
        self._clock = clock

    def open(self, record: JobRecord) -> None:
        try:
            self._item(record).save(condition=Row.pk.does_not_exist())
        except PutError as error:
            if error.cause_response_code != "ConditionalCheckFailedException":
                raise

    def put(self, record: JobRecord) -> None:
        self._item(record).save()

    def get(self, job_id: str) -> JobRecord | None:
        try:
            row = self._row.get(f"JOB#{job_id}", _SK, consistent_read=True)
        except DoesNotExist:
            return None
        return JobRecord(**{field.name: getattr(row, field.name) for field in fields(JobRecord)})

    def _item(self, record: JobRecord) -> Row:
        expires = int((self._clock.now() + KEPT).timestamp())
        return self._row(f"JOB#{record.id}", _SK, expires=expires, **asdict(record))
