"""Python's scopes: which names a block binds, and what a name means inside of it."""

from dataclasses import dataclass, field

from .uses import UNKNOWN, Binding


@dataclass(slots=True, eq=False)
class Scope:
    """Describe one block: a module, class, function (or lambda), or comprehension.

    Args:
        kind: module, class, function or comprehension.
        qualname: Of the symbol its calls belong to; "" for the module.
        parent: The block around it.
        owner: Qualified name of the class a method stands in, for `super()`.
    """

    kind: str
    qualname: str = ""
    parent: "Scope | None" = None
    owner: str = ""
    bound: dict[str, Binding] = field(default_factory=dict)
    global_names: set[str] = field(default_factory=set)
    nonlocal_names: set[str] = field(default_factory=set)

    def bind(self, name: str, binding: Binding) -> None:
        """Bind a name; one bound to two things means neither for sure."""
        if self.bound.setdefault(name, binding) != binding:
            self.bound[name] = UNKNOWN

    def find(self, name: str) -> Binding | None:
        """Look a name up as Python would; None when no block of the file binds it."""
        scope: Scope | None = self
        while scope is not None:
            if name in scope.global_names:
                return scope.module().bound.get(name)
            seen = scope.kind != "class" or scope is self
            if seen and name not in scope.nonlocal_names and name in scope.bound:
                return scope.bound[name]
            scope = scope.parent
        return None

    def module(self) -> "Scope":
        scope = self
        while scope.parent is not None:
            scope = scope.parent
        return scope

    def settle(self) -> None:
        """Hand what `global` and `nonlocal` names are bound to over to the blocks they belong to."""
        for name in self.global_names & self.bound.keys():
            self.module().bind(name, self.bound[name])
        for name in self.nonlocal_names & self.bound.keys():
            scope = self.parent
            while scope is not None and scope.parent is not None:
                if scope.kind == "function" and name in scope.bound:
                    scope.bind(name, UNKNOWN)
                scope = scope.parent

    def inner(self, name: str) -> str:
        """Qualify a name defined in this block as Python does (`f.<locals>.g`)."""
        if not self.qualname:
            return name
        return f"{self.qualname}.{name}" if self.kind == "class" else f"{self.qualname}.<locals>.{name}"
