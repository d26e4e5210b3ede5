"""The plugin as the loader makes it, and the reference registry beside it."""

import sys

import pytest

from commandcenter.kernel.layers import CHECKOUT
from commandcenter.plugins.loader import find_plugins

sys.path[:0] = [str(CHECKOUT / "infra" / "registry"), str(CHECKOUT / "tests" / "unit" / "plugins_registry")]

from attestation_registry import AttestationRegistry  # noqa: E402
from registry_server import serving  # noqa: E402

TOKEN = "CANARY-5f2e-token"


@pytest.fixture(scope="session")
def open_registry():
    """Return what makes the plugin: `open_registry(url=..., token=...)`."""
    (plugin,) = find_plugins([CHECKOUT / "plugins"], kind="registry")
    return lambda **config: plugin.create(config)


@pytest.fixture
def registry():
    return AttestationRegistry(TOKEN)


@pytest.fixture
def client(registry, open_registry):
    with serving(registry) as url:
        yield open_registry(url=url, token=TOKEN, timeout=5)
