"""Backstage catalog entities: components, APIs and resources, as rows."""

import re
from typing import Any

from commandcenter.indexing.names import excerpt
from commandcenter.indexing.shapes import Shape

SERVICES = ("component", "api", "resource")
MAX_ENTITIES = 2_000
Row = tuple[Any, ...]
_REF = re.compile(r"(?:([a-zA-Z][a-zA-Z0-9]*):)?(?:([\w.-]+)/)?([\w.-]+)")


def read_entity(entity: Shape) -> list[Row]:
    """List ("service", ref, name, known, system), ("system", ref, domain) and ("edge", ref, edge type, ref)."""
    kind, meta, spec = entity.get("kind").text().lower(), entity.get("metadata"), entity.get("spec")
    name = meta.get("name").text()
    ref = entity_ref(f"{meta.get('namespace').text('default')}/{name}", kind)
    if not name or ref is None:
        meta.get("name").fail("the name of an entity")
        return []
    if kind == "system":
        return [("system", ref, entity_ref(spec.get("domain").text(), "domain") or "")]
    if kind not in SERVICES:
        return []
    system = entity_ref(spec.get("system").text(), "system") or ""
    rows: list[Row] = [("service", ref, _node_name(ref), _known(meta, spec, kind), system)]
    for field, edge, default in (
        ("dependsOn", "dependsOn", "component"), ("consumesApis", "dependsOn", "api"), ("providesApis", "implements", "api"),
    ):  # fmt: skip
        targets = (entity_ref(text, default) for text in spec.get(field).texts())
        rows += [("edge", ref, edge, target) for target in targets if target]
    return rows


def entity_ref(text: str, default_kind: str) -> str | None:
    """Write a reference in full, `component:default/name`, lower case; None for what is none."""
    found = _REF.fullmatch(text) if len(text) < 250 else None
    return f"{found[1] or default_kind}:{found[2] or 'default'}/{found[3]}".lower() if found else None


def _node_name(ref: str) -> str:
    """Name a component as it is, other kinds with their kind before it, and a namespace that is not the default."""
    kind, _, rest = ref.partition(":")
    name = rest.removeprefix("default/")
    return name if kind == "component" else f"{kind}/{name}"


def _known(meta: Shape, spec: Shape, kind: str) -> dict[str, Any]:
    """Describe an entity; an owner who is a person is not named."""
    owner = entity_ref(spec.get("owner").text(), "group") or ""
    known: dict[str, Any] = {
        "title": excerpt(meta.get("title").text(), 200), "description": excerpt(meta.get("description").text(), 300),
        "tags": sorted({excerpt(tag, 60) for tag in meta.get("tags").texts()})[:50],
        "component_type": excerpt(spec.get("type").text(kind), 60), "lifecycle": excerpt(spec.get("lifecycle").text(), 60),
        "owner": owner if owner.startswith("group:") else "",
    }  # fmt: skip
    return {key: value for key, value in known.items() if value}
