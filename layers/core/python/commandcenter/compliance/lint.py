"""The policy over the policies: what every control and pack must say of itself, and where it must stand."""

import functools
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from commandcenter.kernel.errors import InvalidInputError
from commandcenter.plugins.rulepacks import RulePack
from commandcenter.plugins.schemas import Check, compile_schema

SHARED = "shared"
"""The folder of a pack whose rules several of its controls use."""
_STRING = re.compile(r'"((?:[^"\\]|\\.)*)"')
_DOTTED = re.compile(r"[a-z][a-z0-9_]*(\[\*\])?(\.[a-z][a-z0-9_]*(\[\*\])?)+")
_INPUT = re.compile(r"\binput((?:\.[a-z][a-z0-9_]*)+)")


def lint_pack(pack: RulePack, controls: Sequence[Mapping[str, Any]]) -> list[str]:
    """List what is wrong with a pack, one line each, given the annotations of its controls as `inspect_controls` reads them."""
    return [
        *_metadata_faults(controls),
        *_place_faults(pack, controls),
        *_parameter_faults(pack, controls),
        *_path_faults(pack),
    ]


def lint_identities(controls: Sequence[Mapping[str, Any]]) -> list[str]:
    """List control ids that are defined twice, over all packs."""
    places: dict[str, list[str]] = {}
    for control in controls:
        places.setdefault(str(control["custom"]["control_id"]), []).append(control["path"])
    return [
        f"{identifier}: defined in {' and in '.join(at)}" for identifier, at in sorted(places.items()) if len(at) > 1
    ]


def slug_of(control_id: str) -> str:
    """Turn a control id into the name of its package: MICA-ART-4-WP-DUTY becomes art_4_wp_duty.

    A package cannot start with a digit, so one whose name would may stand under any name that ends in `_` and it. A name
    in `_test` would be taken for a test, so it ends in `_testing`.
    """
    slug = re.sub(r"[^a-z0-9]+", "_", control_id.partition("-")[2].lower())
    return f"{slug}ing" if slug.endswith("_test") else slug


def declares(schema: Mapping[str, Any], path: str) -> bool:
    """Say whether a JSON Schema declares the member at a dotted path; `[*]` goes into the items of an array."""
    at: Any = schema
    for part in path.split("."):
        name = part.removesuffix("[*]")
        at = at.get("properties", {}).get(name, at.get("additionalProperties"))
        if part.endswith("[*]") and isinstance(at, Mapping):
            at = at.get("items")
        if not isinstance(at, Mapping):
            return False
    return True


def fact_paths(rego: str) -> set[str]:
    """Find the dotted paths of facts that a module names, in strings and as `input.a.b`."""
    code = "\n".join(line for line in rego.splitlines() if not line.lstrip().startswith(("#", "package", "import")))
    named = {found for found in _STRING.findall(code) if _DOTTED.fullmatch(found)}
    return named | {found.removeprefix(".") for found in _INPUT.findall(code)}


def _metadata_faults(controls: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    for control in controls:
        try:
            _control_check()(dict(control))
        except InvalidInputError as error:
            yield f"{control['custom'].get('control_id')}: {error}"


def _place_faults(pack: RulePack, controls: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    for control in controls:
        identifier, slug = str(control["custom"]["control_id"]), control["path"].partition("/")[2]
        wanted = slug_of(identifier)
        if slug != wanted and not (wanted[:1].isdigit() and slug.endswith(f"_{wanted}")):
            yield f"{identifier}: stands in {control['path']}, not in {pack.id}/{wanted}"
        if control["custom"].get("pack") != pack.id:
            yield f"{identifier}: says it is of pack {control['custom'].get('pack')}, stands in {pack.id}"
        for name in (f"{slug}.rego", f"{slug}_test.rego"):
            if not (pack.folder / slug / name).is_file():
                yield f"{identifier}: no {pack.id}/{slug}/{name}"
    known = {control["path"].partition("/")[2] for control in controls} | {SHARED}
    for folder in sorted({path.parent.name for path in pack.folder.glob("*/*.rego")} - known):
        yield f"{pack.id}/{folder}: holds rules, but no control with a control_id"


def _parameter_faults(pack: RulePack, controls: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    for control in controls:
        for name, said in (control["custom"].get("parameters") or {}).items():
            latest = pack.parameters[name][-1] if name in pack.parameters else {}
            wanted = {"default": latest.get("default"), "unit": latest.get("unit")}
            if {"default": said.get("default"), "unit": said.get("unit")} != wanted:
                identifier = control["custom"]["control_id"]
                yield f"{identifier}: parameter {name} is not in plugin.yaml with the same default and unit"


def _path_faults(pack: RulePack) -> Iterator[str]:
    for file in sorted(pack.folder.glob("*/*.rego")):
        if file.name.endswith("_test.rego"):
            continue
        for path in sorted(fact_paths(file.read_text())):
            if not declares(pack.schema, path):
                yield f"{_name(pack, file)}: {path} is not declared in {pack.plugin.manifest.contributes['input']}"


def _name(pack: RulePack, file: Path) -> str:
    return str(file.relative_to(pack.folder.parent))


@functools.cache
def _control_check() -> Check:
    schema = json.loads(Path(__file__).with_name("control.schema.json").read_bytes())
    return compile_schema(schema, "metadata")
