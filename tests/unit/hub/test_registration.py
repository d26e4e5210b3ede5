"""Registrations as strangers send them: entered whole or refused with the place of the fault."""

from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from commandcenter.graph.registry import find_repository
from commandcenter.hub.registration import register
from commandcenter.kernel.errors import InvalidInputError
from commandcenter.kernel.urn import HUB_PROJECT
from commandcenter.ledger.model import Meta
from commandcenter.ledger.open import open_memory

META = Meta(datetime(2026, 5, 1, tzinfo=UTC), "test", "test", "source")
REPOSITORY = {"kind": "github", "full_name": "Acme/Shop", "url": "https://example.org/acme/shop.git"}

json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["name", "tags", "url", "x"]), inner, max_size=3)
    ),
    max_leaves=8,
)


@pytest.mark.parametrize(
    ("entry", "pointer"),
    [
        ({}, ""),
        ({"name": 1}, "/name"),
        ({"name": "a", "tags": ["ok", 2]}, "/tags/1"),
        ({"name": "a", "repositories": [{"kind": "github"}]}, "/repositories/0"),
        ({"name": "a", "repositories": [{**REPOSITORY, "secret": "elsewhere"}]}, "/repositories/0/secret"),
        ({"name": "a", "repositories": [{**REPOSITORY, "url": "https://u:p@example.org/x"}]}, "/repositories/0/url"),
        ({"name": "a", "status": "asleep"}, "/status"),
        ({"name": "_hub"}, "/name"),
    ],
)
def test_the_place_of_the_fault_is_told(entry, pointer) -> None:
    ledger = open_memory()
    with pytest.raises(InvalidInputError) as refused:
        register(ledger, "h", entry, META, secrets_under="commandcenter/h/")
    assert refused.value.pointer == pointer
    assert ledger.head(HUB_PROJECT) is None


@given(st.dictionaries(st.sampled_from(["name", "title", "tags", "repositories", "x"]), json_values))
@settings(max_examples=60)
def test_whatever_is_sent_is_refused_or_entered(entry) -> None:
    """Nothing sent makes anything but an entry or an InvalidInputError."""
    ledger = open_memory()
    try:
        register(ledger, "h", entry, META)
    except InvalidInputError:
        assert ledger.head(HUB_PROJECT) is None
    else:
        assert f"project:{entry['name']}" in ledger.as_of(HUB_PROJECT)


def test_a_registered_repository_is_found_by_its_hosts_name() -> None:
    ledger = open_memory()
    register(ledger, "h", {"name": "shop", "repositories": [{**REPOSITORY, "credentials": "c", "secret": "s"}]}, META)
    found = find_repository(ledger, "github", "acme/SHOP")
    assert (found.project, found.url, found.secret, found.credentials) == ("shop", REPOSITORY["url"], "s", "c")
    assert find_repository(ledger, "gitlab", "acme/shop") is None
