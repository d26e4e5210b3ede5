"""What `attest:*` refuses: one line, the right exit code, and nothing written."""

import stat
from pathlib import Path

import pytest

from commandcenter.cli.attest_files import write_file
from commandcenter.kernel.errors import ConflictError, UnavailableError
from commandcenter.signing.jwks import parse_key_set

SIGN, LOG = "file:keys/signing.pem", "file:keys/log.pem"
KEYS = ("--key", SIGN, "--log-key", LOG)
NOBODY, OTHER = "0" * 32, "f" * 32
HUB = ("--hub", "http://127.0.0.1:9")
CID = "bafkreibhsswxfx73ryjjb6yfb2qi4soxoy3senoept753iodndrdfuoche"

BAD: list[tuple[str, tuple[str, ...], str]] = [
    ("generate", (), "PROJECT"),
    ("generate", ("shop",), "--key and --log-key are needed"),
    ("generate", ("shop", "--key", SIGN), "--key and --log-key are needed"),
    ("generate", ("shop", "--log-key", LOG), "--key and --log-key are needed"),
    ("generate", ("shop", "--key", SIGN, "--log-key", SIGN), "Ed25519"),
    ("generate", ("shop", "--key", SIGN, *KEYS), "each once"),
    ("generate", ("shop", "--key", "file:none.pem", "--log-key", LOG), "no key at none.pem"),
    ("generate", ("shop", "--key", "file:proof.txt", "--log-key", LOG), "proof.txt"),
    ("generate", ("shop", "--key", "keys/signing.pem", "--log-key", LOG), "URI"),
    ("generate", ("shop", "--key", "awskms:not a key", "--log-key", LOG), "KMS"),
    ("generate", ("shop", *KEYS, "--audit", NOBODY), "no audit"),
    ("generate", ("shop", *KEYS, "--audit", "../../etc"), "no audit"),
    ("generate", ("shop", *KEYS, "--name", "Not A Name"), "name"),
    ("generate", ("shop", *KEYS, "--store", "none"), "no project"),
    ("generate", ("nobody", *KEYS), "no project"),
    ("generate", ("../shop", *KEYS), "no name of a project"),
    ("generate", ("shop", *KEYS, *HUB), "a hub has its own"),
    ("generate", ("shop", "--name", "a", *HUB), "a hub has its own"),
    ("generate", ("shop", "--hub", "http://example.org"), "https only"),
    ("show", ("nobody",), "no project"),
    ("show", ("shop", NOBODY), "no audit"),
    ("show", ("shop", "--store", "store", *HUB), "not both"),
    ("bundle", ("shop",), "--out"),
    ("bundle", ("shop", "--out", "b.zip"), "--key is needed"),
    ("bundle", ("shop", "--out", "none/b.zip", "--key", SIGN), "no folder none"),
    ("bundle", ("shop", "--out", "keys", "--key", SIGN), "directory"),
    ("bundle", ("shop", "--out", "proof.txt", "--key", SIGN), "--force"),
    ("bundle", ("shop", NOBODY, "--out", "b.zip", "--key", SIGN), "no audit"),
    ("bundle", ("shop", "--out", "b.zip", "--key", SIGN, *HUB), "a hub has its own"),
    ("revoke", ("shop", NOBODY, *KEYS), "--reason"),
    ("revoke", ("shop", NOBODY, *KEYS, "--reason", "wrong"), "no audit"),
    ("revoke", ("shop", OTHER, *KEYS, "--reason", "wrong", *HUB), "a hub has its own"),
    ("verify", ("none.zip",), "none.zip"),
    ("verify", ("keys",), "keys"),
    ("fetch", ("garbage", "--from", "store", "--out", "e"), "not a CIDv1"),
    ("fetch", (CID.upper(), "--from", "store", "--out", "e"), "not a CIDv1"),
    ("fetch", (CID, "--from", "store", "--out", "e"), "store holds nothing under"),
    ("fetch", (CID, "--from", "store", "--out", "e", "--store", "none"), "no store at none"),
    ("fetch", (CID, "--from", "store", "--out", "e", "--keys", "proof.txt"), "not JSON"),
    ("fetch", (CID, "--from", "store", "--out", "proof.txt"), "--force"),
    ("fetch", (CID, "--from", "elsewhere", "--out", "e"), "--from is hub, store"),
    ("fetch", (CID, "--from", "store:x", "--out", "e"), "--from is hub, store"),
    ("fetch", (CID, "--from", "kubo", "--out", "e"), "--from is hub, store"),
    ("fetch", (CID, "--from", "kubo:", "--out", "e"), "--from is hub, store"),
    ("fetch", (CID, "--from", "hub:", "--out", "e"), "--from is hub, store"),
    ("fetch", (CID, "--from", "kubo:ftp://127.0.0.1", "--out", "e"), ""),
    ("fetch", (CID, "--from", "kubo:http://127.0.0.1:1", "--region", "x", "--out", "e"), "--region does not go with"),
    ("fetch", (CID, "--from", "hub", "--out", "e"), "--hub"),
    ("fetch", (CID, "--from", "hub", *HUB, "--out", "e"), "--project"),
    ("fetch", (CID, "--from", "store", *HUB, "--out", "e"), "--hub does not go with"),
    ("fetch", (CID, "--from", "service:https://pins.example", "--out", "e"), "--gateway"),
    ("fetch", (CID, "--from", "service:nonsense", "--gateway", "nonsense", "--out", "e"), "pin-service"),
    ("fetch", (CID, "--from", "s3:NOT_A_BUCKET", "--out", "e"), "pin-s3"),
    ("publish", ("shop",), "--hub"),
    ("publish", ("shop", *HUB, "--nothing", "--pinner", "a"), "--nothing"),
    ("keys", (), "DIR"),
    ("keys", ("keys",), "not empty"),
    ("keys", ("proof.txt",), "is a file"),
]


