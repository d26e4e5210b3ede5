"""Keep blocks in a bucket of S3, or of a store that speaks its language, under their CIDs."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

from commandcenter.attestation.content.pinners import ObjectPinner
from commandcenter.kernel.errors import InvalidInputError, UnavailableError
from commandcenter.ledger.s3 import S3Objects

_TIMES = Config(connect_timeout=5, read_timeout=20, retries={"mode": "standard", "total_max_attempts": 2})
_RETRIED = frozenset({408, 409, 425, 429})


class S3Pinner:
    """Keep each block once; what is there is never written again.

    Args:
        bucket, region: Where the blocks stand.
        prefix: Put before every CID.
        endpoint: URL of the store, or "" for AWS.
    """

    def __init__(self, bucket: str, region: str, prefix: str, endpoint: str) -> None:
        try:
            client = boto3.client("s3", region_name=region, endpoint_url=endpoint or None, config=_TIMES)
        except ValueError:
            raise InvalidInputError("not the URL of a store", pointer="/endpoint") from None
        self._pinner = ObjectPinner(S3Objects(client, bucket), name="pin-s3", folder=prefix)

    def pin(self, cid: str, data: bytes, name: str) -> dict[str, Any]:
        """Store the blocks that are not there yet.

        Raises UnavailableError when S3 does not answer or is overloaded, InvalidInputError when it refuses us or the data is
        other content, ConflictError when other bytes stand in a block's place.
        """
        with _speaking():
            return self._pinner.pin(cid, data, name)

    def fetch(self, cid: str) -> bytes | None:
        """Return the content, checked, or None; raises as `pin` does."""
        with _speaking():
            return self._pinner.fetch(cid)

    def export_car(self, cid: str) -> bytes:
        """Write the blocks of some content as an archive; raises NotFoundError, and otherwise as `pin` does."""
        with _speaking():
            return self._pinner.export_car(cid)


@contextmanager
def _speaking() -> Iterator[None]:
    try:
        yield
    except ClientError as error:
        status = int(error.response.get("ResponseMetadata", {}).get("HTTPStatusCode", 0))
        code = error.response.get("Error", {}).get("Code", "")
        if 400 <= status < 500 and status not in _RETRIED:
            raise InvalidInputError(f"S3 refuses the request: {code}") from None
        raise UnavailableError(f"S3 cannot answer now: {code}") from None
    except (BotoCoreError, OSError) as error:
        raise UnavailableError(f"S3 does not answer: {type(error).__name__}") from None
