"""GitLab webhooks: `X-Gitlab-Token` is the secret itself; the body is not signed.

Source: docs.gitlab.com, "Webhooks", section "Delivery headers", and "Webhook events", section "Push events".
"""

import hashlib
from datetime import datetime

from commandcenter.kernel.errors import InvalidInputError
from commandcenter.sources.headers import Headers
from commandcenter.sources.messages import commit_at, is_branch, read_message, text_at
from commandcenter.sources.model import Push
from commandcenter.sources.signatures import check_equal, unauthenticated

_NO_COMMIT = frozenset("0")


class GitLabSource:
    """Understand the `Push Hook` of GitLab."""

    kind = "gitlab"
    token_user = "oauth2"  # noqa: S105 - the user name GitLab gives to tokens

    def repository_hint(self, headers: Headers, body: bytes) -> str:  # noqa: ARG002 - the contract's signature
        return text_at(read_message(body), "/project/path_with_namespace")

    def verify(self, headers: Headers, body: bytes, secret: bytes, now: datetime) -> None:  # noqa: ARG002 - as above
        if not secret:
            raise unauthenticated()
        # Hashing both sides hides the secret's length, which a bare comparison would tell.
        given = headers.get("X-Gitlab-Token") or ""
        check_equal(hashlib.sha256(given.encode(errors="replace")).hexdigest(), hashlib.sha256(secret).hexdigest())

    def delivery_id(self, headers: Headers, body: bytes) -> str:
        """Return the idempotency key (GitLab 17.4 and later).

        Before that the event's UUID with the body's hash: webhooks that set off one another share the UUID.
        """
        key = headers.get("Idempotency-Key")
        if key:
            return key
        event = headers.get("X-Gitlab-Event-UUID") or headers.get("X-Gitlab-Webhook-UUID")
        if not event:
            raise InvalidInputError("the header Idempotency-Key or X-Gitlab-Event-UUID is missing")
        return f"{event}.{hashlib.sha256(body).hexdigest()}"

    def parse(self, headers: Headers, body: bytes) -> Push | None:
        message = read_message(body)
        if headers.one("X-Gitlab-Event") != "Push Hook":
            return None
        ref, after = text_at(message, "/ref"), commit_at(message, "/after")
        if not is_branch(ref) or frozenset(after) == _NO_COMMIT:
            return None
        return Push(
            source=self.kind,
            delivery_id=self.delivery_id(headers, body),
            repository=text_at(message, "/project/path_with_namespace"),
            ref=ref,
            after=after,
            default_branch=text_at(message, "/project/default_branch", default=""),
        )
