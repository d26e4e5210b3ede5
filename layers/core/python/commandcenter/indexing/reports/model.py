"""The report being read: where its nodes hang and how they are named."""

from collections.abc import Container, Mapping
from dataclasses import dataclass
from typing import Any

from commandcenter.graph.model import Node
from commandcenter.indexing.names import entity_id


@dataclass(frozen=True, slots=True)
class Report:
    """Know what surrounds a report; see `parse_report` for the arguments."""

    kind: str
    known: Container[str]
    commit: str
    within: str
    sha256: str

    @property
    def evidence_key(self) -> str:
        """Name the node of the report itself."""
        return f"evidence:{self._evidence_id}"

    @property
    def _evidence_id(self) -> str:
        return entity_id(f"report:{self.within or self.kind}")

    def evidence(self, props: Mapping[str, Any], part: str = "") -> Node:
        """Make the node of the report itself, which alone changes with every push; or of a part of it."""
        if part:
            return Node("evidence", entity_id(f"{self._evidence_id}/{part}"), dict(props), self.evidence_key)
        said = {"kind": self.kind, "sha256": self.sha256, "commit": self.commit, **props}
        file = self.find(self.within) if self.within else None
        return Node("evidence", self._evidence_id, {key: value for key, value in said.items() if value != ""}, file)

    def node(
        self, kind: str, name: str, props: Mapping[str, Any], *, file: str | None = None,
        edges: Mapping[str, tuple[str, ...]] | None = None,
    ) -> Node:  # fmt: skip
        """Make a node that this report speaks of, inside the file it concerns or else inside the report."""
        marked = entity_id(f"{self.within}#{name}" if self.within else name)
        said = {key: value for key, value in props.items() if value not in (None, "", [])}
        ends = {**(edges or {}), "producedBy": (self.evidence_key,)}
        return Node(kind, marked, said, file or self.evidence_key, dict(sorted(ends.items())))

    def find(self, path: str) -> str | None:
        """Return the key of a file of the project, or None when there is none at exactly this path."""
        key = f"file:{path}"
        return key if path and key in self.known else None
