"""The log in the hub's one table, through PynamoDB.

entry  pk EVENTS#<sequence // 1000>  sk <sequence, 16 digits>  the event, when it was entered, what became of it
id     pk EVENT#<event id>           sk event                  its sequence
last   pk EVENTS                     sk last                   the newest sequence, and when it was entered

The three are written in one transaction on the condition that `last` has not moved, so numbers have no gaps and no event
has two. All but `last` expire by the table's TTL.
"""

import json
from collections.abc import Iterator, Sequence
from datetime import datetime
from itertools import islice
from typing import Any, cast

from pynamodb.attributes import NumberAttribute, UnicodeAttribute
from pynamodb.connection import Connection
from pynamodb.exceptions import DoesNotExist, PynamoDBException, TransactWriteError
from pynamodb.models import Model
from pynamodb.transactions import TransactWrite

from commandcenter.kernel.canonical import canonical
from commandcenter.kernel.clock import Clock, SystemClock, format_time, parse_time
from commandcenter.kernel.errors import UnavailableError
from commandcenter.mesh.envelope import Event
from commandcenter.mesh.log.model import KEPT, LogEntry, Outcome

BLOCK = 1_000
"""Entries of one partition; a log that has entries is not opened with another number."""
AT_ONCE = 40
"""Events of one transaction, which takes 100 items."""
_BYTES_AT_ONCE = 3_000_000  # a transaction takes 4 MB
_TRIES = 12


class Row(Model):
    """Hold an entry, an id or the last number; each has what it needs."""

    pk = UnicodeAttribute(hash_key=True)
    sk = UnicodeAttribute(range_key=True)
    sequence = NumberAttribute()
    event = UnicodeAttribute(null=True)
    recorded = UnicodeAttribute(null=True)
    outcome = UnicodeAttribute(null=True)
    reason = UnicodeAttribute(null=True)
    expires = NumberAttribute(null=True)