def tree(folder: Path) -> dict[str, bytes]:
    return {str(path): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


@pytest.mark.parametrize(("name", "arguments", "says"), BAD)
def test_bad_input_is_one_line_and_writes_nothing(
    shop, tmp_path: Path, name: str, arguments: tuple[str, ...], says: str
) -> None:
    before = tree(tmp_path)
    done = shop(f"attest:{name}", *arguments)
    assert done.says(2, says), done
    assert done.out == ""
    assert tree(tmp_path) == before


@pytest.mark.parametrize("reason", ["", " \n", "x" * 1_001])
def test_a_reason_that_is_none(attested, tmp_path: Path, reason: str) -> None:
    audit = attested("attest:show", "shop", "--json").json["audits"][0]
    before = tree(tmp_path)
    done = attested("attest:revoke", "shop", audit, "--reason", reason, *KEYS)
    assert done.says(2, "reason"), done
    assert tree(tmp_path) == before


def test_another_passphrase_opens_nothing_and_is_not_shown(
    shop, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = tree(tmp_path)
    monkeypatch.setenv("COMMANDCENTER_PASSPHRASE", "another canary")
    done = shop("attest:generate", "shop", *KEYS)
    assert done.says(2, "does not open with this passphrase")
    assert "another canary" not in done.out + done.err
    monkeypatch.setenv("COMMANDCENTER_PASSPHRASE", "")
    assert shop("attest:generate", "shop", *KEYS).says(2, "COMMANDCENTER_PASSPHRASE")
    assert shop("attest:keys", "more").says(2, "COMMANDCENTER_PASSPHRASE")
    assert tree(tmp_path) == before


def test_keys_are_for_their_owner_and_show_no_passphrase(command) -> None:
    done = command("attest:keys", "deep/keys", "--json")
    folder = Path("deep/keys")
    assert {path.name for path in folder.iterdir()} == {"signing.pem", "log.pem", "keys.json"}
    assert [path.name for path in folder.parent.iterdir()] == ["keys"], "the draft is gone"
    for name in ("signing.pem", "log.pem"):
        assert stat.S_IMODE((folder / name).stat().st_mode) == 0o600
        assert b"ENCRYPTED PRIVATE KEY" in (folder / name).read_bytes()
    published = parse_key_set((folder / "keys.json").read_bytes())
    assert {one.key.key_id: one.key.algorithm for one in published.entries} == {
        done.json["signing.pem"]: "ecdsa-p256-sha256",
        done.json["log.pem"]: "ed25519",
    }
    Path("empty").mkdir()
    assert command("attest:keys", "empty").code == 0


def test_a_file_is_written_whole_or_not_at_all(tmp_path: Path) -> None:
    path = tmp_path / "b.zip"
    write_file(path, b"one", force=False)
    with pytest.raises(ConflictError):
        write_file(path, b"two", force=False)
    assert path.read_bytes() == b"one"
    write_file(path, b"two", force=True)
    assert path.read_bytes() == b"two"
    with pytest.raises(UnavailableError):
        write_file(tmp_path / "none" / "b.zip", b"x", force=True)
    (tmp_path / "folder").mkdir()
    with pytest.raises(UnavailableError):
        write_file(tmp_path / "folder", b"x", force=True)
    assert sorted(one.name for one in tmp_path.iterdir()) == ["b.zip", "folder"]
