"""Small hubs in memory, and queries that ask for everything the SDL offers."""

from datetime import UTC, datetime, timedelta

from graphql import GraphQLList, GraphQLNonNull, GraphQLObjectType, get_named_type

from commandcenter.compliance.model import Control, Pack
from commandcenter.graph.aliases import add_alias, merge, tombstone
from commandcenter.graph.cache import GraphCache
from commandcenter.graph.federated.apply import apply_part
from commandcenter.graph.federated.delta import deltas
from commandcenter.graph.link_projects import link_projects
from commandcenter.graph.model import Node
from commandcenter.graph.registry import Repository, register_project
from commandcenter.graph.replace import plan_delta, plan_replace
from commandcenter.ledger.model import Meta
from commandcenter.ledger.open import open_memory
from commandcenter.queries.execute import QueryContext, execute
from commandcenter.queries.schema import executable_schema

HUB = "h"
START = datetime(2026, 1, 1, tzinfo=UTC)
LATER = "2026-01-02T00:00:00Z"
SEEN = ("alpha", "beta")
EXPORTED = {
    "project": frozenset(
        {
            "title", "domain", "status", "tags", "rev", "at", "counts", "provides", "requires", "schemas", "offers",
            "consumes", "links", "services",
        }
    ),
    "link": frozenset({"link", "type", "source", "target", "evidence", "count"}),
}  # fmt: skip
OTHERS = ("canary-one", "canary-two", "canary-bare")
"""Two that are indexed, and one that is only registered."""

_SAID = dict.fromkeys(("path", "description", "effective_from", "remediation"), "")
_CONTROLS = {
    name: Control(
        name, "demo", title=name, category=category, severity="high", citation="Art. 1", status="attested", confidence=1.0,
        **_SAID,
    )
    for name, category in {"DEMO-PAPER": "whitepaper_disclosure", "DEMO-CODE": "source_control"}.items()
}  # fmt: skip
PACKS = {"demo": Pack("demo", "1.0.0", "Demo", "us", "f" * 64, {}, {}, {}, _CONTROLS)}


def meta(minutes=0, cause="a test"):
    return Meta(START + timedelta(minutes=minutes), "someone", cause, "source")


def context(ledger, projects=("*",), capabilities=("traceability",), graphs=None):
    capabilities = frozenset(capabilities)
    return QueryContext(ledger, HUB, tuple(projects), capabilities, graphs or GraphCache(ledger), packs=lambda: PACKS)


def ask(who, query, **variables):
    return execute(who, {"query": query, "variables": variables})


def data(who, query, **variables):
    answer = ask(who, query, **variables)
    assert "errors" not in answer, answer["errors"]
    return answer["data"]


def nodes_of(project, requires=(), schema=0, files=3, offers=False, consumes=(), declares=()):
    """Write a project's nodes: it provides pkg:pypi/lib-<schema>-<files> of its own, asks for others, holds files."""
    root = f"project:{project}"
    props = {"provides": [f"pkg:pypi/{package_of(project)}"], "links": list(declares)}
    yield Node(
        "project", project, props, edges={"dependsOn": tuple(f"dependency:pkg:pypi/{name}" for name in requires)}
    )
    for name in requires:
        yield Node("dependency", f"pkg:pypi/{name}", {"purl": f"pkg:pypi/{name}", "scope": "runtime"}, root)
    if schema:
        digest = f"{schema:064x}"
        yield Node("file", "api.json", {"schema": {"kind": "openapi", "digest": digest}}, root)
    for number in range(files):
        imports = {"imports": (f"file:m{number - 1}.py",)} if number else {}
        yield Node("file", f"m{number}.py", {"blob": f"{number:040x}", "title": f"Module {number}"}, root, imports)
        yield Node("symbol", f"m{number}.f", {"name": "f"}, f"file:m{number}.py")
    yield from _specified()
    if offers:
        yield Node("endpoint", "GET /x", {}, root)
    yield Node("service", "web", {"consumes": [{"project": name, "key": "endpoint:GET /x"} for name in consumes]}, root)


