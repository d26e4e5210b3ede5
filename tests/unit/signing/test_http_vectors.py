"""The vectors of RFC 9421, appendix B.2, and RFC 9530: bases and signatures byte for byte."""

import base64

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from commandcenter.signing.base64_text import from_base64url
from commandcenter.signing.http_requests import Request, content_digest
from commandcenter.signing.key_files import FileSigner
from commandcenter.signing.model import PublicKey
from commandcenter.signing.pyca import public_key_of, read_public_key
from commandcenter.signing.signature_fields import SignatureInput, write_fields

CREATED = 1618884473
REQUEST = Request(
    "POST",
    "https://example.com/foo?param=Value&Pet=dog",
    (
        ("Host", "example.com"),
        ("Date", "Tue, 20 Apr 2021 02:07:55 GMT"),
        ("Content-Type", "application/json"),
        ("Content-Digest", "sha-512=:WZDPaVn/7XgHaAy8pmojAkGWoRx2UFChF41A2svX+TaPm+AbwAgBWnrIiYllu7BNNyealdVLvRwEmTHWXvJwew==:"),
        ("Content-Length", "18"),
    ),
    b'{"hello": "world"}',
)  # fmt: skip
# B.1.3 test-key-ecc-p256
P256_KEY = read_public_key(
    base64.b64decode(
        "MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEqIVYZVLCrPZHGHjP17CTW0/+D9Lfw0EkjqF7xB4FivAxzic30tMM4GF+hR6Dxh71Z50VGGdldkkDXZCnTNnoXQ=="
    )
)
# B.1.4 test-key-ed25519
ED_PUBLIC = PublicKey("ed25519", from_base64url("JrQLj5P_89iXES9-vFgrIy29clF9CC_oPPsw3c5D0bs"))
ED_PRIVATE = Ed25519PrivateKey.from_private_bytes(from_base64url("n4Ni-HpISpVObnQMW0wOhCKROaIKqKtW_2ZYb2p9KcU"))

B26_INPUT = '("date" "@method" "@path" "@authority" "content-type" "content-length");created=1618884473;keyid="test-key-ed25519"'
B26_BASE = f"""\
"date": Tue, 20 Apr 2021 02:07:55 GMT
"@method": POST
"@path": /foo
"@authority": example.com
"content-type": application/json
"content-length": 18
"@signature-params": {B26_INPUT}"""
B26_SIGNATURE = "wqcAqbmYJ2ji2glfAMaRy4gruYYnx2nEFN2HN6jrnDnQCK1u02Gb04v9EDgwUPiu4A0w6vuQv5lIp5WPpBKRCw=="

B24_BASE = """\
"@status": 200
"content-type": application/json
"content-digest": sha-512=:mEWXIS7MaLRuGgxOBdODa3xqM1XdEvxoYhvlCFJ41QJgJc4GTsPp29l5oGX69wWdXymyU0rjJuahq4l5aGgfLQ==:
"content-length": 23
"@signature-params": ("@status" "content-type" "content-digest" "content-length");created=1618884473;keyid="test-key-ecc-p256\""""
B24_SIGNATURE = "wNmSUAhwb5LxtOtOpNa6W5xj067m5hFrj0XQ4fvpaCLx0NKocgPquLgyahnzDnDAUy5eCdlYUEkLIj+32oiasw=="


def test_b_2_6_ed25519_exactly() -> None:
    names = ("date", "@method", "@path", "@authority", "content-type", "content-length")
    made = SignatureInput(names, {"created": CREATED, "keyid": "test-key-ed25519"})
    base = made.base(REQUEST.component(name) for name in names)
    assert base.decode() == B26_BASE
    signer = FileSigner(ED_PRIVATE, public_key_of(ED_PRIVATE.public_key()))
    assert signer.public_key() == ED_PUBLIC
    assert base64.b64encode(signer.sign(base)).decode() == B26_SIGNATURE
    assert ED_PUBLIC.verify(base, base64.b64decode(B26_SIGNATURE))
    assert write_fields(made, signer.sign(base)) == {
        "Signature-Input": f"hub={B26_INPUT}",
        "Signature": f"hub=:{B26_SIGNATURE}:",
    }


def test_b_2_4_ecdsa_verifies() -> None:
    names = ("@status", "content-type", "content-digest", "content-length")
    made = SignatureInput(names, {"created": CREATED, "keyid": "test-key-ecc-p256"})
    values = [line.partition(": ")[2] for line in B24_BASE.splitlines()[:-1]]
    assert made.base(values).decode() == B24_BASE
    assert P256_KEY.verify(made.base(values), base64.b64decode(B24_SIGNATURE))
    assert not P256_KEY.verify(made.base(["201", *values[1:]]), base64.b64decode(B24_SIGNATURE))


def test_b_2_3_the_components_of_full_coverage() -> None:
    names = ("date", "@method", "@path", "@query", "@authority", "content-type", "content-digest", "content-length")
    made = SignatureInput(names, {"created": CREATED, "keyid": "test-key-rsa-pss"})
    assert made.base(REQUEST.component(name) for name in names).decode() == (
        '"date": Tue, 20 Apr 2021 02:07:55 GMT\n"@method": POST\n"@path": /foo\n"@query": ?param=Value&Pet=dog\n'
        '"@authority": example.com\n"content-type": application/json\n"content-digest": sha-512=:WZDPaVn/7XgHaAy8pmojAkGW'
        'oRx2UFChF41A2svX+TaPm+AbwAgBWnrIiYllu7BNNyealdVLvRwEmTHWXvJwew==:\n"content-length": 18\n"@signature-params": '
        '("date" "@method" "@path" "@query" "@authority" "content-type" "content-digest" "content-length")'
        ';created=1618884473;keyid="test-key-rsa-pss"'
    )


@pytest.mark.parametrize(
    ("url", "name", "value"),
    [  # RFC 9421, sections 2.2.2 to 2.2.7, and RFC 9110, section 4.2.3
        ("https://www.example.com/path?param=value", "@target-uri", "https://www.example.com/path?param=value"),
        ("https://WWW.Example.com:443", "@target-uri", "https://WWW.Example.com:443/"),
        ("https://www.example.com/path?param=value", "@authority", "www.example.com"),
        ("http://www.EXAMPLE.com:80/", "@authority", "www.example.com"),
        ("http://www.example.com:443/", "@authority", "www.example.com:443"),
        ("https://[2001:DB8::1]:8443/", "@authority", "[2001:db8::1]:8443"),
        ("http://www.example.com/path?param=value", "@scheme", "http"),
        ("https://www.example.com/path?param=value", "@path", "/path"),
        ("https://www.example.com", "@path", "/"),
        ("https://www.example.com/a%20b/", "@path", "/a%20b/"),
        ("https://www.example.com/path?param=value&foo=bar&baz=bat%2Dman", "@query", "?param=value&foo=bar&baz=bat%2Dman"),
        ("https://www.example.com/path?queryString", "@query", "?queryString"),
        ("https://www.example.com/path?", "@query", "?"),
        ("https://www.example.com/path", "@query", "?"),
    ],
)  # fmt: skip
def test_derived_components_are_those_of_the_standard(url, name, value) -> None:
    assert Request("GET", url).component(name) == value


def test_digests_are_those_of_rfc_9530() -> None:
    assert content_digest(b'{"hello": "world"}\n') == "sha-256=:RK/0qy18MlBSVnWgjwz6lZEWjP/lF5HF9bvEF8FabDg=:"
    assert content_digest(b"") == "sha-256=:47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=:"
