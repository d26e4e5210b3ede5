"""Who has to look at a change, and what proposes newer dependencies."""

from collections.abc import Callable
from typing import Any

from commandcenter.indexing.documents import DocumentError, load_json, load_yaml
from commandcenter.indexing.names import excerpt
from commandcenter.indexing.shapes import Shape

MAX_LISTED = 50


def read_owners(data: bytes, wrong: Callable[[str], None]) -> dict[str, Any]:  # noqa: ARG001 - all readers have it
    """Count the rules of a CODEOWNERS file, and say whether one with an owner covers every path."""
    lines = [line.partition("#")[0].split() for line in data.decode("utf-8-sig", "replace").splitlines()]
    rules = [words for words in lines if words and not words[0].startswith(("[", "^["))]
    owned = [words[0] for words in rules if len(words) > 1]
    return {"codeowners": {"rules": len(rules), "all_paths": "*" in owned or "**" in owned or "/**" in owned}}


def read_dependabot(data: bytes, wrong: Callable[[str], None]) -> dict[str, Any]:
    """List the ecosystems Dependabot looks after."""
    document = Shape(load_yaml(data), lambda reason, at: wrong(f"{reason} at {at}"))
    names = {excerpt(row.get("package-ecosystem").text(), 60) for row in document.get("updates").rows()} - {""}
    return {"update_bot": {"tool": "dependabot", "ecosystems": sorted(names)[:MAX_LISTED]}}


def read_renovate(data: bytes, wrong: Callable[[str], None]) -> dict[str, Any]:
    """Say that Renovate is set up, and whether it is switched on; raises DocumentError."""
    document = load_json(data)
    if not isinstance(document, dict):
        raise DocumentError("the settings of Renovate are an object")
    shape = Shape(document, lambda reason, at: wrong(f"{reason} at {at}"))
    managers = [excerpt(name, 60) for name in shape.get("enabledManagers").texts()]
    on = shape.get("enabled").value is not False
    return {"update_bot": {"tool": "renovate", "ecosystems": sorted(managers)[:MAX_LISTED], "enabled": on}}
