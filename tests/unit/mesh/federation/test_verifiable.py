"""The digests and signatures of the specification's own test vectors (cloudevents/spec, extensions/verifiability.md)."""

import base64
import json

import pytest

from commandcenter.kernel.errors import InvalidInputError, UnauthenticatedError
from commandcenter.mesh.federation.verifiable import (
    check_material,
    core_digest,
    extension_digest,
    make_material,
    read_note,
)
from commandcenter.signing.base64_text import to_base64
from commandcenter.signing.dsse import parse_envelope, verify_envelope
from commandcenter.signing.model import PublicKey

X = 46950820868899156662930047687818585632848591499744589407958293238635476079160
Y = 5640078356564379163099075877009565129882514886557779369047442380624545832820
KEY = {"testkey": PublicKey("ecdsa-p256-sha256", X.to_bytes(32, "big") + Y.to_bytes(32, "big"))}

EVENT = {
    "specversion": "1.0",
    "id": "1",
    "source": "example/uri",
    "type": "example.type",
    "datacontenttype": "application/json",
    "data": {"hello": "world"},
}
ZULU = EVENT | {"subject": "", "time": "2020-06-18T17:24:53Z"}
BINARY = {
    **EVENT,
    "type": "example.type.binary",
    "datacontenttype": "application/octet-stream",
    "data_base64": "8J+koQ==",
}
del BINARY["data"]
TWO = EVENT | {"exta": "value1", "extb": "value2"}
CASE_3 = (
    "eyJwYXlsb2FkVHlwZSI6Imh0dHBzOi8vY2xvdWRldmVudHMuaW8vdmVyaWZpYWJpbGl0eS9kc3NlL3YwLjEiLCJwYXlsb2FkIjoiZXlKamIzSmxJam9p"
    "ZDB0RFlUaHpjVE5rZVdjdk1EQmFhVVJSZVM5aFdFRlpNWFJsY0ZGdWNrdE1ZVFo0VURCWk0wUXZVVDBpZlE9PSIsInNpZ25hdHVyZXMiOlt7ImtleWlk"
    "IjoidGVzdGtleSIsInNpZyI6IlVNcWlOWXA3U1FacTZNSGRtczRkbjJtc0hHaW5MSHZaYVVWM2doY2ovY241QmkzZDVqejBzZmhtOXBaODlDY09hK1dX"
    "dGpZNmNadmo3Yy90T1dzVFZnPT0ifV19"
)
CASE_5 = (
    "eyJwYXlsb2FkVHlwZSI6Imh0dHBzOi8vY2xvdWRldmVudHMuaW8vdmVyaWZpYWJpbGl0eS9kc3NlL3YwLjEiLCJwYXlsb2FkIjoiZXlKamIzSmxJam9p"
    "Y1VOVFpXbGFhMU1yYUVnNVYybERiR1p4Tm5Cc1puRlpUbFo1TW10MmVGZFNabTlDY2t4RmVtOUVhejBpZlE9PSIsInNpZ25hdHVyZXMiOlt7ImtleWlk"
    "IjoidGVzdGtleSIsInNpZyI6IkYyaXAweG1nSlgzdWdIWkM2dE1ycjdBMkVxYWkwOHJhR3JUd2R5aC9PR0RJSXJGN0J5TTJ5SVRMS3FOckYzZHpaR1Iy"
    "bzBDczlmRUJGZEx4Uk9VeUVRPT0ifV19"
)
CASE_7 = (
    "eyJwYXlsb2FkVHlwZSI6Imh0dHBzOi8vY2xvdWRldmVudHMuaW8vdmVyaWZpYWJpbGl0eS9kc3NlL3YwLjEiLCJwYXlsb2FkIjoiZXlKamIzSmxJam9p"
    "VEZSblVVdElSMmhsWnpaVU5EaDRjRWRIY2pWNlRtdGthSEF5TW10bGJscERUM0ZwWTBaMFNUUlRRVDBpTENKbGVIUWlPaUpJUWpGd1pUUXpNVVp2VVZw"
    "U2MwcGllVXhPVFhFd1VXRkJkbkZRZEcxb1pHazRaRWhIVTJoaVNrRlZQU0lzSW5OcFoyNWxaR1Y0ZEdGMGRISnpJanBiSW1WNGRHRWlMQ0psZUhSaUls"
    "MTkiLCJzaWduYXR1cmVzIjpbeyJrZXlpZCI6InRlc3RrZXkiLCJzaWciOiIyZzFVb0FRcHoxb1BqWlRQUlplK3l2THpaUU5FQ1pha2piWlZYaXpEd2RN"
    "bmVJSCsrLzUzdVhOMmJDU2tWSkltZndPaVl5S0JtNG12c01ISlhJVWh6Zz09In1dfQ=="
)


