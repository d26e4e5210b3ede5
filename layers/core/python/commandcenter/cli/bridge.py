"""`bridge nats`: join a hub to a NATS server."""

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import urlsplit

import click

from commandcenter.kernel.errors import InvalidInputError
from commandcenter.mesh.nats.model import DEFAULT_STREAM, DEFAULT_SUBJECTS, BridgeSettings

PASSPHRASE = "COMMANDCENTER_PASSPHRASE"  # noqa: S105 (the name of a variable)
_Command = TypeVar("_Command", bound=Callable[..., Any])
_LOOPBACK = ("localhost", "127.0.0.1", "::1")


def _option(name: str, *more: str, **settings: Any) -> Callable[[_Command], _Command]:
    """Make an option that is also read from the environment, for containers and units."""
    variable = f"COMMANDCENTER_BRIDGE_{name.removeprefix('--').replace('-', '_').upper()}"
    return click.option(name, *more, envvar=variable, show_envvar=True, **settings)


@click.group()
def bridge() -> None:
    """Join a hub to another system of messages."""


@bridge.command("nats")
@_option("--url", required=True, help="NATS servers, separated by commas")
@_option("--hub", required=True, metavar="URL", help="the hub's public address")
@_option("--key", required=True, metavar="file:PATH", help="the bridge's own key")
@_option("--passphrase-file", metavar="FILE", help=f"holds it [default: ${PASSPHRASE}]")
@_option(
    "--subject",
    "subjects",
    multiple=True,
    default=DEFAULT_SUBJECTS,
    show_default=True,
    help="what may cross, both ways; again for more",
)
@_option("--stream", default=DEFAULT_STREAM, show_default=True, help="JetStream stream")
@_option("--creds", default="", metavar="FILE", help="NATS credentials")
@_option("--tls-ca", default="", metavar="FILE", help="CA the NATS server is checked with")
@_option(
    "--poll",
    type=click.FloatRange(0.1, 60),
    default=5.0,
    show_default=True,
    help="longest pause between two looks at the hub, seconds",
)
@_option("--health-port", type=click.IntRange(0, 65_535), help="answer GET /healthz here")
@_option("--health-host", default="127.0.0.1", show_default=True)
def nats_bridge(
    url: str,
    hub: str,
    key: str,
    passphrase_file: str | None,
    subjects: tuple[str, ...],
    stream: str,
    creds: str,
    tls_ca: str,
    poll: float,
    health_port: int | None,
    health_host: str,
) -> None:
    """Carry events between a hub and a NATS server with JetStream, both ways, until stopped."""
    settings = BridgeSettings(url, stream, subjects, creds, tls_ca, poll)
    _check(hub, key)
    try:
        from commandcenter.mesh.nats.serve import serve
    except ModuleNotFoundError as error:
        raise InvalidInputError(
            f"{error.name} is not installed; it comes with: pip install 'commandcenter[bridge]'"
        ) from None
    serve(settings, hub, key, _passphrase(passphrase_file), health=(health_host, health_port))


def _check(hub: str, key: str) -> None:
    parts = urlsplit(hub)
    host = parts.hostname or ""
    local = host in _LOOPBACK or host.endswith(".localhost")
    if not host or parts.scheme not in (("https", "http") if local else ("https",)):
        raise InvalidInputError("a hub is reached over https only: --hub https://...")
    if not key.startswith("file:"):
        raise InvalidInputError("the bridge has a key on disk: --key file:PATH")


def _passphrase(file: str | None) -> str:
    if file is None:
        return os.environ.get(PASSPHRASE, "")
    try:
        return Path(file).read_text().rstrip("\r\n")
    except (OSError, ValueError):
        raise InvalidInputError(f"{file} cannot be read") from None
