"""One patched engine with the fixture stack deployed twice, as two hubs in two accounts."""

import os
import shutil
import sys
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(REPOSITORY / "infra" / "local"), str(Path(__file__).parent)]

from commandcenter_local.engine_process import LAUNCHER  # noqa: E402
from commandcenter_local.testing import DeployedHub, temporary_stack  # noqa: E402

TEMPLATE_ROOT = Path(__file__).parent / "fixtures" / "hub"
CRIPPLED_LAUNCHER = """
import sys
sys.path.insert(0, {folder!r})
from patches import PATCHES
from patching import engine_module
for patch in PATCHES:
    if {left_out!r} not in ("all", patch.__name__.rpartition(".")[2]):
        patch.apply()
sys.argv = sys.argv[:1]
engine_module("app").main()
"""


@pytest.fixture(scope="session")
def launcher(tmp_path_factory):
    """Return the launcher under test, or with WITHOUT_PATCH=<name> one that leaves out that patch (`all`: every patch).

    So it can be seen that the tests of a patch fail without it.
    """
    left_out = os.environ.get("WITHOUT_PATCH")
    if not left_out:
        return LAUNCHER
    crippled = tmp_path_factory.mktemp("launcher") / "launcher.py"
    crippled.write_text(CRIPPLED_LAUNCHER.format(folder=str(LAUNCHER.parent), left_out=left_out))
    return crippled


@pytest.fixture(scope="session")
def template_root(tmp_path_factory):
    root = tmp_path_factory.mktemp("project") / "hub"
    shutil.copytree(TEMPLATE_ROOT, root)
    return root


@pytest.fixture(scope="session")
def stack(tmp_path_factory, template_root, launcher):
    with temporary_stack(tmp_path_factory.mktemp("state"), root=template_root, launcher=launcher) as running:
        running.build()
        yield running


@pytest.fixture(scope="session")
def alpha(stack):
    stack.deploy("alpha", {"Greeting": "alpha"})
    return DeployedHub(stack, "alpha")


@pytest.fixture(scope="session")
def beta(stack, alpha):
    stack.deploy("beta", {"Greeting": "beta"})
    return DeployedHub(stack, "beta")
