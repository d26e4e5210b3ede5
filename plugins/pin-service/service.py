"""Ask a pinning service to keep content. It stores no bytes from us: it takes them from nodes that have them.

Source: github.com/ipfs/pinning-services-api-spec 1.0; specs.ipfs.tech, "Trustless Gateway".
"""

import json
from collections.abc import Sequence
from dataclasses import replace
from typing import Any
from urllib.parse import urlencode

from commandcenter.attestation.content.cid import Cid
from commandcenter.attestation.content.pinners import blocks_of, fetch_content, receipt
from commandcenter.attestation.content.unixfs import MAX_BLOCK_BYTES
from commandcenter.hub.outgoing_http import OutgoingHttp, network_of
from commandcenter.kernel.errors import ConflictError, ForbiddenError, InvalidInputError, UnavailableError

from .answers import STATES, Pin, check_status, read_pin, read_pins

MAX_NAME_CHARACTERS = 255

SERVICE = "the pinning service"

_NO_CONTENT = frozenset({404, 410})


class ServicePinner:
    """Speak with one service, and with one gateway.

    Args:
        endpoint, gateway: Their URLs.
        token: The service's; the gateway is not told it.
        origins: Multiaddrs of nodes that have the blocks.
        meta: What goes along with each pin.
        private: Whether private addresses may be reached.
        timeout: Seconds of one exchange.
    """

    def __init__(
        self,
        endpoint: str,
        gateway: str,
        token: str,
        origins: Sequence[str],
        meta: dict[str, str],
        private: bool,  # noqa: FBT001 - settings come by name
        timeout: float,
    ) -> None:
        self._endpoint, self._gateway = endpoint.rstrip("/"), gateway.rstrip("/")
        self._headers = {"Authorization": f"Bearer {token}", "Accept": "application/json"}
        self._more = {"origins": list(origins), "meta": dict(meta)}
        self._to_service, self._to_gateway = (
            OutgoingHttp(replace(network_of(url), private=private), timeout, MAX_BLOCK_BYTES)
            for url in (endpoint, gateway)
        )

    def pin(self, cid: str, data: bytes, name: str) -> dict[str, Any]:
        """Ask for a pin unless the service has one; `queued` until it says `pinned`. Asking again tells how far it is.

        Raises UnavailableError when the service does not answer, is overloaded or could not get at the content; ConflictError
        when it names the content otherwise; InvalidInputError when it refuses us or the data is other content.
        """
        blocks_of(cid, data)
        pin = self._find(cid) or self._ask(cid, name)
        if pin.cid != cid:
            raise ConflictError(f"the pinning service does not name the content {cid} as we do")
        if pin.state == "failed":
            raise UnavailableError("the pinning service could not pin the content")
        return receipt("pin-service", cid, "pinned" if pin.state == "pinned" else "queued", request=pin.request)

    def fetch(self, cid: str) -> bytes | None:
        """Return the content from the gateway, each block checked, or None; raises as `pin` does."""
        Cid.parse(cid)
        return fetch_content(cid, self._block)

    def _find(self, cid: str) -> Pin | None:
        """Return the request for this content that is furthest, or None when there is none or all failed."""
        query = urlencode({"cid": cid, "status": ",".join(STATES), "limit": 1000})
        try:
            status, body = self._to_service.get(f"{self._endpoint}/pins?{query}", self._headers)
        except ForbiddenError as error:
            raise InvalidInputError(error.detail, pointer="/endpoint") from None
        check_status(status, SERVICE, "/endpoint")
        alive = [pin for pin in read_pins(body) if pin.cid == cid and pin.state != "failed"]
        return max(alive, key=lambda pin: STATES.index(pin.state), default=None)

    def _ask(self, cid: str, name: str) -> Pin:
        body = json.dumps({"cid": cid, "name": name[:MAX_NAME_CHARACTERS], **self._more}).encode()
        headers = {**self._headers, "Content-Type": "application/json"}
        status, answer = self._to_service.post(f"{self._endpoint}/pins", body, headers)
        check_status(status, SERVICE, "/endpoint")
        return read_pin(answer)

    def _block(self, cid: str) -> bytes | None:
        url = f"{self._gateway}/ipfs/{cid}?format=raw"
        try:
            status, body = self._to_gateway.get(url, {"Accept": "application/vnd.ipld.raw"})
        except ForbiddenError as error:
            raise InvalidInputError(error.detail, pointer="/gateway") from None
        if status in _NO_CONTENT:
            return None
        check_status(status, "the gateway", "/gateway")
        return body
