"""Three hubs, what each of them holds, and what the meta hub says of all."""

import time
from collections.abc import Callable
from typing import Any

from telling import ask, say

from commandcenter.kernel.errors import UnavailableError

META = "meta"
HUBS = {"commerce": ("Finance", "Partnering"), "studio": ("Creative", "Infra")}
"""The project hubs, and the domains each of them looks after."""
PROJECTS = {
    "requests": "Partnering", "urllib3": "Partnering", "chalice": "Partnering", "pynamodb": "Finance",
    "boto3": "Infra", "s3transfer": "Infra", "jmespath": "Infra", "click": "Creative", "rich": "Creative",
}  # fmt: skip
"""Distributions installed beside CommandCenter, which really depend on one another, and the domains they play in."""


def hub_of(domain: str) -> str:
    """Return the hub that looks after a domain."""
    return next(hub for hub, domains in HUBS.items() if domain in domains)


def link_hubs() -> None:
    """Link each project hub with the meta hub: both sides pin the fingerprint the other's operator sees."""
    seen = {hub: ask("hub:list", "--hub", hub)["fingerprint"] for hub in (META, *HUBS)}
    allowed = ("--allow", "fed.refresh", "--allow", "fed.audit.sweep")
    for hub in HUBS:
        ask("hub:link", META, "--hub", hub, "--role", "upstream", "--fingerprint", seen[META], *allowed)
        ask("hub:link", hub, "--hub", META, "--role", "downstream", "--fingerprint", seen[hub])
        say(f"linked {hub} and {META}: each has pinned the other's key")


def await_ecosystem(what: str, fulfilled: Callable[[dict[str, Any]], bool], seconds: float = 240) -> dict[str, Any]:
    """Ask the meta hub until its answer is as wanted; raises UnavailableError with what was last seen."""
    began, told = time.monotonic(), 0.0
    while time.monotonic() - began < seconds:
        seen: dict[str, Any] = ask("graph:ecosystem", "--hub", META)
        if fulfilled(seen):
            return seen
        if time.monotonic() - told > 20:
            say(f"waiting for {what}: {'; '.join(describe(hub) for hub in seen['hubs'])}")
            told = time.monotonic()
        time.sleep(2)
    raise UnavailableError(f"the meta hub did not show {what} within {seconds:.0f} s")


def describe(hub: dict[str, Any]) -> str:
    """Say in a few words how a hub stands."""
    age = hub.get("age")
    return f"{hub['name']} {hub['status']}" + (f", heard {age:.0f} s ago" if age is not None else "")


def status_of(seen: dict[str, Any], name: str) -> str:
    """Return a hub's status in an answer; "" when it is not named."""
    return next((str(hub["status"]) for hub in seen["hubs"] if hub["name"] == name), "")


def all_shown(seen: dict[str, Any]) -> bool:
    """Say whether the answer has every project of every hub, all fresh."""
    return len(seen["projects"]) >= len(PROJECTS) + 1 and not seen["missing"] and not seen["stale"]
