"""Any other sender: `CC-Signature: t=<unix seconds>,id=<delivery>,v1=<hex HMAC-SHA256 of "t.id.body">`.

The body is JSON: `repository` and `ref` are needed; `after`, `default_branch` and `deleted` may be told.
"""

from datetime import datetime

from commandcenter.sources.headers import Headers
from commandcenter.sources.messages import commit_at, is_branch, read_message, text_at
from commandcenter.sources.model import Push
from commandcenter.sources.signatures import signed_id, verify_push


class GenericSource:
    """Understand pushes signed by `commandcenter.sources.signatures.sign_push`."""

    kind = "generic"
    token_user = "git"  # noqa: S105 - any user name will do

    def repository_hint(self, headers: Headers, body: bytes) -> str:  # noqa: ARG002 - the contract's signature
        return text_at(read_message(body), "/repository")

    def verify(self, headers: Headers, body: bytes, secret: bytes, now: datetime) -> None:
        verify_push(headers, body, secret, now)

    def delivery_id(self, headers: Headers, body: bytes) -> str:  # noqa: ARG002 - as above
        return signed_id(headers)

    def parse(self, headers: Headers, body: bytes) -> Push | None:
        message = read_message(body)
        ref = text_at(message, "/ref")
        if not is_branch(ref) or message.get("deleted") is True:
            return None
        return Push(
            source=self.kind,
            delivery_id=self.delivery_id(headers, body),
            repository=text_at(message, "/repository"),
            ref=ref,
            after=commit_at(message, "/after"),
            default_branch=text_at(message, "/default_branch", default=""),
        )
