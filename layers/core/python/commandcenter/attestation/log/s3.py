"""A log in an S3 bucket: conditional PUTs decide who wins a batch and who moves the checkpoint."""

import time
from collections.abc import Iterator
from typing import Any

from botocore.exceptions import ClientError

from commandcenter.attestation.log.store import CHECKPOINT
from commandcenter.kernel.errors import UnavailableError
from commandcenter.ledger.s3 import S3Objects

PREFIX = "log/"
_TRIES = 5
_LOST = ("PreconditionFailed", "412", "NoSuchKey", "404")  # the last two: what was to be replaced is gone
_BUSY = ("ConditionalRequestConflict", "409")


class S3LogStore:
    """Keep a log in a bucket.

    Args:
        client: A boto3 S3 client. It needs s3:ListBucket, or S3 answers 403 instead of 404 for what is not there.
        bucket, prefix: Where the objects stand; the prefix is put before every name.
    """

    def __init__(self, client: Any, bucket: str, prefix: str = PREFIX) -> None:
        self._client, self._bucket, self._prefix = client, bucket, prefix
        self._objects = S3Objects(client, bucket, prefix)

    def get(self, name: str) -> bytes | None:
        return self._objects.get(name)

    def put_new(self, name: str, data: bytes) -> bool:
        """Store unless the name is taken; raises UnavailableError when others keep putting the same name."""
        return self._put(name, data, IfNoneMatch="*", ContentType="application/octet-stream")

    def names(self, prefix: str) -> Iterator[str]:
        return self._objects.names(prefix)

    def checkpoint(self) -> tuple[bytes, str] | None:
        try:
            found = self._client.get_object(Bucket=self._bucket, Key=self._prefix + CHECKPOINT)
        except ClientError as error:
            if error.response["Error"]["Code"] in ("NoSuchKey", "404"):
                return None
            raise
        return found["Body"].read(), found["ETag"]

    def swap_checkpoint(self, data: bytes, token: str | None) -> bool:
        """Replace the checkpoint whose ETag is `token`; raises UnavailableError when others keep trying at once."""
        if token == "":
            return False  # an empty condition would be none
        condition = {"IfNoneMatch": "*"} if token is None else {"IfMatch": token}
        return self._put(
            CHECKPOINT, data, **condition, ContentType="text/plain; charset=utf-8", CacheControl="no-cache"
        )

    def _put(self, name: str, data: bytes, **options: str) -> bool:
        for attempt in range(_TRIES):
            try:
                self._client.put_object(Bucket=self._bucket, Key=self._prefix + name, Body=data, **options)
            except ClientError as error:
                code = error.response["Error"]["Code"]
                if code in _LOST:
                    return False
                if code not in _BUSY:
                    raise
                time.sleep(0.05 * 2**attempt)
            else:
                return True
        raise UnavailableError(f"S3 cannot decide who puts {name}; try again")
