"""Gather the waivers of a project: those signed in its repository, and those of the hub's own ledger."""

import logging
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any

from commandcenter.compliance.waivers.ledger import SCOPE, waivers_of
from commandcenter.compliance.waivers.model import Waiver
from commandcenter.compliance.waivers.signed import read_document
from commandcenter.graph.ports import Plan
from commandcenter.kernel.canonical import canonical
from commandcenter.kernel.errors import ProblemError
from commandcenter.kernel.urn import HUB_PROJECT
from commandcenter.ledger.ledger import Ledger
from commandcenter.ledger.model import Change
from commandcenter.signing.jwks import KeySet, parse_key_set

TRUST = "trust:waivers"
"""Key, in the hub's ledger, of the JWKS whose keys may sign waivers."""
_logger = logging.getLogger("commandcenter.waivers")


def gather_waivers(ledger: Ledger, project: str, rev: int, *, trusted: bytes | None = None) -> list[Waiver]:
    """Return all waivers of a project whose signatures hold, whatever their state, sorted by id.

    Args:
        rev: The revision whose repository is looked at.
        trusted: JWKS of those who may sign; where it is left out, the one the hub's ledger holds, if any.

    Raises InvalidInputError for a JWKS that is none.
    """
    hub = ledger.as_of(HUB_PROJECT) if ledger.head(HUB_PROJECT) else {}
    known = hub.get(TRUST, {}).get("jwks")
    keys = trusted if trusted is not None or known is None else canonical(known)
    signed = list(_signed(ledger, project, rev, parse_key_set(keys))) if keys is not None else []
    own = [one for one in waivers_of(hub) if one.project == project]
    return sorted([*signed, *own], key=lambda one: one.id)


def living(waivers: Iterable[Waiver], *, project: str, at: datetime) -> list[Waiver]:
    """Pick the waivers of a project that are in force at an instant."""
    known = list(waivers)
    revoked = {one.id for one in known if one.state_at(at) == "revoked"}
    return [one for one in known if one.project == project and one.id not in revoked and one.state_at(at) == "in_force"]


def plan_trust(jwks: Mapping[str, Any]) -> Plan:
    """Plan whose keys may sign waivers from now on, in place of those before; raises InvalidInputError for no JWKS."""
    parse_key_set(canonical(dict(jwks)))
    return lambda _state: [Change(TRUST, {"scope": SCOPE, "jwks": dict(jwks)})]


def _signed(ledger: Ledger, project: str, rev: int, keys: KeySet) -> Iterator[Waiver]:
    for key, body in sorted(ledger.as_of(project, rev=rev).items()):
        if body.get("type") != "waiver":
            continue
        try:
            waiver = read_document(body.get("props", {}).get("document"), keys)
        except ProblemError as error:
            _logger.warning("%s of %s does not count: %s", key, project, error)
            continue
        if waiver.project == project:
            yield waiver
