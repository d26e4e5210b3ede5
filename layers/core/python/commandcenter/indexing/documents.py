"""Read JSON, TOML and YAML of strangers into plain JSON values: bounded, nothing constructed, nothing resolved."""

import json
import tomllib
from collections.abc import Callable
from typing import Any, NoReturn

from commandcenter.kernel.canonical import Json
from commandcenter.kernel.errors import InvalidInputError


class DocumentError(InvalidInputError):
    """Say that a document is not well-formed, and in which line (from 1) when that is known."""

    title, slug = "Broken document", "broken-document"

    def __init__(self, detail: str, line: int | None = None) -> None:
        super().__init__(f"line {line}: {detail}" if line else detail)
        self.line = line


Tagged = Callable[[str, Json], Json]
"""Turn a local YAML tag such as `!Ref` and the value it stands before into a JSON value."""


def load_json(data: bytes) -> Json:
    """Parse JSON (UTF-8, -16 or -32, with or without a byte order mark); raises DocumentError, for NaN too."""
    try:
        return json.loads(data, parse_constant=_refuse_constant)
    except json.JSONDecodeError as error:
        raise DocumentError(f"not JSON: {error.msg}", error.lineno) from None
    except (ValueError, RecursionError) as error:
        raise DocumentError(f"not JSON: {error}") from None


def load_toml(data: bytes) -> dict[str, Any]:
    """Parse TOML; dates stay Python's. Raises DocumentError."""
    try:
        return tomllib.loads(data.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise DocumentError(f"not TOML: {error}") from None


def load_yaml(data: bytes, tagged: Tagged | None = None) -> Json:
    """Parse the first document of a YAML stream, None when there is none; see `load_yaml_all`."""
    return next(iter(load_yaml_all(data, tagged)), None)


def load_yaml_all(data: bytes, tagged: Tagged | None = None) -> list[Json]:
    """Parse a YAML stream into JSON values by the core schema of YAML 1.2, so that equal YAML and JSON are equal here.

    Keys are the text that stands there (`200:` is "200"), dates and numbers with leading zeros stay text, `<<` merges,
    and tags are dropped unless `tagged` turns them into something. Raises DocumentError for malformed text, nesting or
    alias expansion past the bounds, and keys that are not scalars.
    """
    import yaml

    from commandcenter.indexing.yaml_events import compose

    loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    try:
        return list(compose(yaml.parse(data, Loader=loader), tagged))
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        raise DocumentError(f"not YAML: {error.problem}", mark.line + 1 if mark else None) from None
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise DocumentError(f"not YAML: {' '.join(str(error).split())}") from None


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is no JSON number")
