"""Real OPA, real policies: built once per run."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from commandcenter.policy.binary import find_opa
from commandcenter.policy.bundle import build_bundle
from commandcenter.policy.client import OpaClient
from commandcenter.policy.opa import OpaProcess

POLICIES = Path(__file__).parents[3] / "policies"


@pytest.fixture(scope="session")
def opa() -> Path:
    return find_opa()


@pytest.fixture(scope="session")
def hub_bundle(tmp_path_factory: pytest.TempPathFactory, opa: Path) -> Path:
    out = tmp_path_factory.mktemp("bundle") / "bundle.tar.gz"
    build_bundle(POLICIES, ["hub"], out, opa)
    return out


@pytest.fixture(scope="session")
def hub_policies(hub_bundle: Path) -> Iterator[OpaClient]:
    client = OpaClient(OpaProcess(hub_bundle))
    yield client
    client.close()
