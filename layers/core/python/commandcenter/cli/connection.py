"""Ask questions of a directory store or of a hub in the same words: GraphQL."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from commandcenter.cli.places import LOCAL_HUB, HubAddress, default_store, find_hub
from commandcenter.kernel.errors import (
    ConflictError,
    ForbiddenError,
    InvalidInputError,
    NotFoundError,
    ProblemError,
    RateLimitedError,
    TooLargeError,
    UnauthenticatedError,
    UnavailableError,
)  # fmt: skip
from commandcenter.kernel.layers import find_in_layers

if TYPE_CHECKING:
    from commandcenter.compliance.packs import Packs

_ERRORS = {
    error.status: error
    for error in (
        InvalidInputError,
        UnauthenticatedError,
        ForbiddenError,
        NotFoundError,
        ConflictError,
        TooLargeError,
        RateLimitedError,
    )
}


class Questions(Protocol):
    """Answer GraphQL."""

    def ask(self, query: str, variables: Mapping[str, Any]) -> dict[str, Any]:
        """Return the `data` of an answer; raises the ProblemError its first error carries."""
        ...


class StoreQuestions:
    """Answer from a directory store, as an operator."""

    def __init__(self, store: Path) -> None:
        self._store = store

    def ask(self, query: str, variables: Mapping[str, Any]) -> dict[str, Any]:
        from commandcenter.graph.cache import GraphCache
        from commandcenter.ledger.open import open_directory
        from commandcenter.queries.execute import QueryContext, execute

        if not self._store.is_dir():
            raise NotFoundError(f"there is no store at {self._store}; `commandcenter index PATH` makes one")
        ledger = open_directory(self._store)
        capabilities = frozenset({"introspection", "traceability"})
        context = QueryContext(ledger, LOCAL_HUB, ("*",), capabilities, GraphCache(ledger), packs=_packs)
        return _data(execute(context, {"query": query, "variables": dict(variables)}))


class HubClient:
    """Speak with a hub over HTTP with an API key."""

    def __init__(self, address: HubAddress) -> None:
        self.address = address

    def ask(self, query: str, variables: Mapping[str, Any]) -> dict[str, Any]:
        return _data(self.call("POST", "/graphql", {"query": query, "variables": dict(variables)}))

    def call(self, method: str, path: str, body: Any = None) -> Any:
        """Send JSON and return JSON; raises the ProblemError the answer describes."""
        data = None if body is None else json.dumps(body).encode()
        return self.send(
            method,
            f"{self.address.url}{path}",
            data,
            {"x-api-key": self.address.key, "Content-Type": "application/json"},
        )

    def send(self, method: str, url: str, data: bytes | None, headers: Mapping[str, str]) -> Any:
        """Send bytes; raises UnavailableError when nobody answers."""
        import urllib3

        timeout = urllib3.Timeout(connect=5, read=60)
        try:
            answer = urllib3.request(
                method, url, body=data, headers=dict(headers), timeout=timeout, redirect=False, retries=False
            )
        except urllib3.exceptions.HTTPError as error:
            raise UnavailableError(f"hub {self.address.name} does not answer: {type(error).__name__}") from None
        return _read(answer.status, answer.data)


def questions(store: Path | None, hub: str | None) -> Questions:
    """Choose by `--store` and `--hub`; raises InvalidInputError for both."""
    if store and hub:
        raise InvalidInputError("give --store or --hub, not both")
    return HubClient(find_hub(hub)) if hub else StoreQuestions(store or default_store())


def _packs() -> "Packs":
    from commandcenter.compliance.open import cached_bundle, default_cache
    from commandcenter.compliance.packs import read_packs

    return read_packs(cached_bundle(find_in_layers("policies"), default_cache()))


def _read(status: int, data: bytes) -> Any:
    try:
        value = json.loads(data) if data else None
    except ValueError:
        value = None
    if 200 <= status < 300:
        return value
    raise _problem(value if isinstance(value, dict) else {"status": status, "detail": f"the hub answered {status}"})


def _data(answer: Mapping[str, Any]) -> dict[str, Any]:
    if errors := answer.get("errors"):
        first = errors[0]
        raise _problem(first.get("extensions", {}).get("problem") or {"status": 400, "detail": first["message"]})
    data: dict[str, Any] = answer["data"]
    return data


def _problem(value: Mapping[str, Any]) -> ProblemError:
    status, detail = int(value.get("status", 500)), str(value.get("detail", "no reason given"))
    error = _ERRORS.get(status, InvalidInputError if status < 500 else UnavailableError)
    return error(detail, pointer=str(value.get("pointer", "")))