def _specified():
    paper, said = "specs/x.md#paper", {"kind": "section", "status": "done"}
    yield Node("specitem", paper, {**said, "title": "White paper", "name": "WP-1"})
    yield Node(
        "specitem", "specs/x.md#it", {"kind": "task", "title": "Send it", "status": "planned"}, f"specitem:{paper}"
    )
    yield Node("specitem", "specs/x.md#other", {**said, "title": "Else"})
    yield Node("finding", "demo/DEMO-PAPER", {"verdict": "fail", "reason": "evidence_missing", "waiver": "0" * 64})


def package_of(project):
    """Name a project's package so that the package does not name the project."""
    return f"lib{sum(map(ord, project))}"


def index(ledger, project, nodes, minutes=0, *, link=True):
    ledger.submit(project, plan_replace(nodes, "source"), meta(minutes))
    if link:
        link_projects(ledger, HUB, project, at=START + timedelta(minutes=minutes), cause="index")


def register(ledger, project, **said):
    place = Repository("github", f"acme/{project}", f"https://git.example/acme/{project}", secret=f"hooks/{project}")
    register_project(ledger, HUB, project, meta=meta(), repositories=[place], **said)


def open_world(others=()):
    """Open a hub with `alpha` and `beta`, and others that have to do with them in every way the hub knows.

    `alpha` asks for the packages of OTHERS in any case, so its own graph does not tell whether they are there.
    """
    ledger = open_memory()
    for name in (*SEEN, *others):
        register(ledger, name, title=f"The {name}", domain="Finance", tags=["core"])
    requires = [package_of(name) for name in ("beta", *OTHERS[:2])]
    index(ledger, "alpha", nodes_of("alpha", requires, 1, offers=True))
    index(ledger, "beta", nodes_of("beta", [], 1))
    for name in others[:2]:
        declares = [{"type": "supersedes", "project": "beta"}]
        asks = {"requires": [package_of("alpha")], "consumes": ["alpha"], "declares": declares}
        index(ledger, name, nodes_of(name, schema=1, files=4, offers=True, **asks), 1)
    for name in others[:1]:
        for puts, gone in (([Node("file", "m9.py")], []), ([], ["file:m9.py"])):
            ledger.submit(name, plan_delta(puts, gone, "source"), meta(2))
    index(ledger, "alpha", nodes_of("alpha", requires, 1, 2, offers=True), 3)
    ledger.submit("beta", plan_delta([Node("finding", "late", {"title": "Late"})], [], "report:sarif"), meta(4))
    add_names(ledger, others)
    if others:
        add_hub(ledger, "canary-hub", "canary-far")
    return ledger


def add_hub(ledger, hub, project):
    """Let another hub tell of a project that asks for alpha's package."""
    there = open_memory()
    register_project(there, hub, project, meta=meta(), title=f"The {project}", domain="Finance", tags=["core"])
    index(there, project, nodes_of(project, [package_of("alpha")], 1), link=False)
    link_projects(there, hub, project, at=START, cause="index")
    for data in deltas(there, 0, "", EXPORTED):
        apply_part(ledger, hub, data, at=START + timedelta(minutes=5), cause="a summary")


def add_names(ledger, others):
    add_alias(ledger, HUB, "component:default/alpha", urn("alpha", "project:alpha"), meta())
    merge(ledger, HUB, urn("alpha", "service:old"), urn("alpha", "service:web"), meta(), "renamed")
    tombstone(ledger, HUB, urn("alpha", "file:m2.py"), meta(), reason="removed")
    for name in others[:1]:
        merge(ledger, HUB, urn("alpha", "service:moved"), urn(name, "service:web"), meta(), f"now in {name}")
        merge(ledger, HUB, urn(name, "service:gave"), urn("alpha", "service:web"), meta(), f"came from {name}")
        add_alias(ledger, HUB, "component:default/elsewhere", urn(name, "project:" + name), meta())
        tombstone(ledger, HUB, urn(name, "file:m9.py"), meta(), rev=2, reason=f"gone from {name}")


