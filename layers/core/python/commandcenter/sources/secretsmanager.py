"""Secrets by name from Secrets Manager, kept for a few minutes."""

import json
import time
from collections.abc import Callable
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

from commandcenter.kernel.errors import UnavailableError

KEPT_SECONDS = 180.0
_MAX_NAMES = 1000


class SecretCache:
    """Look secrets up; call it with a name.

    A secret is plain text, or a JSON array of texts, newest first, while it is being rotated. The stage AWSPREVIOUS is
    not read: a secret is often rotated because it leaked.
    """

    def __init__(
        self, client: Any, *, seconds: float = KEPT_SECONDS, monotonic: Callable[[], float] = time.monotonic
    ) -> None:
        self._client = client
        self._seconds = seconds
        self._monotonic = monotonic
        self._kept: dict[str, tuple[float, list[bytes]]] = {}

    def __call__(self, name: str) -> list[bytes]:
        """Return the values of a secret without empty ones; [] when there is none. Raises UnavailableError."""
        now = self._monotonic()
        until, values = self._kept.get(name, (now, []))
        if now < until:
            return list(values)
        values = self._fetch(name)
        if len(self._kept) >= _MAX_NAMES:
            self._kept.clear()
        self._kept[name] = (now + self._seconds, values)
        return list(values)

    def _fetch(self, name: str) -> list[bytes]:
        try:
            answer = self._client.get_secret_value(SecretId=name)
        except ClientError as error:
            if error.response["Error"]["Code"] == "ResourceNotFoundException":
                return []
            raise UnavailableError("the secret store does not answer") from None
        except BotoCoreError:
            raise UnavailableError("the secret store does not answer") from None
        if "SecretBinary" in answer:
            return [bytes(answer["SecretBinary"])] if answer["SecretBinary"] else []
        return _split(answer["SecretString"])


def _split(text: str) -> list[bytes]:
    try:
        loaded = json.loads(text)
    except (ValueError, RecursionError):
        loaded = None
    values = loaded if isinstance(loaded, list) and all(isinstance(value, str) for value in loaded) else [text]
    return [value.encode() for value in values if value]
