"""As much of the protocol buffers' wire format as the blocks of files need: varints and byte strings.

Source: protobuf.dev, "Encoding".
"""

from collections.abc import Iterator

from commandcenter.kernel.errors import InvalidInputError

MAX_VARINT_BYTES = 9
"""Of a number below 2 to the power of 63, as multiformats bound it."""

_VARINT, _BYTES = 0, 2


def varint(number: int) -> bytes:
    """Write a number of 0 to 2**63 - 1 in groups of seven bits, the lowest first."""
    groups = bytearray()
    while number > 0x7F:
        groups.append(number & 0x7F | 0x80)
        number >>= 7
    return bytes((*groups, number))


def read_varint(data: bytes, at: int) -> tuple[int, int]:
    """Read a number; returns it and where it ends. Raises InvalidInputError when it is cut off, too long or padded."""
    number = 0
    for place in range(MAX_VARINT_BYTES):
        if at + place >= len(data):
            raise InvalidInputError("a number is cut off")
        byte = data[at + place]
        number |= (byte & 0x7F) << 7 * place
        if byte < 0x80:
            if byte == 0 and place:
                raise InvalidInputError("a number does not stand in its shortest form")
            return number, at + place + 1
    raise InvalidInputError("a number is too large")


def number_field(field: int, number: int) -> bytes:
    return varint(field << 3 | _VARINT) + varint(number)


def bytes_field(field: int, value: bytes) -> bytes:
    return varint(field << 3 | _BYTES) + varint(len(value)) + value


def read_fields(data: bytes) -> Iterator[tuple[int, int | bytes]]:
    """Yield each field's number and value in their order; raises InvalidInputError for other kinds of fields."""
    at = 0
    while at < len(data):
        tag, at = read_varint(data, at)
        value, at = read_varint(data, at)
        if tag & 7 == _VARINT:
            yield tag >> 3, value
        elif tag & 7 == _BYTES and at + value <= len(data):
            yield tag >> 3, data[at : at + value]
            at += value
        else:
            raise InvalidInputError("a field is cut off or of a kind that does not belong here")
