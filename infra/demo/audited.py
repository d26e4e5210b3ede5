"""A project that attests facts: its audit, a waiver for one failure, and the audit after it."""

from datetime import timedelta
from pathlib import Path
from typing import Any

from telling import say, show

from commandcenter.cli.connection import HubClient
from commandcenter.cli.index import index_on_hub
from commandcenter.cli.places import HubAddress, find_hub
from commandcenter.kernel.clock import SystemClock, format_time
from commandcenter.kernel.errors import UnavailableError

PROJECT, DOMAIN = "exchange", "Finance"
FOLDER = Path(__file__).parent / "exchange"
CONTROL = "MICA-ART-92-MARKET-ABUSE"
PACKS = "mica,quality"
OTHER, OTHER_PACKS = "pynamodb", "security,quality"
"""Another project of that hub, which attests nothing."""
REQUEST = {
    "pack": "mica",
    "controls": [CONTROL],
    "scope": "the whole platform",
    "reason": "Surveillance goes live with the next release.",
    "owner": "Compliance of the exchange",
    "compensating_control": "Two people look through all orders each day.",
}


def index_exchange(hub: str) -> None:
    """Index the example."""
    done = index_on_hub(HubClient(find_hub(hub)), str(FOLDER), PROJECT, "HEAD", DOMAIN)
    say(f"indexed {PROJECT} on {hub}: revision {done['rev']}; what it attests stands in {FOLDER.name}/compliance")


def audit_exchange(hub: str) -> None:
    """Let the hub audit the example, and have one failure excused by two people."""
    client = HubClient(find_hub(hub))
    show("facts:check", PROJECT, "--hub", hub, fine=(1,))
    show("audit", PROJECT, "--hub", hub, "--packs", PACKS)
    waiver = _waive(client)
    say(
        f"waiver {waiver['id'][:12]}: asked for by {waiver['requester']}, approved by {waiver['approver']}, {waiver['state']}"
    )
    show("audit", PROJECT, "--hub", hub, "--packs", PACKS)


def _waive(client: HubClient) -> dict[str, Any]:
    """Ask for a waiver with one person's key and agree with another's."""
    path = f"/v1/projects/{PROJECT}/waivers"
    expires = format_time(SystemClock().now() + timedelta(days=30))
    asked = _as(client, "developer").call("POST", path, {**REQUEST, "expires": expires})
    agreed: dict[str, Any] = _as(client, "auditor").call("POST", f"{path}/{asked['id']}/approval", {})
    if agreed["state"] != "in_force":
        raise UnavailableError(f"the waiver is {agreed['state']}")
    return agreed


def _as(client: HubClient, role: str) -> HubClient:
    made = client.call("POST", "/v1/keys", {"name": f"a {role}", "role": role, "projects": [PROJECT], "days": 1})
    return HubClient(HubAddress(client.address.name, client.address.url, made["key"]))
