"""The files that tell an audit whole: for programs, for OSCAL tools, for people, and the commit it judged."""

from collections.abc import Sequence

from commandcenter.attestation.page import render_page
from commandcenter.attestation.statements.outcomes import control_name
from commandcenter.compliance.audit import Audit, Audited, PackAudit
from commandcenter.compliance.exports.oscal_results import oscal_results
from commandcenter.compliance.model import Pack
from commandcenter.kernel.canonical import canonical
from commandcenter.kernel.errors import ConflictError
from commandcenter.ledger.model import Header


def artifacts_of(audit: Audit, header: Header, packs: Sequence[Pack], hub: str) -> dict[str, bytes]:
    """Make `audit.json`, `oscal.json`, `index.html` and `commit.json` (bytes by name).

    Args:
        header: Of the commit that was judged.
        packs: For their titles; one the audit was not judged by counts for nothing. Whether they are given shows in
            `oscal.json`: leave them empty for files that follow from the audit alone.

    Raises ConflictError when the header is not of the commit of the audit.
    """
    if (header.project, header.rev, header.digest) != (audit.project, audit.rev, audit.commit):
        raise ConflictError(f"the commit {header.digest:.12} is not the one that the audit {audit.id} judged")
    return {
        "audit.json": canonical(audit.to_json()),
        "oscal.json": _oscal(audit, packs),
        "index.html": render_page(audit, hub),
        "commit.json": canonical(header.to_json()),
    }


def _oscal(audit: Audit, packs: Sequence[Pack]) -> bytes:
    known = {(pack.id, pack.digest): pack for pack in packs}
    said = oscal_results(
        [one.finding for one in audit.findings],
        [known.get((one.pack, one.digest)) or _bare(one) for one in audit.packs],
        project=audit.project,
        as_of=audit.as_of,
        at=audit.at,
        commit=audit.source,
        waived=_waivers(audit),
        provenance=_origins(audit),
    )
    return canonical(said)


def _bare(one: PackAudit) -> Pack:
    """Make of a pack what the audit itself tells of it."""
    return Pack(one.pack, one.version, "", "", one.digest, {}, {}, {}, {})


def _waivers(audit: Audit) -> dict[str, str]:
    """Say of each waived control, by its id, what excuses it and until when."""
    return {
        one.finding.control_id: f"waiver {one.waiver} until {one.waived_until}" for one in _sorted(audit) if one.waiver
    }


def _origins(audit: Audit) -> dict[str, str]:
    """Say of each fact that was used, by its path, where it comes from."""
    return {
        path: "; ".join(
            f"{one.kind} by {one.by}, revision {one.rev}, told by {', '.join(one.nodes)}" for one in origins
        )
        for audited in _sorted(audit)
        for path, origins in audited.provenance.items()
    }


def _sorted(audit: Audit) -> list[Audited]:
    return sorted(audit.findings, key=lambda one: control_name(one.finding))
