"""Signed requests: accepted once, unchanged, in time and from a known key; refused with the reason in every other case."""

import itertools
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import http_sf
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from signing_parts import KEYS, NOW, OTHERS, SECOND, SIGNERS, flipped, make_signer

from commandcenter.kernel.errors import InvalidInputError, UnauthenticatedError
from commandcenter.signing.http_requests import Request, content_digest
from commandcenter.signing.http_signatures import (
    AUTHORITY_PATH_QUERY,
    CLOCK_SKEW,
    TARGET_URI,
    VerifiedRequest,
    sign_request,
    verify_request,
)
from commandcenter.signing.jwks import KeySet, PublishedKey
from commandcenter.signing.signature_fields import LABEL, MAX_COMPONENTS, SignatureInput, write_fields

URL = "https://hub.example/v1/links?peer=a"
BODY = b'{"hello":"world"}'
POST = Request("POST", URL, (("Content-Type", "application/json"), ("User-Agent", "hub")), BODY)
GET = Request("GET", URL)
MAX_AGE = timedelta(minutes=2)
algorithms = pytest.mark.parametrize("algorithm", SIGNERS)
targets = pytest.mark.parametrize("target", [TARGET_URI, AUTHORITY_PATH_QUERY])
requests = pytest.mark.parametrize("request_", [POST, GET])


class Nonces:
    """Remembers nonces, each until it may be forgotten."""

    def __init__(self) -> None:
        self.seen: dict[tuple[str, str], datetime] = {}

    def __call__(self, key_id: str, nonce: str, until: datetime) -> bool:
        known = (key_id, nonce) in self.seen
        self.seen[key_id, nonce] = until
        return known


def signed(request: Request, algorithm="ed25519", now=NOW, signer=None, **options) -> Request:
    headers = sign_request(request, signer or SIGNERS[algorithm], now, **options)
    return replace(request, headers=(*request.headers, *headers.items()))


def verify(request: Request, now=NOW, keys=KEYS, seen_nonce=None) -> VerifiedRequest:
    return verify_request(request, keys, now, max_age=MAX_AGE, seen_nonce=seen_nonce or Nonces())


def refused(request: Request, reason: str, **options) -> None:
    with pytest.raises(UnauthenticatedError, match=reason):
        verify(request, **options)


def forged(request: Request, components, **parameters) -> Request:
    """Sign whatever is asked for, also what `sign_request` would not."""
    signer = SIGNERS["ed25519"]
    defaults = {"created": int(NOW.timestamp()), "keyid": signer.key_id, "alg": "ed25519", "nonce": "n" * 16}
    made = SignatureInput(tuple(components), {k: v for k, v in {**defaults, **parameters}.items() if v is not None})
    fields = write_fields(made, signer.sign(made.base(request.component(name) for name in components)))
    return replace(request, headers=(*request.headers, *fields.items()))


def without(request: Request, name: str) -> Request:
    return replace(request, headers=tuple(one for one in request.headers if one[0].lower() != name))


def changed(request: Request, name: str, value: str) -> Request:
    return replace(request, headers=tuple((one, value if one.lower() == name else old) for one, old in request.headers))


@algorithms
@targets
@requests
def test_a_signed_request_is_accepted_once(algorithm, target, request_) -> None:
    request, nonces = signed(request_, algorithm, target=target), Nonces()
    found = verify(request, seen_nonce=nonces)
    assert (found.key, found.created) == (SIGNERS[algorithm].public_key(), NOW)
    content = ("content-type", "content-digest") if request_.body else ()
    assert found.covered == ("@method", *target, *content)
    assert nonces.seen == {(SIGNERS[algorithm].key_id, found.nonce): NOW + MAX_AGE + SECOND}
    refused(request, "used before", seen_nonce=nonces)


def test_two_requests_have_two_nonces() -> None:
    assert verify(signed(GET)).nonce != verify(signed(GET)).nonce


