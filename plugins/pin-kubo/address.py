"""Where a Kubo node's RPC API is: a multiaddr, or the URL that people know it by."""

import ipaddress
from urllib.parse import urlsplit

from commandcenter.kernel.errors import InvalidInputError
from commandcenter.sources.network import Origin


def multiaddr_of(api: str) -> str:
    """Return the multiaddr of an http or https URL; a multiaddr stays as it is.

    Raises InvalidInputError for a URL with credentials, a path or a query.
    """
    if api.startswith("/"):
        return api
    origin, parts = Origin.of(api), urlsplit(api)
    if parts.path not in ("", "/") or parts.query or parts.fragment:
        raise InvalidInputError("the URL of a node has no path and no query", pointer="/api")
    return f"/{_protocol(origin.host)}/{origin.host}/tcp/{origin.port}/{origin.scheme}"


def _protocol(host: str) -> str:
    try:
        return f"ip{ipaddress.ip_address(host).version}"
    except ValueError:
        return "dns"
