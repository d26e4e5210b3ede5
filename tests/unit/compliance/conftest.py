"""One judge over the packs of this repository, and one over a pack that was started a moment ago."""

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from commandcenter.compliance.judge import Judge
from commandcenter.compliance.open import open_judge
from commandcenter.compliance.pack_docs import README, pack_readme
from commandcenter.compliance.packs import make_pack
from commandcenter.compliance.scaffold import scaffold_pack
from commandcenter.policy.binary import find_opa
from commandcenter.policy.pack_bundle import build_packs

sys.path.insert(0, str(Path(__file__).parent))  # lets the tests of this folder share modules

POLICIES = Path(__file__).parents[3] / "policies"


@pytest.fixture(scope="session")
def opa() -> Path:
    return find_opa()


@pytest.fixture(scope="session")
def judge(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Judge]:
    with open_judge(POLICIES, tmp_path_factory.mktemp("cache")) as opened:
        yield opened


@pytest.fixture
def acme(tmp_path: Path, opa: Path) -> Path:
    """An OPA root that holds one new pack, `acme`."""
    root = tmp_path / "policies"
    scaffold_pack(root, "acme", "ACME-BACKUP-TESTED", POLICIES / "lib")
    said = build_packs(root, tmp_path / "packs.tar.gz", opa)["packs"]["acme"]
    (root / "acme" / README).write_text(pack_readme(make_pack("acme", said), root / "acme"))
    return root
