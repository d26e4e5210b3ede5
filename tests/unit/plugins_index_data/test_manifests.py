"""Manifests and lock files become dependencies: one node per purl, whatever files speak of it."""

import json
from importlib.metadata import distributions
from pathlib import Path
from typing import Any

import pytest
import yaml
from packageurl import PackageURL

from .conftest import ROOT, Index, Indexed

PYPROJECT = """
[build-system]
requires = ["setuptools>=77"]
[project]
name = "Sample_App"
version = "1.2.0"
license = "MIT"
dependencies = ["requests>=2,<3", "Ruamel.Yaml==0.18.6", "tomli; python_version < '3.11'"]
[project.optional-dependencies]
fast = ["orjson"]
test = ["pytest==9.0.0"]
[dependency-groups]
lint = ["ruff==0.17.6", {include-group = "test"}]
[tool.poetry.group.dev.dependencies]
mypy = "^1.10"
[tool.poetry.dependencies]
python = "^3.11"
httpx = {version = "0.27.0", extras = ["http2"], optional = true}
"""


def dependency(indexed: Indexed, purl: str) -> dict[str, Any]:
    return {key: value for key, value in indexed.props(f"dependency:{purl}").items() if key != "purl"}


def by_name(indexed: Indexed) -> dict[str, str]:
    """Map each dependency to its strongest scope."""
    return {
        node.id.removeprefix("pkg:"): str(node.props["scope"])
        for node in indexed.nodes.values()
        if node.type == "dependency"
    }


def test_pyproject_tables_become_scopes(index: Index) -> None:
    found = index({"pyproject.toml": PYPROJECT}, "index-manifests")
    assert by_name(found) == {
        "pypi/setuptools": "build", "pypi/requests": "runtime", "pypi/ruamel-yaml": "runtime", "pypi/tomli": "runtime",
        "pypi/orjson": "runtime", "pypi/pytest": "dev", "pypi/ruff": "dev", "pypi/mypy": "dev", "pypi/httpx": "runtime",
    }  # fmt: skip
    assert dependency(found, "pkg:pypi/ruamel-yaml") == {
        "scope": "runtime", "scopes": ["runtime"], "versions": ["0.18.6"], "declared_in": ["pyproject.toml"],
    }  # fmt: skip
    assert dependency(found, "pkg:pypi/requests")["constraints"] == ["<3,>=2"]
    assert dependency(found, "pkg:pypi/orjson")["optional"] is True
    assert dependency(found, "pkg:pypi/httpx")["optional"] is True
    assert found.provides == ("pkg:pypi/sample-app",)
    assert found.props("file:pyproject.toml")["package"] == {
        "purl": "pkg:pypi/sample-app", "version": "1.2.0", "license": "MIT",
    }  # fmt: skip
    assert "dependency:pkg:pypi/requests" in found.edges("file:pyproject.toml", "dependsOn")
    assert found.findings() == []


def test_files_that_name_the_same_package_share_its_node(index: Index) -> None:
    found = index(
        {
            "pyproject.toml": "[project]\nname='a'\ndependencies=['six']",
            "requirements-dev.txt": "SIX==1.17.0 --hash=sha256:00\n# a comment\n-r other.txt\n./local\nhttps://x/y.whl\n",
            "requirements/build.txt": "wheel ; python_version > '3' \\\n  and os_name == 'posix'\n",
        },
        "index-manifests",
    )
    assert dependency(found, "pkg:pypi/six") == {
        "scope": "runtime", "scopes": ["runtime", "dev"], "versions": ["1.17.0"],
        "declared_in": ["pyproject.toml", "requirements-dev.txt"],
    }  # fmt: skip
    assert dependency(found, "pkg:pypi/wheel")["scope"] == "build"
    assert found.findings() == []


def test_setup_cfg(index: Index) -> None:
    text = """
[metadata]
name = old-style
version = attr: old.__version__
[options]
install_requires =
    requests>=2
    tomli; python_version < "3.11"
[options.extras_require]
tests = pytest
"""
    found = index({"setup.cfg": text}, "index-manifests")
    assert by_name(found) == {"pypi/requests": "runtime", "pypi/tomli": "runtime", "pypi/pytest": "dev"}
    assert found.provides == ("pkg:pypi/old-style",)
    assert found.findings() == []


def installed() -> list[tuple[Any, Path]]:
    """List the distributions of the running environment that lie in a dist-info folder."""
    found = [(each, Path(str(getattr(each, "_path", "")))) for each in distributions()]
    return [(each, path) for each, path in found if path.suffix == ".dist-info" and (path / "METADATA").is_file()]


