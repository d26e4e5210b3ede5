"""Follow imports and calls from file to file; what does not lead to one thing for sure is left out."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from commandcenter.indexing.model import FileFacts

from .modules import Modules
from .uses import Binding, Target, Uses

_MAX_HOPS = 20
_MAX_BASES = 50


@dataclass(frozen=True, slots=True)
class Place:
    """Name a module (`qualname` is "") or a symbol in it."""

    path: str
    qualname: str = ""


class Resolver:
    """Resolve what the files of one tree use among themselves."""

    def __init__(self, facts: Mapping[str, FileFacts], modules: Modules) -> None:
        self._modules = modules
        self._exports = {path: said.exports for path, said in facts.items()}
        self._uses: dict[str, Uses] = {path: said.references[0] for path, said in facts.items() if said.references}
        self._stars = {
            path: [(level, module) for level, module, name in uses.imports if name == "*"]
            for path, uses in self._uses.items()
        }
        self._attributes: dict[tuple[str, str], Place | None] = {}
        self._lines: dict[Place, list[Place]] = {}

    def imported_files(self, path: str) -> Iterator[str]:
        """Yield the files a file's import statements load."""
        for level, dotted, name in self._uses[path].imports:
            module = self._module(path, level, dotted)
            if module is None:
                continue
            named = self._attribute(Place(module), name, 0) if name not in {"", "*"} else None
            found = named.path if named is not None and not named.qualname else module
            if not found.endswith("/"):
                yield found

    def outside(self, path: str) -> Iterator[str]:
        """Yield the dotted names a file imports that are not of this tree."""
        for level, dotted, name in self._uses[path].imports:
            if not level and self._modules.absolute(path, dotted) is None:
                yield f"{dotted}.{name}" if name not in {"", "*"} else dotted

    def calls(self, path: str) -> Iterator[tuple[str, str]]:
        """Yield (key of the caller, key of the called symbol)."""
        for caller, target in self._uses[path].calls:
            place = self._follow(path, target)
            if place is not None and place.qualname:
                yield self._key(path, caller), self._key(place.path, place.qualname)

    def _key(self, path: str, qualname: str) -> str:
        return f"symbol:{path}#{qualname}" if qualname else f"file:{path}"

    def _module(self, importer: str, level: int, dotted: str) -> str | None:
        if level:
            return self._modules.relative(importer, level, dotted)
        return self._modules.absolute(importer, dotted)

    def _follow(self, path: str, target: Target, hops: int = 0) -> Place | None:
        what, _, _, name = target.root
        if what in {"self", "super"}:
            return self._member(Place(path, name), target.attributes[0], skip_own=what == "super", hops=hops)
        place = self._bound(path, target.root, hops)
        for attribute in target.attributes:
            if place is None:
                return None
            place = self._attribute(place, attribute, hops + 1)
        return place

    def _bound(self, path: str, binding: Binding, hops: int) -> Place | None:
        what, level, dotted, name = binding
        if hops > _MAX_HOPS:
            return None
        if what == "def":
            return Place(path, name) if name in self._exports[path] else None
        if what == "star":
            return self._starred(path, name, hops)
        if what not in {"module", "from"}:
            return None
        module = self._module(path, level, dotted)
        if module is None:
            return None
        return Place(module) if what == "module" else self._attribute(Place(module), name, hops + 1)

    def _attribute(self, place: Place, name: str, hops: int) -> Place | None:
        if hops > _MAX_HOPS:
            return None
        if place.qualname:
            return self._member(place, name, skip_own=False, hops=hops)
        asked = place.path, name
        if asked not in self._attributes:
            self._attributes[asked] = None  # what leads back to itself leads nowhere
            self._attributes[asked] = self._of_module(place.path, name, hops)
        return self._attributes[asked]

    def _of_module(self, path: str, name: str, hops: int) -> Place | None:
        uses = self._uses.get(path)
        if uses is not None and name in uses.names:
            return self._bound(path, uses.names[name], hops)
        child = self._modules.child(path, name)
        return Place(child) if child is not None else self._starred(path, name, hops)

    def _starred(self, path: str, name: str, hops: int) -> Place | None:
        """Find a name that star imports bring; the last of them wins, as it does at run time."""
        for level, dotted in reversed(self._stars.get(path, ())):
            module = self._module(path, level, dotted)
            if module is None:
                return None
            if self._offers(module, name) and (place := self._attribute(Place(module), name, hops + 1)):
                return place
        return None

    def _offers(self, module: str, name: str) -> bool:
        uses = self._uses.get(module)
        public = uses.public if uses is not None else None
        return name in public if public is not None else not name.startswith("_")

    def _member(self, place: Place, name: str, *, skip_own: bool, hops: int) -> Place | None:
        """Find a method where Python would; None when a base that comes earlier is not known."""
        for at in self._linear(place, hops)[skip_own:]:
            uses = self._uses[at.path]
            qualname = f"{at.qualname}.{name}"
            if name in uses.assigned.get(at.qualname, ()):
                return None
            if qualname in self._exports[at.path]:
                return Place(at.path, qualname)
        return None

    def _linear(self, place: Place, hops: int) -> list[Place]:
        """Order a class and its bases as Python does (C3), as far as that is certain; empty for what is no class."""
        if place not in self._lines:
            self._lines[place] = []
            self._lines[place] = self._order(place, hops)
        return self._lines[place]

    def _order(self, place: Place, hops: int) -> list[Place]:
        known = self._known_bases(place, hops)
        if known is None or hops > _MAX_HOPS:
            return []
        bases = [base for base in known if base is not None]
        lines = [self._linear(base, hops + 1) for base in bases]
        if len(bases) == len(known) and all(self._is_whole(line, hops) for line in lines):
            return [place, *_merge([*lines, bases])]
        return [place, *(lines[0] if known[0] is not None else [])]

    def _is_whole(self, line: Sequence[Place], hops: int) -> bool:
        return bool(line) and all(None not in (self._known_bases(at, hops) or ()) for at in line)

    def _known_bases(self, place: Place, hops: int) -> list[Place | None] | None:
        """List a class's bases, None for each that is not known; None for what is no class."""
        uses = self._uses.get(place.path)
        if uses is None or place.qualname not in uses.bases:
            return None
        if len(uses.bases[place.qualname]) > _MAX_BASES:
            return [None]
        bases = [base for base in uses.bases[place.qualname] if base is None or base.root[3] != "object"]
        return [self._follow(place.path, base, hops + 1) if base is not None else None for base in bases]


def _merge(lines: list[list[Place]]) -> list[Place]:
    """Merge linearisations (C3); stop where Python would refuse the class."""
    merged: list[Place] = []
    while lines := [line for line in lines if line]:
        tails = {place for line in lines for place in line[1:]}
        head = next((line[0] for line in lines if line[0] not in tails), None)
        if head is None:
            break
        merged.append(head)
        lines = [[place for place in line if place != head] for line in lines]
    return merged
