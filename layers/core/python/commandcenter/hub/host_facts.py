"""Ask the host of a repository what it knows beside the commits."""

import json
import time
from collections.abc import Callable
from dataclasses import replace
from typing import Any
from urllib.parse import unquote, urlsplit

from commandcenter.graph.model import Node
from commandcenter.hub.outgoing_http import OutgoingHttp
from commandcenter.indexing.git_history import History
from commandcenter.kernel.canonical import Json
from commandcenter.kernel.errors import ForbiddenError, InvalidInputError, NotFoundError, ProblemError, UnavailableError
from commandcenter.sources.model import IndexJob, SourcePlugin
from commandcenter.sources.network import Network

SECONDS = 60.0
"""What all questions about one repository may take."""
ANSWER_SECONDS = 10.0
MAX_ANSWER_BYTES = 8 << 20
_REFUSED = {401: ForbiddenError, 403: ForbiddenError, 404: NotFoundError, 410: NotFoundError}


def read_host(job: IndexJob, source: SourcePlugin, token: str | None, network: Network) -> dict[str, Json]:
    """Return the facts of the job's repository; none without a token, from a source that tells none, or in trouble.

    An index must not wait for what may be told another time, so nothing is raised for a host that does not answer.
    """
    ask = getattr(source, "host_facts", None)
    if ask is None or token is None or urlsplit(job.url).scheme not in ("http", "https"):
        return {}
    get = host_getter(source.api_url(job.url), token, network)  # type: ignore[attr-defined]  # comes with host_facts
    name = unquote(urlsplit(job.url).path).strip("/").removesuffix(".git")
    branch = "" if job.ref == "HEAD" else job.ref.removeprefix("refs/heads/")
    try:
        told: dict[str, Json] = ask(get, name, branch)
    except ProblemError:
        return {}
    return told


def with_host(history: History, facts: dict[str, Json]) -> History:
    """Add the facts to the `repo` node as its property `host`."""
    if not facts:
        return history
    nodes = tuple(
        Node(node.type, node.id, {**node.props, "host": facts}) if node.type == "repo" else node
        for node in history.nodes
    )
    return replace(history, nodes=nodes)


def host_getter(api: str, token: str, network: Network) -> Callable[[str], Any]:
    """Return what asks the REST API at an address: path -> JSON; the token goes there and nowhere else.

    It raises ForbiddenError and NotFoundError for what the token may not see, InvalidInputError for any other refusal or
    what is no JSON, UnavailableError when the host does not answer or all has taken too long.
    """
    http = OutgoingHttp(network, ANSWER_SECONDS, MAX_ANSWER_BYTES)
    end = time.monotonic() + SECONDS

    def get(path: str) -> Any:
        if time.monotonic() > end:
            raise UnavailableError("the repository's host takes too long")
        status, body = http.get(f"{api}{path}", {"Authorization": f"Bearer {token}"})
        if status in _REFUSED:
            raise _REFUSED[status](f"the repository's host answered HTTP {status}")
        if status == 429 or status >= 500:
            raise UnavailableError(f"the repository's host answered HTTP {status}")
        if status != 200:
            raise InvalidInputError(f"the repository's host answered HTTP {status}")
        try:
            return json.loads(body)
        except (ValueError, RecursionError):
            raise InvalidInputError("the repository's host answered what is no JSON") from None

    return get
