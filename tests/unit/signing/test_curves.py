"""Points of the curves: what OpenSSL says for P-256, Euler's criterion and the known bad points for Ed25519."""

import pytest
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, EllipticCurvePublicNumbers
from hypothesis import given, settings
from hypothesis import strategies as st
from signing_parts import OTHERS, SIGNERS, make_signer

from commandcenter.kernel.errors import InvalidInputError
from commandcenter.signing.curves import on_ed25519, on_p256
from commandcenter.signing.model import PublicKey

P256_PRIME = 2**256 - 2**224 + 2**192 + 2**96 - 1
ED_PRIME = 2**255 - 19
SMALL_ORDER = [
    "0100000000000000000000000000000000000000000000000000000000000000",
    "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    "0000000000000000000000000000000000000000000000000000000000000000",
    "0000000000000000000000000000000000000000000000000000000000000080",
    "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
    "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa",
    "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
    "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc85",
]
NOT_CANONICAL = [
    "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",  # y = p, another way to say 0
    "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",  # y = p + 1
    "0100000000000000000000000000000000000000000000000000000000000080",  # x = 0 with a sign
]


def p256_by_openssl(x: int, y: int) -> bool:
    try:
        EllipticCurvePublicNumbers(x, y, SECP256R1()).public_key()
    except ValueError:
        return False
    return True


@pytest.mark.parametrize("delta", [0, 1, -1, 2**200])
@pytest.mark.parametrize("on_x", [True, False])
def test_p256_points_are_those_of_openssl(delta, on_x) -> None:
    x, y = _coordinates()
    x, y = (x + delta, y) if on_x else (x, y + delta)
    assert on_p256(x, y) is p256_by_openssl(x, y) is (delta == 0)


def test_the_p256_points_at_zero_are_points() -> None:
    b = 0x5AC635D8AA3A93E7B3EBBD55769886BC651D06B0CC53B0F63BCE3C3E27D2604B
    root = pow(b, (P256_PRIME + 1) // 4, P256_PRIME)
    for y in (root, P256_PRIME - root):
        assert on_p256(0, y) is p256_by_openssl(0, y) is True


def test_a_coordinate_past_the_prime_is_refused_though_openssl_takes_it() -> None:
    x, y = _coordinates()
    assert p256_by_openssl(x, y + P256_PRIME)
    assert not on_p256(x, y + P256_PRIME)
    assert not on_p256(x + P256_PRIME, y)
    assert not on_p256(x, -y)


@settings(max_examples=60)
@given(st.integers(0, 2**256 - 1), st.integers(0, 2**256 - 1))
def test_two_random_numbers_are_no_point(x, y) -> None:
    assert on_p256(x, y) is p256_by_openssl(x, y) is False


@settings(max_examples=60)
@given(st.binary(min_size=32, max_size=32))
def test_ed25519_points_have_a_square_by_eulers_criterion(encoded) -> None:
    y = int.from_bytes(encoded, "little") & (2**255 - 1)
    d = -121665 * pow(121666, -1, ED_PRIME)
    euler = pow((y * y - 1) * (d * y * y + 1) % ED_PRIME, (ED_PRIME - 1) // 2, ED_PRIME)
    if 1 < y < ED_PRIME - 1:  # the points of small order have tests of their own
        assert on_ed25519(encoded) is (euler == 1)


def test_keys_made_by_openssl_are_points() -> None:
    for _ in range(20):
        assert on_ed25519(make_signer("ed25519").public_key().raw)


@pytest.mark.parametrize("encoded", [*SMALL_ORDER, *NOT_CANONICAL])
def test_weak_and_ambiguous_ed25519_keys_are_refused(encoded) -> None:
    assert not on_ed25519(bytes.fromhex(encoded))
    with pytest.raises(InvalidInputError):
        PublicKey("ed25519", bytes.fromhex(encoded))


@pytest.mark.parametrize("length", [0, 31, 33, 63, 65, 128])
@pytest.mark.parametrize("algorithm", SIGNERS)
def test_keys_of_another_length_are_refused(algorithm, length) -> None:
    with pytest.raises(InvalidInputError):
        PublicKey(algorithm, (SIGNERS[algorithm].public_key().raw * 4)[:length])


def test_an_unknown_algorithm_is_refused() -> None:
    with pytest.raises(InvalidInputError, match="must be one of"):
        PublicKey("rsa", OTHERS["ed25519"].public_key().raw)  # type: ignore[arg-type]


def _coordinates() -> tuple[int, int]:
    raw = SIGNERS["ecdsa-p256-sha256"].public_key().raw
    return int.from_bytes(raw[:32], "big"), int.from_bytes(raw[32:], "big")
