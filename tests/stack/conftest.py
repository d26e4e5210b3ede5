"""One engine that enforces IAM, with three hubs deployed into it by the real SAM CLI, each in an account of its own.

Every test therefore also shows that each function manages with its own role.
"""

import sys
from pathlib import Path

import pytest

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parents[1] / "infra" / "local"), str(HERE.parent / "unit" / "compliance")]

from living_hub import LivingHub, deploy, eventually  # noqa: E402
from mesh_hubs import announce, link, peer_of  # noqa: E402
from random_sheets import POLICIES  # noqa: E402
from repositories import GitRepository  # noqa: E402

from commandcenter.compliance.open import open_judge  # noqa: E402
from commandcenter_local.testing import DeployedHub, temporary_stack  # noqa: E402


@pytest.fixture(scope="session")
def roots(tmp_path_factory):
    """Return the only folder below which the hubs may read `file://` repositories."""
    return tmp_path_factory.mktemp("roots").resolve()


@pytest.fixture(scope="session")
def engine(tmp_path_factory):
    with temporary_stack(tmp_path_factory.mktemp("state"), iam=True) as stack:
        stack.build()
        yield stack


@pytest.fixture(scope="session")
def hub(engine, roots) -> LivingHub:
    return deploy(DeployedHub(engine, "alpha"), roots)


@pytest.fixture(scope="session")
def other_hub(engine, roots, hub) -> LivingHub:
    return deploy(DeployedHub(engine, "beta"), roots)


@pytest.fixture(scope="session")
def meta_hub(engine, roots, hub) -> LivingHub:
    return deploy(DeployedHub(engine, "meta"), roots)


@pytest.fixture
def repository(roots, request) -> GitRepository:
    """Return a repository with one commit; its project is named after the test."""
    name = request.node.originalname.removeprefix("test_").replace("_", "-")[:40].strip("-")
    return GitRepository.make(roots, name, {"shop.py": "def sell():\n    return 1\n"})


@pytest.fixture(scope="session")
def judge(tmp_path_factory):
    with open_judge(POLICIES, tmp_path_factory.mktemp("cache")) as opened:
        yield opened


@pytest.fixture(scope="session")
def linked(hub, meta_hub) -> tuple[LivingHub, LivingHub]:
    """Return a hub and its meta hub, linked by both operators; the first side waits until the second has linked."""
    strangers = peer_of(hub, meta_hub.name) is None
    first = link(hub, meta_hub, "upstream", "fed.refresh", "fed.audit.sweep")
    assert (first["confirmed"] is None) == strangers
    assert link(meta_hub, hub, "downstream")["confirmed"]
    announce(hub)
    eventually(lambda: (peer_of(hub, meta_hub.name) or {}).get("confirmed"), "the link seen from the first side", 60)
    return hub, meta_hub
