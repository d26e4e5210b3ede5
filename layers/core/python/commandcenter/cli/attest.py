"""`attest:generate`, `attest:revoke`: signed and logged statements of what an audit found."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from commandcenter.cli.attest_keys import key_option, log_key_option, open_pair
from commandcenter.cli.attest_show import show_attested
from commandcenter.cli.judge import default_policies, policies_option
from commandcenter.cli.places import place_options
from commandcenter.cli.render import json_option
from commandcenter.kernel.clock import SystemClock
from commandcenter.kernel.errors import InvalidInputError

if TYPE_CHECKING:
    from commandcenter.cli.attest_store import AttestationStore
    from commandcenter.compliance.model import Pack


@click.command()
@click.argument("project")
@click.option("--audit", metavar="ID", help="the audit to attest [default: the one recorded last]")
@key_option
@log_key_option
@click.option("--name", help="in whose name a store speaks, for good [default: local]")
@policies_option
@place_options
@json_option
def generate(
    project: str,
    audit: str | None,
    keys: tuple[str, ...],
    log_key: str | None,
    name: str | None,
    policies: Path | None,
    store: Path | None,
    hub: str | None,
    as_json: bool,
) -> None:
    """Attest an audit of PROJECT: sign what it found, enter that in the log, record it. The same again changes nothing.

    A store is attested with keys of yours, and has a log of its own; a hub does it with its own, and is waited for.
    """
    if hub:
        if store or keys or log_key or name or policies:
            raise InvalidInputError("--store, --key, --log-key, --name, --policies are for a store; a hub has its own")
        from commandcenter.cli.attest_hub import HubAttestations

        asked = HubAttestations(hub, project)
        told = asked.attest(audit or asked.newest_audit())
    else:
        told = _attest_here(project, audit, keys, log_key, name, policies, store)
    show_attested(project, told, as_json=as_json)


@click.command()
@click.argument("project")
@click.argument("audit")
@click.option("--reason", required=True, help="why, for everyone to read")
@key_option
@log_key_option
@place_options
@json_option
def revoke(
    project: str,
    audit: str,
    reason: str,
    keys: tuple[str, ...],
    log_key: str | None,
    store: Path | None,
    hub: str | None,
    as_json: bool,
) -> None:
    """Take back what was attested of AUDIT of PROJECT, from now on and for good; the first reason given stands."""
    if hub:
        if store or keys or log_key:
            raise InvalidInputError("--store, --key and --log-key are for a store; a hub has its own")
        from commandcenter.cli.attest_hub import HubAttestations

        told = HubAttestations(hub, project).take_back(audit, reason)
    else:
        from commandcenter.cli.attest_store import check_audit, open_attestations

        room = open_attestations(project, store)
        check_audit(room, audit)
        room.find(audit)
        signers, log = open_pair(keys, log_key)
        told = room.take_back(audit, reason, SystemClock().now(), signers, log)
    show_attested(project, told, as_json=as_json)


def _attest_here(
    project: str,
    audit: str | None,
    keys: Sequence[str],
    log_key: str | None,
    name: str | None,
    policies: Path | None,
    store: Path | None,
) -> dict[str, Any]:
    """Attest in a store; whatever can be refused is refused before anything is written."""
    from commandcenter.cli.attest_store import check_audit, open_attestations

    room = open_attestations(project, store)
    chosen = audit or room.newest_audit()
    check_audit(room, chosen)
    signers, log = open_pair(keys, log_key)
    return room.attest(chosen, room.hub(name), signers, log, _packs(room, chosen, policies))


def _packs(room: "AttestationStore", audit: str, policies: Path | None) -> "Sequence[Pack]":
    """Read the packs whose words go into the export; none when that was written before."""
    from commandcenter.attestation.issued import find_issued

    if find_issued(room.ledger.objects, room.project, audit) is not None:
        return []
    from commandcenter.compliance.open import cached_bundle, default_cache
    from commandcenter.compliance.packs import read_packs

    return list(read_packs(cached_bundle(policies or default_policies(), default_cache())).values())
