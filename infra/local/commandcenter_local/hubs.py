"""The hubs on one local engine, each in an account of its own."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path

from commandcenter_local.errors import LocalStackError
from commandcenter_local.places import locked, write_atomically

NAME = re.compile(r"[a-z][a-z0-9-]{0,30}")
API_ADDRESS = re.compile(r"https://(?P<api>[a-z0-9]+)\.execute-api\.[a-z0-9-]+\.[a-z.]+/(?P<stage>[A-Za-z0-9_-]+)")


@dataclass(frozen=True)
class Hub:
    """A hub on the local engine: its account, and the outputs of its stack once it is deployed."""

    name: str
    account: str
    outputs: dict[str, str] = field(default_factory=dict)

    @property
    def stack_name(self) -> str:
        return f"commandcenter-{self.name}"


class HubRegister:
    """The file that remembers which hub has which account."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def hubs(self) -> dict[str, Hub]:
        if not self.path.exists():
            return {}
        return {name: Hub(**entry) for name, entry in json.loads(self.path.read_text()).items()}

    def ensure(self, name: str) -> Hub:
        """Return the hub of this name, giving a new one the next account: 111111111111, 222222222222, ..."""
        if not NAME.fullmatch(name):
            raise LocalStackError(f"not a hub name: {name!r} (lower-case letters, digits, hyphens)")
        with locked(self.path.with_suffix(".lock")):
            hubs = self.hubs()
            if name not in hubs:
                taken = {hub.account for hub in hubs.values()}
                account = next((digit * 12 for digit in "123456789" if digit * 12 not in taken), None)
                if account is None:
                    raise LocalStackError("one local engine holds at most nine hubs")
                hubs[name] = Hub(name, account)
                self._write(hubs)
            return hubs[name]

    def remember(self, name: str, outputs: dict[str, str]) -> None:
        with locked(self.path.with_suffix(".lock")):
            hubs = self.hubs()
            hubs[name] = Hub(name, hubs[name].account, outputs)
            self._write(hubs)

    def _write(self, hubs: dict[str, Hub]) -> None:
        write_atomically(self.path, json.dumps({name: asdict(hub) for name, hub in hubs.items()}, indent=2))


def reachable_api(outputs: Mapping[str, str], endpoint: str) -> str | None:
    """Turn the API's AWS address among the outputs (`ApiUrl`, else any) into its address on the engine."""
    candidates = [outputs.get("ApiUrl", ""), *(outputs[name] for name in sorted(outputs))]
    for match in filter(None, map(API_ADDRESS.match, candidates)):
        return f"{endpoint}/_aws/execute-api/{match['api']}/{match['stage']}"
    return None
