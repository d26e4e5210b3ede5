"""Check the facts of a project before anything is judged by them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from commandcenter.compliance.facts.model import FactSheet
from commandcenter.compliance.model import Pack
from commandcenter.compliance.sheet import SheetCheck
from commandcenter.kernel.errors import InvalidInputError
from commandcenter.ledger.ledger import Ledger

RULES = frozenset({"index/index-compliance", "index/join", "index/tree"})
"""Of findings about files that could not be read: as facts, or at all, such as links and those too large."""
FOLDER = "compliance"


@dataclass(frozen=True)
class FactFault:
    """Say what is wrong, where (a dotted path, a pointer or a file), and which node tells it."""

    where: str
    reason: str
    node: str = ""


def check_facts(ledger: Ledger, sheet: FactSheet, packs: Sequence[Pack]) -> list[FactFault]:
    """List what is wrong: facts that do not count, values a pack's schema refuses, files that could not be read."""
    refused = [FactFault(one.path, one.reason, one.node) for one in sheet.refused]
    return [*refused, *_refused_by_schema(sheet, packs), *_unread(ledger, sheet)]


def _refused_by_schema(sheet: FactSheet, packs: Sequence[Pack]) -> Iterator[FactFault]:
    checks, told = SheetCheck(), set[tuple[str, str]]()
    for pack in packs:
        try:
            checks.check(dict(sheet.facts), [pack])
        except InvalidInputError as error:
            if (error.pointer, error.detail) not in told:
                told.add((error.pointer, error.detail))
                origins = sheet.origins(error.pointer.strip("/").replace("/", "."))
                yield FactFault(error.pointer, error.detail, origins[0].nodes[0] if origins else "")


def _unread(ledger: Ledger, sheet: FactSheet) -> Iterator[FactFault]:
    for key, body in sorted(ledger.as_of(sheet.project, rev=sheet.rev).items()):
        props = body.get("props", {})
        path = str(props.get("path", ""))
        if body.get("type") == "finding" and props.get("rule") in RULES and path.split("/")[0] == FOLDER:
            yield FactFault(path, str(props.get("reason", "")), key)
