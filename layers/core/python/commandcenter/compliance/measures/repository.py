"""Facts for the pack `security`: the pipeline, locks, the security policy, open findings, and what the host tells."""

from collections.abc import Iterator, Sequence
from typing import Any

from commandcenter.compliance.measures.locks import measure_locks
from commandcenter.compliance.measures.model import Measure
from commandcenter.graph.model import Node
from commandcenter.graph.project_graph import ProjectGraph
from commandcenter.indexing.folders import is_foreign, is_sample
from commandcenter.kernel.canonical import Json, canonical

HOST_FACTS: dict[str, type] = {
    "direct_push_blocked": bool, "deletion_blocked": bool, "status_checks_required": bool, "required_approvals": int,
    "changes_sampled": int, "changes_reviewed": int, "push_protection": bool, "collaborators": int,
    "collaborators_with_mfa": int, "open_secret_findings": int, "last_main_build_passed": bool,
}  # fmt: skip
"""What only the host of the repository sees -> the type it has."""
POLICIES = (".github/SECURITY.md", "SECURITY.md", "docs/SECURITY.md")
"""Where a security policy stands; the first that is there is the one shown."""


def measure_repository(graph: ProjectGraph) -> list[Measure]:
    """Measure what the graph can tell; what it cannot is left out."""
    return [
        *measure_locks(graph),
        *_pipelines(graph),
        *_policy(graph),
        *_open_findings(graph),
        *_vulnerabilities(graph),
        *_releases(graph),
        *_host(graph),
    ]


def _pipelines(graph: ProjectGraph) -> Iterator[Measure]:
    """Sum up the pipeline's files; own actions of the repository are parts of it, but no pipeline by themselves."""
    parts = [file for file in graph.of_type("file") if isinstance(file.props.get("ci"), dict)]
    pipelines = [file for file in parts if _ci(file).get("kind") != "action"]
    if not pipelines:
        return
    keys = tuple(file.key for file in parts)
    unpinned = [file for file in parts if _ci(file)["unpinned_actions"]]
    yield Measure(
        "repo.unpinned_ci_actions",
        sum(_ci(file)["unpinned_actions"] for file in parts),
        tuple(file.key for file in unpinned) or keys,
    )
    readonly = [_ci(file)["default_readonly"] for file in pipelines]
    if None not in readonly:
        yield Measure("repo.ci_default_readonly", all(readonly), tuple(file.key for file in pipelines))
    dangerous = [_ci(file)["dangerous"] for file in parts]
    if None not in dangerous:
        culprits = tuple(file.key for file in parts if _ci(file)["dangerous"])
        yield Measure("repo.dangerous_workflows", sum(dangerous), culprits or keys)
    yield from _analysis(parts, keys)


def _analysis(parts: Sequence[Node], keys: tuple[str, ...]) -> Iterator[Measure]:
    """Tell of static analysis on every change; it is missing only when nothing could run it unseen."""
    running = _set_off_by_changes(parts)
    analysing = [file for file in running if _ci(file)["sast"]]
    if analysing:
        yield Measure("repo.sast_in_ci", value=True, nodes=tuple(file.key for file in analysing))
        blocking = [file for file in analysing if _ci(file)["sast_blocking"]]
        yield Measure("repo.sast_blocking", bool(blocking), tuple(file.key for file in blocking or analysing))
    elif not any(_ci(file)["opaque"] for file in running):
        yield Measure("repo.sast_in_ci", value=False, nodes=keys)


def _set_off_by_changes(parts: Sequence[Node]) -> list[Node]:
    """Return what a change sets off, what that calls included."""
    waiting = [file for file in parts if _ci(file)["on_change"]]
    found: dict[str, Node] = {}
    while waiting:
        file = waiting.pop()
        if file.key not in found:
            found[file.key] = file
            called = _ci(file)["calls"]
            waiting += [one for one in parts if any(one.id == path or _folder(one) == path for path in called)]
    return [found[key] for key in sorted(found)]


def _folder(file: Node) -> str:
    return file.id.rpartition("/")[0]


def _ci(file: Node) -> dict[str, Any]:
    said = file.props["ci"]
    assert isinstance(said, dict)
    return said


