"""The outline of one source file: its symbols, each once, nested as the source nests them."""

from dataclasses import dataclass
from typing import Any

from commandcenter.graph.model import Node
from commandcenter.indexing.model import Fault, FileFacts
from commandcenter.kernel.errors import InvalidInputError
from commandcenter.kernel.urn import check_id


@dataclass(slots=True)
class _Symbol:
    kind: str
    name: str
    line: int
    parent: str
    props: dict[str, Any]
    definitions: int = 1


class Outline:
    """Collect the symbols of one file by qualified name; what is defined again (overloads, branches) is one symbol.

    Symbols are named `symbol:<path>#<qualified name>`; the definition on the first line tells kind and props.
    """

    def __init__(self, path: str) -> None:
        self._path = path
        self._symbols: dict[str, _Symbol] = {}

    def key(self, qualname: str) -> str:
        return f"symbol:{self._path}#{qualname}"

    def add(self, kind: str, qualname: str, name: str, line: int, *, parent: str = "", **props: Any) -> None:
        """Add a definition; `parent` is the qualified name of the symbol around it, "" for the file itself."""
        known = self._symbols.get(qualname)
        if known is None:
            self._symbols[qualname] = _Symbol(kind, name, line, parent, props)
            return
        known.definitions += 1
        if line < known.line:
            known.kind, known.line, known.props = kind, line, props

    def fill(self, facts: FileFacts) -> FileFacts:
        """Write the symbols as nodes and exports, in the order of lines; names no entity can have become one fault."""
        refused = 0
        for qualname, symbol in sorted(self._symbols.items(), key=lambda item: (item[1].line, item[0])):
            try:
                check_id(f"{self._path}#{qualname}")
            except (InvalidInputError, UnicodeEncodeError):
                refused += 1
                continue
            props: dict[str, Any] = {"kind": symbol.kind, "name": symbol.name, "line": symbol.line, **symbol.props}
            if symbol.definitions > 1:
                props["definitions"] = symbol.definitions
            parent = self.key(symbol.parent) if symbol.parent in self._symbols else None
            facts.nodes.append(Node("symbol", f"{self._path}#{qualname}", props, parent or f"file:{self._path}"))
            facts.exports[qualname] = self.key(qualname)
        if refused:
            facts.faults.append(Fault(self._path, f"{refused} symbols have names no entity can have", partial=True))
        return facts
