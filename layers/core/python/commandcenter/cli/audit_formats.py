"""The formats an audit is written in, for machines."""

import json
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from commandcenter.compliance.audit import Audit
from commandcenter.compliance.model import Finding, Pack

Writer = Callable[[Audit, Path], bytes]


def write_audit(audit: Audit, form: str, policies: Path) -> bytes:
    """Write an audit in one of FORMATS; `policies` is where the packs it was judged by stand."""
    return FORMATS[form](audit, policies)


def _json(audit: Audit, _policies: Path) -> bytes:
    return _text(audit.to_json())


def _sarif(audit: Audit, policies: Path) -> bytes:
    from commandcenter.compliance.exports.sarif import sarif

    packs, waived = _packs(audit, policies), waivers_of(audit)
    return _text(
        sarif(findings_of(audit), packs, project=audit.project, as_of=audit.as_of, commit=audit.source, waived=waived)
    )


def _oscal(audit: Audit, policies: Path) -> bytes:
    from commandcenter.compliance.exports.oscal_results import oscal_results

    said = oscal_results(
        findings_of(audit),
        _packs(audit, policies),
        project=audit.project,
        as_of=audit.as_of,
        at=audit.at,
        commit=audit.source,
        waived=waivers_of(audit),
        provenance=origins_of(audit),
    )
    return _text(said)


def _junit(audit: Audit, _policies: Path) -> bytes:
    from commandcenter.compliance.exports.junit import junit

    return junit(findings_of(audit), project=audit.project, waived=waivers_of(audit))


FORMATS: Mapping[str, Writer] = {"json": _json, "sarif": _sarif, "oscal": _oscal, "junit": _junit}


def findings_of(audit: Audit) -> list[Finding]:
    """List the findings of an audit without what the audit adds to them."""
    return [one.finding for one in audit.findings]


def waivers_of(audit: Audit) -> dict[str, str]:
    """Say of each waived control, by its id, what excuses it and until when."""
    return {
        one.finding.control_id: f"waiver {one.waiver} until {one.waived_until}" for one in audit.findings if one.waiver
    }


def origins_of(audit: Audit) -> dict[str, str]:
    """Say of each fact that was used, by its path, where it comes from."""
    return {
        path: "; ".join(
            f"{one.kind} by {one.by}, revision {one.rev}, told by {', '.join(one.nodes)}" for one in origins
        )
        for audited in audit.findings
        for path, origins in audited.provenance.items()
    }


def _packs(audit: Audit, policies: Path) -> Sequence[Pack]:
    """Read the packs of an audit; raises NotFoundError when this machine has none of those names."""
    from commandcenter.compliance.open import cached_bundle, default_cache
    from commandcenter.compliance.packs import choose_packs, read_packs

    return choose_packs(read_packs(cached_bundle(policies, default_cache())), [one.pack for one in audit.packs])


def _text(value: Any) -> bytes:
    return (json.dumps(value, indent=2, ensure_ascii=False) + "\n").encode()
