"""CycloneDX becomes evidence, and dependencies where the source names none."""

import json
from typing import Any

import pytest

from commandcenter.indexing.reports import parse_report
from commandcenter.kernel.errors import InvalidInputError

from .conftest import Read

BILL: dict[str, Any] = {
    "bomFormat": "CycloneDX",
    "specVersion": "1.6",
    "metadata": {"component": {"type": "application", "name": "app", "version": "1.0"}},
    "components": [
        {"bom-ref": "r1", "name": "Ruamel.Yaml", "version": "0.18.6", "purl": "pkg:pypi/Ruamel.Yaml@0.18.6?x=y",
         "licenses": [{"license": {"id": "MIT"}}]},
        {"bom-ref": "r2", "name": "node", "purl": "pkg:npm/%40types/node@22.0.0", "scope": "optional",
         "licenses": [{"expression": "Apache-2.0 OR MIT"}],
         "components": [{"bom-ref": "r3", "name": "inner", "version": "1", "purl": "pkg:npm/inner"}]},
        {"bom-ref": "r5", "name": "openssl", "group": "org", "version": "3"},
    ],
    "dependencies": [{"ref": "r2", "dependsOn": ["r3", "r1", "r5", "gone"]}, {"ref": "gone", "dependsOn": ["r1"]}],
}  # fmt: skip


def test_components_are_listed_and_unknown_packages_become_dependencies(read: Read) -> None:
    nodes = read("sbom", json.dumps(BILL))
    node = nodes["dependency:sbom:pkg:npm/%40types/node"]
    assert node.props == {
        "purl": "pkg:npm/%40types/node", "scope": "runtime", "versions": ["22.0.0"], "licenses": ["Apache-2.0 OR MIT"],
        "optional": True,
    }  # fmt: skip
    assert node.edges["dependsOn"] == ("dependency:sbom:pkg:npm/inner", "dependency:sbom:pkg:pypi/ruamel-yaml")
    parts = [node for node in nodes.values() if node.type == "evidence" and node.parent]
    listed = sorted(line for node in parts for line in node.props["components"])
    assert listed == [
        ["org/openssl", "3", ""], ["pkg:npm/%40types/node", "22.0.0", "Apache-2.0 OR MIT"], ["pkg:npm/inner", "1", ""],
        ["pkg:pypi/ruamel-yaml", "0.18.6", "MIT"],
    ]  # fmt: skip
    assert {node.parent for node in parts} == {"evidence:report:sbom"}
    assert nodes["evidence:report:sbom"].props["components"] == 4


def test_what_the_source_names_keeps_its_node() -> None:
    known = {"dependency:pkg:pypi/ruamel-yaml"}
    facts = parse_report("sbom", json.dumps(BILL).encode(), known=known)
    assert not any(node.id == "sbom:pkg:pypi/ruamel-yaml" for node in facts)
    (node,) = (node for node in facts if node.id == "sbom:pkg:npm/%40types/node")
    assert node.edges["dependsOn"] == ("dependency:pkg:pypi/ruamel-yaml", "dependency:sbom:pkg:npm/inner")


def test_its_own_nodes_of_the_last_push_change_nothing() -> None:
    data = json.dumps(BILL).encode()
    first = parse_report("sbom", data, known=set())
    assert parse_report("sbom", data, known={node.key for node in first}) == first


@pytest.mark.parametrize(
    ("change", "pointer"),
    [
        ({"bomFormat": "SPDX"}, "/bomFormat"),
        ({"components": {}}, "/components"),
        ({"components": [{"name": "a"}, {}]}, "/components/1/name"),
        ({"components": [{"name": "a", "purl": "nope"}]}, "/components/0/purl"),
        (
            {"components": [{"name": "a", "components": [{"name": "b", "licenses": 3}]}]},
            "/components/0/components/0/licenses",
        ),
    ],
)
def test_wrong_shapes_are_refused_with_the_place(read: Read, change: dict[str, Any], pointer: str) -> None:
    with pytest.raises(InvalidInputError) as caught:
        read("sbom", json.dumps({**BILL, **change}))
    assert caught.value.pointer == pointer
