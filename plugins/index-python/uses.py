"""What one Python file uses and binds, as far as the file alone can tell."""

from dataclasses import dataclass, field
from typing import TypeAlias

Binding: TypeAlias = tuple[str, int, str, str]
"""What a name stands for: (what, level, module, name).

("def", 0, "", qualname) a symbol of this file; ("module", 0, dotted, "") a module; ("from", level, module, name)
something imported; ("self", 0, "", class) the instance or class a method belongs to; ("super", 0, "", class) its bases;
("star", 0, "", name) a name only a star import can have bound.
"""

UNKNOWN: Binding = ("unknown", 0, "", "")
"""Bound to something that is not followed: a value, a parameter, or two things at once."""


@dataclass(frozen=True, slots=True)
class Target:
    """Name what is called or derived from: a binding and the attributes taken from it."""

    root: Binding
    attributes: tuple[str, ...] = ()


@dataclass(slots=True)
class Uses:
    """Gather what a file uses.

    Args:
        imports: (level, module, name or "" for the module itself, or "*"), in order.
        names: Module-level name -> what it is bound to.
        bases: Qualified name of a class -> what it derives from, None for what cannot be followed.
        assigned: Qualified name of a class -> attributes its methods or body assign.
        calls: (qualified name of the caller or "" for the module, target), each once.
        public: `__all__` where it is a plain list.
    """

    imports: list[tuple[int, str, str]] = field(default_factory=list)
    names: dict[str, Binding] = field(default_factory=dict)
    bases: dict[str, list[Target | None]] = field(default_factory=dict)
    assigned: dict[str, set[str]] = field(default_factory=dict)
    calls: list[tuple[str, Target]] = field(default_factory=list)
    public: list[str] | None = None
