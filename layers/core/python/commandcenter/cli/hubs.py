"""`hub:list`, `hub:link`, `hub:unlink`, `hub:key`: links to other hubs."""

import json
import os
import re
import sys
from pathlib import Path
from typing import Any

import click

from commandcenter.cli.connection import HubClient
from commandcenter.cli.places import find_hub
from commandcenter.cli.render import json_option, say, show_json, show_table
from commandcenter.kernel.errors import ConflictError, InvalidInputError
from commandcenter.mesh.peers.model import COMMANDS, ROLES

hub_option = click.option("--hub", required=True, metavar="NAME|URL", help="the hub whose links these are")
COLUMNS = ("peer", "kind", "role", "state", "presence", "revision", "allow", "last error")
_FOUND = re.compile(r" is ([A-Za-z0-9_-]{43});")


@click.command("list")
@hub_option
@json_option
def list_hubs(hub: str, as_json: bool) -> None:
    """List the hubs that a hub is linked to; its own fingerprint comes first."""
    found = HubClient(find_hub(hub)).call("GET", "/v1/peers")
    if as_json:
        show_json(found)
        return
    click.echo(f"{found['hub']}  {found['fingerprint']}")
    show_table(f"{len(found['peers'])} links", COLUMNS, [row(peer) for peer in found["peers"]])


@click.command()
@click.argument("place", metavar="URL|NAME|nats:NAME")
@hub_option
@click.option("--role", type=click.Choice(ROLES), default="downstream", show_default=True, help="what it is to us")
@click.option("--fingerprint", default="", metavar="FP", help="of its key, as its operator told it")
@click.option("--allow", multiple=True, type=click.Choice(COMMANDS), help="a command it may give us; again for more")
@click.option("--key", "key_file", type=click.Path(path_type=Path, dir_okay=False), help="its public key (JWK)")
@click.option("--bridge", is_flag=True, help="the key is that of a NATS bridge")
@click.option(
    "--subject", "subjects", multiple=True, metavar="PATTERN", help="what the bridge may carry; again for more"
)
@click.option("--yes", is_flag=True, help="pin the fingerprint that is found without asking")
@json_option
def link(
    place: str,
    hub: str,
    role: str,
    fingerprint: str,
    allow: tuple[str, ...],
    key_file: Path | None,
    bridge: bool,
    subjects: tuple[str, ...],
    yes: bool,
    as_json: bool,
) -> None:
    """Link a hub to another: pin the fingerprint of its key. The link works once the other side has done the same."""
    body: dict[str, Any] = {"role": role, "allow": list(allow), **where(place, key_file)}
    if fingerprint:
        body["fingerprint"] = fingerprint
    if bridge:
        body |= {"bridge": True, "subjects": list(subjects)}
    made = ask_to_link(HubClient(find_hub(hub)), body, yes)
    if as_json:
        show_json(made)
    elif made["confirmed"]:
        click.echo(f"{made['hub']} is linked both ways")
    elif made["kind"] == "nats":
        click.echo(f"{made['hub']} is linked")
    else:
        click.echo(f"{made['hub']} is linked here; waiting for the other side to do the same")


@click.command()
@click.argument("peer")
@hub_option
def unlink(peer: str, hub: str) -> None:
    """Forget the link to PEER; nothing is sent to it or taken from it any more."""
    HubClient(find_hub(hub)).call("DELETE", f"/v1/peers/{peer}")
    click.echo(f"{peer} is not linked any more")


@click.command()
@click.argument("new_file", type=click.Path(path_type=Path, dir_okay=False))
@json_option
def key(new_file: Path, as_json: bool) -> None:
    """Make a key in NEW_FILE, for a NATS bridge or to sign waivers with, and print its public half and fingerprint.

    It is encrypted with $COMMANDCENTER_PASSPHRASE, or one that is asked for.
    """
    from commandcenter.signing.jwks import PublishedKey
    from commandcenter.signing.key_files import generate_key

    made = generate_key(new_file, "ed25519", passphrase())
    jwk = PublishedKey(made).to_json()
    if as_json:
        show_json({"key": jwk, "fingerprint": made.key_id})
        return
    click.echo(json.dumps(jwk))
    say(f"fingerprint {made.key_id}")


def where(place: str, key_file: Path | None) -> dict[str, Any]:
    """Read what a hub is linked by: `nats:NAME` with its key, an address, or the name of a hub on the local stack."""
    if place.startswith("nats:"):
        if key_file is None:
            raise InvalidInputError("a link over NATS needs --key with the public key (JWK) of the other side")
        return {"kind": "nats", "hub": place.removeprefix("nats:"), "key": read_key(key_file)}
    if key_file is not None:
        raise InvalidInputError("--key is for links over NATS; over https the key is read from the hub itself")
    return {"kind": "https", "url": place.rstrip("/") if "://" in place else find_hub(place).url}


def read_key(path: Path) -> Any:
    """Read a JWK from a file; raises InvalidInputError."""
    try:
        return json.loads(path.read_text())
    except (OSError, ValueError):
        raise InvalidInputError(f"{path} holds no key as JSON") from None


def ask_to_link(client: HubClient, body: dict[str, Any], yes: bool) -> Any:
    """Send the request; without a fingerprint, show the one that is found, and pin it once a person has agreed."""
    if "fingerprint" in body:
        return client.call("POST", "/v1/peers", body)
    try:
        return client.call("POST", "/v1/peers", body)
    except ConflictError as conflict:
        found = _fingerprint(conflict)
    if not yes:
        _agree(found)
    return client.call("POST", "/v1/peers", {**body, "fingerprint": found})


def passphrase() -> str:
    """Return $COMMANDCENTER_PASSPHRASE, or ask for one, twice; raises InvalidInputError where nobody can answer."""
    given = os.environ.get("COMMANDCENTER_PASSPHRASE", "")
    if given:
        return given
    if not sys.stdin.isatty():
        raise InvalidInputError("set COMMANDCENTER_PASSPHRASE; there is no terminal to ask at")
    asked: str = click.prompt("Passphrase", hide_input=True, confirmation_prompt=True, err=True)
    return asked


def row(peer: dict[str, Any]) -> list[Any]:
    """Lay one link out for the table."""
    there, cursor = peer.get("presence"), peer.get("cursor") or {}
    state = "linked" if peer["confirmed"] or peer["kind"] == "nats" else "waiting"
    presence = f"{there['status']} ({there['age']} s)" if there else ""
    kind = "bridge" if peer["bridge"] else peer["kind"]
    allow = " ".join(peer["allow"])
    return [peer["hub"], kind, peer["role"], state, presence, cursor.get("rev"), allow, cursor.get("error")]


def _fingerprint(conflict: ConflictError) -> str:
    found = _FOUND.search(conflict.detail)
    if conflict.pointer != "/fingerprint" or found is None:
        raise conflict
    return found[1]


def _agree(found: str) -> None:
    say(f"its fingerprint is {found}")
    if not sys.stdin.isatty():
        raise InvalidInputError(
            "compare it with its operator, then give it as --fingerprint, or --yes to take it as it is"
        )
    click.confirm("Is that what its operator told you?", abort=True, err=True)