def test_installed_metadata_agrees_with_importlib(index: Index) -> None:
    """Over all that is installed here: the same names, versions and requirements as the standard library reads."""
    from packaging.requirements import Requirement

    files, expected = {}, dict[str, str]()
    needed: set[str] = set()
    for distribution, path in installed():
        files[f"{path.name}/METADATA"] = (path / "METADATA").read_bytes()
        expected[name_of(distribution.metadata["Name"])] = distribution.version
        needed |= {name_of(Requirement(text).name) for text in distribution.requires or ()}
    found = index(files, "index-manifests")
    assert len(files) > 30
    assert set(found.provides) == set(expected)
    assert {node.id for node in found.nodes.values() if node.type == "dependency"} == needed
    for path in files:
        package = found.props(f"file:{path}")["package"]
        assert package["version"] == expected[package["purl"]]
    assert found.findings() == []


def name_of(name: str) -> str:
    import re

    return PackageURL("pypi", None, re.sub(r"[-_.]+", "-", name).lower()).to_string()


def test_installed_package_below_a_project_is_its_dependency(index: Index) -> None:
    found = index(
        {
            "pyproject.toml": "[project]\nname='app'",
            "lib/six-1.17.0.dist-info/METADATA": "Metadata-Version: 2.1\nName: six\nVersion: 1.17.0\n\nName: no",
        },
        "index-manifests",
    )
    assert found.provides == ("pkg:pypi/app",)
    assert dependency(found, "pkg:pypi/six")["versions"] == ["1.17.0"]


POETRY = """
[[package]]
name = "requests"
version = "2.34.2"
groups = ["main"]
[package.dependencies]
urllib3 = ">=1.21"
[[package]]
name = "urllib3"
version = "2.8.0"
groups = ["main"]
[[package]]
name = "pytest"
version = "9.2.0"
groups = ["dev"]
"""
UV = """
version = 1
[[package]]
name = "app"
version = "0.1.0"
source = { editable = "." }
dependencies = [{ name = "requests" }]
[[package]]
name = "requests"
version = "2.34.2"
source = { git = "https://example.org/six.git" }
dependencies = [{ name = "urllib3" }]
[[package]]
name = "urllib3"
version = "2.8.0"
"""
PDM = """
[[package]]
name = "requests"
version = "2.34.2"
dependencies = ["urllib3<3,>=1.21.1"]
[[package]]
name = "urllib3"
version = "2.8.0"
"""


@pytest.mark.parametrize(("name", "text"), [("poetry.lock", POETRY), ("uv.lock", UV), ("pdm.lock", PDM)])
def test_python_locks_tell_asked_for_from_came_along(index: Index, name: str, text: str) -> None:
    project = "[project]\nname='app'\ndependencies=['requests']\n[dependency-groups]\ndev=['pytest']"
    found = index({"pyproject.toml": project, name: text}, "index-manifests")
    assert dependency(found, "pkg:pypi/requests") == {
        "scope": "runtime", "scopes": ["runtime"], "versions": ["2.34.2"],
        "declared_in": sorted([name, "pyproject.toml"]),
    }  # fmt: skip
    assert dependency(found, "pkg:pypi/urllib3")["scopes"] == ["transitive"]
    assert dependency(found, "pkg:pypi/pytest")["scope"] == "dev"
    assert found.edges("dependency:pkg:pypi/requests", "dependsOn") == ["dependency:pkg:pypi/urllib3"]
    assert "dependency:pkg:pypi/urllib3" not in found.edges(f"file:{name}", "dependsOn")
    assert "dependency:pkg:pypi/app" not in found.nodes
    assert found.findings() == []


def test_pipfile_lock(index: Index) -> None:
    text = json.dumps({"default": {"six": {"version": "==1.17.0"}}, "develop": {"Tox": {"version": "==4.1"}}})
    found = index({"Pipfile.lock": text}, "index-manifests")
    assert by_name(found) == {"pypi/six": "runtime", "pypi/tox": "dev"}
    assert dependency(found, "pkg:pypi/six")["versions"] == ["1.17.0"]


