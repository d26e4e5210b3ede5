"""The bundle holds only policy, is the same bytes for the same policy, and cannot reach outside of its input."""

import os
import tarfile
from pathlib import Path

import pytest

from commandcenter.kernel.errors import InvalidInputError, NotFoundError
from commandcenter.policy.bundle import build_bundle

GOOD = 'package {0}.rules\n\ndefault decision := {{"allow": false}}\n\ndecision := {{"allow": true}} if input.ok\n'
FORBIDDEN = [
    'http.send({"method": "get", "url": "http://127.0.0.1"})',
    'net.lookup_ip_addr("example.test")',
    "opa.runtime()",
    'rand.intn("x", 3)',
    "time.now_ns()",
    'json.match_schema({}, {"$ref": "http://127.0.0.1"})',
    'json.verify_schema({"$ref": "http://127.0.0.1"})',
    'uuid.rfc4122("x")',
    'trace("x")',
    'io.jwt.encode_sign({"alg": "HS256"}, {}, {})',
]


def pack(root: Path, name: str, text: str = GOOD) -> None:
    folder = root / name / "rules"
    folder.mkdir(parents=True)
    (folder / "rules.rego").write_text(text.format(name) if text is GOOD else text)
    (folder / "data.json").write_text('{"limit": 3}')
    (folder / "rules_test.rego").write_text(f"package {name}.rules_test\n\ntest_it if true\n")
    (root / name / "plugin.yaml").write_text("id: x\n")


def names(bundle: Path) -> list[str]:
    with tarfile.open(bundle) as archive:
        return sorted(archive.getnames())


def test_the_same_policies_give_the_same_bytes(tmp_path: Path, opa: Path) -> None:
    first, second = tmp_path / "one", tmp_path / "elsewhere" / "two"
    for root in (first, second):
        pack(root, "zulu")
        pack(root, "alpha")
    os.utime(second / "zulu" / "rules" / "rules.rego", (1, 1))
    build_bundle(first, ["zulu", "alpha"], tmp_path / "1.tar.gz", opa)
    build_bundle(second, ["alpha", "zulu"], tmp_path / "2.tar.gz", opa)
    assert (tmp_path / "1.tar.gz").read_bytes() == (tmp_path / "2.tar.gz").read_bytes()


def test_only_chosen_packs_and_no_tests_go_in(tmp_path: Path, opa: Path) -> None:
    pack(tmp_path, "alpha")
    pack(tmp_path, "other")
    build_bundle(tmp_path, ["alpha"], tmp_path / "out" / "b.tar.gz", opa)
    found = names(tmp_path / "out" / "b.tar.gz")
    assert found == ["/.manifest", "/alpha/rules/rules.rego", "/data.json"]


@pytest.mark.parametrize("call", FORBIDDEN, ids=lambda call: call.split("(")[0])
def test_a_policy_that_reaches_outside_is_not_built(tmp_path: Path, opa: Path, call: str) -> None:
    pack(tmp_path, "alpha", f"package alpha.rules\n\nx := {call}\n")
    with pytest.raises(InvalidInputError, match="undefined function"):
        build_bundle(tmp_path, ["alpha"], tmp_path / "b.tar.gz", opa)
    assert not (tmp_path / "b.tar.gz").exists()


def test_a_pack_that_is_missing_is_named(tmp_path: Path, opa: Path) -> None:
    with pytest.raises(NotFoundError, match="nothing"):
        build_bundle(tmp_path, ["nothing"], tmp_path / "b.tar.gz", opa)
