"""A rule pack as an OSCAL catalog."""

import json
from collections.abc import Mapping
from itertools import groupby
from operator import attrgetter
from typing import Any

from commandcenter.compliance.exports.oscal_parts import filled, line, metadata, props, tokens, uuid_of
from commandcenter.compliance.exports.words import as_uri
from commandcenter.compliance.model import Control, Pack
from commandcenter.kernel.canonical import Json


def oscal_catalog(pack: Pack, *, at: str) -> dict[str, Json]:
    """Write a pack as an OSCAL 1.1 catalog: a group for each category, and in it the controls.

    Its UUIDs follow from the digest of the pack, so that the same pack gives the same bytes.

    Args:
        at: When the pack was made or last changed (RFC 3339); raises InvalidInputError when it is no instant.
    """
    ids = tokens(pack.controls)
    categories = tokens(control.category for control in pack.controls.values())
    ordered = sorted(pack.controls.values(), key=attrgetter("category", "control_id"))
    about = metadata(pack.title or pack.id, at, pack.version)
    about["props"] += props({"pack": pack.id, "digest": pack.digest, "owner": pack.owner})
    groups = [
        {
            "id": f"{next(iter(tokens([pack.id]).values()))}_{categories[category]}",
            "title": line(category.replace("_", " ").capitalize()),
            "controls": [_control(pack, control, ids[control.control_id]) for control in controls],
        }
        for category, controls in groupby(ordered, attrgetter("category"))
    ]
    body = {"uuid": uuid_of("catalog", pack.id, pack.digest), "metadata": about, "groups": groups}
    return {"catalog": filled({**body, "back-matter": filled({"resources": _resources(pack)})})}


def statement_id(control: str) -> str:
    """Name the statement of a control, given the control's identifier in the catalog."""
    return f"{control}_smt"


def _control(pack: Pack, control: Control, token: str) -> dict[str, Any]:
    said = {
        "severity": control.severity,
        "status": control.status,
        "confidence": f"{control.confidence:g}",
        "citation": control.citation,
        "effective-from": control.effective_from,
    }
    parts = [
        {"id": statement_id(token), "name": "statement", "prose": control.description},
        {"id": f"{token}_gdn", "name": "guidance", "prose": control.remediation},
    ]
    links = [
        {"href": f"#{_resource_id(pack, address)}", "rel": "reference"} for address in dict.fromkeys(control.references)
    ]
    return filled(
        {
            "id": token,
            "title": line(control.title),
            "params": _params(control.parameters, token),
            "props": [{"name": "label", "value": line(control.control_id)}, *props(said)],
            "links": links,
            "parts": [part for part in parts if part["prose"]],
        }
    )


def _params(parameters: Mapping[str, Mapping[str, Any]], token: str) -> list[dict[str, Any]]:
    names = tokens(parameters)
    return [
        filled(
            {
                "id": f"{token}_prm_{names[name]}",
                "label": line(name),
                "usage": said.get("description", ""),
                "props": props({"unit": said.get("unit", "")}),
                "values": _values(said.get("default")),
            }
        )
        for name, said in sorted(parameters.items())
    ]


def _values(default: Json) -> list[str]:
    several = default if isinstance(default, list) else [] if default is None else [default]
    return [line(each if isinstance(each, str) else json.dumps(each)) for each in several]


def _resources(pack: Pack) -> list[dict[str, Any]]:
    addresses = sorted({address for control in pack.controls.values() for address in control.references})
    return [{"uuid": _resource_id(pack, address), "rlinks": [{"href": as_uri(address)}]} for address in addresses]


def _resource_id(pack: Pack, address: str) -> str:
    return uuid_of("resource", pack.id, pack.digest, address)
