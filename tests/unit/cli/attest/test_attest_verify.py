"""`attest:verify`: what it says of a bundle, and that it is the stand-alone verifier that says so."""

import json
from pathlib import Path

import pytest
from store_parts import bundle, check

from commandcenter.attestation import verify
from commandcenter.attestation.bundle import read_bundle


@pytest.mark.parametrize("how", [[], ["--json"]])
def test_each_changed_part_is_named(attested, how: list[str]) -> None:
    data = bundle(attested)
    for name, content in read_bundle(data).items():
        at = data.index(content) + len(content) // 2
        Path("b.zip").write_bytes(data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :])
        done = check(attested, "--keys", "keys/keys.json", *how)
        assert done.code == 1, name
        if how:
            assert done.json["verdict"] == "INVALID"
            assert name in {one["part"] for one in done.json["checks"] if not one["ok"]}
        else:
            assert done.out.startswith("INVALID: ")
            assert name in done.out.partition("Failed")[2].partition("Audit ")[0]


VERIFY: list[tuple[str, ...]] = [
    (),
    ("--keys", "keys/keys.json"),
    ("--keys", "keys/keys.json", "--keys", "keys/keys.json", "--max-age", "1h"),
    ("--keys", "keys/keys.json", "--at", "2020-01-01T00:00:00Z"),
    ("--keys", "keys/keys.json", "--witness-keys", "keys/keys.json", "--witnesses", "1"),
]
UNUSABLE: list[tuple[str, ...]] = [
    ("--at", "yesterday"),
    ("--keys", "none.json"),
    ("--keys", "proof.txt"),
    ("--witnesses", "1"),
    ("--witnesses", "many"),
    ("--max-age", "-1"),
]


@pytest.mark.parametrize("options", VERIFY + UNUSABLE)
def test_it_is_the_stand_alone_verifier(attested, options: tuple[str, ...], capsys: pytest.CaptureFixture[str]) -> None:
    """Same exit code for the same question; for machines the same answer, but for the moment it was asked at."""
    bundle(attested)
    ours, ours_told = check(attested, *options, "--json"), check(attested, *options)
    capsys.readouterr()
    code = verify.main(["b.zip", *options, "--json"])
    out, err = capsys.readouterr()
    assert (ours.code, ours_told.code, ours.err) == (code, code, err)
    if code == 2:
        assert ours.says(2)
        assert ours.out == ""
        return
    theirs = json.loads(out)
    assert ours.json | {"at": ""} == theirs | {"at": ""}
    assert ours_told.out.startswith(f"{theirs['verdict']}: ")


def test_the_verdict_comes_first_and_notes_last(attested) -> None:
    bundle(attested, "--no-evidence")
    lines = check(attested).out.splitlines()
    places = [next(n for n, line in enumerate(lines) if line.startswith(word)) for word in
              ("UNTRUSTED: ", "Failed", "Audit ", "Notes")]  # fmt: skip
    assert places == sorted(places)
    assert places[0] == 0
    assert "files of evidence not in the bundle" in lines[-2]


def test_a_bundle_named_like_an_option(attested) -> None:
    bundle(attested)
    Path("b.zip").rename("--json")
    assert attested("attest:verify", "--keys", "keys/keys.json", "--", "--json").out.startswith("VALID")
