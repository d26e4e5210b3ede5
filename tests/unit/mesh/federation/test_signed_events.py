"""Signed events: read back, and refused after any change of what travels."""

import copy
import json
from datetime import timedelta

import pytest
from federation_parts_memory import NOW, MemoryHub, keys_of, make_signer
from hypothesis import given, settings
from hypothesis import strategies as st

from commandcenter.kernel.canonical import canonical
from commandcenter.kernel.errors import InvalidInputError, ProblemError, UnauthenticatedError
from commandcenter.mesh.envelope import Event
from commandcenter.mesh.federation.signed_events import SignedEvent, sign, verify
from commandcenter.mesh.federation.verifiable import PAYLOAD_TYPE, make_material
from commandcenter.signing.dsse import sign_envelope
from commandcenter.signing.jwks import KeySet

ALPHA = MemoryHub("alpha")
KEYS = keys_of(ALPHA.signer)
EVENT = ALPHA.event(
    "alpha.global.escalation", {"about": "x", "n": 1, "list": [1.5, None, "é"]}, causationid="c", hops=2
)
VALUE = sign(EVENT, 42, ALPHA.signer).to_cloudevent()

json_values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**53) + 1, 2**53 - 1)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3),
    max_leaves=6,
)


@given(
    data=st.dictionaries(st.text(max_size=5), json_values, max_size=3),
    sequence=st.integers(1, 2**53 - 1),
    hops=st.integers(0, 8),
)
@settings(max_examples=60, deadline=None)
def test_what_was_signed_is_read_back_from_its_bytes(data, sequence, hops) -> None:
    try:
        signed = sign(ALPHA.event("alpha.global.x", data, id="e", hops=hops), sequence, ALPHA.signer)
        body = canonical(signed.to_cloudevent())
    except InvalidInputError:
        return  # text with a lone surrogate, or a number JSON cannot say
    event, number, key_id = verify(json.loads(body), KEYS, NOW)
    assert (number, key_id) == (sequence, ALPHA.signer.key_id)
    assert (event.id, event.hops, event.time, canonical(dict(event.data))) == ("e", hops, NOW, canonical(data))


def test_the_attributes_that_travel() -> None:
    assert VALUE["sequence"] == "0000000000000042"
    assert verify(VALUE, KEYS, NOW) == (SignedEvent.from_cloudevent(VALUE).event, 42, ALPHA.signer.key_id)
    late = Event("e", "urn:cc:alpha", "a", "s", NOW + timedelta(microseconds=999_999))
    assert sign(late, 1, ALPHA.signer).event.time == NOW, "the signature covers whole seconds only"


def changes(value):
    """Yield every value with one character of one text, one number or one member turned into another."""
    for name in sorted(value):
        held = value[name]
        if isinstance(held, str):
            for place, letter in enumerate(held):
                for other in {chr(ord(letter) ^ 1), chr(ord(letter) ^ 32), "-" if letter == "+" else "_"} - {letter}:
                    yield name, value | {name: held[:place] + other + held[place + 1 :]}
            yield name, value | {name: held + "x"}
            yield name, value | {name: held[:-1]} if held else value | {name: " "}
            yield name, value | {name: None}
        if isinstance(held, int):
            yield name, value | {name: held + 1}
            yield name, value | {name: float(held)}
            yield name, value | {name: str(held)}
            yield name, value | {name: True}
        yield name, {key: one for key, one in value.items() if key != name}


def test_every_changed_character_is_refused() -> None:
    count = 0
    for name, changed in changes(VALUE):
        count += 1
        try:
            verify(changed, KEYS, NOW)
        except (InvalidInputError, UnauthenticatedError):
            continue
        pytest.fail(f"{name} was changed to {changed.get(name)!r}")
    assert count > 1000


@pytest.mark.parametrize("path", [("about",), ("n",), ("list",), ("list", 0), ("list", 1), ("list", 2)])
def test_changed_data_is_refused(path) -> None:
    changed = copy.deepcopy(VALUE)
    holder = changed["data"]
    for step in path[:-1]:
        holder = holder[step]
    holder[path[-1]] = "other"
    with pytest.raises(UnauthenticatedError, match="changed after it was signed"):
        verify(changed, KEYS, NOW)


@pytest.mark.parametrize("name", ["dataschema", "data_base64", "traceparent", "x", "Sequence", "", 7])
def test_attributes_that_are_not_ours_are_refused(name) -> None:
    with pytest.raises(InvalidInputError, match="the event has"):
        verify({**VALUE, name: ""}, KEYS, NOW)


@pytest.mark.parametrize(
    "time",
    ["2026-05-01T12:00:00Z", "2026-05-01T14:00:00.000+02:00", "2026-05-01T12:00:00.001Z", "2026-05-01 12:00:00.000Z"],
)
def test_a_time_has_one_text(time: str) -> None:
    with pytest.raises(InvalidInputError):
        verify(VALUE | {"time": time}, KEYS, NOW)


@pytest.mark.parametrize("value", [None, [], "x", 7, {}])
def test_what_is_no_event_is_refused(value) -> None:
    with pytest.raises(InvalidInputError):
        verify(value, KEYS, NOW)


def test_signatures_that_cover_less_are_refused() -> None:
    unsigned = {name: held for name, held in VALUE.items() if name != "dssematerial"}
    event = SignedEvent.from_cloudevent(VALUE).event
    for names in ([], ["sequence"], ["hops", "sequence", "correlationid", "causationid"]):
        made = sign_envelope(PAYLOAD_TYPE, make_material(unsigned, names), [ALPHA.signer]).canonical()
        with pytest.raises(UnauthenticatedError, match="covers"):
            SignedEvent(event, 42, made).verify(KEYS, NOW)
    two = sign_envelope(
        PAYLOAD_TYPE,
        make_material(unsigned, ["causationid", "correlationid", "hops", "sequence"]),
        [ALPHA.signer, make_signer()],
    )
    with pytest.raises(UnauthenticatedError):
        SignedEvent(event, 42, two.canonical()).verify(KEYS, NOW)
    other = sign_envelope("text/plain", make_material(unsigned, []), [ALPHA.signer]).canonical()
    with pytest.raises(UnauthenticatedError, match="type that is not known"):
        SignedEvent(event, 42, other).verify(KEYS, NOW)


def test_keys_count_in_their_time_only() -> None:
    new = make_signer()
    rotated = KEYS.rotate(new.public_key(), NOW, timedelta(seconds=60))
    for signer, at, good in (
        (ALPHA.signer, NOW, True),
        (ALPHA.signer, NOW + timedelta(seconds=59), True),
        (ALPHA.signer, NOW + timedelta(seconds=60), False),
        (new, NOW, True),
        (new, NOW + timedelta(days=9), True),
        (new, NOW - timedelta(seconds=1), False),
    ):
        value = sign(EVENT, 1, signer).to_cloudevent()
        if good:
            assert verify(value, rotated, at)[2] == signer.key_id
        else:
            with pytest.raises(UnauthenticatedError):
                verify(value, rotated, at)
    with pytest.raises(UnauthenticatedError):
        verify(VALUE, KeySet(), NOW)


@pytest.mark.parametrize("sequence", [0, -1, 2**53])
def test_numbers_out_of_range_cannot_be_signed(sequence: int) -> None:
    with pytest.raises(ProblemError):
        sign(EVENT, sequence, ALPHA.signer)
