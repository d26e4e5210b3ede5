"""`bridge nats`: join a hub to a NATS server."""

import os
from pathlib import Path
from urllib.parse import urlsplit

import click

from commandcenter.kernel.errors import InvalidInputError
from commandcenter.mesh.nats.model import DEFAULT_STREAM, DEFAULT_SUBJECTS, BridgeSettings

PASSPHRASE = "COMMANDCENTER_PASSPHRASE"  # noqa: S105 (the name of a variable)
_LOOPBACK = ("localhost", "127.0.0.1", "::1")


@click.group(context_settings={"auto_envvar_prefix": "COMMANDCENTER_BRIDGE"})
def bridge() -> None:
    """Join a hub to another system of messages."""


@bridge.command("nats")
@click.option("--url", required=True, show_envvar=True, help="NATS servers, separated by commas")
@click.option("--hub", required=True, metavar="URL", show_envvar=True, help="the hub's public address")
@click.option("--key", required=True, metavar="file:PATH", show_envvar=True, help="the bridge's own key")
@click.option("--passphrase-file", metavar="FILE", show_envvar=True, help=f"holds it [default: ${PASSPHRASE}]")
@click.option(
    "--subject",
    "subjects",
    multiple=True,
    default=DEFAULT_SUBJECTS,
    show_default=True,
    show_envvar=True,
    envvar="COMMANDCENTER_BRIDGE_SUBJECT",
    help="what may cross, both ways; again for more",
)
@click.option("--stream", default=DEFAULT_STREAM, show_default=True, show_envvar=True, help="JetStream stream")
@click.option("--creds", default="", metavar="FILE", show_envvar=True, help="NATS credentials")
@click.option("--tls-ca", default="", metavar="FILE", show_envvar=True, help="CA the NATS server is checked with")
@click.option(
    "--poll",
    type=click.FloatRange(0.1, 60),
    default=5.0,
    show_default=True,
    show_envvar=True,
    help="longest pause between two looks at the hub, seconds",
)
@click.option("--health-port", type=click.IntRange(0, 65_535), show_envvar=True, help="answer GET /healthz here")
@click.option("--health-host", default="127.0.0.1", show_default=True, show_envvar=True)
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