def test_a_nonce_is_used_up_only_by_who_holds_the_key() -> None:
    nonces, request = Nonces(), signed(POST, nonce="same-nonce")
    refused(replace(request, body=b"{}"), "digest", seen_nonce=nonces)
    refused(signed(POST, signer=OTHERS["ed25519"], nonce="same-nonce"), "not known", seen_nonce=nonces)
    assert not nonces.seen
    verify(request, seen_nonce=nonces)
    verify(signed(POST, "ecdsa-p256-sha256", nonce="same-nonce"), seen_nonce=nonces)  # another key, another name


def test_what_the_signature_says_is_in_the_headers_alone() -> None:
    headers = sign_request(POST, SIGNERS["ed25519"], NOW, nonce="nonce-01", expires=NOW + SECOND)
    created = int(NOW.timestamp())
    assert headers["Content-Digest"] == content_digest(BODY)
    assert headers["Signature-Input"] == (
        f'hub=("@method" "@target-uri" "content-type" "content-digest");created={created};expires={created + 1}'
        f';keyid="{SIGNERS["ed25519"].key_id}";alg="ed25519";nonce="nonce-01"'
    )
    assert "Content-Digest" not in sign_request(GET, SIGNERS["ed25519"], NOW)


@algorithms
@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"method": "PUT"}, "does not fit the request"),
        ({"method": "post"}, "does not fit the request"),
        ({"url": "https://hub.example/v1/links?peer=b"}, "does not fit the request"),
        ({"url": "https://hub.example/v1/links"}, "does not fit the request"),
        ({"url": "https://hub.example/v2/links?peer=a"}, "does not fit the request"),
        ({"url": "https://other.example/v1/links?peer=a"}, "does not fit the request"),
        ({"url": "http://hub.example/v1/links?peer=a"}, "does not fit the request"),
        ({"body": b""}, "content-digest does not fit"),
        ({"body": BODY + b" "}, "content-digest does not fit"),
    ],
)
def test_a_changed_request_is_refused(algorithm, change, reason) -> None:
    refused(replace(signed(POST, algorithm), **change), reason)


@pytest.mark.parametrize("url", ["https://HUB.example/v1/links?peer=a", "https://hub.example:443/v1/links?peer=a"])
def test_two_spellings_of_one_authority_are_one_and_of_a_target_uri_two(url) -> None:
    verify(replace(signed(POST, target=AUTHORITY_PATH_QUERY), url=url))
    refused(replace(signed(POST, target=TARGET_URI), url=url), "does not fit the request")


def test_the_scheme_may_change_where_only_authority_path_and_query_are_covered() -> None:
    verify(replace(signed(POST, target=AUTHORITY_PATH_QUERY), url=URL.replace("https", "http")))


@algorithms
def test_no_bit_of_a_signed_header_or_of_the_body_may_change(algorithm) -> None:
    request = signed(Request("POST", "https://h/", (("Content-Type", "a/b"),), b"body"), algorithm, nonce="nonce-01")
    verify(request)
    for name, value in request.headers:
        for other in flipped(value.encode()):
            with pytest.raises(UnauthenticatedError):
                verify(changed(request, name.lower(), other.decode("latin-1")))
    for body in flipped(request.body):
        refused(replace(request, body=body), "content-digest does not fit")


def test_no_byte_of_a_signed_header_may_be_lost_or_added() -> None:
    request = signed(POST)
    for name in ("signature", "signature-input", "content-digest", "content-type"):
        value = request.header(name)
        for place in range(1, len(value)):
            for other in (value[:place] + value[place + 1 :], value[:place] + " " + value[place:], value[:place]):
                if other.strip() != value:
                    with pytest.raises(UnauthenticatedError):
                        verify(changed(request, name, other))


def test_headers_that_are_not_covered_may_change() -> None:
    verify(changed(signed(POST), "user-agent", "a proxy"))


@pytest.mark.parametrize("name", ["signature", "signature-input", "content-type", "content-digest"])
def test_a_covered_header_must_be_there_once(name) -> None:
    request = signed(POST)
    refused(without(request, name), name)
    refused(replace(request, headers=(*request.headers, (name.title(), request.header(name)))), f"{name} comes twice")


