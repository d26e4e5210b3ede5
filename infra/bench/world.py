"""Made-up projects of a size asked for, shaped like real ones: files with symbols, services, dependencies on each other."""

from collections.abc import Iterator
from datetime import UTC, datetime

from commandcenter.graph.model import Node
from commandcenter.graph.replace import plan_replace
from commandcenter.ledger.ledger import Ledger
from commandcenter.ledger.model import Meta

AT = datetime(2026, 1, 1, tzinfo=UTC)
SYMBOLS_PER_FILE = 9


def project_name(number: int) -> str:
    return f"project-{number:03d}"


def project_nodes(number: int, size: int, *, edition: int = 0) -> list[Node]:
    """Make one project of exactly `size` nodes (at least 10).

    It depends on the three projects before it, calls an endpoint of the last of these, and shares a contract with its
    group of five. Another `edition` changes every file and symbol.
    """
    name, root = project_name(number), f"project:{project_name(number)}"
    before = [project_name(other) for other in range(max(number - 3, 0), number)]
    consumes = [{"project": other, "key": "endpoint:GET /items"} for other in before[-1:]]
    nodes = [
        Node("project", name, {"provides": [f"pkg:pypi/{name}"]}),
        Node("service", "api", {"title": f"API of {name}", "consumes": consumes}, root),
        Node("endpoint", "GET /items", {"service": "api"}, root),
        Node("file", "openapi.json", {"schema": {"kind": "openapi", "digest": f"{number // 5:064x}"}}, root),
        *(Node("dependency", f"pkg:pypi/{other}", _bought(other), root) for other in before),
    ]
    return [*nodes, *_sources(root, number, size - len(nodes), edition)]


def commit_project(ledger: Ledger, number: int, size: int, *, edition: int = 0) -> int:
    """Commit one project; returns how many entities changed."""
    nodes = project_nodes(number, size, edition=edition)
    meta = Meta(AT, "bench", f"edition {edition}", "source")
    return ledger.submit(project_name(number), plan_replace(nodes, "source"), meta).changed


def _bought(name: str) -> dict[str, str]:
    return {"purl": f"pkg:pypi/{name}", "scope": "runtime", "declared_in": "pyproject.toml"}


def _sources(root: str, number: int, count: int, edition: int) -> Iterator[Node]:
    for at in range(count):
        file, symbol = divmod(at, SYMBOLS_PER_FILE + 1)
        path = f"src/package/module_{file:04d}.py"
        if symbol == 0:
            blob = f"{number * 10**6 + file + edition * 10**12:040x}"
            props = {"size": 4000 + edition, "blob": blob, "swhid": f"swh:1:cnt:{blob}", "language": "python"}
            yield Node("file", path, props, root)
        else:
            props = {"kind": "function", "line": symbol * 20 + edition, "doc": "Do one thing, and say what it gives."}
            yield Node("symbol", f"{path}#function_{symbol}", props, f"file:{path}")