class DynamoEventLog:
    """Keep the log in DynamoDB; credentials come from the environment.

    A batch of up to 40 new events costs one batch get, one get and one transaction.
    """

    def __init__(
        self,
        table_name: str,
        region: str,
        *,
        endpoint: str | None = None,
        clock: Clock | None = None,
        block: int = BLOCK,
    ) -> None:
        meta = {"table_name": table_name, "region": region, "host": endpoint}
        self._row = cast("type[Row]", type("EventRow", (Row,), {"Meta": type("Meta", (), meta)}))
        self._connection = Connection(region=region, host=endpoint)
        self._clock = clock or SystemClock()
        self._block = block

    def append(
        self, events: Sequence[Event], at: datetime, *, outcome: Outcome = "carried", reason: str = ""
    ) -> list[LogEntry]:
        found: dict[str, LogEntry] = {}
        for batch in _batches(list({event.id: event for event in events}.values())):
            found |= self._append(batch, at, outcome, reason)
        return [found[event.id] for event in events]

    def after(self, sequence: int, limit: int) -> list[LogEntry]:
        found: list[LogEntry] = []
        try:
            last, at = self.last(), max(sequence, 0)
            while at < last and len(found) < limit:
                block = (at + 1) // self._block
                found += self._living(block, at, limit - len(found))
                at = (block + 1) * self._block - 1
                if not found:
                    # An old log begins behind ever more empty blocks: go to its first entry, not through them.
                    at = max(at, self.sequence_at(self._clock.now() - KEPT))
        except PynamoDBException:
            raise _unavailable() from None
        return found

    def sequence_at(self, time: datetime) -> int:
        low, high = 0, self.last()
        while low < high:
            middle = (low + high + 1) // 2
            row = self._get(f"EVENTS#{middle // self._block}", f"{middle:016d}")
            # What has expired was entered before anything that has not.
            if row is None or parse_time(str(row.recorded)) < time:
                low = middle
            else:
                high = middle - 1
        return low

    def last(self) -> int:
        row = self._get("EVENTS", "last")
        return int(row.sequence) if row else 0

    def seen(self, event_id: str) -> bool:
        """Say whether an event of this id is in the log."""
        return self._get(f"EVENT#{event_id}", "event") is not None

    def _living(self, block: int, after: int, limit: int) -> list[LogEntry]:
        """Return up to `limit` entries of a block; the limit counts what lives, not what has expired and is still there."""
        rows = self._row.query(f"EVENTS#{block}", Row.sk > f"{after:016d}", consistent_read=True, page_size=limit)
        return [_entry(row) for row in islice(filter(self._lives, rows), limit)]

    def _append(self, events: list[Event], at: datetime, outcome: Outcome, reason: str) -> dict[str, LogEntry]:
        for _ in range(_TRIES):
            found = self._known(events)
            new = [event for event in events if event.id not in found]
            last, recorded = self._newest(at) if new else (0, at)
            entries = [LogEntry(last + place, event, recorded, outcome, reason) for place, event in enumerate(new, 1)]
            if not entries or self._write(entries, last):
                return found | {entry.event.id: entry for entry in entries}
        raise UnavailableError("others keep writing to the log of events")

    def _newest(self, at: datetime) -> tuple[int, datetime]:
        """Return the newest sequence, and the time of what follows it: `at`, but never before what is there."""
        row = self._get("EVENTS", "last")
        if row is None:
            return 0, at
        return int(row.sequence), max(at, parse_time(str(row.recorded))) if row.recorded else at

    def _known(self, events: list[Event]) -> dict[str, LogEntry]:
        """Return the entries of the events that have one."""
        try:
            ids = self._row.batch_get([(f"EVENT#{event.id}", "event") for event in events], consistent_read=True)
            sequences = [int(row.sequence) for row in ids if self._lives(row)]
            places = [(f"EVENTS#{sequence // self._block}", f"{sequence:016d}") for sequence in sequences]
            rows = list(self._row.batch_get(places, consistent_read=True)) if places else []
        except PynamoDBException:
            raise _unavailable() from None
        return {entry.event.id: entry for entry in map(_entry, rows)}

    def _write(self, entries: list[LogEntry], last: int) -> bool:
        """Enter what follows `last`; False, and nothing is written, when somebody else was faster."""
        still = (Row.sequence == last) if last else Row.pk.does_not_exist()
        now = int(self._clock.now().timestamp())
        free = Row.pk.does_not_exist() | (Row.expires <= now)
        try:
            with TransactWrite(connection=self._connection) as transaction:
                newest = self._row(
                    "EVENTS", "last", sequence=entries[-1].sequence, recorded=format_time(entries[-1].recorded)
                )
                transaction.save(newest, condition=still)
                for entry in entries:
                    transaction.save(self._entry_row(entry))
                    transaction.save(self._id_row(entry), condition=free)
        except TransactWriteError as error:
            if error.cause_response_code != "TransactionCanceledException":
                raise _unavailable() from None
            return False
        except PynamoDBException:
            raise _unavailable() from None
        return True

    def _entry_row(self, entry: LogEntry) -> Row:
        return self._row(
            f"EVENTS#{entry.sequence // self._block}",
            f"{entry.sequence:016d}",
            sequence=entry.sequence,
            event=canonical(entry.event.to_cloudevent()).decode(),
            recorded=format_time(entry.recorded),
            outcome=entry.outcome,
            reason=entry.reason,
            expires=_end(entry),
        )

    def _id_row(self, entry: LogEntry) -> Row:
        return self._row(f"EVENT#{entry.event.id}", "event", sequence=entry.sequence, expires=_end(entry))

    def _get(self, pk: str, sk: str) -> Row | None:
        try:
            row = self._row.get(pk, sk, consistent_read=True)
        except DoesNotExist:
            return None
        except PynamoDBException:
            raise _unavailable() from None
        return row if self._lives(row) else None

    def _lives(self, row: Row) -> bool:
        """Say whether a row counts: DynamoDB may keep an expired one for days."""
        return row.expires is None or row.expires > self._clock.now().timestamp()


def _batches(events: list[Event]) -> Iterator[list[Event]]:
    batch: list[Event] = []
    size = 0
    for event in events:
        length = len(canonical(event.to_cloudevent()))
        if batch and (len(batch) == AT_ONCE or size + length > _BYTES_AT_ONCE):
            yield batch
            batch, size = [], 0
        batch.append(event)
        size += length
    if batch:
        yield batch


def _entry(row: Row) -> LogEntry:
    body: dict[str, Any] = json.loads(str(row.event))
    outcome: Outcome = "stopped" if row.outcome == "stopped" else "carried"
    return LogEntry(
        int(row.sequence), Event.from_cloudevent(body), parse_time(str(row.recorded)), outcome, str(row.reason or "")
    )


def _end(entry: LogEntry) -> int:
    return int((entry.recorded + KEPT).timestamp())


def _unavailable() -> UnavailableError:
    return UnavailableError("the log of events does not answer")