@pytest.mark.parametrize("name", ["content-type", "content-encoding", "content-digest"])
def test_a_header_of_the_content_cannot_be_slipped_in(name) -> None:
    value = content_digest(b"") if name == "content-digest" else "gzip"
    refused(replace(signed(GET), headers=(*signed(GET).headers, (name, value))), f"does not cover {name}")


@pytest.mark.parametrize(
    ("components", "reason"),
    [
        (("@target-uri",), "does not cover @method"),
        (("@method",), "neither @target-uri nor"),
        (("@method", "@authority", "@path"), "neither @target-uri nor"),
        (("@method", "@path", "@query"), "neither @target-uri nor"),
        ((), "covers 1 to 32"),
    ],
)
def test_what_must_be_covered_is_covered(components, reason) -> None:
    refused(forged(GET, components), reason)


def test_a_body_needs_a_digest_that_is_covered() -> None:
    refused(forged(POST, ("@method", "@target-uri", "content-type")), "a body and no content-digest")
    digest = replace(POST, headers=(*POST.headers, ("Content-Digest", content_digest(BODY))))
    refused(forged(digest, ("@method", "@target-uri", "content-type")), "does not cover content-digest")
    verify(forged(digest, ("@method", "@target-uri", "content-type", "content-digest")))
    for value in ("", "sha-512=:AAAA:", f"{content_digest(BODY)}, md5=:AAAA:", content_digest(b"")):
        other = changed(digest, "content-digest", value)
        components = ("@method", "@target-uri", "content-type", "content-digest")
        refused(forged(other, components), "content-digest does not fit")


def test_more_may_be_covered() -> None:
    components = ("@method", "@target-uri", "@scheme", "content-type", "user-agent")
    request = forged(replace(POST, body=b""), components)
    assert verify(request).covered == components
    refused(changed(request, "user-agent", "a proxy"), "does not fit the request")


@pytest.mark.parametrize(
    ("parameters", "reason"),
    [
        ({"created": None}, "does not say created"),
        ({"keyid": None}, "does not say keyid"),
        ({"alg": None}, "does not say alg"),
        ({"nonce": None}, "does not say nonce"),
        ({"nonce": "short"}, "a nonce has 8 to 128"),
        ({"nonce": "n" * 129}, "a nonce has 8 to 128"),
        ({"nonce": "with space and more"}, "a nonce has 8 to 128"),
        ({"alg": "ecdsa-p256-sha256"}, "not the one of the key"),
        ({"alg": "hmac-sha256"}, "not the one of the key"),
        ({"keyid": "nobody"}, "not known"),
        ({"keyid": ""}, "not known"),
        ({"tag": "other"}, "not known, or of the wrong kind"),
        ({"created": True}, "wrong kind"),
        ({"created": "1"}, "wrong kind"),
        ({"nonce": 12345678}, "wrong kind"),
        ({"keyid": http_sf.Token("token")}, "wrong kind"),
        ({"expires": int(NOW.timestamp())}, "expires before"),
    ],
)
def test_parameters_are_what_they_must_be(parameters, reason) -> None:
    refused(forged(GET, ("@method", "@target-uri"), **parameters), reason)


@algorithms
def test_a_signature_counts_from_when_it_was_made_until_it_is_too_old(algorithm) -> None:
    request = signed(POST, algorithm)
    for at in (NOW - CLOCK_SKEW, NOW, NOW + MAX_AGE):
        verify(request, now=at)
    refused(request, "from the future", now=NOW - CLOCK_SKEW - SECOND / 1000)
    refused(request, "too old", now=NOW + MAX_AGE + SECOND / 1000)
    for at in (datetime(1970, 1, 1, tzinfo=UTC), datetime(9999, 1, 1, tzinfo=UTC)):
        refused(request, "future|too old", now=at)
    refused(forged(GET, ("@method", "@target-uri"), created=-999_999_999_999_999), "too old")
    refused(forged(GET, ("@method", "@target-uri"), created=999_999_999_999_999), "future")


def test_the_sender_may_ask_for_less() -> None:
    request = signed(POST, expires=NOW + 10 * SECOND)
    verify(request, now=NOW + 10 * SECOND - SECOND / 1000)
    refused(request, "has expired", now=NOW + 10 * SECOND)
    refused(signed(POST, expires=NOW + 999 * MAX_AGE), "too old", now=NOW + 2 * MAX_AGE)


