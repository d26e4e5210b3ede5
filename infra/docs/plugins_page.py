"""Render docs/plugins.md from the manifests of the built-in plugins."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from commandcenter.plugins.loader import Plugin, find_plugins

HEAD = """\
<!-- Written by infra/docs/generate.py from plugins/*/plugin.yaml. Do not edit: change the manifest, then run the script. -->

# Built-in plugins

A plugin is a folder with a `plugin.yaml`. Putting it under `plugins/` is all it takes: the command line reads that folder,
and `sam build` ships it as a layer. The manifest is checked against
[`manifest.schema.json`](../layers/core/python/commandcenter/plugins/manifest.schema.json); code is imported only when the
plugin is used. [Writing an indexer](writing-an-indexer.md) shows one from start to end.

| kind | what the entry class does | contract |
|---|---|---|
| `indexer` | turns files of some kinds into nodes and edges | `Indexer` in `commandcenter.indexing.model` |
| `pinner` | keeps content where others can get it by its CID | `Pinner` in `commandcenter.attestation.content.pinners` |
| `source` | understands the push messages of one kind of sender | `SourcePlugin` in `commandcenter.sources.model` |

The manifest's schema names more kinds; nothing asks for those yet. Two indexers may claim the same file. Where two name
the same node, the one whose id sorts first keeps it.

A plugin runs with the rights of the function that loads it. `permissions` states what it needs, for whoever reviews it.
"""


def plugins_page(root: Path) -> str:
    """Render the whole page: one table a kind, then what each plugin reads."""
    plugins = find_plugins([root])
    kinds = sorted({plugin.manifest.kind for plugin in plugins})
    parts = [HEAD]
    for kind in kinds:
        rows = [_row(plugin) for plugin in plugins if plugin.manifest.kind == kind]
        parts += [f"## {kind.capitalize()}s\n", "| id | version | what | reads | permissions | settings |"]
        parts += ["|---|---|---|---|---|---|", *rows, ""]
    return "\n".join(parts)


def _row(plugin: Plugin) -> str:
    said = plugin.manifest
    permissions = ", ".join(f"`{permission}`" for permission in said.permissions) or "none"
    cells = (f"`{said.id}`", said.version, said.title, _reads(said.contributes), permissions, _settings(said.config))
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


def _reads(contributes: Mapping[str, Any]) -> str:
    if "claims" in contributes:
        return " ".join(f"`{pattern}`" for pattern in contributes["claims"])
    return f"pushes to `/v1/webhooks/{contributes['source']}`" if "source" in contributes else ""


def _settings(config: Mapping[str, Any]) -> str:
    properties: Mapping[str, Any] = config.get("properties", {})
    return ", ".join(f"`{name}` ({said.get('type', 'any')})" for name, said in properties.items()) or "none"
