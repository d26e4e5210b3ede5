"""GitHub webhooks: `X-Hub-Signature-256` is the HMAC-SHA256 of the body.

Source: docs.github.com, "Validating webhook deliveries" and "Webhook events and payloads".
"""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from commandcenter.kernel.canonical import Json
from commandcenter.sources.headers import Headers
from commandcenter.sources.messages import commit_at, is_branch, read_message, text_at
from commandcenter.sources.model import Push
from commandcenter.sources.signatures import check_equal, mac

from .host import api_url, read_facts


class GitHubSource:
    """Understand the `push` event of GitHub and GitHub Enterprise; the webhook's content type must be JSON."""

    kind = "github"
    token_user = "x-access-token"  # noqa: S105 - the user name GitHub gives to tokens

    def repository_hint(self, headers: Headers, body: bytes) -> str:  # noqa: ARG002 - the contract's signature
        return text_at(read_message(body), "/repository/full_name")

    def verify(self, headers: Headers, body: bytes, secret: bytes, now: datetime) -> None:  # noqa: ARG002 - as above
        check_equal(headers.get("X-Hub-Signature-256"), f"sha256={mac(secret, body)}")

    def delivery_id(self, headers: Headers, body: bytes) -> str:  # noqa: ARG002 - as above
        return headers.one("X-GitHub-Delivery")

    def parse(self, headers: Headers, body: bytes) -> Push | None:
        message = read_message(body)
        if headers.one("X-GitHub-Event") != "push":
            return None
        ref = text_at(message, "/ref")
        if not is_branch(ref) or message.get("deleted") is True:
            return None
        return Push(
            source=self.kind,
            delivery_id=self.delivery_id(headers, body),
            repository=text_at(message, "/repository/full_name"),
            ref=ref,
            after=commit_at(message, "/after"),
            default_branch=text_at(message, "/repository/default_branch", default=""),
        )

    def api_url(self, url: str) -> str:
        return api_url(url)

    def host_facts(self, get: Callable[[str], Any], full_name: str, branch: str) -> dict[str, Json]:
        return read_facts(get, full_name, branch)
