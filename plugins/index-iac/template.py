"""A CloudFormation template as data: resources, parameters, and what a value refers to; nothing is evaluated."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from commandcenter.indexing.documents import load_json, load_yaml
from commandcenter.indexing.names import excerpt
from commandcenter.indexing.shapes import Shape, Wrong

_VARIABLE = re.compile(r"\$\{([A-Za-z0-9]+)(?:\.[A-Za-z0-9.]+)?\}")
_OUTPUT = re.compile(r"\$\{([A-Za-z0-9]+\.Outputs\.[A-Za-z0-9]+)\}")
_ARN = re.compile(r"arn:[\w${}:.-]*?:[\w-]+:[^:]*:[^:]*:[^\s\"]+")
_ATTRIBUTE = "Fn::GetAtt"


@dataclass(frozen=True, slots=True)
class Resource:
    """Hold one resource: its logical id, its type and its properties, laid over SAM's globals."""

    id: str
    type: str
    properties: Shape


class Template:
    """Walk a template's resources in the order of the file."""

    def __init__(self, document: Any, wrong: Wrong) -> None:
        self.document = Shape(document, wrong)
        self.resources = {resource.id: resource for resource in self._resources()}
        self.is_sam = any(each.type.startswith("AWS::Serverless::") for each in self.resources.values())

    def of_type(self, *types: str) -> Iterator[Resource]:
        """Yield the resources of some types."""
        return (resource for resource in self.resources.values() if resource.type in types)

    def parameter(self, shape: Shape) -> str:
        """Return text that stands there, or the default of the parameter that a `Ref` names."""
        named = shape.value.get("Ref") if isinstance(shape.value, dict) else None
        return literal(self.document.at("Parameters", named, "Default") if isinstance(named, str) else shape)

    def _resources(self) -> Iterator[Resource]:
        resources = self.document.get("Resources")
        for name, body in resources.items():
            if isinstance(body.value, dict) and isinstance(
                body.value.get("Type"), str
            ):  # not Fn::ForEach, Fn::Transform
                kind = body.get("Type").text()
                yield Resource(name, kind, self._with_globals(kind, body.get("Properties")))

    def _with_globals(self, kind: str, properties: Shape) -> Shape:
        section = {"AWS::Serverless::Function": "Function", "AWS::Serverless::Api": "Api"}.get(kind)
        shared = self.document.at("Globals", section).value if section else None
        if isinstance(shared, dict) and isinstance(properties.value or {}, dict):
            return properties.over(shared)
        return properties


def read_template(data: bytes, path: str, wrong: Wrong) -> Template | None:
    """Parse a template, or return None for a document that is none; raises DocumentError when it is malformed."""
    if b"Resources" not in data or b"AWS::" not in data:
        return None
    document = load_json(data) if data.lstrip()[:1] == b"{" and not path.endswith((".yaml", ".yml")) else _load(data)
    resources = document.get("Resources") if isinstance(document, dict) else None
    if not isinstance(resources, dict) or not any(map(_is_resource, resources.values())):
        return None
    return Template(document, wrong)


def _load(data: bytes) -> Any:
    return load_yaml(data, _intrinsic)


def _intrinsic(tag: str, value: Any) -> Any:
    """Write `!Ref x` as `{"Ref": x}` and `!GetAtt a.b` as `{"Fn::GetAtt": ["a", "b"]}`."""
    name = tag[1:]
    if name == "GetAtt" and isinstance(value, str):
        value = value.split(".", 1)
    return {name if name in ("Ref", "Condition") else f"Fn::{name}": value}


def _is_resource(body: Any) -> bool:
    kind = body.get("Type") if isinstance(body, dict) else None
    return isinstance(kind, str) and kind.startswith(("AWS::", "Custom::", "Alexa::"))


def literal(shape: Shape, limit: int = 200) -> str:
    """Return text that stands there as it is, "" for what only the deployment knows."""
    return excerpt(shape.text(), limit) if isinstance(shape.value, str | int | float) else ""


def references(value: Any) -> list[str]:
    """List the logical ids a value refers to (Ref, Fn::GetAtt, Fn::Sub), in order, each once."""
    found: dict[str, None] = {}
    for leaf, key in _leaves(value):
        if key == "Ref":
            found[leaf] = None
        elif key == _ATTRIBUTE:
            found[leaf.partition(".")[0]] = None
        elif "${" in leaf:
            found.update(dict.fromkeys(_VARIABLE.findall(leaf)))
    return list(found)


def outputs(value: Any) -> list[tuple[str, str]]:
    """List (logical id of a nested stack, name of its output) that a value refers to."""
    texts = [leaf for leaf, key in _leaves(value) if key == _ATTRIBUTE]
    texts += [found for leaf, _ in _leaves(value) for found in _OUTPUT.findall(leaf)]
    parts = [text.split(".Outputs.", 1) for text in texts if ".Outputs." in text]
    return list(dict.fromkeys((stack, name) for stack, name in parts))


def arns(value: Any) -> list[str]:
    """List the ARNs written out in a value, those with `${AWS::Region}` and the like included."""
    return list(dict.fromkeys(found for leaf, _ in _leaves(value) for found in _ARN.findall(leaf[:2000])))


def _leaves(value: Any) -> Iterator[tuple[str, str]]:
    """Yield (text, key of the object nearest above it) of all texts; a `Fn::GetAtt` list as one text with dots."""
    stack: list[tuple[Any, str]] = [(value, "")]
    while stack:
        item, key = stack.pop()
        if isinstance(item, str):
            yield item, key
        elif isinstance(item, dict):
            stack.extend((inner, str(name)) for name, inner in reversed(item.items()))
        elif isinstance(item, list):
            joined = [".".join(part for part in item if isinstance(part, str))] if key == _ATTRIBUTE else item
            stack.extend((inner, key) for inner in reversed(joined))
