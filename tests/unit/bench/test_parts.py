"""Made-up projects are of the size asked for, profiles are sorted into groups, built functions are found."""

import pytest
from measure_imports import find_functions
from profiled import group_of, group_times
from world import commit_project, project_name, project_nodes

from commandcenter.graph.ecosystem import ecosystem_graph
from commandcenter.graph.link_projects import link_projects
from commandcenter.kernel.layers import CHECKOUT
from commandcenter.ledger.open import open_memory


@pytest.mark.parametrize("size", [10, 57, 200])
def test_a_project_has_the_size_asked_for_and_changes_as_told(size):
    ledger = open_memory()
    assert len(project_nodes(7, size)) == size
    assert commit_project(ledger, 7, size) == size
    assert commit_project(ledger, 7, size) == 0
    assert commit_project(ledger, 7, size, edition=1) == size - 7


def test_projects_are_joined_by_dependencies_calls_and_contracts():
    ledger = open_memory()
    for number in range(6):
        commit_project(ledger, number, 20)
        link_projects(ledger, "home", project_name(number), at=ledger.head(project_name(number)).at, cause="test")
    found = ecosystem_graph(ledger, "home")
    assert found.projects.total == 6
    assert not found.missing
    assert not found.stale
    pairs = {(link.source, link.target) for link in found.links if link.link.type == "dependsOn"}
    assert pairs == {(project_name(a), project_name(b)) for a in range(6) for b in range(max(a - 3, 0), a)}
    assert {"api", "sharedSchema"} <= {edge.link.type for edge in found.edges}


@pytest.mark.parametrize(
    ("file", "name", "group"),
    [
        (str(CHECKOUT / "plugins" / "index-python" / "walk.py"), "_block", "our own code"),
        ("~", "<built-in method builtins.compile>", "parsers"),
        ("~", "<method 'digest' of '_hashlib.HASH' objects>", "hashing"),
        ("/usr/lib/python3.11/json/encoder.py", "encode", "JSON"),
        ("~", "<built-in method builtins.len>", "rest of Python"),
    ],
)
def test_functions_are_sorted_by_where_they_come_from(file, name, group):
    assert group_of(file, name) == group


def test_shares_add_up_and_the_largest_comes_first():
    stats = {
        ("~", 0, "<built-in method builtins.compile>"): (1, 1, 3.0, 3.0, {}),
        ("~", 0, "<built-in method builtins.len>"): (1, 1, 0.5, 0.5, {}),
        ("~", 0, "<built-in method builtins.max>"): (1, 1, 0.5, 0.5, {}),
    }
    assert list(group_times(stats).items()) == [("parsers", 0.75), ("rest of Python", 0.25)]
    assert group_times({}) == {}


def test_functions_of_a_built_template_are_found_with_their_layers(tmp_path):
    (tmp_path / "template.yaml").write_text(
        """
        Resources:
          Beta: {Type: AWS::Serverless::Function, Properties: {CodeUri: Beta, Layers: [{Ref: Deps}]}}
          Deps: {Type: AWS::Serverless::LayerVersion, Properties: {ContentUri: Deps}}
          Bus: {Type: AWS::Events::EventBus}
        """
    )
    (tmp_path / "Beta").mkdir()
    (tmp_path / "Beta" / "app.py").write_bytes(b"12345")
    (tmp_path / "Deps" / "python").mkdir(parents=True)
    (tmp_path / "Deps" / "python" / "dep.py").write_bytes(b"123")
    (found,) = find_functions(tmp_path)
    assert (found.name, found.size) == ("Beta", 8)
    assert found.paths == [str(tmp_path / "Beta"), str(tmp_path / "Deps" / "python")]
