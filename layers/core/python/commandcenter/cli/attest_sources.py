"""Where `attest:fetch` gets content from: a hub, a store, or what a plugin of kind `pinner` speaks with."""

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from commandcenter.cli.places import default_store
from commandcenter.kernel.errors import InvalidInputError, NotFoundError

PIN_TOKEN = "COMMANDCENTER_PIN_TOKEN"  # noqa: S105 (the name of a variable)
FORMS = "hub, store, kubo:ADDRESS, service:URL or s3:BUCKET"

Fetch = Callable[[str], bytes | None]


@dataclass(frozen=True)
class SourceOptions:
    """Hold what the options of the command say of a place; each place takes some of them."""

    store: Path | None = None
    hub: str | None = None
    project: str | None = None
    gateway: str | None = None
    region: str | None = None
    endpoint: str | None = None
    prefix: str | None = None
    private: bool = False


def open_source(place: str, options: SourceOptions) -> Fetch:
    """Open the place that `--from` names; what is opened returns content by its CID, or None.

    Raises InvalidInputError for a place that is none, or an option that is missing or for another place.
    """
    kind, _, rest = place.partition(":")
    takes = {"hub": ("hub", "project"), "store": ("store",), "kubo": (), "service": ("gateway", "private")}
    takes["s3"] = ("region", "endpoint", "prefix")
    if kind not in takes or bool(rest) == (kind in ("hub", "store")) or (":" in place and not rest):
        raise InvalidInputError(f"--from is {FORMS}")
    odd = [name for name, value in vars(options).items() if value and name not in takes[kind]]
    if odd:
        raise InvalidInputError(f"--{odd[0]} does not go with --from {kind}")
    if kind == "hub":
        return _from_hub(options)
    if kind == "store":
        return _from_store(options.store or default_store())
    return _from_plugin(f"pin-{kind}", _config(kind, rest, options))


def _from_hub(options: SourceOptions) -> Fetch:
    if not options.hub or not options.project:
        raise InvalidInputError("--from hub needs --hub, and --project: a hub shows what is of a project")
    from commandcenter.cli.attest_hub import HubAttestations

    return HubAttestations(options.hub, options.project).content


def _from_store(store: Path) -> Fetch:
    from commandcenter.attestation.content.pinners import ObjectPinner
    from commandcenter.ledger.open import open_directory

    if not store.is_dir():
        raise NotFoundError(f"there is no store at {store}")
    return ObjectPinner(open_directory(store).objects).fetch


def _config(kind: str, rest: str, options: SourceOptions) -> dict[str, Any]:
    """Write the settings of a pinner's plugin; raises InvalidInputError when one is missing."""
    token = os.environ.get(PIN_TOKEN, "")
    if kind == "kubo":
        return {"api": rest, **({"token": token} if token else {})}
    if kind == "s3":
        region = options.region or os.environ.get("AWS_REGION") or os.environ.get("AWS_DEFAULT_REGION") or "us-east-1"
        more = {"endpoint": options.endpoint, "prefix": options.prefix}
        return {"bucket": rest, "region": region, **{name: value for name, value in more.items() if value is not None}}
    if not options.gateway:
        raise InvalidInputError("--from service needs --gateway: a service gives no content back by itself")
    # A gateway is asked for content, and is not told the token; the plugin wants one all the same.
    return {"endpoint": rest, "gateway": options.gateway, "token": token or "none", "private": options.private}


def _from_plugin(plugin: str, config: Mapping[str, Any]) -> Fetch:
    from commandcenter.kernel.layers import find_in_layers
    from commandcenter.plugins.loader import find_plugins

    found = {one.id: one for one in find_plugins([find_in_layers("plugins")], kind="pinner")}
    if plugin not in found:
        raise NotFoundError(f"there is no plugin {plugin}")
    fetch: Fetch = found[plugin].create(config).fetch
    return fetch
