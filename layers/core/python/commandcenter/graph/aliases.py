"""Other names, merges and tombstones: one record per name, in the hub's ledger, owned by scope `aliases`.

A name leads to at most one URN, so following records is walking a chain: a merge that would close the chain to a
circle is refused where it is written (the plan sees the very state it commits to), and a reader stops at a name it
has seen before, whatever the store holds.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from commandcenter.graph.identifiers import parse_identifier
from commandcenter.graph.ports import GraphState
from commandcenter.kernel.canonical import digest
from commandcenter.kernel.clock import format_time
from commandcenter.kernel.errors import ConflictError, InvalidInputError, NotFoundError
from commandcenter.kernel.urn import HUB_PROJECT, Urn
from commandcenter.ledger.ledger import Ledger
from commandcenter.ledger.model import Change, Meta, Receipt

ALIASES = "aliases"
_KEY_BYTES = 600


@dataclass(frozen=True, slots=True)
class Alias:
    """Record what became of a name.

    Args:
        name: The name in normal form: an identifier of any scheme.
        record: `same`: the name means `target`. `merged`: the URN was merged into `target`. `tombstone`: it was
            deleted.
        target: A URN; None for a tombstone.
        at: RFC 3339.
        rev: For a tombstone: the last revision of the project that held the entity, if known.
        reason: One line for people.

    """

    name: str
    record: Literal["same", "merged", "tombstone"]
    target: str | None
    at: str
    rev: int | None = None
    reason: str = ""

    @property
    def key(self) -> str:
        return alias_key(self.name)

    def body(self) -> dict[str, Any]:
        """Write the record as a ledger body."""
        return {
            "scope": ALIASES,
            "record": self.record,
            "name": self.name,
            "target": self.target,
            "at": self.at,
            "rev": self.rev,
            "reason": self.reason,
        }

    @classmethod
    def from_body(cls, body: Mapping[str, Any]) -> "Alias":
        return cls(body["name"], body["record"], body["target"], body["at"], body["rev"], body["reason"])


Find = Callable[[str], Alias | None]


def alias_key(name: str) -> str:
    """Name the record of a name in normal form; a long name goes by its digest."""
    return f"alias:{name if len(name.encode()) <= _KEY_BYTES else digest(name)}"


def follow(name: str, find: Find) -> tuple[str, tuple[Alias, ...]]:
    """Walk from a name to where its records end; returns that name and the records passed, a tombstone last."""
    passed: list[Alias] = []
    seen = {name}
    while (alias := find(name)) is not None:
        passed.append(alias)
        if alias.target is None or alias.target in seen:
            break
        name = alias.target
        seen.add(name)
    return name, tuple(passed)


def add_alias(ledger: Ledger, hub: str, name: str, urn: str, meta: Meta) -> Receipt:
    """Let a name from elsewhere (purl, SWHID, ARN, Backstage ref, Git URL) mean an entity; replaces what it meant.

    Raises InvalidInputError for a name that is a URN (merge those) or not an identifier.
    """
    identifier = _parse(name, "/name")
    if identifier.scheme == "urn":
        raise InvalidInputError("a URN is merged, not given as another name", pointer="/name")
    target = _own_urn(hub, urn, "/urn")
    return _put(ledger, Alias(identifier.text, "same", target, format_time(meta.at)), meta)


def merge(ledger: Ledger, hub: str, old: str, new: str, meta: Meta, reason: str = "") -> Receipt:
    """Let one URN stand for another from now on; a second merge of the same URN replaces the first.

    Raises InvalidInputError for a merge that would close a circle, ConflictError for a URN with a tombstone.
    """
    source, target = _parse_urn(old, "/old"), _own_urn(hub, new, "/new")
    return _put(ledger, Alias(source, "merged", target, format_time(meta.at), reason=reason), meta)


def tombstone(ledger: Ledger, hub: str, urn: str, meta: Meta, *, rev: int | None = None, reason: str = "") -> Receipt:
    """Record that an entity is gone and where it was last seen: `rev`, or else the newest revision that held it.

    An entity that comes back later is found all the same: the living win over the record.
    Raises NotFoundError when no revision held it, ConflictError for one that is still there or was merged.
    """
    name = _own_urn(hub, urn, "/urn")
    parsed = Urn.parse(name)
    held = last_revision(ledger, parsed.project, parsed.key)
    head = ledger.head(parsed.project)
    if held is not None and head is not None and held >= head.rev:
        raise ConflictError(f"{parsed.project} still holds {parsed.key!r:.120}", pointer="/urn")
    last = rev or held
    if last is None:
        raise NotFoundError(f"no revision of {parsed.project} holds {parsed.key!r:.120}")
    return _put(ledger, Alias(name, "tombstone", None, format_time(meta.at), last, reason), meta)


def forget_alias(ledger: Ledger, name: str, meta: Meta) -> Receipt:
    """Take a record back: another name, a merge or a tombstone; without one nothing happens."""
    key = alias_key(_parse(name, "/name").text)
    return ledger.submit(HUB_PROJECT, lambda state: [Change(key, None)] if state.get(key) else [], meta)


def last_revision(ledger: Ledger, project: str, key: str) -> int | None:
    """Find the newest revision that held an entity, gone or not; None if none did."""
    head = ledger.head(project)
    entity = ledger.items.get(project, [key]).get(key) if head else None
    if head is None or entity is None:
        return None
    return head.rev if entity.data is not None else entity.rev - 1


def _put(ledger: Ledger, alias: Alias, meta: Meta) -> Receipt:
    def plan(state: GraphState) -> Iterator[Change]:
        def find(name: str) -> Alias | None:
            body = state.get(alias_key(name))
            return Alias.from_body(body) if body else None

        held = find(alias.name)
        if held and (held.record, held.target, held.reason) == (alias.record, alias.target, alias.reason):
            return
        if held and held.record != alias.record:
            raise ConflictError(f"{alias.name} has a record already ({held.record}); forget that first")
        if alias.target is not None:
            _refuse_circle(alias, follow(alias.target, find))
        yield Change(alias.key, alias.body())

    return ledger.submit(HUB_PROJECT, plan, meta)


def _refuse_circle(alias: Alias, walk: tuple[str, tuple[Alias, ...]]) -> None:
    end, passed = walk
    if alias.name in {alias.target, end, *(step.name for step in passed)}:
        raise InvalidInputError(f"{alias.target} leads back to {alias.name}", pointer="/new")


def _parse(text: str, pointer: str) -> Any:
    try:
        return parse_identifier(text)
    except InvalidInputError as error:
        raise InvalidInputError(error.detail, pointer=pointer) from None


def _parse_urn(text: str, pointer: str) -> str:
    identifier = _parse(text, pointer)
    if identifier.scheme != "urn":
        raise InvalidInputError(f"not a URN: {text!r:.120}", pointer=pointer)
    return str(identifier.text)


def _own_urn(hub: str, text: str, pointer: str) -> str:
    name = _parse_urn(text, pointer)
    if Urn.parse(name).hub != hub:
        raise InvalidInputError(f"not a URN of hub {hub}: {text!r:.120}", pointer=pointer)
    return name
