"""What a witness remembers of each log in the hub's one table: pk `WITNESS#<origin>`, sk `latest`."""

from typing import cast

from pynamodb.attributes import NumberAttribute, UnicodeAttribute
from pynamodb.exceptions import DoesNotExist, PutError, PynamoDBException
from pynamodb.models import Model

from commandcenter.attestation.log.witness_store import WitnessRecord
from commandcenter.kernel.errors import UnavailableError

_SILENT = "the record of what was witnessed does not answer"


class Row(Model):
    """Hold one record; `root` is in hex, `checkpoint` the text of the note."""

    pk = UnicodeAttribute(hash_key=True)
    sk = UnicodeAttribute(range_key=True)
    version = NumberAttribute()
    size = NumberAttribute()
    root = UnicodeAttribute()
    checkpoint = UnicodeAttribute()


class DynamoWitnessStore:
    """Keep the records in a table; credentials come from the environment."""

    def __init__(self, table_name: str, region: str, *, endpoint: str | None = None) -> None:
        meta = {"table_name": table_name, "region": region, "host": endpoint}
        self._row = cast("type[Row]", type("WitnessRow", (Row,), {"Meta": type("Meta", (), meta)}))

    def latest(self, origin: str) -> tuple[WitnessRecord | None, int]:
        """Return the record and its version; raises UnavailableError."""
        try:
            row = self._row.get(f"WITNESS#{origin}", "latest", consistent_read=True)
        except DoesNotExist:
            return None, 0
        except PynamoDBException:
            raise UnavailableError(_SILENT) from None
        record = WitnessRecord(int(row.size), bytes.fromhex(row.root), row.checkpoint.encode())
        return record, int(row.version)

    def advance(self, origin: str, record: WitnessRecord, version: int) -> bool:
        """Replace the record of a version; raises UnavailableError."""
        row = self._row(f"WITNESS#{origin}", "latest", version=version + 1)
        row.size, row.root, row.checkpoint = record.size, record.root.hex(), record.checkpoint.decode()
        try:
            row.save(condition=Row.version == version if version else Row.pk.does_not_exist())
        except PutError as error:
            if error.cause_response_code != "ConditionalCheckFailedException":
                raise UnavailableError(_SILENT) from None
            return False
        return True
