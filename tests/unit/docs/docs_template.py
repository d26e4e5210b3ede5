"""The SAM template as data."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml
from docs_pages import ROOT


class Loader(yaml.SafeLoader):
    """Reads CloudFormation's short tags (!Ref and the like) as their plain content."""


def _plain(loader: Any, _suffix: str, node: Any) -> Any:
    if isinstance(node, yaml.ScalarNode):
        return loader.construct_scalar(node)
    if isinstance(node, yaml.SequenceNode):
        return loader.construct_sequence(node, deep=True)
    return loader.construct_mapping(node, deep=True)


Loader.add_multi_constructor("!", _plain)


def load(path: Path = ROOT / "template.yaml") -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.load(path.read_text(), Loader)
    return loaded


def routes() -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield `METHOD path` and the properties of the event, for each route of the API."""
    for resource in load()["Resources"].values():
        for event in resource.get("Properties", {}).get("Events", {}).values():
            if event["Type"] == "Api":
                said = event["Properties"]
                yield f"{said['Method'].upper()} {said['Path']}", said