def test_a_nonce_is_remembered_as_long_as_its_request_would_be_accepted() -> None:
    for now in (NOW, NOW - CLOCK_SKEW, NOW + MAX_AGE):
        request, nonces = signed(GET), Nonces()
        verify(request, now=now, seen_nonce=nonces)
        (until,) = nonces.seen.values()
        refused(request, "too old", now=until)


@algorithms
def test_through_a_rotation_both_keys_are_accepted_and_then_the_new_one(algorithm) -> None:
    new, hour = make_signer(algorithm), timedelta(hours=1)
    keys = KEYS.rotate(new.public_key(), NOW, hour)
    for now, old_good, new_good in [
        (NOW - SECOND, True, False), (NOW, True, True), (NOW + hour - SECOND, True, True), (NOW + hour, False, True),
    ]:  # fmt: skip
        for signer, good in ((SIGNERS[algorithm], old_good), (new, new_good)):
            request = signed(POST, signer=signer, now=now)
            if good:
                assert verify(request, now=now, keys=keys).key == signer.public_key()
            else:
                refused(request, "at this time", now=now, keys=keys)


@algorithms
def test_the_key_of_another_signs_for_nobody_else(algorithm) -> None:
    request = signed(POST, signer=OTHERS[algorithm])
    refused(request, "not known")
    value = request.header("signature-input").replace(OTHERS[algorithm].key_id, SIGNERS[algorithm].key_id)
    refused(changed(request, "signature-input", value), "does not fit the request")
    refused(signed(POST, algorithm), "not known", keys=KeySet((PublishedKey(OTHERS[algorithm].public_key()),)))


SIG = signed(GET).header("signature")
INPUT = signed(GET).header("signature-input")


@pytest.mark.parametrize(
    ("name", "value", "reason"),
    [
        ("signature", "", "too long or not ASCII"),
        ("signature", "hub", "is not 64 bytes"),
        ("signature", "hub=:AAAA:", "is not 64 bytes"),
        ("signature", 'hub="text"', "is not 64 bytes"),
        ("signature", f"{SIG};extra", "is not 64 bytes"),
        ("signature", SIG.replace("hub", "other"), "under one label"),
        ("signature", f"{SIG}, {SIG.replace('hub', 'other')}", "under one label"),
        ("signature", f"{SIG}, {SIG}", "one form"),
        ("signature", f"{SIG},", "no structured field"),
        ("signature", "hub=:é:", "too long or not ASCII|cannot be signed"),
        ("signature", "x" * 5_000, "too long"),
        ("signature-input", "hub", "covers 1 to 32"),
        ("signature-input", "hub=1", "covers 1 to 32"),
        ("signature-input", "hub=()", "covers 1 to 32"),
        ("signature-input", INPUT.replace('"@method"', "method"), "with parameters"),
        ("signature-input", INPUT.replace('"@method"', '"@method";req'), "with parameters"),
        ("signature-input", INPUT.replace('"@method"', '"@method" "@method"'), "covered twice"),
        ("signature-input", INPUT.replace('"@method"', '"@method"  '), "one form"),
        ("signature-input", INPUT.replace(";created", "; created"), "one form"),
        ("signature-input", INPUT.replace('"@method"', '"@method" "@status"'), "no request has"),
        ("signature-input", INPUT.replace('"@method"', '"@method" "@query-param"'), "no request has"),
        ("signature-input", INPUT.replace('"@method"', '"@method" "@signature-params"'), "no request has"),
        ("signature-input", INPUT.replace('"@method"', '"@method" "Date"'), "no name of a header"),
        ("signature-input", INPUT.replace('"@method"', '"@method" ""'), "no name of a header"),
        ("signature-input", INPUT.replace('"@method"', '"@method" "date"'), "date is missing"),
        ("signature-input", f"{INPUT}, {INPUT.replace('hub', 'other', 1)}", "under one label"),
    ],
    ids=map(str, itertools.count()),  # the values hold signatures, which differ between processes
)  # fmt: skip
def test_fields_that_say_something_else_are_refused(name, value, reason) -> None:
    refused(changed(signed(GET), name, value), reason)


