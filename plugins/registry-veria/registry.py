"""Make attestations known to a registry. Entries are named by the digest of the statement, so asking again adds none.

POST /attestations            {project, digest, summary, signer, proofUrl}  ->  a receipt with an `id`
GET  /attestations/<digest>   {entry, receipt}
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from commandcenter.hub.outgoing_http import OutgoingHttp, network_of
from commandcenter.kernel.errors import ConflictError, ForbiddenError, InvalidInputError, UnavailableError
from commandcenter.sources.network import Origin

from .answers import MAX_RECEIPT_BYTES, check_status, read_held, read_receipt
from .entries import MAX_ENTRY_BYTES, check_digest, is_same, write_entry

MAX_ANSWER_BYTES = 2 * (MAX_RECEIPT_BYTES + MAX_ENTRY_BYTES)
"""Others may write the same entry with spaces and escapes."""


class VeriaRegistry:
    """Speak with one registry.

    Args:
        url: Its base address.
        token: Bearer token.
        private: Whether a private address may be reached.
        timeout: Seconds of one exchange.

    Raises InvalidInputError for a URL with a query, and for plain http to another machine.
    """

    def __init__(self, url: str, token: str, private: bool, timeout: float) -> None:  # noqa: FBT001 - settings come by name
        network = network_of(url)
        if Origin.of(url).scheme == "http" and not network.loopback_http:
            raise InvalidInputError("plain http is for this machine only", pointer="/url")
        if "?" in url or "#" in url:
            raise InvalidInputError("the URL of a registry has no query", pointer="/url")
        self._entries = f"{url.rstrip('/')}/attestations"
        self._headers = {"Authorization": f"Bearer {token}", "Accept": "application/json"}
        self._http = OutgoingHttp(replace(network, private=private), timeout, MAX_ANSWER_BYTES)

    def register(self, entry: Mapping[str, Any]) -> dict[str, Any]:
        """Register an entry and return the receipt, which is the first one's however often it is asked.

        Args:
            entry: {project, digest, summary, signer, proofUrl}; `digest` is the statement's SHA-256 in hex.

        Raises UnavailableError when trying again may help; ConflictError when the registry holds another entry of this
        digest; InvalidInputError when it refuses us, or the entry is none.
        """
        body = write_entry(entry)
        headers = {"Content-Type": "application/json", "Idempotency-Key": entry["digest"]}
        try:
            status, answer = self._http.post(self._entries, body, {**self._headers, **headers})
        except ForbiddenError as error:
            raise InvalidInputError(error.detail, pointer="/url") from None
        if status == 409:
            return self._held(entry["digest"], body)
        check_status(status)
        return read_receipt(answer)

    def find(self, digest: str) -> dict[str, Any] | None:
        """Return what the registry holds of a digest as {entry, receipt}, or None; raises as `register` does."""
        try:
            status, answer = self._http.get(f"{self._entries}/{check_digest(digest)}", self._headers)
        except ForbiddenError as error:
            raise InvalidInputError(error.detail, pointer="/url") from None
        if status == 404:
            return None
        check_status(status)
        return read_held(answer)

    def _held(self, digest: str, body: bytes) -> dict[str, Any]:
        """Return the receipt of the entry that stands in our way, if it is ours."""
        held = self.find(digest)
        if held is None:
            raise UnavailableError("the registry tells of a conflict with an entry that it does not have")
        if not is_same(body, held["entry"]):
            raise ConflictError("the registry holds another entry of this digest")
        receipt: dict[str, Any] = held["receipt"]
        return receipt
