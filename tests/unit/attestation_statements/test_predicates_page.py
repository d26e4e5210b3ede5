"""The page on predicates names the members there are, and the figures that hold."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
from made_audits import HUB, large_audit

import commandcenter.attestation as package
from commandcenter.attestation.model import MAX_EVIDENCE, PREDICATES, VALID_FOR
from commandcenter.attestation.statements.all import statements_of
from commandcenter.attestation.statements.audit import ARTIFACTS, MAX_WAIVERS
from commandcenter.attestation.statements.change import MAX_REASON_CHARACTERS
from commandcenter.attestation.statements.statement import MAX_LOGGED_BYTES
from commandcenter.kernel.errors import TooLargeError

PAGE = (Path(__file__).parents[3] / "docs" / "attestation-predicates.md").read_text()
FILES = dict.fromkeys(ARTIFACTS, b"")


def members(kind: str) -> set[str]:
    """Return the members the table of a kind names, without what lies below them."""
    _, _, rest = PAGE.partition(f"\n## {kind}\n")
    table = re.findall(r"^\| (`.*?) \|", rest.split("\n## ")[0], re.MULTILINE)
    return {name.partition(".")[0] for cell in table for name in re.findall(r"`([^`]+)`", cell)}


@pytest.mark.parametrize("kind", ["audit", "change", "status"])
def test_members_of_ours_are_those_of_the_schema(kind: str) -> None:
    path = Path(str(package.__file__)).parent / "schemas" / f"{kind}.v1.json"
    assert members(kind) == json.loads(path.read_text())["properties"].keys()


@pytest.mark.parametrize("kind", ["vsa", "test-result"])
def test_members_of_others_are_those_we_write(kind: Any) -> None:
    assert members(kind) == statements_of(large_audit(6, 1, 1), HUB, FILES)[kind].predicate.keys()


def test_types_and_figures_hold() -> None:
    for kind, predicate in PREDICATES.items():
        assert f"| `{kind}` | `{predicate}` |" in PAGE
    said = " ".join(PAGE.split())
    assert f"the first {MAX_EVIDENCE} of them" in said
    assert f"the {MAX_WAIVERS} that end first" in said
    assert f"{VALID_FOR.days} days later" in said
    assert f"at most {MAX_REASON_CHARACTERS:,} characters" in said
    assert f"at most {MAX_LOGGED_BYTES:,}:" in said
    assert statements_of(large_audit(550, 0, MAX_EVIDENCE), HUB, FILES)
    with pytest.raises(TooLargeError):
        statements_of(large_audit(590, 0, MAX_EVIDENCE), HUB, FILES)