def test_a_label_is_as_good_as_another_but_not_endless() -> None:
    request = signed(GET)
    for label, good in (("sig1", True), ("*", True), ("a" * 64, True), ("a" * 65, False)):
        other = request
        for name in ("signature", "signature-input"):
            other = changed(other, name, label + request.header(name).removeprefix(LABEL))
        if good:
            verify(other)
        else:
            refused(other, "label")


def test_a_header_cannot_bring_a_line_of_its_own_into_the_base() -> None:
    for value in ('a\n"@method": GET', "a\r\nb", "a\0", "é", "\x7f"):
        with pytest.raises(InvalidInputError, match="cannot be signed"):
            sign_request(replace(POST, headers=(("Content-Type", value),)), SIGNERS["ed25519"], NOW)


@pytest.mark.parametrize(
    ("request_", "options"),
    [
        (signed(GET), {}),
        (GET, {"nonce": "short"}),
        (GET, {"nonce": "é" * 10}),
        (GET, {"nonce": "line\nline line"}),
        (GET, {"expires": NOW}),
        (GET, {"now": NOW.replace(tzinfo=None)}),
        (GET, {"expires": (NOW + SECOND).replace(tzinfo=None)}),
        (GET, {"target": ("@path",)}),
        (GET, {"target": ()}),
        (replace(POST, headers=(("Content-Type", "a/b"), ("content-type", "c/d"))), {}),
    ],
)
def test_what_would_be_refused_is_not_signed(request_, options) -> None:
    with pytest.raises(InvalidInputError):
        sign_request(request_, SIGNERS["ed25519"], **{"now": NOW, **options})


@pytest.mark.parametrize(
    ("method", "url"),
    [
        ("", URL), ("GET ", URL), ("GET\n", URL), ("GÉT", URL),
        *(("GET", url) for url in (
            "", "/v1", "ftp://h/", "https://", "https:///p", "https://user@h/", "https://h/#f", "https://h/ p", "https://h/é",
            "https://h\\p", "https://h/\n", "HTTPS://h/",
        )),
    ],
)  # fmt: skip
def test_what_is_no_request_is_refused(method, url) -> None:
    with pytest.raises(InvalidInputError):
        Request(method, url)


def test_a_naive_clock_lets_nobody_in() -> None:
    refused(signed(GET), "zone", now=NOW.replace(tzinfo=None))


FIELD = st.text(max_size=60) | st.sampled_from([SIG, INPUT]) | st.builds(
    lambda a, b, place: INPUT[:place] + a + INPUT[place:] if b else SIG[:place] + a + SIG[place:],
    st.text('"();=,:? @%*azAZ019-.\t', max_size=6), st.booleans(), st.integers(0, 90),
)  # fmt: skip


@settings(max_examples=60)
@given(FIELD, FIELD, st.text(max_size=20), st.binary(max_size=5))
def test_anything_else_is_unauthenticated_and_nothing_worse(input_, signature, other, body) -> None:
    headers = (("Signature-Input", input_), ("Signature", signature), ("Content-Digest", other))
    for request in (Request("GET", URL, headers[:2]), Request("POST", URL, headers, body)):
        with pytest.raises(UnauthenticatedError):
            verify(request)


def test_neither_headers_nor_body_are_shown() -> None:
    shown = repr(Request("POST", URL, (("Authorization", "Bearer secret"),), b"secret"))
    assert "secret" not in shown


def test_a_signature_covers_so_many_components_and_no_more() -> None:
    for extra, good in ((MAX_COMPONENTS - 2, True), (MAX_COMPONENTS - 1, False)):
        names = [f"x-{number}" for number in range(extra)]
        request = forged(replace(GET, headers=tuple((name, "v") for name in names)), ("@method", "@target-uri", *names))
        if good:
            assert len(verify(request).covered) == MAX_COMPONENTS
        else:
            refused(request, "covers 1 to 32")
