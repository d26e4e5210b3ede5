"""Read a registration as people and programs send it - JSON - and enter it into the register."""

from collections.abc import Mapping
from typing import Any

import fastjsonschema

from commandcenter.graph.registry import Repository, register_project
from commandcenter.kernel.errors import InvalidInputError
from commandcenter.kernel.urn import check_name
from commandcenter.ledger.ledger import Ledger
from commandcenter.ledger.model import Meta, Receipt

_TEXT = {"type": "string", "maxLength": 1000}
SCHEMA: Mapping[str, Any] = {
    "type": "object",
    "required": ["name"],
    "additionalProperties": False,
    "properties": {
        "name": _TEXT,
        "title": _TEXT,
        "domain": _TEXT,
        "status": _TEXT,
        "tags": {"type": "array", "items": _TEXT, "maxItems": 50},
        "repositories": {
            "type": "array",
            "maxItems": 16,
            "items": {
                "type": "object",
                "required": ["kind", "full_name", "url"],
                "additionalProperties": False,
                "properties": dict.fromkeys(("kind", "full_name", "url", "branch", "secret", "credentials"), _TEXT),
            },
        },
    },
}


def register(ledger: Ledger, hub: str, entry: Mapping[str, Any], meta: Meta, *, secrets_under: str = "") -> Receipt:
    """Enter a project into the register; the same entry again writes nothing.

    Args:
        entry: As SCHEMA says.
        secrets_under: The prefix every secret's name must have, so that a registration is no way to read others.

    Raises InvalidInputError with the field at fault, ConflictError when a repository belongs to another project.
    """
    _check_shape(entry)
    repositories = [Repository(**item) for item in entry.get("repositories", ())]
    for number, repository in enumerate(repositories):
        for field in ("secret", "credentials"):
            name = getattr(repository, field)
            if name and not name.startswith(secrets_under):
                reason = f"the name of a repository's secret starts with {secrets_under}"
                raise InvalidInputError(reason, pointer=f"/repositories/{number}/{field}")
    said = {field: entry[field] for field in ("title", "domain", "status", "tags") if field in entry}
    return register_project(ledger, hub, check_name(entry["name"]), meta=meta, repositories=repositories, **said)


def _check_shape(entry: Mapping[str, Any]) -> None:
    try:
        fastjsonschema.validate(dict(SCHEMA), entry)
    except fastjsonschema.JsonSchemaValueException as error:
        pointer = "".join(f"/{part}" for part in error.path[1:])
        raise InvalidInputError(error.message.replace("data", "the entry", 1), pointer=pointer) from None
