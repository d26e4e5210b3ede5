"""Graphs of projects drawn at random: specifications, tasks, files, decisions and the findings of audits."""

from collections.abc import Sequence
from typing import Any

from hypothesis import strategies as st

from commandcenter.compliance.model import Control, Pack
from commandcenter.graph.model import Node
from commandcenter.graph.project_graph import ProjectGraph

TITLES = (
    "White paper", "GDPR erasure", "Unit tests", "Backups", "Custody of the reserve", "Dark mode", "Introduction",
    "Best execution", "Complaints", "Acme backup", "=HYPERLINK(1)", "  -1+2", 'He said "no", then\nleft',
)  # fmt: skip
STATUSES = ("planned", "inProgress", "done", "blocked")
CATEGORIES = ("whitepaper_disclosure", "data_protection", "testing", "acme_backup", "capital")


def control(name: str, pack: str, category: str) -> Control:
    return Control(
        control_id=name, pack=pack, path=f"{pack}/{name}", title=f"Title of {name}", description="", category=category,
        severity="high", citation=f"Art. {name}", effective_from="", status="automated", remediation="", confidence=1.0,
    )  # fmt: skip


def pack(name: str, categories: Sequence[str]) -> Pack:
    controls = [control(f"{name.upper()}-{place}", name, category) for place, category in enumerate(categories)]
    return Pack(
        name, "1.0.0", name, "legal", f"digest of {name}", {}, {}, {}, {one.control_id: one for one in controls}
    )


def graph_of(nodes: Sequence[Node]) -> ProjectGraph:
    return ProjectGraph("shop", 7, {node.key: node.body("source") for node in nodes})


def item(slug: str, title: str, parent: str = "", **props: Any) -> Node:
    return Node(
        "specitem",
        f"specs/a.md#{slug}",
        {"kind": "section", "title": title, "status": "planned"} | props,
        f"specitem:specs/a.md#{parent}" if parent else None,
    )


def finding(one: Control, verdict: str, **props: Any) -> Node:
    said = {"verdict": verdict, "reason": "requirement_met", "pack": one.pack} | props
    return Node("finding", f"{one.pack}/{one.control_id}", said, f"audit:{one.pack}")


def audit(one: Pack, **props: Any) -> Node:
    return Node("audit", one.id, {"packDigest": one.digest, "status": "ok"} | props)


@st.composite
def packs(draw: st.DrawFn) -> list[Pack]:
    names = draw(st.lists(st.sampled_from(["mica", "acme", "quality"]), min_size=1, unique=True))
    return [pack(name, draw(st.lists(st.sampled_from(CATEGORIES), min_size=1, max_size=4))) for name in names]


@st.composite
def _spec_nodes(draw: st.DrawFn) -> list[Node]:
    nodes: list[Node] = []
    for number in range(draw(st.integers(0, 9))):
        kind = draw(st.sampled_from(["document", "section", "task", "spec", "todo"]))
        above = [one for one in nodes if one.props["kind"] in {"document", "section"}]
        parent = draw(st.sampled_from(["", *(one.id.rpartition("#")[2] for one in above)]))
        props = {"kind": kind, "status": draw(st.sampled_from(STATUSES))}
        props |= {"name": draw(st.sampled_from(["AUTH-1", "AUTH-2"]))} if draw(st.booleans()) else {}
        nodes.append(item(f"s{number}", draw(st.sampled_from(TITLES)), parent, **props))
    for number in range(draw(st.integers(0, 2)) if nodes else 0):
        edges = {"plannedFor": (draw(st.sampled_from(nodes)).key,)}
        props = {"title": draw(st.sampled_from(TITLES)), "status": draw(st.sampled_from(STATUSES))}
        nodes.append(Node("task", f"JIRA-{number}", props, None, edges))
    return nodes


@st.composite
def projects(draw: st.DrawFn) -> tuple[list[Node], list[Pack], dict[str, list[str]]]:
    """Draw the nodes of a project, packs, and decisions on its items."""
    nodes, chosen = draw(_spec_nodes()), draw(packs())
    for one in [node for node in nodes if node.type == "specitem" and draw(st.booleans())][:3]:
        nodes.append(Node("file", f"src/{one.id[-2:]}.py", {}, None, {"implements": (one.key,)}))
    for one in chosen:
        if draw(st.booleans()):
            digest = draw(st.sampled_from([one.digest, "of another version"]))
            nodes.append(audit(one, packDigest=digest, status=draw(st.sampled_from(["ok", "fail", "error"]))))
            judged = [c for c in one.controls.values() if draw(st.booleans())]
            nodes += [finding(c, draw(st.sampled_from(["pass", "fail"]))) for c in judged]
    names = ["AUTH-1", "AUTH-2", "GONE-9", *(one.id for one in nodes if one.type == "specitem")]
    several = st.lists(st.sampled_from([*CATEGORIES, "made_up"]), max_size=2)
    return nodes, chosen, draw(st.dictionaries(st.sampled_from(names), several, max_size=3))