def urn(project, key):
    kind, _, local = key.partition(":")
    return f"urn:cc:{HUB}:{project}:{kind}:{local}"


def selection(kind, above=()):
    """Select every field of a type; within itself a type shows its plain values only."""
    parts = []
    for name, field in kind.fields.items():
        inner = get_named_type(field.type)
        if not isinstance(inner, GraphQLObjectType):
            parts.append(name)
        elif kind.name not in above:
            parts.append(f"{name} {selection(inner, (*above, kind.name))}")
    return "{" + " ".join(parts) + "}"


def full_query(name):
    """Ask one field of Query for all there is, every argument a variable."""
    field = executable_schema().query_type.fields[name]
    declared = ", ".join(f"${key}: {argument.type}" for key, argument in field.args.items())
    passed = ", ".join(f"{key}: ${key}" for key in field.args)
    return f"query({declared}) {{ {name}({passed}) {selection(field.type)} }}"


def is_list_of_objects(field):
    kind = field.type.of_type if isinstance(field.type, GraphQLNonNull) else field.type
    return isinstance(kind, GraphQLList) and isinstance(get_named_type(kind), GraphQLObjectType)


def questions(project, other="beta"):
    """List questions (field, variables) about one project, and about all."""
    root = urn(project, f"project:{project}")
    return [
        ("ecosystemGraph", {"asOf": LATER, "first": 10}),
        ("ecosystemGraph", {"asOf": LATER, "first": 1, "tag": "core", "minStrength": 0.1}),
        ("ecosystemGraph", {"asOf": LATER, "first": 1, "domain": "finance"}),
        ("projects", {"first": 1}),
        ("projects", {"first": 10}),
        ("projectGraph", {"project": project, "first": 10}),
        ("projectGraph", {"project": project, "first": 2, "asOf": 1, "types": ["file", "symbol"]}),
        ("projectGraph", {"project": project, "first": 2, "asOf": LATER, "root": "file:m1.py", "depth": 1}),
        ("dependencies", {"urn": root, "first": 10, "direction": "both"}),
        ("dependencies", {"urn": urn(project, "file:m1.py"), "first": 1, "direction": "out", "depth": 1}),
        ("search", {"text": "m", "first": 30}),
        ("search", {"text": "lib", "first": 30}),
        ("search", {"text": "m", "first": 2}),
        ("search", {"text": "web", "first": 5, "project": project}),
        ("resolve", {"id": root}),
        ("resolve", {"id": urn(project, "service:web")}),
        ("resolve", {"id": urn(project, "service:old")}),
        ("resolve", {"id": urn(project, "service:moved")}),
        ("resolve", {"id": urn(project, "file:m2.py")}),
        ("resolve", {"id": urn(project, "file:m9.py")}),
        ("resolve", {"id": f"https://git.example/acme/{project}"}),
        ("resolve", {"id": f"pkg:pypi/{package_of(project)}"}),
        ("resolve", {"id": f"pkg:pypi/{package_of(other)}"}),
        ("resolve", {"id": "component:default/alpha"}),
        ("resolve", {"id": "component:default/elsewhere"}),
        ("resolve", {"id": f"swh:1:cnt:{1:040x}"}),
        ("commits", {"project": project, "first": 1}),
        ("commits", {"project": project, "first": 10}),
        ("diff", {"project": project, "from": 0, "first": 10}),
        ("diff", {"project": project, "from": 1, "to": LATER, "first": 3}),
        ("traceability", {"project": project, "first": 10}),
        ("traceability", {"project": project, "first": 1, "packs": ["demo"], "gapsOnly": True, "asOf": 1}),
        ("itemCategories", {"project": project, "item": "WP-1"}),
        ("itemCategories", {"project": project, "item": "specs/x.md#it", "asOf": LATER}),
    ]
