"""What a rule pack contributes: its Rego package, the days it holds for, its input schema and its parameters."""

import functools
import itertools
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from commandcenter.kernel.errors import InvalidInputError
from commandcenter.plugins.loader import Plugin, find_plugins
from commandcenter.plugins.schemas import Check, compile_schema


@dataclass(frozen=True)
class RulePack:
    """Describe one rule pack that was found.

    Args:
        plugin: Its manifest and its folder; the folder, the id and the Rego package have one name.
        effective: Days (YYYY-MM-DD) `from` and `to` which it holds, both included; None when there is no such bound.
        schema: JSON Schema of the part of a fact sheet it reads.
        parameters: By name, intervals `{default, unit, from, to}` of which none overlap.
    """

    plugin: Plugin
    effective: Mapping[str, str | None]
    schema: Mapping[str, Any]
    parameters: Mapping[str, tuple[Mapping[str, Any], ...]]

    @property
    def id(self) -> str:
        return self.plugin.id

    @property
    def folder(self) -> Path:
        return self.plugin.folder


def find_rulepacks(root: Path) -> list[RulePack]:
    """List the rule packs whose folders stand in an OPA root, sorted by id; a folder with a manifest is registered.

    Raises NotFoundError when the root is no folder, InvalidInputError naming the file at fault.
    """
    return [read_rulepack(plugin) for plugin in find_plugins([root], kind="rulepack")]


def read_rulepack(plugin: Plugin) -> RulePack:
    """Check what a manifest of kind `rulepack` contributes and read its schema; raises InvalidInputError."""
    where = plugin.folder / "plugin.yaml"
    try:
        said = _check()(dict(plugin.manifest.contributes))
    except InvalidInputError as error:
        raise InvalidInputError(f"{where}: {error.detail}", pointer=f"/contributes{error.pointer}") from None
    if said["pack"] != plugin.id:
        raise InvalidInputError(f"{where}: the pack must be named {plugin.id}", pointer="/contributes/pack")
    parameters = {
        name: _in_order(where, name, given if isinstance(given, list) else [given])
        for name, given in said.get("parameters", {}).items()
    }
    return RulePack(plugin, said["effective"], _read_schema(plugin.folder / said["input"]), parameters)


def _in_order(where: Path, name: str, intervals: list[dict[str, Any]]) -> tuple[Mapping[str, Any], ...]:
    ordered = sorted(intervals, key=lambda interval: interval["from"] or "")
    for earlier, later in itertools.pairwise(ordered):
        if earlier["to"] is None or earlier["to"] >= (later["from"] or ""):
            raise InvalidInputError(
                f"{where}: two defaults of {name} overlap", pointer=f"/contributes/parameters/{name}"
            )
    return tuple(ordered)


def _read_schema(path: Path) -> Mapping[str, Any]:
    try:
        schema = json.loads(path.read_bytes())
    except (OSError, ValueError) as error:
        raise InvalidInputError(f"{path}: {error}") from None
    if not isinstance(schema, dict):
        raise InvalidInputError(f"{path}: not a JSON Schema object")
    return schema


@functools.cache
def _check() -> Check:
    schema = json.loads(Path(__file__).with_name("rulepack.schema.json").read_bytes())
    return compile_schema(schema, "contributes")