PACKAGE = {
    "name": "@acme/web", "version": "2.0.0", "license": "ISC", "workspaces": ["packages/*"],
    "dependencies": {"react": "^18.2.0", "old": "npm:lodash@4.17.21", "@acme/ui": "workspace:*"},
    "devDependencies": {"vite": "5.4.0"}, "peerDependencies": {"vue": ">=3"},
    "peerDependenciesMeta": {"vue": {"optional": True}}, "optionalDependencies": {"fsevents": "~2.3.2"},
}  # fmt: skip
LOCK = {
    "lockfileVersion": 3,
    "packages": {
        "": {"dependencies": {"react": "^18.2.0", "old": "npm:lodash@4.17.21"}, "devDependencies": {"vite": "5.4.0"}},
        "packages/ui": {"name": "@acme/ui", "version": "1.0.0"},
        "node_modules/@acme/ui": {"resolved": "packages/ui", "link": True},
        "node_modules/react": {"version": "18.3.1", "dependencies": {"loose-envify": "^1.1.0"}},
        "node_modules/loose-envify": {"version": "1.4.0"},
        "node_modules/old": {"name": "lodash", "version": "4.17.21"},
        "node_modules/vite": {"version": "5.4.0", "dev": True, "dependencies": {"esbuild": "^0.21.3"}},
        "node_modules/esbuild": {"version": "0.21.5", "dev": True},
        "node_modules/vite/node_modules/loose-envify": {"version": "1.3.0", "dev": True},
    },
}


def test_package_json_and_its_lock(index: Index) -> None:
    found = index(
        {
            "package.json": json.dumps(PACKAGE),
            "package-lock.json": json.dumps(LOCK),
            "packages/ui/package.json": '{"name": "@acme/ui", "version": "1.0.0"}',
            "packages/hidden/package.json": '{"name": "@acme/hidden", "private": true}',
            "packages/ui/demo/package.json": '{"name": "demo"}',
        },
        "index-manifests",
    )
    assert found.provides == ("pkg:npm/%40acme/ui", "pkg:npm/%40acme/web")
    assert by_name(found) == {
        "npm/react": "runtime", "npm/lodash": "runtime", "npm/%40acme/ui": "runtime", "npm/vite": "dev",
            "npm/vue": "runtime",
        "npm/fsevents": "runtime", "npm/loose-envify": "dev", "npm/esbuild": "dev",
    }  # fmt: skip
    assert dependency(found, "pkg:npm/lodash")["versions"] == ["4.17.21"]
    assert dependency(found, "pkg:npm/react")["constraints"] == ["^18.2.0"]
    assert dependency(found, "pkg:npm/react")["versions"] == ["18.3.1"]
    assert dependency(found, "pkg:npm/loose-envify")["versions"] == ["1.3.0", "1.4.0"]
    assert dependency(found, "pkg:npm/esbuild")["scopes"] == ["dev", "transitive"]
    assert dependency(found, "pkg:npm/vue")["optional"] is True
    assert dependency(found, "pkg:npm/%40acme/ui")["internal"] is True
    assert found.edges("dependency:pkg:npm/react", "dependsOn") == ["dependency:pkg:npm/loose-envify"]
    assert found.findings() == []


def test_package_lock_version_1(index: Index) -> None:
    lock = {
        "lockfileVersion": 1,
        "dependencies": {
            "a": {"version": "1.0.0", "requires": {"b": "^2"}, "dependencies": {"b": {"version": "2.1.0"}}},
            "c": {"version": "3.0.0", "dev": True, "requires": True},
        },
    }
    found = index({"package-lock.json": json.dumps(lock)}, "index-manifests")
    assert by_name(found) == {"npm/a": "runtime", "npm/b": "transitive", "npm/c": "runtime"}
    assert found.edges("dependency:pkg:npm/a", "dependsOn") == ["dependency:pkg:npm/b"]


YARN_1 = """# yarn lockfile v1


"@babel/core@^7.1.0", "@babel/core@^7.2.0":
  version "7.24.0"
  resolved "https://example.org/core.tgz#00"
  integrity sha512-AA==
  dependencies:
    "@babel/types" "^7.24.0"
    ms "2.1.2"

"@babel/types@^7.24.0":
  version "7.24.1"

ms@2.1.2:
  version "2.1.2"

"alias@npm:debug@^4":
  version "4.3.4"
"""
YARN_4 = """
__metadata:
  version: 8
"@babel/core@npm:^7.1.0, @babel/core@npm:^7.2.0":
  version: 7.24.0
  resolution: "@babel/core@npm:7.24.0"
  dependencies:
    "@babel/types": "npm:^7.24.0"
    ms: "npm:2.1.2"
  languageName: node
  linkType: hard
"@babel/types@npm:^7.24.0": {version: 7.24.1, resolution: "@babel/types@npm:7.24.1"}
"ms@npm:2.1.2": {version: 2.1.2, resolution: "ms@npm:2.1.2"}
"alias@npm:debug@^4": {version: 4.3.4, resolution: "debug@npm:4.3.4"}
"web@workspace:.": {version: 0.0.0-use.local, resolution: "web@workspace:.", linkType: soft}
"""


