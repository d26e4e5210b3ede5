"""Which failures are excused at a moment, and by which waiver."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from commandcenter.compliance.model import Finding
from commandcenter.compliance.waivers.model import Waiver
from commandcenter.kernel.errors import InvalidInputError


def honour(findings: Sequence[Finding], waivers: Iterable[Waiver], *, project: str, at: datetime) -> dict[str, Waiver]:
    """Return the waiver that excuses each failing control, by control id; the verdicts stay as they are.

    A waiver counts for its project, pack and controls while `approved_at <= at < expires` and it is not revoked; where a
    waiver comes in several copies, one that is revoked ends them all. Of several that count, the one that expires last.

    Args:
        at: The moment the findings are made at, with a zone; not the day they are made for.
    """
    if at.tzinfo is None:
        raise InvalidInputError("a time needs a zone")
    ours = [one for one in waivers if one.project == project]
    revoked = {one.id for one in ours if one.state_at(at) == "revoked"}
    standing = [one for one in ours if one.state_at(at) == "in_force" and one.id not in revoked]
    standing.sort(key=lambda one: (one.expires, one.id))
    excused = {(one.pack, control): one for one in standing for control in one.controls}
    return {
        finding.control_id: excused[finding.pack, finding.control_id]
        for finding in findings
        if finding.fails() and (finding.pack, finding.control_id) in excused
    }
