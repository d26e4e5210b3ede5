"""Keys on disk: made once, for their owner, opened by their passphrase alone, silent about their secrets."""

import stat
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
)
from hypothesis import given, settings
from hypothesis import strategies as st

from commandcenter.kernel.errors import ConflictError, InvalidInputError, NotFoundError, ProblemError, UnavailableError
from commandcenter.signing.key_files import MAX_KEY_FILE_BYTES, generate_key
from commandcenter.signing.model import ALGORITHMS
from commandcenter.signing.signer import SCHEMES, open_signer

PASSPHRASE = "correct horse, battery"
algorithms = pytest.mark.parametrize("algorithm", ALGORITHMS)


@algorithms
def test_a_key_signs_after_it_is_opened_again(tmp_path, algorithm) -> None:
    made = generate_key(tmp_path / "key.pem", algorithm, PASSPHRASE)
    signer = open_signer(f"file:{tmp_path}/key.pem", passphrase=PASSPHRASE)
    assert (signer.public_key(), signer.algorithm, signer.key_id) == (made, algorithm, made.key_id)
    signature = signer.sign(b"text" * 5_000)
    assert len(signature) == 64
    assert made.verify(b"text" * 5_000, signature)
    assert not made.verify(b"text", signature)


@algorithms
def test_the_file_is_its_owners_alone_and_the_only_one(tmp_path, algorithm) -> None:
    generate_key(tmp_path / "key.pem", algorithm, PASSPHRASE)
    (file,) = tmp_path.iterdir()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert file.read_bytes().startswith(b"-----BEGIN ENCRYPTED PRIVATE KEY-----\n")


def test_a_key_is_never_written_over(tmp_path) -> None:
    generate_key(tmp_path / "key.pem", "ed25519", PASSPHRASE)
    before = (tmp_path / "key.pem").read_bytes()
    with pytest.raises(ConflictError, match="there already"):
        generate_key(tmp_path / "key.pem", "ed25519", PASSPHRASE)
    assert [file.read_bytes() for file in tmp_path.iterdir()] == [before]


def test_a_place_that_is_not_there_is_told(tmp_path) -> None:
    with pytest.raises(UnavailableError, match="cannot be written"):
        generate_key(tmp_path / "no" / "key.pem", "ed25519", PASSPHRASE)


@pytest.mark.parametrize("spelling", ["file:{}", "file://{}"])
def test_both_spellings_of_a_file_uri_are_read(tmp_path, spelling) -> None:
    made = generate_key(tmp_path / "my key.pem", "ed25519", PASSPHRASE)
    uri = spelling.format(f"{tmp_path}/my%20key.pem")
    assert open_signer(uri, passphrase=PASSPHRASE).key_id == made.key_id


@pytest.mark.parametrize("passphrase", [None, "", "wrong", PASSPHRASE.upper(), "\ud800"])
def test_another_passphrase_opens_nothing_and_is_not_repeated(tmp_path, passphrase) -> None:
    generate_key(tmp_path / "key.pem", "ed25519", PASSPHRASE)
    with pytest.raises(InvalidInputError, match="passphrase") as caught:
        open_signer(f"file:{tmp_path}/key.pem", passphrase=passphrase)
    assert PASSPHRASE not in str(caught.value)
    assert passphrase in (None, "") or passphrase not in str(caught.value)


def test_no_key_is_made_without_a_passphrase_or_for_another_algorithm(tmp_path) -> None:
    with pytest.raises(InvalidInputError, match="passphrase"):
        generate_key(tmp_path / "key.pem", "ed25519", "")
    with pytest.raises(InvalidInputError, match="must be one of"):
        generate_key(tmp_path / "key.pem", "rsa", PASSPHRASE)  # type: ignore[arg-type]
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o620, 0o602, 0o610])
def test_a_key_that_others_may_touch_is_not_used(tmp_path, mode) -> None:
    generate_key(tmp_path / "key.pem", "ed25519", PASSPHRASE)
    (tmp_path / "key.pem").chmod(mode)
    with pytest.raises(InvalidInputError, match="chmod 600"):
        open_signer(f"file:{tmp_path}/key.pem", passphrase=PASSPHRASE)


