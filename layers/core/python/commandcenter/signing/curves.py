"""Which public keys are points of their curve: plain arithmetic on public values, so that key sets need no OpenSSL."""

P256_ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551

_P256_PRIME = 2**256 - 2**224 + 2**192 + 2**96 - 1
_P256_B = 0x5AC635D8AA3A93E7B3EBBD55769886BC651D06B0CC53B0F63BCE3C3E27D2604B
_ED_PRIME = 2**255 - 19
_ED_D = -121665 * pow(121666, -1, _ED_PRIME) % _ED_PRIME
_ED_ROOT_OF_MINUS_ONE = pow(2, (_ED_PRIME - 1) // 4, _ED_PRIME)


def on_p256(x: int, y: int) -> bool:
    """Say whether (x, y) is a point of NIST P-256; its order is prime, so every such point is good."""
    if not (0 <= x < _P256_PRIME and 0 <= y < _P256_PRIME):
        return False
    return (y * y - (x * x * x - 3 * x + _P256_B)) % _P256_PRIME == 0


def on_ed25519(encoded: bytes) -> bool:
    """Say whether 32 bytes encode a point of edwards25519 (RFC 8032, section 5.1.3) that is not of small order.

    Under a key of small order one signature fits many messages.
    """
    point = _decode_ed25519(encoded)
    if point is None:
        return False
    for _ in range(3):  # the cofactor is 8
        point = _double(*point)
    return point != (0, 1)


def _decode_ed25519(encoded: bytes) -> tuple[int, int] | None:
    if len(encoded) != 32:
        return None
    number = int.from_bytes(encoded, "little")
    sign, y = number >> 255, number & (2**255 - 1)
    if y >= _ED_PRIME:
        return None
    square = (y * y - 1) * pow(_ED_D * y * y + 1, -1, _ED_PRIME) % _ED_PRIME
    x = pow(square, (_ED_PRIME + 3) // 8, _ED_PRIME)
    if (x * x - square) % _ED_PRIME:
        x = x * _ED_ROOT_OF_MINUS_ONE % _ED_PRIME
    if (x * x - square) % _ED_PRIME or (x == 0 and sign):
        return None
    return (x if x % 2 == sign else _ED_PRIME - x), y


def _double(x: int, y: int) -> tuple[int, int]:
    # The addition law of a twisted Edwards curve with a = -1 is complete: nothing here divides by zero.
    product = _ED_D * x * x * y * y
    doubled_x = 2 * x * y * pow(1 + product, -1, _ED_PRIME)
    doubled_y = (y * y + x * x) * pow(1 - product, -1, _ED_PRIME)
    return doubled_x % _ED_PRIME, doubled_y % _ED_PRIME
