"""The formats an audit is written in, for machines."""

import json
from collections.abc import Callable, Mapping
from pathlib import Path

from commandcenter.compliance.audit import Audit

Writer = Callable[[Audit, Path], bytes]


def write_audit(audit: Audit, form: str, policies: Path) -> bytes:
    """Write an audit in one of FORMATS; `policies` is where the packs it was judged by stand."""
    return FORMATS[form](audit, policies)


def _json(audit: Audit, _policies: Path) -> bytes:
    return (json.dumps(audit.to_json(), indent=2, ensure_ascii=False) + "\n").encode()


FORMATS: Mapping[str, Writer] = {"json": _json}
