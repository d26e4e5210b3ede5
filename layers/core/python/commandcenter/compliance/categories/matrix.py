"""The traceability matrix: provision, control, spec item, tasks, finding; and the gaps in it."""

from dataclasses import dataclass
from typing import Literal

from commandcenter.compliance.model import Severity

GapKind = Literal[
    "control_without_item", "failing_without_task", "item_without_category", "done_without_code",
    "unknown_category", "unknown_item",
]  # fmt: skip
LastVerdict = Literal["pass", "fail", "not_applicable", "unknown"]


@dataclass(frozen=True)
class Row:
    """Join a control with one spec item of its category, or with none.

    Args:
        citation: The provision the control comes from.
        verdict: Of the last audit of its pack; `unknown` when this version of the pack has not judged it.
        finding: Key of the finding that says so, "" when there is none.
        waiver: Id of the waiver that excuses the failure, "" without one.
        item: Key of the spec item, "" for a control that applies, or may apply, and has none.
        by: Who said that the item is of this category: the `rules`, or an `override`; "" without item.
        tasks: Keys of the item's tasks, sorted.
    """

    citation: str
    pack: str
    control: str
    title: str
    category: str
    severity: Severity
    verdict: LastVerdict
    reason: str
    finding: str
    waiver: str
    item: str = ""
    item_title: str = ""
    item_status: str = ""
    by: str = ""
    tasks: tuple[str, ...] = ()

    @property
    def position(self) -> str:
        """Where the row stands in the order of rows; no two have the same."""
        return f"{self.pack} {self.control} {self.item}"


@dataclass(frozen=True)
class Gap:
    """Tell what is missing.

    Args:
        kind: `control_without_item`: a control applies, or may apply, and nothing is specified for it.
            `failing_without_task`: a control fails, and no task of its items is open.
            `item_without_category`: neither the rules nor a person gave the item, or anything in it, a category.
            `done_without_code`: the item is done, and no file implements or tests it.
            `unknown_category`, `unknown_item`: somebody's decision names a category or an item that is not there.
        subject: Id of the control, key of the item, or what the decision names.
        pack: The control's pack, "" where it is about no control.
        title: What people call the subject.
    """

    kind: GapKind
    subject: str
    pack: str = ""
    title: str = ""

    @property
    def position(self) -> str:
        """Where the gap stands in the order of gaps; no two have the same."""
        return f"{self.kind} {self.pack} {self.subject} {self.title}"


@dataclass(frozen=True)
class Matrix:
    """Hold rows and gaps of one project at one revision, each in order of position.

    Args:
        left_out: Ids of the controls that do not apply and have no item, sorted; every other control has a row.
    """

    project: str
    rev: int
    rows: tuple[Row, ...]
    gaps: tuple[Gap, ...]
    left_out: tuple[str, ...]
