"""Parse XML of strangers: no entities, nothing fetched, bounded depth and number of elements."""

from typing import Any, NoReturn
from xml.etree.ElementTree import Element, TreeBuilder

from commandcenter.indexing.shapes import clean
from commandcenter.kernel.errors import InvalidInputError, TooLargeError

MAX_DEPTH = 100
MAX_ELEMENTS = 400_000


class _Builder(TreeBuilder):
    """Build elements without their namespaces."""

    def __init__(self) -> None:
        super().__init__()
        self._depth = self._count = 0

    def start(self, tag: str, attrs: dict[Any, Any], /) -> Element:
        self._depth, self._count = self._depth + 1, self._count + 1
        if self._depth > MAX_DEPTH or self._count > MAX_ELEMENTS:
            raise TooLargeError(f"XML deeper than {MAX_DEPTH} or with more than {MAX_ELEMENTS} elements")
        return super().start(tag.rpartition("}")[2], attrs)

    def end(self, tag: str, /) -> Element:
        self._depth -= 1
        return super().end(tag.rpartition("}")[2])


def parse_xml(data: bytes) -> Element:
    """Return the root element; raises InvalidInputError for what is malformed or hostile."""
    from defusedxml.common import DefusedXmlException
    from defusedxml.ElementTree import DefusedXMLParser, ParseError

    builder = _Builder()
    parser = DefusedXMLParser(target=builder)
    expat = parser.parser  # its own handlers copy names and attributes in Python, which takes two thirds of the time
    expat.ordered_attributes = False
    expat.StartElementHandler, expat.EndElementHandler = builder.start, builder.end
    try:
        parser.feed(data)
        root: Element = parser.close()
    except DefusedXmlException as error:
        raise InvalidInputError(f"XML that defines entities or refers outside: {type(error).__name__}") from None
    except (ParseError, LookupError, ValueError) as error:
        raise InvalidInputError(f"not XML: {error}") from None
    return root


def attribute(element: Element, name: str, pointer: str) -> str:
    """Return an attribute that must be there."""
    value = element.get(name)
    if not value:
        raise InvalidInputError(f"<{element.tag}> lacks {name}", pointer=pointer)
    return clean(value)


def whole(element: Element, name: str, steps: tuple[str | int, ...]) -> int:
    """Return an attribute that must be a whole number from 0; `steps` make the pointer, should it be needed."""
    value = element.get(name, "")
    if not (value.isascii() and value.isdigit() and len(value) < 16):
        pointer = "/".join(map(str, steps))
        bad_attribute(name, attribute(element, name, pointer), "a whole number", pointer)
    return int(value)


def bad_attribute(name: str, value: str, expected: str, pointer: str) -> NoReturn:
    """Refuse an attribute's value."""
    raise InvalidInputError(f"expected {expected}, not {value!r:.40}", pointer=f"{pointer}/{name}")
