"""Any byte of a bundle changed: never valid, and the part told is the one that holds the byte."""

import struct
import zlib
from dataclasses import replace

import pytest
from bundle_parts import Hub, failed, make_audit, make_signer, parts_failed

from commandcenter.attestation.bundle import read_bundle
from commandcenter.attestation.verify import Entry, write_zip

HUB = Hub(before=(), after=(), witnesses={"other": make_signer("ed25519")})
_AUDIT = make_audit()
BUNDLE = HUB.attest(replace(_AUDIT, findings=_AUDIT.findings[:1]))
PARTS = read_bundle(BUNDLE)


def places() -> dict[str, range]:
    """Where the bytes of each member stand."""
    found, at = {}, 0
    for name, data in PARTS.items():
        start = at + 30 + len(name)
        found[name] = range(start, at := start + len(data))
    return found


PLACES = places()
STRUCTURE = sorted(set(range(len(BUNDLE))).difference(*PLACES.values()))


def flip(data: bytes, at: int, mask: int) -> bytes:
    return data[:at] + bytes([data[at] ^ mask]) + data[at + 1 :]


def written(parts: dict[str, bytes]) -> bytes:
    return write_zip([Entry(name, zlib.crc32(data), data) for name, data in sorted(parts.items())])


def test_the_places_are_those_of_the_members():
    assert all(BUNDLE[place.start : place.stop] == PARTS[name] for name, place in PLACES.items())
    assert len(STRUCTURE) == struct.calcsize("<22x") + sum(76 + 2 * len(name) for name in PARTS)


@pytest.mark.parametrize("name", PARTS)
def test_a_byte_of_a_member(name):
    """Once as it stands, where the CRC tells, and once in a ZIP written anew, where only the contents do."""
    for at, place in enumerate(PLACES[name]):
        report = HUB.verify(flip(BUNDLE, place, 0xFF))
        assert report.verdict == "INVALID"
        assert ("crc", name) in failed(report)
        assert parts_failed(report) == {name}
        report = HUB.verify(written(PARTS | {name: flip(PARTS[name], at, 0x01)}))
        assert report.verdict == "INVALID"
        assert parts_failed(report) == {name}


@pytest.mark.parametrize("mask", [0x01, 0xFF])
def test_a_byte_of_the_container(mask):
    for place in STRUCTURE:
        report = HUB.verify(flip(BUNDLE, place, mask))
        assert report.verdict == "INVALID"
        assert ("container", "container") in failed(report)


def test_without_pinned_keys_too():
    for name, place in PLACES.items():
        for at in place[::17]:
            report = HUB.verify(flip(BUNDLE, at, 0x01), keys=None)
            assert report.verdict == "INVALID"
            assert parts_failed(report) == {name, "keys.json"}


def test_a_bundle_cut_short_or_with_more():
    for end in range(len(BUNDLE)):
        if end % 7 == 0 or end > len(BUNDLE) - 30:
            assert ("container", "container") in failed(HUB.verify(BUNDLE[:end]))
    for more in (b"\0", b"PK\3\4", b"PK\5\6", BUNDLE):
        assert ("container", "container") in failed(HUB.verify(BUNDLE + more))
        assert ("container", "container") in failed(HUB.verify(more + BUNDLE))
