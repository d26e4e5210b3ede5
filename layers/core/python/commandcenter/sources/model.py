"""What the sources speak of: pushes, registrations, index jobs, and the contract of a source plugin."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any, Protocol

from commandcenter.kernel.clock import format_time, parse_time
from commandcenter.kernel.errors import InvalidInputError
from commandcenter.kernel.urn import check_name
from commandcenter.sources.headers import Headers


@dataclass(frozen=True, slots=True)
class Push:
    """Describe one push as its sender tells it; nothing of it is trusted beyond "look at this ref again".

    Args:
        source: Kind of the sender, such as `github`.
        delivery_id: The sender's id of this delivery; the same on a retry.
        repository: Full name, such as `owner/name`.
        ref: Full ref name, such as `refs/heads/main`.
        after: Commit id the ref had when the message was written, hex, or "" when it is not told.
        deleted: True when the ref was deleted.
        default_branch: Short name of the default branch, or "" when it is not told.
    """

    source: str
    delivery_id: str
    repository: str
    ref: str
    after: str = ""
    deleted: bool = False
    default_branch: str = ""


@dataclass(frozen=True, slots=True)
class Registration:
    """Tie a repository of a source to a project of this hub.

    Args:
        project: Project name.
        source: Kind of source plugin, such as `github`.
        repository: Full name as the source's messages tell it.
        url: Where to fetch from.
        secret: Name of the secret that signs the webhook.
        ref: The ref to follow, such as `refs/heads/main`; None follows the default branch.
        credentials: Name of the secret that holds the token to fetch with, or None for a public repository.
    """

    project: str
    source: str
    repository: str
    url: str
    secret: str
    ref: str | None = None
    credentials: str | None = None


@dataclass(frozen=True, slots=True)
class IndexJob:
    """Ask for the present tip of a ref to be indexed.

    Args:
        project: Project name.
        source: Kind of source plugin.
        url: Where to fetch from; holds no credentials.
        ref: Full ref name, or `HEAD`.
        credentials: Name of a secret, never the secret, or None.
        delivery: What set it off; equal deliveries are one job.
        requested_by: Who asked, such as `webhook:github` or an operator's id.
        at: When it was asked for.
    """

    project: str
    source: str
    url: str
    ref: str
    credentials: str | None
    delivery: str
    requested_by: str
    at: datetime

    def to_json(self) -> dict[str, Any]:
        """Write the job as JSON; read it back with `from_json`."""
        return {field.name: getattr(self, field.name) for field in fields(self)} | {"at": format_time(self.at)}

    @classmethod
    def from_json(cls, body: Any) -> "IndexJob":
        """Read a job; raises InvalidInputError with a pointer to the first fault."""
        if not isinstance(body, Mapping):
            raise InvalidInputError("an index job is a JSON object")
        names = [field.name for field in fields(cls)]
        for name in sorted(set(body) ^ set(names)):
            raise InvalidInputError(f"{'unknown' if name in body else 'missing'} field", pointer=f"/{name}")
        for name in names:
            if not isinstance(body[name], str) and not (name == "credentials" and body[name] is None):
                raise InvalidInputError("not text", pointer=f"/{name}")
        check_name(body["project"])
        return cls(**{**body, "at": parse_time(body["at"])})


class SourcePlugin(Protocol):
    """Understand the push messages of one kind of sender; the class a plugin of kind `source` names as its entry.

    `token_user` is the user name that goes with a token when fetching over HTTPS.

    A plugin may have two methods more, which are looked for by name: `api_url(url) -> str` says where the host's REST API is
    for the URL of a repository, and `host_facts(get, full_name, branch) -> dict[str, Json]` tells what the host knows beside
    the commits (protection of the branch, reviews, checks; "" is the default branch), which becomes the property `host` of
    the `repo` node. `get(path)` asks that API for JSON; it raises NotFoundError or ForbiddenError for what the token may not
    see, and such facts are left out.
    """

    kind: str
    token_user: str

    def repository_hint(self, headers: Headers, body: bytes) -> str:
        """Return the full name the message claims, to look its registration up; raises InvalidInputError."""
        ...

    def verify(self, headers: Headers, body: bytes, secret: bytes, now: datetime) -> None:
        """Return when the message is signed with this secret; raises UnauthenticatedError otherwise."""
        ...

    def delivery_id(self, headers: Headers, body: bytes) -> str:
        """Return the sender's id of the delivery, equal on retries; raises InvalidInputError when there is none."""
        ...

    def parse(self, headers: Headers, body: bytes) -> Push | None:
        """Read a verified message; None for an event that moves no branch. Raises InvalidInputError."""
        ...


def delivery_digest(source: str, repository: str, delivery_id: str) -> str:
    """Hash a delivery's name: 64 hex digits.

    The repository is part of it, since senders that choose their own ids must not be able to use up one another's.
    """
    return hashlib.sha256("\0".join((source, repository, delivery_id)).encode()).hexdigest()
