"""Tell OpenAPI, AsyncAPI and JSON Schema documents from all others."""

import re
from typing import Any

from commandcenter.indexing.documents import load_json, load_yaml
from commandcenter.kernel.canonical import digest
from commandcenter.kernel.errors import InvalidInputError

_HINT = re.compile(rb"""\b(?:openapi|swagger|asyncapi)["']?\s*:\s*["']?[23]\b|json-schema\.org/""")
_SCHEMA_FILE = (".schema.json", ".schema.yaml", ".schema.yml")
_SCHEMA_WORDS = frozenset(
    {"type", "properties", "items", "$defs", "definitions", "$ref", "allOf", "anyOf", "oneOf", "enum"}
)


def may_be_api(path: str, data: bytes) -> bool:
    """Say, without parsing, whether a document is worth parsing."""
    return path.endswith(_SCHEMA_FILE) or _HINT.search(data) is not None


def parse(path: str, data: bytes) -> Any:
    """Parse by the ending of the name; raises DocumentError."""
    return load_json(data) if path.endswith(".json") else load_yaml(data)


def kind_of(path: str, document: Any) -> str | None:
    """Name the kind of a parsed document: openapi, asyncapi, jsonschema or None."""
    if not isinstance(document, dict):
        return None
    if _version(document, "openapi")[:2] == "3." or _version(document, "swagger")[:2] == "2.":
        return "openapi"
    if _version(document, "asyncapi")[:2] in ("2.", "3."):
        return "asyncapi"
    meta = document.get("$schema")
    if isinstance(meta, str) and "json-schema.org/" in meta:
        return "jsonschema"
    return "jsonschema" if path.endswith(_SCHEMA_FILE) and not _SCHEMA_WORDS.isdisjoint(document) else None


def digest_of(document: Any) -> str:
    """Hash the content; numbers that canonical JSON cannot say (`maximum: 9223372036854775807`) as their text.

    Raises InvalidInputError for what is nested too deeply, or holds no proper text.
    """
    try:
        return digest(document)
    except InvalidInputError:
        try:
            return digest(_writable(document))
        except RecursionError:
            raise InvalidInputError("nested too deeply") from None


def _writable(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _writable(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_writable(item) for item in value]
    return str(value) if type(value) in (int, float) and abs(value) >= 2**53 else value


def _version(document: dict[str, Any], key: str) -> str:
    """Return a version as text; YAML reads an unquoted `3.1` as a number."""
    value = document.get(key)
    return f"{value}." if type(value) in (str, int, float) else ""
