"""Python projects: pyproject.toml, setup.cfg and the METADATA of what is installed."""

import configparser
import re
from collections.abc import Iterator

from commandcenter.indexing.documents import load_toml
from commandcenter.indexing.shapes import Shape
from commandcenter.kernel.errors import InvalidInputError

from .model import Manifest, Scope, group_scope
from .requirement_lines import add_requirement

PRIVATE = "Private :: Do Not Upload"
_EXACT = re.compile(r"={0,3}\s*(\d+(?:\.\d+)+[\w.+!-]*)")


def read_pyproject(data: bytes, _path: str) -> Manifest:
    """Read PEP 621 metadata, PEP 518 build requirements, PEP 735 groups and the tables of Poetry, uv and PDM."""
    manifest = Manifest()
    document = manifest.shape(load_toml(data))
    project, poetry = document.get("project"), document.at("tool", "poetry")
    _describe(
        manifest,
        project if project.get("name").text() else poetry,
        private=PRIVATE in project.get("classifiers").texts(),
    )
    for text, scope, optional, pointer in _requirements(document):
        add_requirement(manifest, text, scope, optional=optional, pointer=pointer)
    _read_poetry(manifest, poetry)
    manifest.members = document.at("tool", "uv", "workspace", "members").texts()
    return manifest


def _describe(manifest: Manifest, table: Shape, *, private: bool) -> None:
    name, said = table.get("name").text(), table.get("license").value
    if name:
        license_id = (
            said if isinstance(said, str) else table.at("license", "text").text() if isinstance(said, dict) else ""
        )
        manifest.describe("pypi", name, table.get("version").text(), license_id, private=private)


def _requirements(document: Shape) -> Iterator[tuple[str, Scope, bool, str]]:
    """Yield (requirement, scope, optional, pointer) of every list of PEP 508 requirements."""
    project, tool = document.get("project"), document.get("tool")
    lists: list[tuple[Shape, Scope, bool]] = [
        (project.get("dependencies"), "runtime", False),
        (document.at("build-system", "requires"), "build", False),
        (tool.at("uv", "dev-dependencies"), "dev", False),
    ]
    for extra, rows in project.get("optional-dependencies").items():
        lists.append((rows, group_scope(extra), True))
    for groups in (document.get("dependency-groups"), tool.at("pdm", "dev-dependencies")):
        lists += [(rows, "dev", False) for _, rows in groups.items()]
    for rows, scope, optional in lists:
        for row in rows.rows():
            if not isinstance(row.value, dict):  # an {include-group = "…"} says nothing new
                yield row.text(), scope, optional, row.pointer


def _read_poetry(manifest: Manifest, poetry: Shape) -> None:
    tables: list[tuple[Shape, Scope]] = [
        (poetry.get("dependencies"), "runtime"),
        (poetry.get("dev-dependencies"), "dev"),
    ]
    for name, group in poetry.get("group").items():
        tables.append((group.get("dependencies"), "runtime" if name == "main" else "dev"))
    for table, scope in tables:
        for name, said in table.items():
            if name.lower() != "python":
                _add_poetry(manifest, name, said, scope)


def _add_poetry(manifest: Manifest, name: str, said: Shape, scope: Scope) -> None:
    """Note one of Poetry's: a constraint, a table with one, or a list of such tables for several platforms."""
    for each in said.rows() if isinstance(said.value, list) else (said,):
        table = isinstance(each.value, dict)
        constraint = (each.get("version") if table else each).text()
        optional = table and each.get("optional").flag()
        exact = _EXACT.fullmatch(constraint) if constraint.startswith("=") else None
        version = exact[1] if exact else ""
        manifest.add(
            "pypi", name, version=version, constraint="" if version else constraint, scope=scope, optional=optional
        )


def read_setup_cfg(data: bytes, _path: str) -> Manifest:
    """Read the declarative metadata of setuptools."""
    parser = configparser.ConfigParser(interpolation=None, strict=False)
    try:
        parser.read_string(data.decode("utf-8-sig", "replace"))
    except configparser.Error as error:
        raise InvalidInputError(f"not an INI file: {' '.join(str(error).split())}") from None
    manifest = Manifest()
    name = parser.get("metadata", "name", fallback="").strip()
    if name and not name.startswith(("attr:", "file:")):
        version = parser.get("metadata", "version", fallback="").strip()
        license_id = parser.get("metadata", "license", fallback="").strip()
        manifest.describe("pypi", name, "" if ":" in version else version, license_id)
    options: list[tuple[str, str, Scope, bool]] = [
        ("options", "install_requires", "runtime", False),
        ("options", "setup_requires", "build", False),
        ("options", "tests_require", "dev", False),
    ]
    if parser.has_section("options.extras_require"):
        options += [
            ("options.extras_require", extra, group_scope(extra), True) for extra in parser["options.extras_require"]
        ]
    for section, option, scope, optional in options:
        for line in parser.get(section, option, fallback="").splitlines():
            text = line.split("#", 1)[0].strip()
            if text and not text.startswith("file:"):
                add_requirement(manifest, text, scope, optional=optional, pointer=f"[{section}] {option}")
    return manifest


def read_metadata(data: bytes, _path: str) -> Manifest:
    """Read core metadata (PEP 566, 639) as it lies in a wheel's `.dist-info` or an sdist's PKG-INFO."""
    manifest = Manifest()
    fields: dict[str, str] = {}
    required: list[str] = []
    for line in data.decode("utf-8", "replace").splitlines():
        if not line:
            break  # the description follows
        name, colon, value = line.partition(":")
        if colon and not line[0].isspace():
            if name == "Requires-Dist":
                required.append(value.strip())
            else:
                fields.setdefault(name, value.strip())
    if "Name" not in fields:
        raise InvalidInputError("no Name in the metadata of a distribution")
    license_id = fields.get("License-Expression") or fields.get("License", "")
    manifest.describe("pypi", fields["Name"], fields.get("Version", ""), license_id)
    for text in required:
        add_requirement(manifest, text, "runtime")
    return manifest
