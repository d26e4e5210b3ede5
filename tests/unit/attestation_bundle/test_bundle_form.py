"""The one form of a bundle: written by `zipfile`, read and written again by the verifier."""

import io
import zipfile
import zlib

import pytest
from bundle_parts import EVIDENCE, Hub, make_audit
from hypothesis import given
from hypothesis import strategies as st

from commandcenter.attestation import bundle as bundles
from commandcenter.attestation.bundle import Logged, make_bundle, read_bundle, write_bundle
from commandcenter.attestation.model import KINDS_OF_AUDIT
from commandcenter.attestation.verify import MAX_BUNDLE, MAX_MEMBERS, Entry, write_zip
from commandcenter.kernel.canonical import canonical
from commandcenter.kernel.errors import InvalidInputError, TooLargeError

NAMES = st.from_regex(r"\A[A-Za-z0-9][A-Za-z0-9._/-]{0,30}\Z")
MEMBERS = st.dictionaries(NAMES, st.binary(max_size=50), min_size=1, max_size=8)


@given(MEMBERS)
def test_the_verifier_writes_what_zipfile_writes(parts):
    data = write_bundle(parts)
    assert data == write_zip([Entry(name, zlib.crc32(parts[name]), parts[name]) for name in sorted(parts)])
    assert read_bundle(data) == parts
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert archive.testzip() is None
        assert {name: archive.read(name) for name in archive.namelist()} == parts


@given(MEMBERS)
def test_equal_members_give_equal_bytes(parts):
    assert write_bundle(dict(reversed(parts.items()))) == write_bundle(parts)


def zipped(**options) -> bytes:
    """A sound ZIP of the same member in another form."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", options.pop("method", zipfile.ZIP_STORED)) as archive:
        archive.comment = options.pop("comment", b"")
        for name in options.pop("names", ["a"]):
            info = zipfile.ZipInfo(name)
            info.create_system, info.external_attr, info.compress_type = 3, 0o100644 << 16, archive.compression
            for key, value in options.items():
                setattr(info, key, value)
            archive.writestr(info, b"data")
    return file.getvalue()


def test_the_form_of_a_member_is_the_one_expected():
    assert zipped() == write_bundle({"a": b"data"})


@pytest.mark.filterwarnings("ignore:Duplicate name")
@pytest.mark.parametrize(
    "options",
    [{"method": zipfile.ZIP_DEFLATED}, {"comment": b"x"}, {"date_time": (2026, 1, 1, 0, 0, 0)}, {"names": ["b", "a"]},
     {"names": ["a", "a"]}, {"create_system": 0}, {"external_attr": 0o100755 << 16}, {"extra": b"\1\0\0\0"}, {"names": []},
     {"names": ["../a"]}, {"names": ["/a"]}, {"names": ["\u00e9"]}, {"names": ["a" * 201]}],
    ids=str,
)  # fmt: skip
def test_no_other_zip_is_a_bundle(options):
    with pytest.raises(InvalidInputError, match="not a bundle"):
        read_bundle(zipped(**options))


def test_names_no_member_may_have():
    for name in ("", ".", "../a", "/a", "a b", "\u00e9", "a\\b", "a\n", "a" * 201):
        with pytest.raises(InvalidInputError):
            write_bundle({name: b""})


def test_a_bundle_has_bounds(monkeypatch):
    with pytest.raises(TooLargeError):
        write_bundle({f"m{n}": b"" for n in range(MAX_MEMBERS + 1)})
    assert len(read_bundle(write_bundle({f"m{n}": b"" for n in range(MAX_MEMBERS)}))) == MAX_MEMBERS
    many = write_zip([Entry(f"m{n:04}", 0, b"") for n in range(MAX_MEMBERS + 1)])
    with pytest.raises(InvalidInputError, match="more than"):
        read_bundle(many)
    monkeypatch.setattr(bundles, "MAX_BUNDLE", 1_000)
    with pytest.raises(TooLargeError):
        write_bundle({"a": bytes(1_001)})
    with pytest.raises(TooLargeError):
        read_bundle(bytes(1_001))
    assert MAX_BUNDLE == 64 << 20


def test_damage_is_told():
    data = write_bundle({"a": b"data"})
    with pytest.raises(InvalidInputError, match="CRC"):
        read_bundle(data.replace(b"data", b"date"))


# --- making one ---

HUB = Hub()
PARTS = read_bundle(HUB.attest())


def remade(**changes):
    attested = {
        kind: Logged(PARTS[f"attestations/{kind}.dsse.json"], 2 + place, PARTS[f"proofs/{kind}.tlog-proof"])
        for place, kind in enumerate(KINDS_OF_AUDIT)
    }
    files = {name: PARTS[name] for name in ("audit.json", "oscal.json", "index.html")}
    files["commit.json"] = PARTS["ledger/commit.json"]
    rest = {"status": PARTS["status.dsse.json"], "keys": PARTS["keys.json"], "evidence": EVIDENCE}
    given = {"attested": attested, "files": files, **rest, **changes}
    return make_bundle("acme", "shop", make_audit().id, **given)


def test_a_bundle_is_made_of_its_parts_alone():
    assert remade() == remade(evidence=[*EVIDENCE, *reversed(EVIDENCE)]) == write_bundle(PARTS)


def test_evidence_may_stay_out():
    assert set(PARTS) - set(read_bundle(remade(evidence=()))) == {
        name for name in PARTS if name.startswith("evidence/")
    }


def test_parts_are_missing():
    for changes in ({"attested": {}}, {"files": {}}, {"files": {"commit.json": b""}}, {"files": {"audit.json": b""}}):
        with pytest.raises(InvalidInputError, match="needs"):
            remade(**changes)
    with pytest.raises(InvalidInputError, match="no more"):
        remade(attested={kind: Logged(b"", 0, b"") for kind in (*KINDS_OF_AUDIT, "change")})


def test_an_envelope_must_be_canonical():
    envelope = PARTS["attestations/vsa.dsse.json"]
    attested = {kind: Logged(envelope + b"\n", 0, b"") for kind in KINDS_OF_AUDIT}
    with pytest.raises(InvalidInputError):
        remade(attested=attested)
    assert canonical(Logged(envelope, 3, b"").to_json()) in PARTS["bundle.json"]
