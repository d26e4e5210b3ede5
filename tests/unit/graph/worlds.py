"""Small worlds of projects for the tests of this folder."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

from hypothesis import strategies as st

from commandcenter.graph.link_projects import link_projects
from commandcenter.graph.model import Node
from commandcenter.graph.replace import plan_replace
from commandcenter.ledger.ledger import Ledger
from commandcenter.ledger.model import Meta

HUB = "home"
START = datetime(2026, 1, 1, tzinfo=UTC)
PROJECTS = ("ada", "bob", "cyd", "dee")
PURLS = tuple(f"pkg:pypi/{name}" for name in ("one", "two", "three", "four", "five"))
DIGESTS = ("d" * 64, "e" * 64)
KEYS = ("endpoint:GET /pets", "queue:orders")


def meta(days: float = 0, cause: str = "test") -> Meta:
    return Meta(START + timedelta(days=days), "tester", cause, "source")


class DictState:
    """A state at head made of a dict, which counts whole reads."""

    def __init__(self, bodies):
        self.rev = 1
        self.bodies = bodies
        self.whole_reads = 0

    def get(self, key):
        return self.bodies.get(key)

    def get_many(self, keys):
        return {key: self.bodies[key] for key in keys if key in self.bodies}

    def items(self):
        self.whole_reads += 1
        return dict(self.bodies)


def apply(bodies, changes):
    """Return the state after changes; a key may be changed once."""
    after, seen = dict(bodies), set()
    for change in changes:
        assert change.key not in seen
        seen.add(change.key)
        if change.body is None:
            del after[change.key]
        else:
            after[change.key] = change.body
    return after


@st.composite
def project_nodes(draw, project: str) -> list[Node]:
    """Draw one state of a project: what it provides, requires, offers, consumes, declares."""
    others = st.sampled_from([*PROJECTS, "nowhere"])
    declared = draw(st.lists(st.tuples(st.sampled_from(["dependsOn", "supersedes"]), others), max_size=2))
    props = {
        "provides": draw(st.lists(st.sampled_from(PURLS), max_size=2)),
        "links": [{"type": kind, "project": other} for kind, other in declared],
    }
    root = f"project:{project}"
    nodes = [Node("project", project, props)]
    scopes = draw(st.dictionaries(st.sampled_from(PURLS), st.sampled_from(["runtime", "dev"]), max_size=3))
    nodes += [Node("dependency", purl, {"purl": purl, "scope": scope}, root) for purl, scope in scopes.items()]
    for digest in draw(st.sets(st.sampled_from(DIGESTS), max_size=2)):
        nodes += [Node("file", f"api-{digest[0]}.json", {"schema": {"kind": "openapi", "digest": digest}}, root)]
    nodes += [Node(*key.split(":", 1), {}, root) for key in draw(st.sets(st.sampled_from(KEYS), max_size=2))]
    uses = draw(st.lists(st.tuples(others, st.sampled_from(KEYS)), max_size=2))
    consumes = [{"project": other, "key": key} for other, key in uses]
    nodes.append(Node("service", "web", {"title": "Web", "consumes": consumes}, root))
    return nodes


def index(ledger: Ledger, project: str, nodes: Iterable[Node], days: float = 0, *, link: bool = True):
    """Commit a project's nodes and link it; returns what linking answered."""
    ledger.submit(project, plan_replace(nodes, "source"), meta(days))
    if link:
        return link_projects(ledger, HUB, project, at=meta(days).at, cause="test")
    return None
