"""Entities of another hub's view: checked when they come in, read back as projects and links."""

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from commandcenter.graph.claims import Claims
from commandcenter.graph.model import LINK_TYPES, Link
from commandcenter.graph.registry import Registration
from commandcenter.graph.validate import check_link
from commandcenter.kernel.errors import InvalidInputError
from commandcenter.kernel.urn import HUB_PROJECT, Urn, check_name

if TYPE_CHECKING:
    from commandcenter.plugins.schemas import Check

SCHEMA = Path(__file__).parent / "entity.schema.json"


@cache
def _check() -> "Check":
    # Imported late: whoever only reads the graph starts without it.
    from commandcenter.plugins.schemas import compile_schema

    return compile_schema(json.loads(SCHEMA.read_text()), "an entity of the summary")


def check_entity(hub: str, key: str, body: Mapping[str, Any]) -> None:
    """Refuse, with InvalidInputError, what a hub cannot have shown of itself: other keys, members, or links of others."""
    _check()(dict(body))
    kind, _, name = key.partition(":")
    if kind == "project":
        if check_name(name) == HUB_PROJECT:
            raise InvalidInputError("a hub's own ledger is no project of it")
        read_claims_of(name, body)
    elif kind == "link":
        link = read_link(hub, body)
        if link.type not in LINK_TYPES[link.kind] or hub not in (link.source.hub, link.target.hub):
            raise InvalidInputError(f"{key} is no link that hub {hub} has to do with")
        check_link(link)
    else:
        raise InvalidInputError(f"a summary shows projects and links, not {key!r:.80}")


def read_registration(name: str, body: Mapping[str, Any]) -> Registration:
    """Read how another hub registered a project; what its law kept back is left at its default."""
    return Registration(
        name,
        str(body.get("title", "")) or name,
        str(body.get("domain", "")),
        str(body.get("status", "active")),
        tuple(body.get("tags", ())),
    )


def read_claims_of(name: str, body: Mapping[str, Any]) -> Claims | None:
    """Read what another hub's project claims; None for one that was never indexed there."""
    if "rev" not in body or "at" not in body:
        return None
    return Claims(
        project=name,
        rev=body["rev"],
        digest="",
        at=body["at"],
        counts=dict(body.get("counts", {})),
        provides=tuple(body.get("provides", ())),
        # What it was seen on stays with the other hub: the project stands for it.
        requires=tuple((purl, scope, "") for purl, scope in body.get("requires", ())),
        schemas=tuple((digest, "") for digest in body.get("schemas", ())),
        offers=tuple(body.get("offers", ())),
        consumes=tuple((other, key, "") for other, key in body.get("consumes", ())),
        links=tuple((kind, other) for kind, other in body.get("links", ())),
        services=tuple((service["name"], {}) for service in body.get("services", ())),
    )


def read_link(hub: str, body: Mapping[str, Any]) -> Link:
    """Read a link another hub told; each piece of evidence names that hub. Raises InvalidInputError."""
    for member in ("link", "type", "source", "target"):
        if member not in body:
            raise InvalidInputError(f"a link lacks {member}")
    evidence = tuple({**piece, "hub": hub} for piece in body.get("evidence", ()))
    source, target = Urn.parse(body["source"]), Urn.parse(body["target"])
    return Link(body["link"], body["type"], source, target, evidence, count=body.get("count", 0))
