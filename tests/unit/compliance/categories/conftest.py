"""The packs of this repository, as their catalogue tells of them."""

import sys
from pathlib import Path

import pytest

from commandcenter.compliance.open import cached_bundle, default_cache
from commandcenter.compliance.packs import Packs, read_packs

sys.path.insert(0, str(Path(__file__).parent))  # lets the tests of this folder share modules

POLICIES = Path(__file__).parents[4] / "policies"


@pytest.fixture(scope="session")
def packs() -> Packs:
    return read_packs(cached_bundle(POLICIES, default_cache()))
