"""Commands in the hub's one table, through PynamoDB, expiring by the table's TTL.

command   pk COMMAND#<id>   sk command      who was asked what
answer    pk COMMAND#<id>   sk hub#<name>   what one hub reported; there before it has, so that only those asked can answer
"""

import json
from typing import cast

from pynamodb.attributes import NumberAttribute, UnicodeAttribute
from pynamodb.exceptions import PutError, PynamoDBException
from pynamodb.models import Model

from commandcenter.hub.commands import KEPT, OUTCOMES, Answer, Command
from commandcenter.kernel.canonical import canonical
from commandcenter.kernel.clock import Clock, format_time, parse_time
from commandcenter.kernel.errors import UnavailableError

_COMMAND, _HUB = "command", "hub#"


class Row(Model):
    """Hold a command, or the answer of one hub."""

    pk = UnicodeAttribute(hash_key=True)
    sk = UnicodeAttribute(range_key=True)
    body = UnicodeAttribute()
    outcome = UnicodeAttribute(null=True)
    expires = NumberAttribute()


class DynamoCommands:
    """Keep commands in a table; credentials come from the environment."""

    def __init__(self, table_name: str, region: str, clock: Clock, *, endpoint: str | None = None) -> None:
        meta = {"table_name": table_name, "region": region, "host": endpoint}
        self._row = cast("type[Row]", type("CommandRow", (Row,), {"Meta": type("Meta", (), meta)}))
        self._clock = clock

    def open(self, command: Command) -> None:
        body = {
            "type": command.type,
            "asked_at": format_time(command.asked_at),
            "deadline": format_time(command.deadline),
            "targets": list(command.targets),
        }
        try:
            for hub in command.targets:
                self._item(command.id, f"{_HUB}{hub}", "{}").save()
            self._item(command.id, _COMMAND, canonical(body).decode()).save()
        except PynamoDBException:
            raise _unavailable() from None

    def answer(self, command_id: str, answer: Answer) -> bool:
        body = canonical({"detail": answer.detail, "counts": dict(answer.counts)}).decode()
        row = self._item(command_id, f"{_HUB}{answer.hub}", body)
        row.outcome = answer.outcome
        try:
            row.save(condition=Row.pk.exists() & Row.outcome.does_not_exist() & (Row.expires > self._seconds()))
        except PutError as error:
            if error.cause_response_code == "ConditionalCheckFailedException":
                return False
            raise _unavailable() from None
        return True

    def get(self, command_id: str) -> tuple[Command, list[Answer]] | None:
        try:
            rows = {row.sk: row for row in self._row.query(_pk(command_id), consistent_read=True)}
        except PynamoDBException:
            raise _unavailable() from None
        if _COMMAND not in rows or rows[_COMMAND].expires <= self._seconds():
            return None
        body = json.loads(rows[_COMMAND].body)
        times = parse_time(body["asked_at"]), parse_time(body["deadline"])
        command = Command(command_id, body["type"], *times, tuple(body["targets"]))
        return command, [_answer(row) for _, row in sorted(rows.items()) if row.outcome]

    def _item(self, command_id: str, sk: str, body: str) -> Row:
        return self._row(_pk(command_id), sk, body=body, expires=self._seconds() + int(KEPT.total_seconds()))

    def _seconds(self) -> int:
        return int(self._clock.now().timestamp())


def _pk(command_id: str) -> str:
    return f"COMMAND#{command_id}"


def _answer(row: Row) -> Answer:
    body = json.loads(row.body)
    (outcome,) = (known for known in OUTCOMES if known == row.outcome)
    return Answer(row.sk.removeprefix(_HUB), outcome, body["detail"], body["counts"])


def _unavailable() -> UnavailableError:
    return UnavailableError("the table of commands does not answer")
