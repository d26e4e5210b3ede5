"""What if: the history of projects judged by two versions of a pack, and what comes out differently."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from commandcenter.compliance.facts.assemble import assemble_facts
from commandcenter.compliance.facts.model import FactSheet
from commandcenter.compliance.judge import Judge
from commandcenter.compliance.model import Finding
from commandcenter.kernel.clock import format_time
from commandcenter.kernel.errors import InvalidInputError
from commandcenter.ledger.ledger import Ledger

ABSENT = "absent"
"""The verdict of a control that a version does not have."""
REFUSED = "refused"
"""The verdict of a pack whose schema refuses the facts."""
Kind = Literal["newly_fails", "newly_passes", "other"]
_PAGE = 200


@dataclass(frozen=True)
class Difference:
    """Hold a control that the two versions judge differently.

    Args:
        rev, as_of: The revision and the day it was judged for (YYYY-MM-DD).
        old, new: Verdicts, or `absent`, or `refused`.
        old_reason, new_reason: Why.
    """

    project: str
    rev: int
    as_of: str
    control_id: str
    old: str
    new: str
    old_reason: str
    new_reason: str

    @property
    def kind(self) -> Kind:
        if self.new in ("fail", REFUSED):
            return "newly_fails"
        return "newly_passes" if self.new == "pass" else "other"


@dataclass(frozen=True)
class Version:
    """Hold one version of a pack: a judge that has it, and its id there."""

    judge: Judge
    pack: str


def compare_versions(
    ledger: Ledger, projects: Iterable[str], since: datetime, old: Version, new: Version
) -> Iterator[tuple[str, int, list[Difference]]]:
    """Judge every revision since an instant by both versions; yield project, revision and what differs, oldest first.

    Each revision that came from a source is judged for its own day, and the one that stood at the instant for that day.
    """
    for project in projects:
        for rev, day in source_days(ledger, project, since):
            yield project, rev, compare_sheet(assemble_facts(ledger, project, day, rev), old, new)


def source_days(ledger: Ledger, project: str, since: datetime) -> Iterator[tuple[int, str]]:
    """Yield the revisions to judge, each with its day."""
    standing = ledger.rev_at(project, time=since)
    while standing and ledger.commit(project, standing).header.origin != "source":
        standing -= 1
    if standing:
        yield standing, format_time(since)[:10]
    after = ledger.rev_at(project, time=since)
    while page := ledger.commits(project, after, _PAGE):
        for header in page:
            if header.origin == "source":
                yield header.rev, format_time(header.at)[:10]
        after = page[-1].rev


def compare_sheet(sheet: FactSheet, old: Version, new: Version) -> list[Difference]:
    """List the controls that come out differently over one fact sheet, by control id."""
    before, after = _verdicts(sheet, old), _verdicts(sheet, new)
    found = []
    for control in sorted(before.keys() | after.keys()):
        (was, why), (is_now, why_now) = (_of(said, control) for said in (before, after))
        if was != is_now:
            found.append(Difference(sheet.project, sheet.rev, sheet.as_of, control, was, is_now, why, why_now))
    return found


def _verdicts(sheet: FactSheet, version: Version) -> Mapping[str, tuple[str, str]]:
    try:
        findings: Sequence[Finding] = version.judge.judge(dict(sheet.facts), [version.pack])
    except InvalidInputError as error:
        return {name: (REFUSED, str(error)) for name in version.judge.packs[version.pack].controls}
    return {finding.control_id: (finding.verdict, finding.reason) for finding in findings}


def _of(said: Mapping[str, tuple[str, str]], control: str) -> tuple[str, str]:
    return said.get(control, (ABSENT, "this version has no such control"))
