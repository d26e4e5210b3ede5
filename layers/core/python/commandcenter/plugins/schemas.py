"""JSON Schema checks whose errors carry an RFC 6901 pointer; nothing is ever fetched to resolve a `$ref`."""

import copy
from collections.abc import Callable, Mapping
from typing import Any, NoReturn
from urllib.parse import quote

import fastjsonschema

from commandcenter.kernel.canonical import Json
from commandcenter.kernel.errors import InvalidInputError

Check = Callable[[Json], Json]
"""Return a copy of a value with the schema's defaults filled in; raises InvalidInputError with a pointer."""


def compile_schema(
    schema: Mapping[str, Any],
    what: str,
    *,
    formats: Mapping[str, Callable[[str], bool]] | None = None,
    fill_defaults: bool = True,
) -> Check:
    """Compile a JSON Schema (draft 7).

    Args:
        what: Names the checked thing in errors.
        formats: Checks of formats by name, in place of those built in.
        fill_defaults: Without it the very value is returned, not a copy with the schema's defaults.

    Raises InvalidInputError when the schema itself is broken or refers outside of itself.
    """
    try:
        validate = fastjsonschema.compile(
            dict(schema),
            handlers=dict.fromkeys(("http", "https", "file", "ftp"), _refuse),
            formats=dict(formats or {}),
            use_default=fill_defaults,
        )
    except (fastjsonschema.JsonSchemaDefinitionException, InvalidInputError, ValueError, TypeError, KeyError) as error:
        raise InvalidInputError(f"{what}: the schema is broken: {error}") from None

    def check(value: Json) -> Json:
        try:
            return validate(copy.deepcopy(value) if fill_defaults else value)
        except fastjsonschema.JsonSchemaValueException as error:
            pointer = "".join(f"/{_escape(str(part))}" for part in error.path[1:])
            reason = error.message.removeprefix(error.name).strip() if error.name else error.message
            raise InvalidInputError(f"{what}: {reason}", pointer=pointer) from None

    return check


def _refuse(uri: str) -> NoReturn:
    raise InvalidInputError(f"a $ref leads outside of the schema: {quote(uri, safe=':/#')}")


def _escape(part: str) -> str:
    return part.replace("~", "~0").replace("/", "~1")
