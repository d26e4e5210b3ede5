"""The verifier as its user runs it: one file, alone."""

import ast
import json
import re
import subprocess
import sys
from pathlib import Path

import pytest
from bundle_parts import AT, ISSUED, Hub, make_signer

from commandcenter.attestation import verify
from commandcenter.attestation.bundle import read_bundle, write_bundle
from commandcenter.attestation.model import (
    KINDS_OF_AUDIT,
    MAX_ENTRY_BYTES,
    PAYLOAD_TYPE,
    PREDICATES,
    STATEMENT,
    VALID_FOR,
    witness_name,
)
from commandcenter.kernel.clock import format_time
from commandcenter.signing.jwks import KeySet, PublishedKey

FILE = Path(verify.__file__)
PAGE = Path(__file__).parents[3] / "docs/verifying.md"
WITNESS = make_signer("ed25519")
HUB = Hub(witnesses={"other": WITNESS})
BUNDLE = HUB.attest()
WHEN = format_time(AT)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    path = tmp_path_factory.mktemp("partner")
    (path / "shop.bundle").write_bytes(BUNDLE)
    (path / "broken.bundle").write_bytes(BUNDLE.replace(b"An audit", b"An Audit"))
    (path / "hub.jwks").write_text(json.dumps(HUB.jwks, indent=2))
    (path / "other.jwks").write_text(json.dumps(Hub().jwks))
    (path / "witness.jwks").write_bytes(KeySet((PublishedKey(WITNESS.public_key()),)).canonical())
    (path / "not.jwks").write_text("[" * 100_000)
    (path / "verify.py").write_bytes(FILE.read_bytes())
    return path


def run(folder, *arguments, capsys):
    code = verify.main([str(folder / one) if (folder / one).exists() else one for one in arguments])
    return code, *capsys.readouterr()


