"""Which hosts may be fetched from: the checked address is the one connected to, so a name cannot change in between."""

import http.client
import ipaddress
import re
import socket
import ssl
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from commandcenter.kernel.errors import ForbiddenError, InvalidInputError, UnavailableError

Resolve = Callable[[str, int], Sequence[str]]
"""(host, port) -> IP addresses as text, in the order to try them; raises OSError."""

MAX_ADDRESSES = 4

_HOST = re.compile(r"[A-Za-z0-9]([A-Za-z0-9.-]{0,251}[A-Za-z0-9])?|[0-9A-Fa-f:.]{2,45}")
_URL = re.compile(r"[!-~]{1,2000}")
_GLOBAL_V6 = ipaddress.IPv6Network("2000::/3")
# These carry an IPv4 address within, or belong to protocols: 2001::/23 holds Teredo, 2002::/16 is 6to4.
_SPECIAL_V6 = tuple(map(ipaddress.IPv6Network, ("2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20")))
# Protocols and the old 6to4 relays; some releases of `ipaddress` call a part of them global.
_SPECIAL_V4 = tuple(map(ipaddress.IPv4Network, ("192.0.0.0/24", "192.88.99.0/24")))


def resolve_host(host: str, port: int) -> Sequence[str]:
    """Ask the machine's resolver."""
    return list(dict.fromkeys(str(info[4][0]) for info in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)))


@dataclass(frozen=True)
class Network:
    """Say what the network rules allow; by default HTTPS to public addresses and nothing else.

    Args:
        loopback_http: Allow plain HTTP to loopback addresses; for the local stack.
        private: Allow HTTPS to private addresses; for a hub inside a company's network. Link-local ones stay refused.
        resolve: Resolver.
        tls: TLS context, or None for the system's trust store.
    """

    loopback_http: bool = False
    private: bool = False
    resolve: Resolve = resolve_host
    tls: ssl.SSLContext | None = None


@dataclass(frozen=True, slots=True)
class Origin:
    """Name where requests go: scheme, host and port."""

    scheme: str
    host: str
    port: int

    @classmethod
    def of(cls, url: str) -> "Origin":
        """Read the origin of an http or https URL; raises InvalidInputError for one that is not plain."""
        try:
            parts = urlsplit(url)
            port = parts.port or {"http": 80, "https": 443}[parts.scheme]
        except (ValueError, KeyError):
            raise InvalidInputError("not an https URL") from None
        if not _URL.fullmatch(url) or "@" in parts.netloc or not _HOST.fullmatch(parts.hostname or ""):
            raise InvalidInputError("a source URL has a plain host and no credentials in it")
        return cls(parts.scheme, (parts.hostname or "").lower(), port)


def check_addresses(origin: Origin, network: Network) -> Sequence[str]:
    """Resolve a host and return its addresses; raises ForbiddenError when any of them may not be reached."""
    try:
        addresses = network.resolve(origin.host, origin.port)
    except (OSError, UnicodeError):
        raise UnavailableError(f"the name {origin.host} does not resolve") from None
    if not addresses:
        raise UnavailableError(f"the name {origin.host} does not resolve")
    for text in addresses:
        if not _is_allowed(text, origin.scheme, network):
            raise ForbiddenError(f"{origin.scheme}://{origin.host} leads to an address that may not be fetched from")
    return addresses


def _is_allowed(text: str, scheme: str, network: Network) -> bool:
    try:
        address = ipaddress.ip_address(text)
    except ValueError:  # such as a zone: fe80::1%eth0
        return False
    if isinstance(address, ipaddress.IPv6Address) and address.ipv4_mapped:
        address = address.ipv4_mapped
    if scheme == "http":
        return network.loopback_http and address.is_loopback
    if network.private and (address.is_private or address.is_loopback) and not _is_never(address):
        return True
    return _is_public(address)


def _is_never(address: ipaddress.IPv4Address | ipaddress.IPv6Address) -> bool:
    metadata = ipaddress.ip_address("fd00:ec2::254")
    return address.is_link_local or address.is_multicast or address.is_unspecified or address == metadata


def _is_public(address: ipaddress.IPv4Address | ipaddress.IPv6Address) -> bool:
    if isinstance(address, ipaddress.IPv6Address):
        return address in _GLOBAL_V6 and not any(address in special for special in _SPECIAL_V6)
    special = any(address in network for network in _SPECIAL_V4)
    return address.is_global and not special and not address.is_multicast and not address.is_reserved


def connect(origin: Origin, network: Network, timeout: float) -> http.client.HTTPConnection:
    """Open a connection to a host whose addresses were checked; raises ForbiddenError, UnavailableError.

    Over TLS the caller makes the handshake (so that it can watch over it), in which the certificate must name the host.
    """
    failure: OSError | None = None
    for address in check_addresses(origin, network)[:MAX_ADDRESSES]:
        try:
            raw = socket.create_connection((address, origin.port), timeout)
        except OSError as error:
            failure = error
        else:
            return _wrap(origin, network, raw, timeout)
    raise UnavailableError(f"no connection to {origin.host}: {type(failure).__name__}")


def _wrap(origin: Origin, network: Network, raw: socket.socket, timeout: float) -> http.client.HTTPConnection:
    if origin.scheme == "http":
        plain = http.client.HTTPConnection(origin.host, origin.port, timeout)
        plain.sock = raw
        return plain
    context = network.tls or ssl.create_default_context()
    connection = http.client.HTTPSConnection(origin.host, origin.port, timeout=timeout, context=context)
    connection.sock = context.wrap_socket(raw, server_hostname=origin.host, do_handshake_on_connect=False)
    return connection
