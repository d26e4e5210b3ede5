"""Use cases of the keys API: list, make, revoke."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from commandcenter.hub.bootstrap import AwsHub
from commandcenter.hub.gateway_keys import GatewayKeys
from commandcenter.kernel.clock import Clock
from commandcenter.kernel.errors import InvalidInputError, UnavailableError
from commandcenter.partners.keys import NewKey, create_key, revoke_key
from commandcenter.partners.ports import KeyStore

MAX_DAYS = 3650


def list_keys(hub: AwsHub) -> list[dict[str, Any]]:
    """List all keys, without their texts and digests."""
    return [key.summary() for key in hub.keys.list()]


def create(hub: AwsHub, body: Mapping[str, Any]) -> dict[str, Any]:
    """Make a key and return it with its text, this once; raises InvalidInputError with the field at fault."""
    role = str(body.get("role", ""))
    plan = "partner" if role == "partner" else "team"
    parameter = hub.client("ssm").get_parameter(Name=f"/commandcenter/{hub.settings.hub}/plans/{plan}")
    made = issue(hub.keys, GatewayKeys(hub.client("apigateway")), parameter["Parameter"]["Value"], body, hub.clock)
    return {**made.record.summary(), "key": made.text}


def issue(keys: KeyStore, gateway: GatewayKeys, plan: str, body: Mapping[str, Any], clock: Clock) -> NewKey:
    """Make a key: its digest in the table, its metered twin in a usage plan; a key that cannot be metered is revoked."""
    days = body.get("days")
    if days is not None and not (type(days) is int and 1 <= days <= MAX_DAYS):
        raise InvalidInputError(f"a key lasts 1 to {MAX_DAYS} days", pointer="/days")
    made = create_key(
        keys,
        name=body.get("name", ""),
        role=body.get("role", ""),
        projects=body.get("projects") or (),
        clock=clock,
        expires=clock.now() + timedelta(days=days) if days else None,
    )
    try:
        gateway.add(made.record.id, made.text, plan)
    except UnavailableError:
        revoke_key(keys, made.record.id, clock)
        raise
    return made


def revoke(hub: AwsHub, key_id: str) -> None:
    """Revoke a key at once; raises NotFoundError."""
    revoke_key(hub.keys, key_id, hub.clock)
    GatewayKeys(hub.client("apigateway")).remove(key_id)
