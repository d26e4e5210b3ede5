"""The plugins that speak for kinds of sources, as the layers of a function hold them."""

from commandcenter.kernel.errors import NotFoundError
from commandcenter.kernel.layers import find_in_layers
from commandcenter.plugins.loader import find_plugins
from commandcenter.sources.model import SourcePlugin


def find_source(kind: str) -> SourcePlugin:
    """Open the plugin `source-<kind>`; raises NotFoundError."""
    for plugin in find_plugins([find_in_layers("plugins")], kind="source"):
        if plugin.id == f"source-{kind}":
            found: SourcePlugin = plugin.create()
            return found
    raise NotFoundError("no such kind of source")
