"""The built-in pinners as the loader makes them, and the reference service beside them."""

import sys

import pytest

from commandcenter.kernel.layers import CHECKOUT
from commandcenter.plugins.loader import find_plugins

sys.path.insert(0, str(CHECKOUT / "infra" / "pinning"))


@pytest.fixture(scope="session")
def pinner():
    """Return what makes a pinner: `pinner("pin-s3", bucket=...)`."""
    found = {plugin.id: plugin for plugin in find_plugins([CHECKOUT / "plugins"], kind="pinner")}
    return lambda plugin_id, **config: found[plugin_id].create(config)
