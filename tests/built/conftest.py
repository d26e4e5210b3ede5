"""The build of the real template, and the template itself as data."""

import sys
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(Path(__file__).parent), str(ROOT / "infra" / "local")]

from template import Template  # noqa: E402

from commandcenter_local.stack import LocalStack  # noqa: E402


@pytest.fixture(scope="session")
def build(tmp_path_factory) -> Path:
    """Return the folder that `sam build` filled: one folder for each function and layer."""
    stack = LocalStack(tmp_path_factory.mktemp("state"))
    stack.ensure_environments()
    stack.build()
    return stack.project.folder / "build"


@pytest.fixture(scope="session")
def template() -> Template:
    return Template.read(ROOT / "template.yaml")


@pytest.fixture(scope="session")
def nested() -> dict[str, Template]:
    return {path.stem: Template.read(path) for path in sorted((ROOT / "infra").glob("*.yaml"))}


@pytest.fixture(scope="session")
def openapi() -> dict:
    return yaml.safe_load((ROOT / "layers/core/python/commandcenter/hub/openapi.json").read_text())
