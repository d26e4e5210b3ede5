"""Objects in an S3 bucket: the conditional PUT that decides who wins a revision."""

import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

from botocore.exceptions import ClientError

from commandcenter.kernel.errors import UnavailableError

_TRIES = 5


class S3Objects:
    """Keep objects in a bucket.

    Args:
        client: A boto3 S3 client. It needs s3:ListBucket, or S3 answers 403 instead of 404 for what is not there.
        bucket, prefix: Where the objects stand; the prefix is put before every name.
        lock_mode, lock_days: Object Lock of what stands under `commits/`: GOVERNANCE or COMPLIANCE ("" is off); how long.
    """

    def __init__(self, client: Any, bucket: str, prefix: str = "", *, lock_mode: str = "", lock_days: int = 0) -> None:
        self._client, self._bucket, self._prefix = client, bucket, prefix
        self._lock_mode, self._lock_days = lock_mode, lock_days

    def put_new(self, name: str, data: bytes) -> bool:
        """Store unless the name is taken; raises UnavailableError when others keep putting the same name."""
        for attempt in range(_TRIES):
            try:
                self._client.put_object(
                    Bucket=self._bucket,
                    Key=self._prefix + name,
                    Body=data,
                    IfNoneMatch="*",
                    ContentType="application/json",
                    **self._lock(name),
                )
            except ClientError as error:
                code = error.response["Error"]["Code"]
                if code in ("PreconditionFailed", "412"):
                    return False
                if code not in ("ConditionalRequestConflict", "409"):
                    raise
                time.sleep(0.05 * 2**attempt)
            else:
                return True
        raise UnavailableError(f"S3 cannot decide who puts {name}; try again")

    def get(self, name: str) -> bytes | None:
        try:
            body: bytes = self._client.get_object(Bucket=self._bucket, Key=self._prefix + name)["Body"].read()
        except ClientError as error:
            if error.response["Error"]["Code"] in ("NoSuchKey", "404"):
                return None
            raise
        return body

    def names(self, prefix: str, after: str = "") -> Iterator[str]:
        start = {"StartAfter": self._prefix + after} if after else {}
        pages = self._client.get_paginator("list_objects_v2").paginate(
            Bucket=self._bucket, Prefix=self._prefix + prefix, **start
        )
        for page in pages:
            for found in page.get("Contents", ()):
                yield found["Key"].removeprefix(self._prefix)

    def folders(self, prefix: str) -> Iterator[str]:
        start = self._prefix + prefix
        pages = self._client.get_paginator("list_objects_v2").paginate(Bucket=self._bucket, Prefix=start, Delimiter="/")
        for page in pages:
            for found in page.get("CommonPrefixes", ()):
                yield found["Prefix"].removeprefix(start).rstrip("/")

    def _lock(self, name: str) -> dict[str, Any]:
        if not self._lock_mode or not name.startswith("commits/"):
            return {}
        until = datetime.now(UTC) + timedelta(days=self._lock_days)
        return {"ObjectLockMode": self._lock_mode, "ObjectLockRetainUntilDate": until}