def test_alone_in_a_python_that_knows_only_cryptography(folder):
    """-I leaves out the folder and the environment; a finder refuses all that is neither standard nor `cryptography`."""
    allowed = sorted({*sys.stdlib_module_names, "cryptography", "_cffi_backend", "cffi", "bcrypt"} - {"commandcenter"})
    runner = (
        "import sys, runpy\n"
        "class Only:\n"
        "    def find_spec(self, name, path=None, target=None):\n"
        f"        if name.partition('.')[0] not in {allowed!r}: raise ImportError(name)\n"
        "sys.meta_path.insert(0, Only())\n"
        "sys.argv = sys.argv[1:]\n"
        "runpy.run_path(sys.argv[0], run_name='__main__')\n"
    )
    arguments = [folder / "verify.py", folder / "shop.bundle", "--keys", folder / "hub.jwks", "--at", WHEN, "--json"]
    done = subprocess.run([sys.executable, "-I", "-c", runner, *map(str, arguments)], capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (0, "")
    report = json.loads(done.stdout)
    assert report["verdict"] == "VALID"
    assert report["at"] == WHEN
    assert all(one.keys() == {"check", "part", "ok", "reason"} for one in report["checks"])
    assert report["facts"]["hub"] == "acme"


def test_as_a_program(folder):
    arguments = [sys.executable, "-I", folder / "verify.py", folder / "shop.bundle", "--at", WHEN]
    done = subprocess.run(arguments, capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (1, "")
    assert done.stdout.startswith("UNTRUSTED\n")


def test_it_imports_the_standard_library_and_cryptography():
    tree = ast.parse(FILE.read_text(), feature_version=(3, 10))
    names = {
        name.partition(".")[0]
        for node in ast.walk(tree)
        for name in (
            [one.name for one in node.names]
            if isinstance(node, ast.Import)
            else ["." * node.level + (node.module or "")]
            if isinstance(node, ast.ImportFrom)
            else []
        )
    }
    assert names - sys.stdlib_module_names == {"cryptography"}


def test_its_words_are_those_of_the_hub():
    assert {kind: PREDICATES[kind] for kind in KINDS_OF_AUDIT} == verify.KINDS
    assert PREDICATES["status"] == verify.STATUS
    assert verify.MAX_ENTRY == MAX_ENTRY_BYTES
    text = FILE.read_text()
    assert f'"{PAYLOAD_TYPE}"' in text
    assert f"DSSEv1 {len(PAYLOAD_TYPE)} {PAYLOAD_TYPE} " in text
    assert f'"{STATEMENT}"' in text
    assert witness_name("[^/]+") == verify.WITNESS


def test_the_page_tells_all_checks():
    """`run`, `part` and the member `pinned` are given the name of a check as text."""
    rows = re.findall(r"^\| (`[^|]*`) \| [^|]+ \| [^|]+ \|$", PAGE.read_text(), re.MULTILINE)
    told = {name for row in rows for name in re.findall("`([a-z-]+)`", row)}
    made = set(re.findall(r'(?:\brun|\.part)\(\s*"([a-z-]+)"', FILE.read_text()))
    assert made == told
    report = HUB.verify(BUNDLE)
    assert {one.check for one in report.checks} <= told


def test_verdicts_and_exit_codes(folder, capsys):
    pinned = ("--keys", "hub.jwks", "--at", WHEN)
    assert run(folder, "shop.bundle", *pinned, capsys=capsys)[0] == 0
    code, out, err = run(folder, "shop.bundle", "--keys", "other.jwks", "--at", WHEN, capsys=capsys)
    assert (code, out.partition("\n")[0], err) == (1, "UNTRUSTED", "")
    code, out, err = run(folder, "broken.bundle", *pinned, capsys=capsys)
    assert (code, out.partition("\n")[0], err) == (1, "INVALID", "")
    assert "failed: artifact of index.html: the SHA-256 is" in out
    late = format_time(ISSUED + VALID_FOR)
    assert run(folder, "shop.bundle", "--keys", "hub.jwks", "--at", late, capsys=capsys)[0] == 1


def test_what_it_tells(folder, capsys):
    arguments = (
        "shop.bundle",
        "--keys",
        "hub.jwks",
        "--at",
        WHEN,
        "--witness-keys",
        "witness.jwks",
        "--witnesses",
        "1",
    )
    code, out, _ = run(folder, *arguments, capsys=capsys)
    status = "not revoked as of checkpoint 7 (2026-05-02T12:00:00.000Z)"
    assert code == 0
    assert out.splitlines()[:4] == [
        "VALID",
        f"audit {'f' * 32} of project shop at revision 7, by hub acme",
        f"issued {format_time(ISSUED)}, valid until {format_time(ISSUED + VALID_FOR)}; {status}",
        "witnesses: commandcenter/other/witness",
    ]


def test_max_age(folder, capsys):
    arguments = ("shop.bundle", "--keys", "hub.jwks", "--at", WHEN, "--max-age")
    for age, code in [("9d", 0), ("216h", 0), ("12960m", 0), ("777600s", 0), ("8d", 1), ("0s", 1)]:
        assert run(folder, *arguments, age, capsys=capsys)[0] == code


def test_now_is_the_default(folder, capsys):
    code, out, _ = run(folder, "shop.bundle", "--keys", "hub.jwks", "--json", capsys=capsys)
    report = json.loads(out)
    assert code == (0 if report["at"] < report["facts"]["validUntil"] else 1)


@pytest.mark.parametrize(
    "arguments",
    [(), ("missing.bundle",), (".",), ("a\0b",), ("shop.bundle", "--keys", "missing.jwks"),
     ("shop.bundle", "--keys", "shop.bundle"),
     ("shop.bundle", "--keys", "not.jwks"), ("shop.bundle", "--at", "tomorrow"), ("shop.bundle", "--at", "2026-05-01"),
     ("shop.bundle", "--max-age", "1 day"), ("shop.bundle", "--max-age", "-1d"), ("shop.bundle", "--witnesses", "x"),
     ("shop.bundle", "--witnesses", "1"), ("shop.bundle", "--witnesses", "2", "--witness-keys", "witness.jwks"),
     ("shop.bundle", "--witnesses", "-1"), ("shop.bundle", "--witness-keys", "not.jwks"), ("shop.bundle", "--what"),
     ("shop.bundle", "another"), ("shop.bundle", "--keys")],
    ids=" ".join,
)  # fmt: skip
def test_what_cannot_be_used_is_told_in_one_line(folder, arguments, capsys):
    code, out, err = run(folder, *arguments, capsys=capsys)
    assert (code, out) == (2, "")
    assert err.startswith("verify: ")
    assert err.count("\n") == 1


def test_a_file_that_is_too_large(folder, capsys):
    with (folder / "large.bundle").open("wb") as file:
        file.truncate(verify.MAX_BUNDLE + 1)
    assert run(folder, "large.bundle", capsys=capsys)[0] == 2


def test_nothing_steers_the_terminal(folder, capsys):
    parts = read_bundle(BUNDLE)
    parts["bundle.json"] = parts["bundle.json"].replace(
        b'"acme"', '"\u001b[2J\u202e"'.replace("\x1b", "\\u001b").encode()
    )
    (folder / "hostile.bundle").write_bytes(write_bundle(parts))
    code, out, _ = run(folder, "hostile.bundle", "--keys", "hub.jwks", "--at", WHEN, capsys=capsys)
    assert code == 1
    assert "the hub is" in out
    assert out.isascii()
    assert "\x1b" not in out
