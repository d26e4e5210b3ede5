"""Imports lead to the files Python itself would load."""

import ast
import importlib.util
from pathlib import Path

import click
import dulwich
import pytest

from commandcenter.graph.model import Node


def real_imports(package: Path) -> set[tuple[str, str]]:
    """Resolve the import statements of an installed package with importlib."""
    root = package.parent
    found = set()
    for path in package.rglob("*.py"):
        dotted = ".".join(path.relative_to(root).with_suffix("").parts)
        around = dotted if path.name == "__init__.py" else dotted.rpartition(".")[0]
        around = around.removesuffix(".__init__")
        for node in ast.walk(ast.parse(path.read_bytes())):
            for origin in origins(node, around):
                if origin and origin.endswith(".py") and Path(origin).is_relative_to(package):
                    found.add((path.relative_to(root).as_posix(), Path(origin).relative_to(root).as_posix()))
    return found


def origins(node: ast.AST, around: str) -> list[str | None]:
    if isinstance(node, ast.Import):
        return [origin(alias.name) for alias in node.names]
    if not isinstance(node, ast.ImportFrom):
        return []
    base = (
        importlib.util.resolve_name("." * node.level + (node.module or ""), around) if node.level else node.module or ""
    )
    module = origin(base)
    return [origin(f"{base}.{alias.name}") or module for alias in node.names]


def origin(name: str) -> str | None:
    try:
        spec = importlib.util.find_spec(name)
    except (ImportError, ValueError, AttributeError, AssertionError):  # what is for another system asserts so
        return None
    return spec.origin if spec else None


def sources(package: Path) -> dict[str, bytes]:
    return {path.relative_to(package.parent).as_posix(): path.read_bytes() for path in package.rglob("*.py")}


@pytest.mark.parametrize("module", [click, dulwich], ids=["click", "dulwich"])
def test_an_installed_package_is_resolved_as_importlib_does(edges, module) -> None:
    package = Path(module.__file__ or "").parent
    found, real = edges("imports", sources(package)), real_imports(package)
    assert len(real) > 50
    assert found == real


def test_a_tree_that_is_a_package_learns_its_own_name(edges) -> None:
    package = Path(click.__file__).parent
    inside = {path.removeprefix("click/"): data for path, data in sources(package).items()}
    inside["extra.py"] = b"import click\nimport click.core\nfrom click.types import Choice\nfrom click import utils\n"
    found = {end for start, end in edges("imports", inside) if start == "extra.py"}
    assert found == {"__init__.py", "core.py", "types.py", "utils.py"}


LAYOUT = {
    "layers/core/python/lib/__init__.py": "",
    "layers/core/python/lib/one.py": "from . import two\nfrom .sub import deep\nfrom .sub.deep import x\n",
    "layers/core/python/lib/two.py": "import lib.one\nimport json\n",
    "layers/core/python/lib/sub/__init__.py": "from .. import two\n",
    "layers/core/python/lib/sub/deep.py": "from ...lib import one\nfrom .... import nothing\n",
    "functions/f/app.py": "from lib import one\nimport near\nfrom lib.two import *\n",
    "functions/f/near.py": "",
    "functions/g/near.py": "",
    "src/ns/part/mod.py": "from ns.other import thing\nimport ns.part\n",
    "src/ns/other/thing.py": "",
    "vendor/json/__init__.py": "",
}


def test_roots_namespace_packages_and_neighbours(edges) -> None:
    lib = "layers/core/python/lib"
    assert edges("imports", LAYOUT) == {
        (f"{lib}/one.py", f"{lib}/two.py"),
        (f"{lib}/one.py", f"{lib}/sub/deep.py"),
        (f"{lib}/two.py", f"{lib}/one.py"),
        (f"{lib}/sub/__init__.py", f"{lib}/two.py"),
        (f"{lib}/sub/deep.py", f"{lib}/one.py"),
        ("functions/f/app.py", f"{lib}/one.py"),
        ("functions/f/app.py", f"{lib}/two.py"),
        ("functions/f/app.py", "functions/f/near.py"),
        ("src/ns/part/mod.py", "src/ns/other/thing.py"),
    }


def test_imports_lead_to_declared_dependencies(edges) -> None:
    declared = [
        Node("dependency", f"pkg:pypi/{name}") for name in ("pyyaml", "google-cloud-storage", "requests", "json")
    ]
    body = "import yaml\nfrom google.cloud import storage\nimport requests.adapters\nimport json, undeclared\n"
    assert edges("dependsOn", {"a.py": body}, *declared) == {
        ("a.py", "pkg:pypi/pyyaml"),
        ("a.py", "pkg:pypi/google-cloud-storage"),
        ("a.py", "pkg:pypi/requests"),
    }
