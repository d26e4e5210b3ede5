"""CycloneDX JSON: the components listed in evidence, and dependencies where the source names none."""

import hashlib
from dataclasses import dataclass, field
from typing import Any

from commandcenter.graph.model import Node
from commandcenter.indexing.documents import load_json
from commandcenter.indexing.names import excerpt
from commandcenter.indexing.purls import split_purl
from commandcenter.indexing.reports.model import Report
from commandcenter.indexing.reports.vulnerabilities import read_vulnerabilities
from commandcenter.indexing.shapes import Shape
from commandcenter.kernel.canonical import canonical
from commandcenter.kernel.errors import InvalidInputError, TooLargeError

MAX_PART_BYTES = 300_000
MAX_ENDS = 2_000


@dataclass(slots=True)
class _Package:
    """Gather the components of one purl."""

    versions: set[str] = field(default_factory=set)
    licenses: set[str] = field(default_factory=set)
    optional: bool = True
    needs: set[str] = field(default_factory=set)


@dataclass(slots=True)
class _Bill:
    """Gather what the bill says: packages by purl, one line per component, purls by reference."""

    packages: dict[str, _Package] = field(default_factory=dict)
    lines: set[tuple[str, str, str]] = field(default_factory=set)
    references: dict[str, str] = field(default_factory=dict)


def read(data: bytes, report: Report) -> list[Node]:
    """Make the evidence, in parts that hold `[purl or name, version, license]` of each component, and dependency nodes.

    A dependency node has the id `sbom:<purl>` and is made only for a purl that `known` lacks as `dependency:<purl>`.
    """
    document = Shape(load_json(data))
    if document.get("bomFormat").value != "CycloneDX":
        raise InvalidInputError("not CycloneDX JSON", pointer="/bomFormat")
    bill = _Bill()
    stack = list(document.get("components").rows())
    while stack:
        component = stack.pop()
        stack += component.get("components").rows()
        _take(bill, component)
    _take_edges(bill, document.get("dependencies"))
    subject = document.at("metadata", "component")
    said = {
        "format": f"CycloneDX {document.get('specVersion').text():.10}", "components": len(bill.lines),
        "subject": excerpt(subject.get("purl").text() or subject.get("name").text(), 200),
        "version": excerpt(subject.get("version").text(), 100), **read_vulnerabilities(document),
    }  # fmt: skip
    nodes = [_node(report, bill, purl) for purl in bill.packages if f"dependency:{purl}" not in report.known]
    return [report.evidence(said), *_parts(report, bill), *nodes]


def _take(bill: _Bill, component: Shape) -> None:
    name = component.get("name").text()
    if not name:
        raise InvalidInputError("a component has a name", pointer=f"{component.pointer}/name")
    license_ids = sorted(_licenses(component))
    version = component.get("version").text()
    purl = component.get("purl")
    if purl.text():
        try:
            name, within = split_purl(purl.text())
        except InvalidInputError as error:
            raise InvalidInputError(error.detail, pointer=purl.pointer) from None
        package = bill.packages.setdefault(name, _Package())
        version = version or within
        package.versions |= {excerpt(version, 100)} - {""}
        package.licenses |= set(license_ids)
        package.optional = package.optional and component.get("scope").text() in ("optional", "excluded")
        bill.references[component.get("bom-ref").text() or purl.text()] = name
    elif component.get("group").text():
        name = f"{component.get('group').text()}/{name}"
    bill.lines.add((excerpt(name, 700), excerpt(version, 100), " AND ".join(license_ids)))


def _licenses(component: Shape) -> set[str]:
    found = set()
    for row in component.get("licenses").rows():
        choice = row.get("license")
        found.add(excerpt(row.get("expression").text() or choice.get("id").text() or choice.get("name").text(), 100))
    return found - {""}


def _take_edges(bill: _Bill, dependencies: Shape) -> None:
    for row in dependencies.rows():
        source = bill.references.get(row.get("ref").text())
        for reference in row.get("dependsOn").texts():
            target = bill.references.get(reference)
            if source and target and source != target:
                bill.packages[source].needs.add(target)


def _node(report: Report, bill: _Bill, purl: str) -> Node:
    package = bill.packages[purl]
    needs = sorted(_key(report, target) for target in sorted(package.needs)[:MAX_ENDS])
    props: dict[str, Any] = {
        "purl": purl, "scope": "runtime", "versions": sorted(package.versions)[:50],
        "licenses": sorted(package.licenses)[:50], "optional": package.optional or None,
    }  # fmt: skip
    return report.node("dependency", f"sbom:{purl}", props, edges={"dependsOn": tuple(needs)} if needs else {})


def _key(report: Report, purl: str) -> str:
    """Name the node of a package: the source's when it has one, else the report's own."""
    if f"dependency:{purl}" in report.known:
        return f"dependency:{purl}"
    return report.node("dependency", f"sbom:{purl}", {}).key


def _parts(report: Report, bill: _Bill) -> list[Node]:
    """Deal the lines into 16 nodes by hash of the name, so that one new component rewrites one of them."""
    parts: dict[str, list[list[str]]] = {}
    for line in sorted(bill.lines):
        parts.setdefault(hashlib.sha256(line[0].encode()).hexdigest()[0], []).append(list(line))
    for lines in parts.values():
        if len(canonical(lines)) > MAX_PART_BYTES:
            raise TooLargeError(
                f"a bill of {len(bill.lines)} components is more than one evidence holds", pointer="/components"
            )
    return [report.evidence({"components": lines}, part) for part, lines in sorted(parts.items())]
