"""Whatever stands in a file: an indexer says valid nodes or faults, and never raises."""

import json
import re
from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from packageurl import PackageURL

from commandcenter.graph.identifiers import parse_identifier
from commandcenter.graph.model import versionless
from commandcenter.indexing.model import FileFacts
from commandcenter.indexing.purls import purl_of, split_purl
from commandcenter.kernel.errors import InvalidInputError

from . import test_api, test_backstage, test_iac, test_index_ci, test_manifests
from .conftest import ROOT, Finish, installed_metadata

SAMPLES: Mapping[str, Mapping[str, str]] = {
    "index-manifests": {
        "pyproject.toml": test_manifests.PYPROJECT, "poetry.lock": test_manifests.POETRY, "uv.lock": test_manifests.UV,
        "pdm.lock": test_manifests.PDM, "package.json": json.dumps(test_manifests.PACKAGE),
        "package-lock.json": json.dumps(test_manifests.LOCK), "yarn.lock": test_manifests.YARN_1,
        "b/yarn.lock": test_manifests.YARN_4, "pnpm-lock.yaml": test_manifests.PNPM_9, "b/pnpm-lock.yaml": test_manifests.PNPM_5,
        "go.mod": test_manifests.GO_MOD, "go.sum": test_manifests.GO_SUM,
        "requirements.txt": "six==1.17.0\nrequests[socks]>=2,<3 ; python_version>'3' # x\n",
        "setup.cfg": "[metadata]\nname=a\n[options]\ninstall_requires =\n  six\n  b>1\n[options.extras_require]\nx = y\n",
        "Pipfile.lock": '{"default": {"six": {"version": "==1"}}, "develop": {}}',
        "Cargo.toml": "[package]\nname='a'\n[dependencies]\nb='1'\nc={version='=1.2.3', optional=true}\n",
        "Cargo.lock": "[[package]]\nname='b'\nversion='1'\nsource='r'\ndependencies=['c 1']\n",
        "x.dist-info/METADATA": installed_metadata(),
    },
    "index-iac": {"t.yaml": test_iac.SAM, "p.yaml": test_iac.PLAIN, "r.yaml": (ROOT / "template.yaml").read_text()},
    "index-api": {
        "o.json": json.dumps(test_api.OPENAPI), "a.yaml": test_api.ASYNC_2, "b.yaml": test_api.ASYNC_3,
        "s.schema.json": '{"type": "object"}',
    },
    "index-backstage": {"catalog-info.yaml": test_backstage.CATALOG, "commandcenter.yaml": test_backstage.MANIFEST},
    "index-ci": {
        test_index_ci.WORKFLOW: test_index_ci.GOOD, ".github/workflows/b.yml": test_index_ci.BAD, "LICENSE": "MIT License",
        ".gitlab-ci.yml": test_index_ci.GITLAB, ".github/dependabot.yml": "updates: [{package-ecosystem: pip}]",
        "renovate.json": '{"enabledManagers": ["npm"]}', "CODEOWNERS": "* @a", "SECURITY.md": "Mail a@b.io; answer in 3 days.",
    },
    "index-reports": {"junit.xml": "<testsuite><testcase name='a'/></testsuite>", "bom.json": '{"bomFormat": "CycloneDX"}'},
}  # fmt: skip
PAIRS = [(plugin, path) for plugin, files in SAMPLES.items() for path in files]
JUNK = [
    b"\xff\xfe",
    b"\x00",
    b"[" * 3000,
    b"{",
    b'"',
    b"\n",
    b": ",
    b"- ",
    b"'",
    b"9" * 5000,
    b"\xed\xa0\x80",
    b"\\ud800",
    b"${A}",
    b"*a",
]
few = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@given(pair=st.sampled_from(PAIRS), data=st.binary(max_size=200))
@few
def test_any_bytes_in_any_file(finish: Finish, pair: tuple[str, str], data: bytes) -> None:
    finish(pair[0], {pair[1]: data})


@pytest.mark.parametrize(("plugin", "path"), PAIRS)
@given(data=st.data())
@settings(few, max_examples=12)
def test_real_files_with_bytes_changed(finish: Finish, plugin: str, path: str, data: Any) -> None:
    content = bytearray(SAMPLES[plugin][path].encode())
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(content)))
        content[at : at + data.draw(st.integers(0, 20))] = data.draw(st.sampled_from(JUNK) | st.binary(max_size=6))
    finish(plugin, {**{name: text.encode() for name, text in SAMPLES[plugin].items()}, path: bytes(content)})


ODD = ["", "\ud800", "\x00a", "x" * 900, "../..", "pkg:"]
ODD_KEYS = ["Ref", "name", "\ud800", "$ref"]
json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.sampled_from(ODD),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(ODD_KEYS), inner, max_size=3),
    max_leaves=4,
)
DOCUMENTS = [pair for pair in PAIRS if pair[1].endswith(".json")]


