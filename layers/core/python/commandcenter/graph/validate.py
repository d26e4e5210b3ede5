"""Check nodes and links before they may enter a ledger; every refusal points at the fault (RFC 6901)."""

from collections.abc import Mapping
from typing import Any

from commandcenter.graph.model import EDGE_TYPES, LINK_TYPES, MAX_BODY_BYTES, NODE_TYPES, Link, Node
from commandcenter.kernel.canonical import canonical
from commandcenter.kernel.clock import parse_time
from commandcenter.kernel.errors import InvalidInputError, ProblemError
from commandcenter.kernel.urn import Urn, check_id, check_key

RECURSIVE_EDGES = frozenset({"calls", "imports"})
"""Edges a node may have to itself: a function calls itself, a package imports its own parts."""
MAX_DEPTH = 60
"""How deep properties may nest."""
_SURELY_SMALL = MAX_BODY_BYTES - 20_000
"""A body bounded by this needs no weighing: the rest of it (key, parent, scope) is short, and its alias repeats a property."""
_SAFE_INTEGER = 2**53 - 1


def check_node(node: Node, pointer: str = "", scope: str = "") -> None:
    """Refuse a node that is wrong in itself: type, id, edges, properties, size; the ends of edges are checked by plans.

    Raises InvalidInputError for the first fault in the order type, id, parent, props, edges, size; `pointer` prefixes
    its path.
    """
    if node.type not in NODE_TYPES:
        raise InvalidInputError(f"unknown node type {node.type!r:.60}", pointer=f"{pointer}/type")
    _at(f"{pointer}/id", check_id, node.id)
    if node.parent is not None:
        _at(f"{pointer}/parent", check_key, node.parent)
        if node.parent == node.key:
            raise InvalidInputError("a node cannot contain itself", pointer=f"{pointer}/parent")
    weight = check_props(node.props, f"{pointer}/props")
    if node.edges:
        weight += check_edges(node, pointer)
    if 2 * weight > _SURELY_SMALL:
        _check_size(node.body(scope), pointer)


def check_edges(node: Node, pointer: str) -> int:
    """Refuse edges of unknown type, `contains` (it stands on the contained side as `parent`), bad ends and odd loops.

    Returns a bound on the bytes the edges take.
    """
    weight = 0
    for kind in sorted(node.edges, key=str):
        at = f"{pointer}/edges/{escape(str(kind))}"
        if kind == "contains":
            raise InvalidInputError("containment is said by the contained node's parent", pointer=at)
        if kind not in EDGE_TYPES:
            raise InvalidInputError(f"unknown edge type {kind!r:.60}", pointer=at)
        ends = node.edges[kind]
        if isinstance(ends, str):
            raise InvalidInputError("the ends of an edge are a list of keys", pointer=at)
        for index, end in enumerate(ends):
            if not isinstance(end, str):
                raise InvalidInputError(f"not an entity key: {end!r:.80}", pointer=f"{at}/{index}")
            if end == node.key and kind not in RECURSIVE_EDGES:
                raise InvalidInputError(f"{kind} cannot lead from a node to itself", pointer=f"{at}/{index}")
            weight += 6 * len(end) + 3
    return weight


def check_link(link: Link, pointer: str = "") -> None:
    """Refuse a link that is wrong in itself: kind, type, ends, evidence, size; the error tells the path."""
    if link.kind not in LINK_TYPES:
        raise InvalidInputError(f"unknown kind of link {link.kind!r:.60}", pointer=f"{pointer}/link")
    if link.type not in LINK_TYPES[link.kind]:
        raise InvalidInputError(f"unknown {link.kind} type {link.type!r:.60}", pointer=f"{pointer}/type")
    for name, urn in (("source", link.source), ("target", link.target)):
        _at(f"{pointer}/{name}", Urn.parse, str(urn))
    if link.source == link.target:
        raise InvalidInputError("a link joins two things", pointer=f"{pointer}/target")
    for index, item in enumerate(link.evidence):
        check_evidence(item, f"{pointer}/evidence/{index}")
    body = link.body("")
    if check_props(body, pointer) > _SURELY_SMALL:
        _check_size(body, pointer)


