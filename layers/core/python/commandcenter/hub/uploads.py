"""Uploaded trees and reports: named by the hub, kept under uploads/ for a week, read once by the job that asked."""

import secrets
from typing import TYPE_CHECKING

from botocore.exceptions import ClientError

from commandcenter.kernel.errors import NotFoundError, TooLargeError, UnavailableError

if TYPE_CHECKING:
    from commandcenter.hub.bootstrap import AwsHub

PREFIX = "uploads/"
MAX_UPLOAD_BYTES = 256 * 1024 * 1024
LINK_SECONDS = 900


def new_upload(project: str) -> str:
    """Name a new upload of a project; the name cannot be guessed and belongs to that project."""
    return f"{PREFIX}{project}/{secrets.token_hex(16)}"


def store_upload(hub: "AwsHub", name: str, data: bytes) -> None:
    """Put an upload's bytes under its name."""
    hub.client("s3").put_object(Bucket=hub.settings.bucket, Key=name, Body=data)


def upload_link(hub: "AwsHub", name: str) -> str:
    """Presign a PUT of this one object for 15 minutes."""
    parameters = {"Bucket": hub.settings.bucket, "Key": name}
    link: str = hub.client("s3").generate_presigned_url("put_object", Params=parameters, ExpiresIn=LINK_SECONDS)
    return link


def read_upload(hub: "AwsHub", name: str) -> bytes:
    """Return an upload's bytes; raises NotFoundError, TooLargeError past 256 MiB, UnavailableError."""
    if not name.startswith(PREFIX):
        raise NotFoundError("no such upload")
    try:
        answer = hub.client("s3").get_object(Bucket=hub.settings.bucket, Key=name)
    except ClientError as error:
        if error.response["Error"]["Code"] in ("NoSuchKey", "AccessDenied", "404"):
            raise NotFoundError("no such upload; was it sent before the job was asked for?") from None
        raise UnavailableError("the bucket does not answer") from None
    if answer["ContentLength"] > MAX_UPLOAD_BYTES:
        raise TooLargeError(f"the upload has {answer['ContentLength']} bytes; at most {MAX_UPLOAD_BYTES} are read")
    data: bytes = answer["Body"].read()
    return data
