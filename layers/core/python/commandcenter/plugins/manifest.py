"""What a plugin says of itself: the checked content of `plugin.yaml`."""

import functools
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

import yaml

from commandcenter.kernel.errors import InvalidInputError
from commandcenter.plugins.schemas import Check, compile_schema

MANIFEST_FILE = "plugin.yaml"
MAX_MANIFEST_BYTES = 64 * 1024

Kind = Literal["indexer", "source", "rulepack", "agent", "pinner", "registry", "action", "embedder"]
DATA_KINDS: frozenset[str] = frozenset({"rulepack", "agent"})
"""Kinds that may consist of data alone, without an entry."""


@dataclass(frozen=True)
class Manifest:
    """Describe one plugin.

    Args:
        id: The folder's name: lower-case words joined by hyphens.
        version: Semantic version 2.0.
        kind: What it plugs into.
        title: One line for people.
        entry: `file.py:Class` inside the folder, or None when the plugin is data.
        config: JSON Schema (draft 7) of the settings it takes.
        permissions: What it may touch, such as `secrets:github`; nothing is granted that is not named.
        contributes: What it adds, by the words of its kind.
        owner: Who answers for it.
    """

    id: str
    version: str
    kind: Kind
    title: str
    entry: str | None = None
    config: Mapping[str, Any] = field(default_factory=lambda: {"type": "object", "additionalProperties": False})
    permissions: tuple[str, ...] = ()
    contributes: Mapping[str, Any] = field(default_factory=dict)
    owner: str | None = None


def read_manifest(path: Path) -> Manifest:
    """Read and check a `plugin.yaml`; raises InvalidInputError naming the file and the pointer to the fault."""
    try:
        loaded = yaml.safe_load(_read_text(path))
    except (yaml.YAMLError, UnicodeDecodeError, RecursionError) as error:
        raise InvalidInputError(f"{path}: not YAML: {' '.join(str(error).split())}") from None
    try:
        checked: dict[str, Any] = _check()(loaded)
    except InvalidInputError as error:
        raise InvalidInputError(f"{path}: {error.detail}", pointer=error.pointer) from None
    if "entry" not in checked and checked["kind"] not in DATA_KINDS:
        raise InvalidInputError(f"{path}: a plugin of kind {checked['kind']} needs an entry", pointer="/entry")
    return Manifest(**{**checked, "permissions": tuple(checked.get("permissions", ()))})


def _read_text(path: Path) -> str:
    with path.open("rb") as file:
        data = file.read(MAX_MANIFEST_BYTES + 1)
    if len(data) > MAX_MANIFEST_BYTES:
        raise InvalidInputError(f"{path}: larger than {MAX_MANIFEST_BYTES} bytes")
    return data.decode()


@functools.cache
def _check() -> Check:
    schema = json.loads(Path(__file__).with_name("manifest.schema.json").read_bytes())
    return compile_schema(schema, "manifest")