def check_evidence(item: Any, pointer: str) -> None:
    """Refuse evidence that is not `{"kind", "ref", "at" (RFC 3339), "weight" (0..1)}`."""
    if not isinstance(item, Mapping):
        raise InvalidInputError("evidence is an object", pointer=pointer)
    for name in ("kind", "ref"):
        if not isinstance(item.get(name), str) or not item[name]:
            raise InvalidInputError(f"evidence needs {name}", pointer=f"{pointer}/{name}")
    _at(f"{pointer}/at", parse_time, item.get("at"))
    weight = item.get("weight")
    if isinstance(weight, bool) or not isinstance(weight, (int, float)) or not 0 <= weight <= 1:
        raise InvalidInputError("a weight lies between 0 and 1", pointer=f"{pointer}/weight")


def check_props(props: Any, pointer: str) -> int:
    """Refuse properties that JSON cannot say exactly; return a bound on the bytes they take."""
    if not isinstance(props, Mapping):
        raise InvalidInputError("properties are a JSON object", pointer=pointer)
    plain = props if type(props) is dict else dict(props)
    try:
        return _weigh(plain, MAX_DEPTH)
    except (TypeError, ValueError):
        raise _fault(plain, pointer, MAX_DEPTH) from None


def escape(token: str) -> str:
    """Write one reference token of a JSON pointer."""
    return token.replace("~", "~0").replace("/", "~1")


def _at(pointer: str, check: Any, value: Any) -> None:
    try:
        check(value)
    except ProblemError as error:
        raise InvalidInputError(error.detail, pointer=pointer) from None
    except (AttributeError, TypeError):
        raise InvalidInputError(f"not text: {value!r:.60}", pointer=pointer) from None


def _weigh(value: Any, depth: int) -> int:
    """Bound the canonical bytes of a JSON value from above in one pass; ValueError or TypeError when it is none."""
    kind = type(value)
    if kind is str:
        if not value.isascii():
            value.encode()
        return 6 * len(value) + 3
    if value is None or kind is bool:
        return 6
    if (kind is int or kind is float) and (-_SAFE_INTEGER <= value <= _SAFE_INTEGER or _sayable(value)):
        return 26
    if depth and kind is list:
        return 3 + sum([_weigh(item, depth - 1) for item in value])
    if depth and kind is dict:
        return 3 + sum([_weigh_text(key) + _weigh(item, depth - 1) for key, item in value.items()])
    raise ValueError


def _sayable(number: float) -> bool:
    try:
        return bool(canonical(number))
    except InvalidInputError:
        return False


def _weigh_text(key: Any) -> int:
    if type(key) is not str:
        raise TypeError
    return _weigh(key, 0)


def _check_size(body: Mapping[str, Any], pointer: str) -> None:
    size = len(canonical(dict(body)))
    if size > MAX_BODY_BYTES:
        raise InvalidInputError(f"{size} bytes; an entity may have {MAX_BODY_BYTES}", pointer=pointer)


def _fault(value: Any, pointer: str, depth: int) -> InvalidInputError:
    """Find the first place where a value stops being JSON."""
    children: list[tuple[Any, Any]] = []
    if depth and type(value) is dict:
        children = list(value.items())
    elif depth and type(value) is list:
        children = list(enumerate(value))
    for token, item in children:
        try:
            _weigh(token, 0) if type(value) is list else _weigh_text(token)
        except (TypeError, ValueError):
            return InvalidInputError(f"a name in an object is text, not {token!r:.60}", pointer=pointer)
        try:
            _weigh(item, depth - 1)
        except (TypeError, ValueError):
            return _fault(item, f"{pointer}/{escape(str(token))}", depth - 1)
    return InvalidInputError(f"not JSON: {value!r:.60}", pointer=pointer)
