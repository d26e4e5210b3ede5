"""Pin on a Kubo node. Every block is put by itself, so the node's settings of how files are cut do not matter.

Source: docs.ipfs.tech, "Kubo RPC API". The client's own check of versions knows no present Kubo, so its class is used
without that check.
"""

import io
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import ipfshttpclient
from ipfshttpclient import exceptions

from commandcenter.attestation.content.cid import RAW, Cid
from commandcenter.attestation.content.pinners import blocks_of, fetch_content, receipt
from commandcenter.kernel.errors import ConflictError, InvalidInputError, UnavailableError

from .address import multiaddr_of

MAX_NAME_BYTES = 255
"""Of a pin's name, in Kubo."""
NO_ANSWER_OF_KUBO = "the node's answer is not one of Kubo"

_NOT_THERE = "not found locally"
_RETRIED = frozenset({408, 425, 429})


class KuboPinner:
    """Keep content on one node.

    Args:
        api: Multiaddr or URL of the RPC API.
        token: Bearer token, or "".
        timeout: Seconds for a connection and for each part of an answer.
    """

    def __init__(self, api: str, token: str, timeout: float) -> None:
        self._token = token
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        try:
            self._client = ipfshttpclient.Client(multiaddr_of(api), timeout=timeout, headers=headers)
        except exceptions.Error:
            raise InvalidInputError("neither a multiaddr nor a URL of a node's API", pointer="/api") from None

    def pin(self, cid: str, data: bytes, name: str) -> dict[str, Any]:
        """Put the blocks and pin the one that the CID names, with all below it.

        Raises UnavailableError when the node does not answer or reports an error, ConflictError when it names a block
        otherwise than we do, InvalidInputError when it refuses us or the data is other content.
        """
        blocks = blocks_of(cid, data)
        with _speaking(self._token):
            for block, content in blocks:
                codec = "raw" if Cid.parse(block).codec == RAW else "dag-pb"
                options = {"cid-codec": codec, "mhtype": "sha2-256", "allow-big-block": "true"}
                stored = self._client.block.put(io.BytesIO(content), opts=options)
                _check_same(block, stored, "Key")
            pinned = self._client.pin.add(cid, opts={"name": _shorten(name)})
            _check_same([cid], pinned, "Pins")
        return receipt("pin-kubo", cid, "pinned")

    def fetch(self, cid: str) -> bytes | None:
        """Return what the node itself holds, checked; it does not ask its peers. Raises as `pin` does."""
        Cid.parse(cid)
        with _speaking(self._token):
            return fetch_content(cid, self._block)

    def _block(self, cid: str) -> bytes | None:
        try:
            data: bytes = self._client.block.get(cid, offline=True)
        except exceptions.ErrorResponse as error:
            if _NOT_THERE in str(error):
                return None
            raise
        return data


@contextmanager
def _speaking(token: str) -> Iterator[None]:
    """Turn what the client raises into errors of ours; of its texts only the node's message stays, without the token."""
    try:
        with warnings.catch_warnings():
            warnings.filterwarnings("ignore", "The 'strict' parameter", FutureWarning)  # of the client, for its library
            yield
    except exceptions.ErrorResponse as error:
        said = str(error).replace(token, "***") if token else str(error)
        raise UnavailableError(f"the Kubo node reports an error: {said:.300}") from None
    except exceptions.StatusError as error:
        status = getattr(getattr(error.original, "response", None), "status_code", 0)
        if 400 <= status < 500 and status not in _RETRIED:
            raise InvalidInputError(f"the Kubo node refuses the request with status {status}") from None
        raise UnavailableError(f"the Kubo node answers with status {status}") from None
    except (exceptions.Error, OSError) as error:
        raise UnavailableError(f"the Kubo node does not answer: {type(error).__name__}") from None
    except AssertionError:  # the client's own, when the answer is not one JSON value
        raise UnavailableError(NO_ANSWER_OF_KUBO) from None


def _check_same(ours: str | list[str], answer: Any, member: str) -> None:
    body = answer.as_json()
    if not isinstance(body, dict) or body.get(member) is None:
        raise UnavailableError(NO_ANSWER_OF_KUBO)
    if body[member] != ours:
        raise ConflictError(f"the Kubo node does not name the content {ours} as we do")


def _shorten(name: str) -> str:
    return name.encode()[:MAX_NAME_BYTES].decode(errors="ignore")