def envelope(text: str):
    return parse_envelope(base64.b64decode(text))


def test_the_vector_whose_data_is_bytes_verifies_and_is_made_again() -> None:
    """Case 5. The vectors with JSON data do not say over which bytes of it they were made, so of those the rest is held."""
    assert check_material(BINARY, envelope(CASE_5), KEY) == ("testkey", [])
    assert make_material(BINARY, []) == envelope(CASE_5).payload


@pytest.mark.parametrize(("text", "names"), [(CASE_3, []), (CASE_7, ["exta", "extb"])], ids=["case 3", "case 7"])
def test_the_notes_of_the_other_vectors_are_signed_and_read(text: str, names: list[str]) -> None:
    assert verify_envelope(envelope(text), KEY).key_ids == ("testkey",)
    _, extension, read = read_note(envelope(text).payload)
    assert read == names
    assert extension == (extension_digest(TWO, names) if names else b"")


def test_the_extension_digests_of_cases_6_and_7() -> None:
    assert to_base64(extension_digest(TWO, ["exta"])) == "kU1P8bDaEnyNhglWzdTJNHh77khNWSZebBUxufVM2pU="
    assert to_base64(extension_digest(TWO, ["exta", "extb"])) == "HB1pe431FoQZRsJbyLNMq0QaAvqPtmhdi8dHGShbJAU="
    assert extension_digest(TWO, ["exta", "extb"]) != extension_digest(TWO, ["extb", "exta"])


def test_an_empty_subject_is_none_and_a_time_is_a_moment_in_seconds() -> None:
    """Cases 2 to 4."""
    assert core_digest(EVENT) == core_digest(EVENT | {"subject": ""})
    for time in ("2020-06-18T19:24:53+02:00", "2020-06-18T17:24:53.999Z", "2020-06-18T17:24:53"):
        assert core_digest(ZULU | {"time": time}) == core_digest(ZULU)
    assert core_digest(ZULU | {"time": "2020-06-18T17:24:54Z"}) != core_digest(ZULU)


@pytest.mark.parametrize("member", ["id", "source", "specversion", "type", "datacontenttype", "subject", "dataschema"])
def test_another_attribute_is_refused(member: str) -> None:
    with pytest.raises(UnauthenticatedError, match="changed after it was signed"):
        check_material(BINARY | {member: BINARY.get(member, "") + "x"}, envelope(CASE_5), KEY)


def test_other_data_and_no_key_are_refused() -> None:
    with pytest.raises(UnauthenticatedError, match="was changed"):
        check_material(BINARY | {"data_base64": "8J+koA=="}, envelope(CASE_5), KEY)
    with pytest.raises(UnauthenticatedError, match="not known here"):
        check_material(BINARY, envelope(CASE_5), {})


@pytest.mark.parametrize("names", [["exta", "exta"], ["id"], ["time"], ["dataschema"], ["dssematerial"]])
def test_names_that_must_not_be_signed(names: list[str]) -> None:
    """Case 8a to 8c, at signing and at reading."""
    with pytest.raises(InvalidInputError, match="cannot be signed"):
        make_material(TWO, names)
    digest = to_base64(bytes(32))
    with pytest.raises(InvalidInputError, match="cannot be signed"):
        read_note(json.dumps({"core": digest, "ext": digest, "signedextattrs": names}).encode())


@pytest.mark.parametrize(
    "note",
    [
        {"core": to_base64(bytes(32)), "signedextattrs": ["exta"]},
        {"core": to_base64(bytes(32)), "ext": to_base64(bytes(32))},
        {"core": to_base64(bytes(31))},
        {"core": 7},
        {},
        [],
        {"core": to_base64(bytes(32)), "ext": to_base64(bytes(32)), "signedextattrs": "exta"},
    ],
    ids=["no ext", "no names", "short", "number", "empty", "list", "text"],
)
def test_notes_that_break_the_rules(note: object) -> None:
    with pytest.raises(InvalidInputError):
        read_note(json.dumps(note).encode())


def test_types_of_extensions() -> None:
    """Case 8f; an integer counts as its digits, true as "true", what is not there as nothing."""
    assert extension_digest({"a": 5}, ["a"]) == extension_digest({"a": "5"}, ["a"])
    assert extension_digest({"a": True}, ["a"]) == extension_digest({"a": "true"}, ["a"])
    assert extension_digest({}, ["a"]) == extension_digest({"a": ""}, ["a"])
    for value in ([], {}, 1.5):
        with pytest.raises(InvalidInputError):
            make_material({"a": value}, ["a"])
    assert read_note(json.dumps({"core": to_base64(bytes(32)), "unknown": 1}).encode()) == (bytes(32), b"", [])
