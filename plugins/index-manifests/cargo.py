"""Cargo.toml."""

import re

from commandcenter.indexing.documents import load_toml
from commandcenter.indexing.shapes import Shape

from .model import Manifest, Scope

SECTIONS: tuple[tuple[str, Scope], ...] = (
    ("dependencies", "runtime"),
    ("dev-dependencies", "dev"),
    ("build-dependencies", "build"),
)
_EXACT = re.compile(r"=\s*(\d+\.\d+\.\d+[\w.+-]*)")


def read_cargo_toml(data: bytes, _path: str) -> Manifest:
    """Read the crate's name and the dependencies of all targets; `publish = false` makes it private."""
    manifest = Manifest()
    document = manifest.shape(load_toml(data))
    package = document.get("package")
    if package.get("name").text():
        version, said = package.get("version").value, package.get("license").value
        manifest.describe(
            "cargo", package.get("name").text(), version if isinstance(version, str) else "",
            said if isinstance(said, str) else "", private=package.get("publish").value is False,
        )  # fmt: skip
    manifest.members = document.at("workspace", "members").texts()
    tables = [document, document.get("workspace"), *(target for _, target in document.get("target").items())]
    for table in tables:
        for section, scope in SECTIONS:
            for name, said_of in table.get(section).items():
                _add(manifest, name, said_of, scope)
    return manifest


def _add(manifest: Manifest, name: str, said: Shape, scope: Scope) -> None:
    table = isinstance(said.value, dict)
    constraint = (said.get("version") if table else said).text()
    exact = _EXACT.fullmatch(constraint)
    manifest.add(
        "cargo", said.get("package").text(name) if table else name, version=exact[1] if exact else "",
        constraint="" if exact else constraint, scope=scope, optional=table and said.get("optional").value is True,
    )  # fmt: skip
