"""The record of the hub's own keys in its one table: pk `SIGNING`, sk `keys` for those that sign, `log-keys` for its log's."""

from typing import cast

from pynamodb.attributes import NumberAttribute, UnicodeAttribute
from pynamodb.exceptions import DoesNotExist, PutError, PynamoDBException
from pynamodb.models import Model

from commandcenter.hub.signing_keys import KeyRecord
from commandcenter.kernel.errors import UnavailableError

_PK = "SIGNING"
LOG_KEYS = "log-keys"


class Row(Model):
    """Hold the record; public keys and names of signers only."""

    pk = UnicodeAttribute(hash_key=True)
    sk = UnicodeAttribute(range_key=True)
    version = NumberAttribute()
    record = UnicodeAttribute()


class DynamoKeyRecords:
    """Keep the record in a table; credentials come from the environment."""

    def __init__(self, table_name: str, region: str, *, name: str = "keys", endpoint: str | None = None) -> None:
        self._place = (_PK, name)
        meta = {"table_name": table_name, "region": region, "host": endpoint}
        self._row = cast("type[Row]", type("SigningRow", (Row,), {"Meta": type("Meta", (), meta)}))

    def read(self) -> KeyRecord:
        try:
            row = self._row.get(*self._place, consistent_read=True)
        except DoesNotExist:
            return KeyRecord()
        except PynamoDBException:
            raise UnavailableError("the record of the hub's keys does not answer") from None
        return KeyRecord.from_text(int(row.version), row.record)

    def write(self, record: KeyRecord) -> bool:
        first = Row.pk.does_not_exist() if record.version == 1 else Row.version == record.version - 1
        try:
            self._row(*self._place, version=record.version, record=record.to_text()).save(condition=first)
        except PutError as error:
            if error.cause_response_code != "ConditionalCheckFailedException":
                raise UnavailableError("the record of the hub's keys does not answer") from None
            return False
        return True