@pytest.mark.parametrize("text", [YARN_1, YARN_4], ids=["classic", "berry"])
def test_yarn_locks(index: Index, text: str) -> None:
    found = index({"yarn.lock": text}, "index-manifests")
    assert by_name(found) == {
        "npm/%40babel/core": "runtime", "npm/%40babel/types": "transitive", "npm/ms": "transitive",
        "npm/debug": "runtime",
    }  # fmt: skip
    assert dependency(found, "pkg:npm/%40babel/core")["versions"] == ["7.24.0"]
    assert found.edges("dependency:pkg:npm/%40babel/core", "dependsOn") == [
        "dependency:pkg:npm/%40babel/types", "dependency:pkg:npm/ms",
    ]  # fmt: skip
    assert found.findings() == []


PNPM_9 = """
lockfileVersion: '9.0'
importers:
  .:
    dependencies:
      react: {specifier: ^18, version: 18.3.1}
      ui: {specifier: 'workspace:*', version: 'link:packages/ui'}
      old: {specifier: 'npm:lodash@4', version: lodash@4.17.21}
    devDependencies:
      '@vitejs/plugin-react': {specifier: ^4, version: 4.3.0(vite@5.4.0)}
packages:
  react@18.3.1: {resolution: {integrity: a}}
  lodash@4.17.21: {resolution: {integrity: a}}
  loose-envify@1.4.0: {resolution: {integrity: a}, hasBin: true}
  '@vitejs/plugin-react@4.3.0': {resolution: {integrity: a}}
snapshots:
  react@18.3.1: {dependencies: {loose-envify: 1.4.0}}
  lodash@4.17.21: {}
  '@vitejs/plugin-react@4.3.0(vite@5.4.0)': {}
"""
PNPM_5 = """
lockfileVersion: 5.4
specifiers: {react: ^18}
dependencies: {react: 18.3.1, old: /lodash/4.17.21}
devDependencies: {'@vitejs/plugin-react': 4.3.0_vite@5.4.0}
packages:
  /react/18.3.1: {resolution: {integrity: a}, dependencies: {loose-envify: 1.4.0}, dev: false}
  /lodash/4.17.21: {resolution: {integrity: a}, dev: false}
  /loose-envify/1.4.0: {resolution: {integrity: a}, dev: false}
  /@vitejs/plugin-react/4.3.0_vite@5.4.0: {resolution: {integrity: a}, dev: true}
"""


@pytest.mark.parametrize("text", [PNPM_9, PNPM_5], ids=["9", "5"])
def test_pnpm_locks(index: Index, text: str) -> None:
    found = index({"pnpm-lock.yaml": text}, "index-manifests")
    assert by_name(found) == {
        "npm/react": "runtime", "npm/lodash": "runtime", "npm/loose-envify": "transitive",
        "npm/%40vitejs/plugin-react": "dev",
    }  # fmt: skip
    assert dependency(found, "pkg:npm/%40vitejs/plugin-react")["versions"] == ["4.3.0"]
    assert found.edges("dependency:pkg:npm/react", "dependsOn") == ["dependency:pkg:npm/loose-envify"]
    assert found.findings() == []


GO_MOD = """module github.com/Acme/tool/v2 // the tool

go 1.22
require github.com/pkg/errors v0.9.1
require (
\tgolang.org/x/net v0.30.0
\tgolang.org/x/text v0.19.0 // indirect
)
replace golang.org/x/net => ../net
"""
GO_SUM = """golang.org/x/net v0.30.0 h1:AA=
golang.org/x/net v0.30.0/go.mod h1:AA=
golang.org/x/sys v0.1.0/go.mod h1:AA=
golang.org/x/text v0.19.0 h1:AA=
golang.org/x/crypto v0.28.0 h1:AA=
"""


def test_go_modules(index: Index) -> None:
    found = index({"go.mod": GO_MOD, "go.sum": GO_SUM}, "index-manifests")
    assert found.provides == ("pkg:golang/github.com/Acme/tool/v2",)
    assert by_name(found) == {
        "golang/github.com/pkg/errors": "runtime", "golang/golang.org/x/net": "runtime",
        "golang/golang.org/x/text": "transitive", "golang/golang.org/x/crypto": "transitive",
    }  # fmt: skip
    assert dependency(found, "pkg:golang/golang.org/x/net")["versions"] == ["v0.30.0"]
    assert found.findings() == []


