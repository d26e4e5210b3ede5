"""Names of content: each value has one text and one sequence of bytes."""

import base64
import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commandcenter.attestation.content.cid import DAG_PB, RAW, Cid, check, raw_cid
from commandcenter.kernel.errors import InvalidInputError

ALPHABET = "abcdefghijklmnopqrstuvwxyz234567"
cids = st.builds(Cid, st.sampled_from([RAW, DAG_PB]), st.binary(min_size=32, max_size=32))


def test_names_that_kubo_gave():
    assert raw_cid(b"") == "bafkreihdwdcefgh4dqkjv67uzcmw7ojee6xedzdetojuzjevtenxquvyku"
    assert raw_cid(b"hello world") == "bafkreifzjut3te2nhyekklss27nh3k72ysco7y32koao5eei66wof36n5e"


@given(st.binary(max_size=100))
def test_a_name_is_the_hash_behind_four_bytes(data):
    cid = raw_cid(data)
    spelled = base64.b32decode(cid[1:].upper() + "======")
    assert (cid[0], spelled[:4].hex(), spelled[4:]) == ("b", "01551220", hashlib.sha256(data).digest())
    check(cid, data)
    with pytest.raises(InvalidInputError, match="not those of"):
        check(cid, data + b"\0")


@given(cids)
def test_text_and_bytes_are_read_back(cid):
    assert Cid.parse(str(cid)) == Cid.from_bytes(cid.to_bytes()) == cid
    assert len(str(cid)) == 59


@given(cids, st.data())
def test_no_other_text_names_the_same(cid, data):
    text = str(cid)
    place = data.draw(st.integers(0, len(text) - 1))
    other = data.draw(st.sampled_from(ALPHABET + "ABZ01 =\n-\u0131\u017f"))
    changed = data.draw(
        st.sampled_from([text[:place] + other + text[place + 1 :], text[:place] + other + text[place:]])
    )
    if changed != text:
        try:
            assert Cid.parse(changed) != cid
        except InvalidInputError:
            return
        assert str(Cid.parse(changed)) == changed


@given(st.text(max_size=70) | st.text(ALPHABET, min_size=58, max_size=58).map(lambda text: "b" + text))
def test_text_is_refused_or_stands_for_itself(text):
    try:
        assert str(Cid.parse(text)) == text
    except InvalidInputError:
        return


OTHERS = {
    "version 0": "QmYwAPJzv5CZsnA625s3Xf2nemtYgPpHdWEz79ojWnPbdG",
    "upper case": raw_cid(b"").upper(),
    "without multibase": raw_cid(b"")[1:],
    "with padding": raw_cid(b"") + "======",
    "dag-cbor": "b" + base64.b32encode(b"\x01\x71\x12\x20" + bytes(32)).decode().rstrip("=").lower(),
    "SHA-512": "b" + base64.b32encode(b"\x01\x55\x13\x40" + bytes(64)).decode().rstrip("=").lower(),
    "a short hash": "b" + base64.b32encode(b"\x01\x55\x12\x1f" + bytes(31)).decode().rstrip("=").lower(),
    "a path": f"/ipfs/{raw_cid(b'')}",
    "spare bits": raw_cid(b"")[:-1] + "v",
    "nothing": "",
}


@pytest.mark.parametrize("text", OTHERS.values(), ids=OTHERS)
def test_other_names_are_refused(text):
    with pytest.raises(InvalidInputError, match="not a CIDv1 in base32"):
        Cid.parse(text)


@given(st.binary(max_size=40))
def test_bytes_are_refused_or_stand_for_themselves(data):
    try:
        assert Cid.from_bytes(data).to_bytes() == data
    except InvalidInputError:
        return


@given(cids, st.binary(min_size=1, max_size=3))
def test_bytes_with_more_or_less_at_the_end_are_refused(cid, more):
    for wrong in (cid.to_bytes() + more, cid.to_bytes()[: -len(more)]):
        with pytest.raises(InvalidInputError):
            Cid.from_bytes(wrong)
