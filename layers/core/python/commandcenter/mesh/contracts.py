"""What each subject's events must look like: one JSON Schema a subject, asked before an event is published.

`schemas/<address>.json` holds the schema of the event's data. The address is a subject, or one with `{name}` for tokens that
vary (as in AsyncAPI). The schemas are JSON Schema 2020-12 and use only what draft 7 also says, because the validator that
imports fast enough for a Lambda knows no later one; so they hold no `$ref` either and can be put together as they are.
"""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from commandcenter.kernel.errors import InvalidInputError
from commandcenter.mesh.envelope import Event
from commandcenter.mesh.patterns import matches, split_pattern
from commandcenter.mesh.subjects import split_subject

if TYPE_CHECKING:
    from commandcenter.plugins.schemas import Check

SCHEMAS = Path(__file__).parent / "schemas"
_ENVELOPE = Path(__file__).parent / "envelope.schema.json"
_PARAMETER = re.compile(r"\{([a-z]+)\}")


@dataclass(frozen=True)
class Contract:
    """Hold what the events of one address carry.

    Args:
        address: A subject; tokens that vary are `{name}`.
        data: JSON Schema of the event's data.
    """

    address: str
    data: Mapping[str, Any]

    @property
    def pattern(self) -> str:
        """Write the address as a pattern over subjects."""
        return _PARAMETER.sub("*", self.address)

    @property
    def parameters(self) -> list[str]:
        """List the names of the tokens that vary, in order."""
        return _PARAMETER.findall(self.address)

    def event_schema(self) -> dict[str, Any]:
        """Put the data's schema into the envelope's, without what belongs to a whole document."""
        envelope = json.loads(_ENVELOPE.read_text())
        del envelope["$schema"]
        data = {name: value for name, value in self.data.items() if name != "$schema"}
        fixed = {} if self.parameters else {"const": self.address}
        properties = envelope["properties"]
        return {**envelope, "properties": {**properties, "type": {**properties["type"], **fixed}, "data": data}}


class Contracts:
    """Find and apply the contracts kept in one folder; each is read and compiled when first asked for."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._addresses = sorted(path.stem for path in folder.glob("*.json"))
        self._checks: dict[str, Check] = {}
        for address in self._addresses:
            split_pattern(_PARAMETER.sub("*", address))

    def __iter__(self) -> Iterator[Contract]:
        return map(self._read, self._addresses)

    def find(self, subject: str) -> Contract:
        """Return the contract of a subject; one that names it outright comes first. Raises InvalidInputError if there is none."""
        return self._read(self._address(subject))

    def check(self, event: Event) -> None:
        """Raise InvalidInputError, with the pointer of the fault, unless the event fits the contract of its subject."""
        address = self._address(event.type)
        if address not in self._checks:
            # Imported late: a function that publishes nothing starts without it.
            from commandcenter.plugins.schemas import compile_schema

            self._checks[address] = compile_schema(self._read(address).event_schema(), f"the event {event.type}")
        self._checks[address](event.to_cloudevent())

    def _address(self, subject: str) -> str:
        split_subject(subject)
        if subject in self._addresses:
            return subject
        for address in self._addresses:
            if "{" in address and matches(_PARAMETER.sub("*", address), subject):
                return address
        raise InvalidInputError(f"no schema says what {subject} carries", pointer="/type")

    def _read(self, address: str) -> Contract:
        return Contract(address, json.loads((self._folder / f"{address}.json").read_text()))


@cache
def hub_contracts() -> Contracts:
    """Return the contracts of the subjects a hub publishes."""
    return Contracts(SCHEMAS)


def check_event(event: Event) -> None:
    """Refuse, with InvalidInputError and a pointer, an event without a schema or one that does not fit; every bus asks."""
    hub_contracts().check(event)
