"""The part of AsyncAPI 3.0.0 that our document uses, as a JSON Schema: members, which of them are needed, and their types.

After the specification's fixed-fields tables (https://www.asyncapi.com/docs/reference/specification/v3.0.0). What we do not
use is refused, so that a new member is a reason to look it up and to add it here.
"""

from typing import Any

TEXT = {"type": "string"}
REFERENCE = {
    "type": "object",
    "required": ["$ref"],
    "additionalProperties": False,
    "properties": {"$ref": {"type": "string", "pattern": "^#/"}},
}


def fixed(needed: tuple[str, ...] = (), **members: Any) -> dict[str, Any]:
    """Describe an object of fixed members; extensions may be added to any."""
    return {
        "type": "object",
        "required": list(needed),
        "additionalProperties": False,
        "properties": members,
        "patternProperties": {"^x-": {}},
    }


def named(value: dict[str, Any]) -> dict[str, Any]:
    """Describe a map by name."""
    return {"type": "object", "additionalProperties": value}


SERVER = fixed(
    ("host", "protocol"),
    host=TEXT,
    protocol=TEXT,
    description=TEXT,
    variables=named(fixed(description=TEXT, default=TEXT, enum={"type": "array", "items": TEXT})),
)
CHANNEL = fixed(
    address={"type": ["string", "null"]},
    title=TEXT,
    description=TEXT,
    messages=named(REFERENCE),
    parameters=named(fixed(description=TEXT, location=TEXT)),
)
OPERATION = fixed(
    ("action", "channel"),
    action={"enum": ["send", "receive"]},
    channel=REFERENCE,
    title=TEXT,
    description=TEXT,
    messages={"type": "array", "items": REFERENCE},
)
MESSAGE = fixed(
    name=TEXT,
    title=TEXT,
    description=TEXT,
    contentType=TEXT,
    correlationId=fixed(("location",), location={"type": "string", "pattern": "^\\$message\\.(header|payload)#"}),
    payload=REFERENCE,
)
SHAPE = fixed(
    ("asyncapi", "info"),
    asyncapi={"const": "3.0.0"},
    info=fixed(
        ("title", "version"), title=TEXT, version=TEXT, description=TEXT, license=fixed(("name",), name=TEXT, url=TEXT)
    ),
    defaultContentType=TEXT,
    servers=named(SERVER),
    channels=named(CHANNEL),
    operations=named(OPERATION),
    components=fixed(messages=named(MESSAGE), schemas=named({"$ref": "http://json-schema.org/draft-07/schema#"})),
)