@given(pair=st.sampled_from(DOCUMENTS), data=st.data())
@few
def test_real_documents_with_parts_replaced(finish: Finish, pair: tuple[str, str], data: Any) -> None:
    plugin, path = pair
    document = json.loads(SAMPLES[plugin][path])
    finish(plugin, {path: json.dumps(replace_a_part(document, data)).encode()})


@given(data=st.data())
@few
def test_templates_with_parts_replaced(finish: Finish, data: Any) -> None:
    from commandcenter.indexing.documents import load_yaml

    document = load_yaml(data.draw(st.sampled_from([test_iac.SAM, test_iac.PLAIN])).encode())
    finish("index-iac", {"t.json": json.dumps(replace_a_part(document, data)).encode()})


def replace_a_part(document: Any, data: Any) -> Any:
    """Put a random value, or a random key, somewhere into a document."""
    place = document
    while True:
        step = data.draw(st.sampled_from(list(place) if isinstance(place, dict) else range(len(place))))
        inner = place[step]
        if not isinstance(inner, dict | list) or not inner or data.draw(st.integers(0, 4)) == 0:
            place[step] = data.draw(json_values)
            return document
        place = inner


@pytest.mark.parametrize("plugin", SAMPLES)
def test_the_same_files_say_the_same_in_any_order(finish: Finish, plugin: str) -> None:
    files = {path: text.encode() for path, text in SAMPLES[plugin].items()}
    first, second = finish(plugin, files), finish(plugin, dict(reversed(files.items())))
    assert (first.nodes, sorted(first.edges), first.provides, first.props) == (
        second.nodes, sorted(second.edges), second.provides, second.props,
    )  # fmt: skip


@pytest.mark.parametrize("plugin", SAMPLES)
def test_what_a_file_says_travels_between_processes(plugins: Any, plugin: str) -> None:
    """Facts are of the library's types and plain values, so that a process without the plugin can hold them."""
    import pickle
    import pickletools

    from commandcenter.indexing.model import SourceFile

    indexer = plugins[plugin].create()
    for path, text in SAMPLES[plugin].items():
        facts = indexer.index_file(SourceFile(path, len(text), ""), text.encode())
        written = pickle.dumps(facts)
        names = {
            str(argument)
            for code, argument, _ in pickletools.genops(written)
            if "UNICODE" in code.name or code.name == "GLOBAL"
        }
        assert not any(name.startswith("commandcenter_plugins") for name in names)
        assert isinstance(pickle.loads(written), FileFacts)


def test_a_lock_file_of_many_packages_stays_within_a_node(finish: Finish) -> None:
    names = [f"some-rather-long-package-name-{number:06}" for number in range(6_000)]
    packages = {f"node_modules/{name}": {"version": "1.0.0", "dependencies": {"hub": "1"}} for name in names}
    packages["node_modules/hub"] = {"version": "1.0.0", "dependencies": dict.fromkeys(names, "1")}
    packages[""] = {"dependencies": dict.fromkeys(names, "^1.0.0")}
    found = finish(
        "index-manifests", {"package-lock.json": json.dumps({"lockfileVersion": 3, "packages": packages}).encode()}
    )
    assert len(found.nodes) == 6_001
    assert sum(len(target) + 3 for source, _, target in found.edges if source.startswith("file:")) < 250_000
    assert len(found.faults) == 2


@given(
    st.sampled_from(["pypi", "npm", "golang", "cargo", "maven", "odd type", ""]),
    st.text(st.sampled_from("aZ09._-/@%~+ :é\ud800\x00?#"), max_size=12),
)
@settings(max_examples=60, deadline=None)
def test_purls_are_normal_or_refused(ecosystem: str, name: str) -> None:
    try:
        purl = purl_of(ecosystem, name)
    except InvalidInputError:
        return
    assert parse_identifier(purl).text == purl, "the resolver looks a package up by the very id of its node"
    assert versionless(f"{purl}@1.0?a=b#c") == purl


@given(
    st.sampled_from(["pypi", "npm", "golang", "cargo", "maven"]),
    st.lists(st.from_regex(r"[A-Za-z0-9_][A-Za-z0-9._-]{0,8}", fullmatch=True), min_size=1, max_size=3).map("/".join),
    st.sampled_from(["", "@"]),
)
@settings(max_examples=60, deadline=None)
def test_names_without_odd_characters_are_those_of_packageurl(ecosystem: str, name: str, scope: str) -> None:
    name = scope + name
    normal = {"pypi": re.sub(r"[-_.]+", "-", name).lower(), "npm": name.lower()}.get(ecosystem, name)
    namespace, _, last = normal.rpartition("/")
    assert purl_of(ecosystem, name) == PackageURL(ecosystem, namespace, last).to_string()
    assert split_purl(f"{purl_of(ecosystem, name)}@1.0?a=b#c") == (purl_of(ecosystem, name), "1.0")
