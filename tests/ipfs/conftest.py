"""One Kubo node for all these tests, which speaks with nobody."""

import sys
from pathlib import Path

import pytest

HERE = Path(__file__).parent
sys.path[:0] = [str(HERE.parents[1] / "infra" / "local"), str(HERE)]

from kubo_node import Node  # noqa: E402

from commandcenter_local.kubo import running_kubo  # noqa: E402


@pytest.fixture(scope="session")
def node(tmp_path_factory):
    folder = tmp_path_factory.mktemp("kubo")
    with running_kubo(folder) as api:
        yield Node(folder, api)