def _policy(graph: ProjectGraph) -> Iterator[Measure]:
    """Read the policy shown; one that is missing may be the organisation's, which no repository of it holds."""
    file = next((graph.nodes[f"file:{path}"] for path in POLICIES if f"file:{path}" in graph.nodes), None)
    said = file.props.get("security_policy") if file else None
    if file is None or not isinstance(said, dict):
        return
    yield Measure("repo.security_policy.published", value=True, nodes=(file.key,))
    for name in ("private_channel", "response_days"):
        if said.get(name) is not None:
            yield Measure(f"repo.security_policy.{name}", said[name], (file.key,))


def _open_findings(graph: ProjectGraph) -> Iterator[Measure]:
    """Count the results of SARIF reports that nobody suppressed; mere information is none."""
    reports = _reports(graph, "sarif")
    if not reports:
        return
    found = [node for node in graph.of_type("finding") if not reports.isdisjoint(node.edges.get("producedBy", ()))]
    open_ = {node.key: left for node in found if (left := _left(node)) > 0}
    nodes = tuple(sorted(open_)[:10]) or tuple(sorted(reports))
    yield Measure("repo.sast_open_unsuppressed", sum(open_.values()), nodes)


def _left(finding: Node) -> int:
    count, suppressed = (finding.props.get(name, 0) for name in ("count", "suppressed"))
    informs = finding.props.get("severity") == "info"
    return count - suppressed if isinstance(count, int) and isinstance(suppressed, int) and not informs else 0


def _reports(graph: ProjectGraph, kind: str) -> set[str]:
    """Name the reports of a kind: the pushed one, or else those in the tree that no test or foreign code brings along."""
    reports = [node for node in graph.of_type("evidence") if node.props.get("kind") == kind]
    pushed = {node.key for node in reports if node.id == f"report:{kind}"}
    inside = {node.key: node.id.removeprefix("report:") for node in reports if node.key not in pushed}
    return pushed or {key for key, path in inside.items() if not is_sample(path) and not is_foreign(path)}


def _vulnerabilities(graph: ProjectGraph) -> Iterator[Measure]:
    """List what the bills of materials name, each once; nothing where none of them looked."""
    told = {key: graph.nodes[key].props.get("vulnerabilities") for key in sorted(_reports(graph, "sbom"))}
    looked = {key: rows for key, rows in told.items() if isinstance(rows, list)}
    distinct = {canonical(row): row for rows in looked.values() for row in rows}
    if looked:
        yield Measure("vulnerabilities", [distinct[text] for text in sorted(distinct)], tuple(looked))


def _releases(graph: ProjectGraph) -> Iterator[Measure]:
    """Tell of a version that was rolled out and whose bill of materials is here.

    A list is one fact: where somebody attests more about the releases than this, it is left to them.
    """
    out = {node.props.get("version"): node.key for node in graph.of_type("deployment") if _succeeded(node)}
    found: dict[str, tuple[str, str]] = {}
    for key in sorted(_reports(graph, "sbom")):
        version = graph.nodes[key].props.get("version")
        if isinstance(version, str) and version in out:
            found[version] = (key, out[version])
    if found and not _tells_releases(graph):
        rows: list[Json] = [{"version": version, "sbom_format": "cyclonedx"} for version in sorted(found)]
        yield Measure("releases", rows, tuple(sorted({key for keys in found.values() for key in keys})))


def _succeeded(deployment: Node) -> bool:
    return deployment.props.get("status", "succeeded") == "succeeded" and bool(deployment.props.get("version"))


def _tells_releases(graph: ProjectGraph) -> bool:
    told = [node.props.get("group") for node in graph.of_type("evidence") if node.props.get("kind") == "attested"]
    return "releases" in told


def _host(graph: ProjectGraph) -> Iterator[Measure]:
    for repo in graph.of_type("repo")[:1]:
        host = repo.props.get("host")
        said: dict[str, Any] = host if isinstance(host, dict) else {}
        for name, kind in HOST_FACTS.items():
            if type(said.get(name)) is kind:
                yield Measure(f"repo.{name}", said[name], (repo.key,))
