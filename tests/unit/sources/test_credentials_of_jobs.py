"""A job of each kind of source shows its token under the user name that the source's plugin gives."""

from datetime import UTC, datetime

import pytest

from commandcenter.hub.run_job import IndexingParts, run_job
from commandcenter.hub.source_plugins import find_source
from commandcenter.kernel.errors import NotFoundError, UnauthenticatedError
from commandcenter.ledger.open import open_memory
from commandcenter.sources.model import IndexJob
from commandcenter.sources.network import Network


def job(kind: str, url: str) -> IndexJob:
    return IndexJob("shop", kind, url, "HEAD", "tokens/shop", "d" * 64, "test", datetime(2026, 1, 1, tzinfo=UTC))


def parts(token: bytes = b"t0ken") -> IndexingParts:
    return IndexingParts(
        ledger=open_memory(),
        indexers=[],
        uploads=lambda name: b"",
        secrets=lambda name: [token] if name == "tokens/shop" else [],
        source=find_source,
        pseudonym_key=b"k" * 32,
        network=Network(loopback_http=True),
    )


@pytest.mark.parametrize(("kind", "user"), [("generic", "git"), ("github", "x-access-token"), ("gitlab", "oauth2")])
def test_the_user_name_is_the_plugins(checkout, serve, kind, user) -> None:
    checkout.commit("one", **{"a.txt": "a"})
    with serve(checkout.folder, token="t0ken", user=user) as server:
        assert run_job(job(kind, server.url), parts()).rev == 1
        with pytest.raises((UnauthenticatedError, NotFoundError)):
            run_job(job(kind, server.url), parts(b"another"))


def test_a_kind_without_a_plugin_is_refused(checkout, serve) -> None:
    checkout.commit("one", **{"a.txt": "a"})
    with serve(checkout.folder) as server, pytest.raises(NotFoundError):
        run_job(job("nothing", server.url), parts())
