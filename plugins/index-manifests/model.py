"""What one manifest or lock file says: the package it describes, what that depends on, and what it found odd."""

from dataclasses import dataclass, field
from typing import Any, Literal, NamedTuple

from commandcenter.indexing.names import excerpt
from commandcenter.indexing.purls import purl_of
from commandcenter.indexing.shapes import Shape
from commandcenter.kernel.errors import InvalidInputError

Scope = Literal["runtime", "build", "dev", "transitive", ""]
"""Why a package is there; empty where a lock file pins it but another file says why."""

DEVELOPMENT = frozenset(
    ("dev", "develop", "development", "test", "tests", "testing", "doc", "docs", "lint", "linting", "type", "types",
     "typing", "check", "checks", "ci", "coverage", "format", "qa", "benchmark", "benchmarks", "examples")
)  # fmt: skip
"""Names of extras and files that serve work on the project, not its users."""

MAX_FAULTS = 20


class Declared(NamedTuple):
    """Say that a file names a package: exact version or "", constraint or "", scope, and whether it may be absent."""

    purl: str
    version: str = ""
    constraint: str = ""
    scope: Scope = ""
    optional: bool = False


@dataclass(slots=True)
class Manifest:
    """Collect what one file says.

    Args:
        package: `{"purl", "version"?, "license"?, "private"?}` of the package the file describes, or None.
        members: Globs of folders that hold packages of the same workspace.
        dependencies: Packages named, in the order of the file.
        edges: (purl, purl it depends on), as a lock file knows them.
        faults: Parts that could not be read.
    """

    package: dict[str, Any] | None = None
    members: list[str] = field(default_factory=list)
    dependencies: list[Declared] = field(default_factory=list)
    edges: list[tuple[str, str]] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)

    def wrong(self, reason: str, pointer: str = "") -> None:
        """Note a part that was left out."""
        if len(self.faults) < MAX_FAULTS:
            self.faults.append(excerpt(f"{reason} at {pointer}" if pointer else reason))

    def shape(self, value: Any) -> Shape:
        """Walk a document; what has the wrong shape is noted and left out."""
        return Shape(value, self.wrong)

    def describe(
        self, ecosystem: str, name: str, version: str = "", license_id: str = "", *, private: bool = False
    ) -> None:
        """Say which package this file describes."""
        purl = self.purl(ecosystem, name)
        if purl is None:
            return
        said = {"version": excerpt(version, 100), "license": excerpt(license_id, 200), "private": private}
        self.package = {"purl": purl, **{key: value for key, value in said.items() if value}}

    def add(
        self,
        ecosystem: str,
        name: str,
        *,
        version: str = "",
        constraint: str = "",
        scope: Scope = "",
        optional: bool = False,
    ) -> str | None:
        """Note a package; returns its purl, or None when the name is none."""
        purl = self.purl(ecosystem, name)
        if purl is not None:
            self.dependencies.append(Declared(purl, excerpt(version, 100), excerpt(constraint, 200), scope, optional))
        return purl

    def purl(self, ecosystem: str, name: str) -> str | None:
        """Name a package; a name that cannot be one is noted."""
        try:
            return purl_of(ecosystem, name)
        except InvalidInputError as error:
            self.wrong(error.detail)
            return None


def group_scope(group: str) -> Scope:
    """Tell development groups, such as `test` and `docs`, from those that users of the package install."""
    words = group.lower().replace("_", "-").split("-")
    return "dev" if any(word in DEVELOPMENT for word in words) else "runtime"
