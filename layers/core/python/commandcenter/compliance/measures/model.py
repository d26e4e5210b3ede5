"""One measured fact."""

from dataclasses import dataclass

from commandcenter.kernel.canonical import Json


@dataclass(frozen=True)
class Measure:
    """Hold one measured fact: its dotted path in the fact sheet, its value, and the keys of the nodes it was read from."""

    path: str
    value: Json
    nodes: tuple[str, ...]
