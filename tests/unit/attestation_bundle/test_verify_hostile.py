"""Whatever is handed over, the verifier answers with a report and never calls it valid."""

import io
import json
import random
import time
import zipfile
from typing import Any

import pytest
from bundle_parts import Hub, parts_failed, payload_of
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from commandcenter.attestation.bundle import read_bundle, write_bundle
from commandcenter.attestation.model import KINDS_OF_AUDIT
from commandcenter.attestation.verify import MAX_BUNDLE, told
from commandcenter.kernel.canonical import canonical

HUB = Hub()
BUNDLE = HUB.attest()
PARTS = read_bundle(BUNDLE)
JSON_PARTS = [name for name in PARTS if name.endswith(".json")]
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-5, 2**53 - 1) | st.floats(-10, 10) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=5,
)
SLOW = settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def check(data: bytes, **options: Any):
    """Verify with and without pinned keys; the report can be told in both ways."""
    for keys in ([HUB.jwks], None):
        report = HUB.verify(data, keys=keys, **options)
        assert report.verdict != "VALID"
        assert json.dumps(report.to_json())
        assert "\n".join(told(report))
    return report


def places(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """List the paths of all values below a JSON value, itself first."""
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [path, *(found for key, one in inner for found in places(one, (*path, key)))]


def put(value: Any, path: tuple[Any, ...], new: Any) -> Any:
    if not path:
        return new
    copy = dict(value) if isinstance(value, dict) else list(value)
    copy[path[0]] = put(value[path[0]], path[1:], new)
    return copy


@given(st.binary(max_size=400))
def test_random_bytes(data):
    check(data)
    check(b"PK\x03\x04" + data)


@SLOW
@given(st.randoms(use_true_random=False), st.integers(1, 6))
def test_a_bundle_damaged_in_many_places(chance, count):
    data = bytearray(BUNDLE)
    for _ in range(count):
        at = chance.randrange(len(data))
        match chance.randrange(3):
            case 0:
                data[at] ^= chance.randrange(1, 256)
            case 1:
                del data[at : at + chance.randrange(1, 40)]
            case _:
                data[at:at] = data[chance.randrange(len(data)) :][: chance.randrange(1, 40)] or b"x"
    if bytes(data) != BUNDLE:
        check(bytes(data))


@SLOW
@given(st.sampled_from(sorted(PARTS)), st.binary(max_size=60) | VALUES.map(canonical))
def test_any_content_of_a_member(name, data):
    if data != PARTS[name]:
        check(write_bundle(PARTS | {name: data}))


@SLOW
@given(st.sampled_from(JSON_PARTS), st.integers(0, 10**6), VALUES)
def test_any_value_anywhere_in_json(name, place, new):
    body = json.loads(PARTS[name])
    paths = places(body)
    data = canonical(put(body, paths[place % len(paths)], new))
    if data != PARTS[name]:
        check(write_bundle(PARTS | {name: data}))


@SLOW
@given(st.sampled_from([*KINDS_OF_AUDIT, "status"]), st.integers(0, 10**6), VALUES)
def test_any_value_anywhere_in_a_signed_statement(kind, place, new):
    """The hub's own keys sign nonsense: the report may find nothing wrong with what nobody checks, but stands."""
    name = "status.dsse.json" if kind == "status" else f"attestations/{kind}.dsse.json"
    body = payload_of(PARTS[name])
    paths = places(body)
    said = canonical(put(body, paths[place % len(paths)], new))
    data = (
        write_bundle(PARTS | {name: HUB.sign(said)})
        if kind == "status"
        else HUB.attest(statements={kind: json.loads(said)})
    )
    for keys in ([HUB.jwks], None):
        report = HUB.verify(data, keys=keys)
        assert json.dumps(report.to_json())
        assert "\n".join(told(report))


@pytest.mark.parametrize("name", [*JSON_PARTS, "proofs/audit.tlog-proof"])
@pytest.mark.parametrize(
    "data",
    [b"", b"\xff\xfe", b"NaN", b"9" * 10_000, b"-" * 10, b"[" * 100_000, b'{"a":' * 50_000, b"\0" * 100, b'"\\ud800"',
     b"[]", b"{}", b"null", b"0", b"\n" * 10_000, b"\n\n" * 5_000, '"\u2028"'.encode()],
    ids=lambda data: repr(data[:8]),
)  # fmt: skip
def test_hostile_members(name, data):
    report = check(write_bundle(PARTS | {name: data}))
    assert name in parts_failed(report)


def test_a_zip_bomb_is_not_inflated():
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("bundle.json", bytes(40 << 20))
    assert len(file.getvalue()) < 100_000
    start = time.process_time()
    check(file.getvalue())
    assert time.process_time() - start < 1


def test_sizes_that_lie():
    head = b"PK\x03\x04" + bytes(14) + b"\xff" * 8 + b"\xff\xff\0\0"
    for data in (head, head * 1_000, head[:29], head + b"a" * 70_000):
        check(data)


def test_overlapping_members_are_not_read_twice():
    """All central entries point at the same member: a quadratic amount of data for readers that believe them."""
    good = write_bundle({"a": bytes(1000)})
    start = good.index(b"PK\x01\x02")
    check(good[:start] + good[start : start + 47] * 500 + good[-22:])


def test_more_than_the_bound_is_refused_before_it_is_read():
    report = HUB.verify(BUNDLE + bytes(MAX_BUNDLE + 1 - len(BUNDLE)))
    assert parts_failed(report) == {"container"}
    assert "bytes" in report.checks[0].reason


def test_members_at_random_order_and_twice():
    chance = random.Random(1)
    names = list(PARTS)
    for _ in range(20):
        chance.shuffle(names)
        file = io.BytesIO()
        with zipfile.ZipFile(file, "w") as archive:
            for name in names:
                archive.writestr(zipfile.ZipInfo(name), PARTS[name])
        assert ("container") in parts_failed(check(file.getvalue()))
