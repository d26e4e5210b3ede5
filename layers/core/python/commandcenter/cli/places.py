"""Where the command line keeps things, and what `--store` and `--hub` name."""

import json
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click

from commandcenter.kernel.errors import InvalidInputError, NotFoundError
from commandcenter.kernel.layers import CHECKOUT

LOCAL_HUB = "local"
"""The hub's name in URNs of a directory store."""


def default_store() -> Path:
    """Return $COMMANDCENTER_STORE, or the user's data folder."""
    home = Path(os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share")
    return Path(os.environ.get("COMMANDCENTER_STORE") or home / "commandcenter" / "store")


def place_options(command: Any) -> Any:
    """Add `--store DIR` and `--hub NAME|URL`, of which one may be given."""
    command = click.option("--hub", metavar="NAME|URL", help="a hub of the local stack, or the address of one")(command)
    return click.option(
        "--store",
        type=click.Path(path_type=Path, file_okay=False),
        help=f"a directory store [default: {default_store()}]",
    )(command)


@dataclass(frozen=True)
class HubAddress:
    """Say where a hub answers, and with which key it is asked."""

    name: str
    url: str
    key: str


def find_hub(hub: str) -> HubAddress:
    """Find a hub by its address, or by its name on the local stack.

    The key is $COMMANDCENTER_KEY, or the one `commandcenter up` kept for this user. Raises NotFoundError, InvalidInputError.
    """
    key = os.environ.get("COMMANDCENTER_KEY", "")
    if hub.startswith(("https://", "http://127.0.0.1", "http://localhost")):
        if not key:
            raise InvalidInputError("a key is needed: set COMMANDCENTER_KEY")
        return HubAddress(hub, hub.rstrip("/"), key)
    if "://" in hub:
        raise InvalidInputError("a hub is asked over https only")
    outputs = local_stack().hubs().get(hub)
    if outputs is None or "api_url" not in outputs.outputs:
        raise NotFoundError(f"no hub {hub} runs on this machine; start it with: commandcenter up --hub {hub}")
    return HubAddress(hub, outputs.outputs["api_url"], key or saved_key(hub))


def local_stack() -> Any:
    """Open the local stack of this checkout; raises NotFoundError when the command was installed without one."""
    import sys

    folder = CHECKOUT / "infra" / "local"
    if not (folder / "commandcenter_local").is_dir():
        raise NotFoundError("the local stack needs a checkout of CommandCenter; the command was installed without one")
    if str(folder) not in sys.path:
        sys.path.insert(0, str(folder))
    from commandcenter_local.stack import LocalStack

    return LocalStack()


def keys_file() -> Path:
    """Return the file in which `up` keeps the first operator key of each local hub, readable by its owner only."""
    path: Path = local_stack().state / "keys.json"
    return path


def saved_key(hub: str) -> str:
    """Return the key kept for a local hub; raises NotFoundError."""
    path = keys_file()
    keys: dict[str, str] = json.loads(path.read_text()) if path.exists() else {}
    if hub not in keys:
        raise NotFoundError(f"no key is kept for hub {hub}: set COMMANDCENTER_KEY")
    return keys[hub]


def save_key(hub: str, key: str) -> None:
    """Keep a key for a local hub, mode 0600."""
    path = keys_file()
    keys: dict[str, str] = json.loads(path.read_text()) if path.exists() else {}
    part = path.with_suffix(".part")
    part.unlink(missing_ok=True)
    with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as out:
        json.dump({**keys, hub: key}, out)
    part.replace(path)
