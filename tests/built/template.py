"""A CloudFormation template as data: short intrinsic functions become their long forms."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml


class _Loader(yaml.SafeLoader):
    """Read `!Ref x` as {"Ref": x} and `!GetAtt a.b` as {"Fn::GetAtt": "a.b"}."""


def _intrinsic(loader: yaml.SafeLoader, suffix: str, node: yaml.Node) -> dict[str, Any]:
    name = suffix if suffix in ("Ref", "Condition") else f"Fn::{suffix}"
    if isinstance(node, yaml.ScalarNode):
        return {name: loader.construct_scalar(node)}
    if isinstance(node, yaml.SequenceNode):
        return {name: loader.construct_sequence(node, deep=True)}
    return {name: loader.construct_mapping(node, deep=True)}


_Loader.add_multi_constructor("!", _intrinsic)


@dataclass(frozen=True)
class Template:
    """One template."""

    body: dict[str, Any]

    @classmethod
    def read(cls, path: Path) -> "Template":
        return cls(yaml.load(path.read_text(), Loader=_Loader))

    @property
    def resources(self) -> dict[str, dict[str, Any]]:
        found: dict[str, dict[str, Any]] = self.body["Resources"]
        return found

    def of_type(self, kind: str) -> dict[str, dict[str, Any]]:
        """Return the properties of the resources of a type, by logical name."""
        return {name: one.get("Properties", {}) for name, one in self.resources.items() if one["Type"] == kind}

    @property
    def functions(self) -> dict[str, dict[str, Any]]:
        return self.of_type("AWS::Serverless::Function")

    def setting(self, function: str, name: str) -> Any:
        return self.functions[function].get(name, self.body["Globals"]["Function"].get(name))

    def layers(self, function: str) -> list[str]:
        return [layer["Ref"] for layer in self.functions[function].get("Layers", [])]

    def events(self, kind: str) -> Iterator[tuple[str, dict[str, Any]]]:
        """Yield (function, properties) of every event of a type."""
        for name, function in self.functions.items():
            for event in function.get("Events", {}).values():
                if event["Type"] == kind:
                    yield name, event["Properties"]

    def statements(self) -> Iterator[tuple[str, dict[str, Any]]]:
        """Yield (where, statement) of every policy statement in the template, wherever it stands."""
        yield from _statements("", self.resources)


def _statements(where: str, value: Any) -> Iterator[tuple[str, dict[str, Any]]]:
    if isinstance(value, list):
        for item in value:
            yield from _statements(where, item)
    if isinstance(value, dict):
        if "Effect" in value and "Action" in value:
            yield where, value
        for key, item in value.items():
            yield from _statements(where or key, item)


def as_list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]
