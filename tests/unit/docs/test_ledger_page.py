"""The verifier on the ledger's page, which shares no line with the library, agrees with the library and finds what it finds."""

import json
import re
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from commandcenter.ledger.ledger import Ledger
from commandcenter.ledger.model import Change, Header, Meta
from commandcenter.ledger.open import open_directory

PAGE = (Path(__file__).resolve().parents[3] / "docs" / "ledger.md").read_text()
META = Meta(datetime(2026, 1, 1, tzinfo=UTC), "test", "test", "source")

keys = st.sampled_from([f"file:{name}" for name in ("a", "b", "ä", "\U0001f600", "z/0", "z-0")])
plain = (
    st.none() | st.booleans() | st.integers(-(2**53) + 1, 2**53 - 1) | st.text(st.characters(exclude_categories=["Cs"]))
)
bodies = st.none() | st.dictionaries(st.text("abcä", max_size=3), plain | st.lists(plain, max_size=3), max_size=3)


def page_verifier() -> Callable[[Path], tuple[str, str]]:
    (source,) = re.findall(r"^```python title=verify.py\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)
    names: dict[str, Any] = {"__name__": "verifier"}
    exec(compile(source, "docs/ledger.md", "exec"), names)
    verify: Callable[[Path], tuple[str, str]] = names["verify"]
    return verify


def fill(ledger: Ledger, history: list[dict[str, Any]]) -> None:
    for changes in history:
        wanted = [Change(key, body) for key, body in changes.items()]
        ledger.submit("shop", lambda _state, wanted=wanted: wanted, META)


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(history=st.lists(st.dictionaries(keys, bodies, min_size=1, max_size=4), min_size=1, max_size=5))
def test_it_comes_to_the_digests_of_the_library(
    tmp_path_factory: pytest.TempPathFactory, history: list[dict[str, Any]]
) -> None:
    folder = tmp_path_factory.mktemp("store")
    ledger = open_directory(folder)
    fill(ledger, history)
    head = ledger.head("shop")
    if head is not None:
        assert page_verifier()(folder / "commits" / "shop") == (head.digest, head.state_root)


def test_it_finds_a_changed_byte_wherever_the_library_does(tmp_path: Path) -> None:
    ledger = open_directory(tmp_path)
    fill(ledger, [{"file:a": {"n": 1}, "file:b": {"n": 2}}, {"file:a": None}])
    path = tmp_path / "commits" / "shop" / "000000000001"
    right = path.read_bytes()
    for place in range(0, len(right), 7):
        path.write_bytes(right[:place] + bytes([right[place] ^ 1]) + right[place + 1 :])
        assert not ledger.verify("shop").ok
        with pytest.raises((AssertionError, ValueError, KeyError)):
            page_verifier()(path.parent)


def test_the_example_has_the_fields_of_a_header() -> None:
    (example,) = re.findall(r"^```json\n(\{\s+\"changes\".*?)^```$", PAGE, re.MULTILINE | re.DOTALL)
    commit = json.loads(example)
    header = commit["header"]
    assert Header.from_json(header).to_json() == header
    assert set(commit) == {"changes", "digest", "header"}
    for name in header:
        assert f"`{name}`" in PAGE