def test_cargo(index: Index) -> None:
    manifest = """
[package]
name = "tool"
version = "0.1.0"
[dependencies]
serde_json = "=1.0.1"
real = { package = "renamed", version = "2", optional = true }
[target.'cfg(unix)'.build-dependencies]
cc = "1"
"""
    lock = """
[[package]]
name = "tool"
version = "0.1.0"
dependencies = ["serde_json"]
[[package]]
name = "serde_json"
version = "1.0.1"
source = "registry+https://example.org"
dependencies = ["itoa 1.0.0"]
[[package]]
name = "itoa"
version = "1.0.0"
source = "registry+https://example.org"
"""
    found = index({"Cargo.toml": manifest, "Cargo.lock": lock}, "index-manifests")
    assert found.provides == ("pkg:cargo/tool",)
    assert by_name(found) == {
        "cargo/serde_json": "runtime", "cargo/renamed": "runtime", "cargo/cc": "build", "cargo/itoa": "transitive",
    }  # fmt: skip
    assert found.findings() == []


def test_only_root_most_packages_are_provided(index: Index) -> None:
    name = "[project]\nname = '{}'"
    found = index(
        {
            "services/a/pyproject.toml": name.format("a"), "services/b/pyproject.toml": name.format("b"),
            "services/a/tests/data/pyproject.toml": name.format("no"),
            "services/a/plugin/pyproject.toml": name.format("no"),
            "examples/x/package.json": '{"name": "no"}', "web/package.json": '{"name": "no", "private": true}',
            "go/go.mod": "module example.org/g",
        },
        "index-manifests",
    )  # fmt: skip
    assert found.provides == ("pkg:golang/example.org/g", "pkg:pypi/a", "pkg:pypi/b")


def test_samples_and_vendored_code_weigh_less(index: Index) -> None:
    files = {"tests/requirements.txt": "six", "vendor/a/requirements.txt": "wheel", "requirements.txt": "attrs"}
    found = index(files, "index-manifests")
    assert by_name(found) == {"pypi/six": "dev", "pypi/wheel": "transitive", "pypi/attrs": "runtime"}


@pytest.mark.parametrize(
    ("path", "text", "reason"),
    [
        ("pyproject.toml", "[project\n", "not TOML"),
        ("pyproject.toml", "[project]\ndependencies = ['a', '???', 3]", "at /project/dependencies/1"),
        ("pyproject.toml", "[project]\ndependencies = 3", "expected an array, not a number at /project/dependencies"),
        ("package.json", '{"dependencies": {"a": []}}', "expected text, not an array at /dependencies/a"),
        ("package.json", "[]", "expected an object, not an array"),
        ("package-lock.json", '{"packages": ', "not JSON"),
        ("pnpm-lock.yaml", "packages: [", "not YAML"),
        ("yarn.lock", "what is this", "not a Yarn 1 lock file"),
        ("go.sum", "one two", "not a line of go.sum"),
        ("x.dist-info/METADATA", "Version: 1", "no Name"),
        ("setup.cfg", "no section", "not an INI file"),
    ],
)
def test_a_broken_file_is_a_finding_and_the_rest_goes_on(index: Index, path: str, text: str, reason: str) -> None:
    found = index({path: text, "sub/requirements.txt": "six"}, "index-manifests")
    assert any(path in finding and reason in finding for finding in found.findings())
    assert "dependency:pkg:pypi/six" in found.nodes


def test_the_manifest_lists_what_the_code_claims(plugins: Any) -> None:
    import sys

    plugin = plugins["index-manifests"]
    plugin.load()
    readers = sys.modules[f"{plugin.package}.indexer"].READERS
    assert yaml.safe_load((plugin.folder / "plugin.yaml").read_text())["contributes"]["claims"] == list(readers)
    assert plugin.create().claims("a/b/requirements-dev.txt")
    assert not plugin.create().claims("node_modules/x/package.json")
    assert not plugin.create().claims("METADATA")


def test_this_repository(index: Index) -> None:
    found = index({"pyproject.toml": (ROOT / "pyproject.toml").read_bytes()}, "index-manifests")
    assert found.provides == ("pkg:pypi/commandcenter",)
    assert dependency(found, "pkg:pypi/boto3")["scope"] == "runtime"
    assert dependency(found, "pkg:pypi/pytest")["scope"] == "dev"
    assert found.findings() == []
