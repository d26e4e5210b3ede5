"""What of a project goes outside of the hub, and to whom; nothing does until somebody says so."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from commandcenter.graph.ports import Plan
from commandcenter.graph.validate import escape
from commandcenter.kernel.errors import InvalidInputError
from commandcenter.kernel.urn import HUB_PROJECT, check_name
from commandcenter.ledger.ledger import Ledger
from commandcenter.ledger.model import Change

SCOPE = "publication"
MAX_TARGETS = 16


@dataclass(frozen=True)
class Publication:
    """Name the outside services a project is released to.

    Args:
        pinners, registries: Names of services, as the operator named them.
        evidence: Whether bundles, with the evidence in them, are pinned, too.
    """

    pinners: tuple[str, ...] = ()
    registries: tuple[str, ...] = ()
    evidence: bool = False

    def to_json(self) -> dict[str, Any]:
        return asdict(self) | {"pinners": list(self.pinners), "registries": list(self.registries)}


@dataclass(frozen=True)
class Target:
    """Hold an outside service: which plugin speaks with it, and how that is set up, its secrets included."""

    plugin: str
    config: Mapping[str, Any] = field(default_factory=dict, repr=False)


def read_targets(text: str) -> dict[str, Target]:
    """Read the operator's services: JSON, name -> {plugin, config}; raises InvalidInputError that repeats no value."""
    try:
        said = json.loads(text)
    except (ValueError, RecursionError):
        raise InvalidInputError("the outside services are not JSON") from None
    if not isinstance(said, dict):
        raise InvalidInputError("the outside services are an object: name -> {plugin, config}")
    return {check_name(name): _target(name, one) for name, one in said.items()}


def read_publication(said: Mapping[str, Any], known: Mapping[str, str]) -> Publication:
    """Read what somebody sets.

    Args:
        known: Kind (`pinner`, `registry`) of each service by name.

    Raises InvalidInputError with the field at fault, and for a service the hub does not have.
    """
    unknown = sorted(said.keys() - {"pinners", "registries", "evidence"})
    if unknown:
        raise InvalidInputError("this member is not known", pointer=f"/{escape(unknown[0])}")
    if not isinstance(said.get("evidence", False), bool):
        raise InvalidInputError("evidence is true or false", pointer="/evidence")
    pinners, registries = (_names(said, name, kind, known) for name, kind in
                           (("pinners", "pinner"), ("registries", "registry")))  # fmt: skip
    return Publication(pinners, registries, said.get("evidence", False))


def plan_publication(project: str, publication: Publication) -> Plan:
    """Plan what a project is released to from now on, in place of what was before; raises InvalidInputError for a bad name."""
    change = Change(_key(project), {"scope": SCOPE, "settings": publication.to_json()})
    return lambda _state: [change]


def publication_of(ledger: Ledger, project: str) -> Publication:
    """Read what a project is released to; nothing unless it was set."""
    if ledger.head(HUB_PROJECT) is None:
        return Publication()
    _, body = ledger.read(HUB_PROJECT, lambda state: state.get(_key(project)))
    if body is None:
        return Publication()
    said = body["settings"]
    return Publication(tuple(said["pinners"]), tuple(said["registries"]), said["evidence"])


def _key(project: str) -> str:
    return f"publication:{check_name(project)}"


def _target(name: str, said: Any) -> Target:
    fits = isinstance(said, dict) and isinstance(said.get("plugin"), str) and isinstance(said.get("config", {}), dict)
    if not fits or said.keys() - {"plugin", "config"}:
        raise InvalidInputError("a service is {plugin, config}", pointer=f"/{name}")
    return Target(said["plugin"], said.get("config", {}))


def _names(said: Mapping[str, Any], member: str, kind: str, known: Mapping[str, str]) -> tuple[str, ...]:
    names = said.get(member, [])
    if not isinstance(names, list) or len(names) > MAX_TARGETS or not all(isinstance(one, str) for one in names):
        raise InvalidInputError(f"{member} is a list of at most {MAX_TARGETS} names", pointer=f"/{member}")
    for place, name in enumerate(names):
        if known.get(name) != kind:
            raise InvalidInputError(f"the hub has no {kind} {name:.63}", pointer=f"/{member}/{place}")
    return tuple(dict.fromkeys(names))