def test_a_key_without_encryption_is_not_used(tmp_path) -> None:
    key = ec.generate_private_key(ec.SECP256R1())
    _write(tmp_path / "key.pem", key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    with pytest.raises(InvalidInputError, match="not an encrypted"):
        open_signer(f"file:{tmp_path}/key.pem", passphrase=PASSPHRASE)


@pytest.mark.parametrize("key", [ec.generate_private_key(ec.SECP384R1()), rsa.generate_private_key(65537, 2048)])
def test_keys_of_other_kinds_are_not_used(tmp_path, key) -> None:
    encryption = BestAvailableEncryption(PASSPHRASE.encode())
    _write(tmp_path / "key.pem", key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, encryption))
    with pytest.raises(InvalidInputError, match="neither"):
        open_signer(f"file:{tmp_path}/key.pem", passphrase=PASSPHRASE)


def test_what_is_no_key_is_told(tmp_path) -> None:
    with pytest.raises(NotFoundError):
        open_signer(f"file:{tmp_path}/key.pem", passphrase=PASSPHRASE)
    with pytest.raises(InvalidInputError, match="cannot be read"):
        open_signer(f"file:{tmp_path}", passphrase=PASSPHRASE)
    _write(tmp_path / "key.pem", b"-----BEGIN ENCRYPTED PRIVATE KEY-----" * MAX_KEY_FILE_BYTES)
    with pytest.raises(InvalidInputError, match="too large"):
        open_signer(f"file:{tmp_path}/key.pem", passphrase=PASSPHRASE)


@settings(max_examples=40, deadline=None)
@given(st.binary(max_size=200), st.booleans(), st.integers(0, 10_000))
def test_damaged_files_raise_problems_only(tmp_path_factory, noise, cut, place) -> None:
    folder = tmp_path_factory.mktemp("keys")
    generate_key(folder / "key.pem", "ed25519", PASSPHRASE)
    pem = (folder / "key.pem").read_bytes()
    place %= len(pem)
    _write(folder / "other.pem", pem[:place] + noise + (b"" if cut else pem[place:]))
    try:
        signer = open_signer(f"file:{folder}/other.pem", passphrase=PASSPHRASE)
    except ProblemError as problem:
        shown = str(problem)
    else:
        shown = repr(signer)
        assert signer.key_id == open_signer(f"file:{folder}/key.pem", passphrase=PASSPHRASE).key_id
    assert PASSPHRASE not in shown


@algorithms
def test_a_signer_shows_no_secret(tmp_path, algorithm) -> None:
    generate_key(tmp_path / "key.pem", algorithm, PASSPHRASE)
    shown = repr(open_signer(f"file:{tmp_path}/key.pem", passphrase=PASSPHRASE))
    assert PASSPHRASE not in shown
    assert "PrivateKey" not in shown


@pytest.mark.parametrize("uri", ["", "file", "file:", "gcpkms:key", "FILE:/key", ":/key", "awskms:"])
def test_other_uris_are_refused(uri) -> None:
    with pytest.raises(InvalidInputError, match="awskms or file"):
        open_signer(uri, passphrase=PASSPHRASE)


def test_a_scheme_can_be_added(tmp_path) -> None:
    made = generate_key(tmp_path / "key.pem", "ed25519", PASSPHRASE)
    opened = []

    def open_box(rest, passphrase):
        opened.append(rest)
        return SCHEMES["file"](str(tmp_path / rest), passphrase)

    signer = open_signer("box:key.pem", passphrase=PASSPHRASE, schemes={**SCHEMES, "box": open_box})
    assert (signer.key_id, opened) == (made.key_id, ["key.pem"])


def test_a_kms_key_takes_no_passphrase() -> None:
    with pytest.raises(InvalidInputError, match="no passphrase"):
        open_signer("awskms:alias/key", passphrase=PASSPHRASE)


def _write(path: Path, data: bytes) -> None:
    path.touch(mode=0o600)
    path.write_bytes(data)
