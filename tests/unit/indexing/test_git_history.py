"""Churn equals a plain recount, and nobody's name or mail survives."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from commandcenter.indexing.git_history import RECENT_COMMITS, is_fix, pseudonym, summarise_history
from commandcenter.indexing.history import CommitRecord, FileChange
from commandcenter.indexing.model import Facts
from commandcenter.indexing.run import index_tree
from commandcenter.indexing.trees import MemoryTree
from commandcenter.kernel.canonical import canonical
from commandcenter.kernel.clock import format_time
from commandcenter.kernel.errors import InvalidInputError

KEY = b"sixteen byte key"
START = datetime(2026, 1, 1, tzinfo=UTC)
PEOPLE = (
    "Ada Zyx <ada@zyx.example>",
    "Bob Qwv <bob@qwv.example>",
    "ADA <Ada@Zyx.Example>",
    "nomail",
    "",
    "\udce9 <é@ü.example>",
)
MESSAGES = ("fix: a leak", "add things by Ada Zyx", "Signed-off-by: bob@qwv.example", "")

CHANGES = st.lists(
    st.builds(FileChange, st.sampled_from("abc"), st.none() | st.integers(0, 9), st.none() | st.integers(0, 9)),
    max_size=3,
    unique_by=lambda change: change.path,
).map(tuple)
RECORDS = st.lists(
    st.builds(
        CommitRecord,
        sha=st.integers(0, 2**160 - 1).map("{:040x}".format),
        author=st.sampled_from(PEOPLE),
        at=st.integers(0, 9).map(lambda days: START + timedelta(days=days)),
        message=st.sampled_from(MESSAGES),
        changes=CHANGES,
        merge=st.booleans(),
    ),
    max_size=8,
)


@given(RECORDS)
@settings(max_examples=50, deadline=None)
def test_churn_equals_a_recount(records: list[CommitRecord]) -> None:
    history = summarise_history(records, key=KEY)
    touching = {
        path: [
            (record, change)
            for record in records
            if not record.merge
            for change in record.changes
            if change.path == path
        ]
        for path in "abc"
    }
    assert history.churn == {
        path: {
            "commits": len(rows),
            "fixes": sum(is_fix(record.message) for record, _ in rows),
            "authors": len({pseudonym(record.author, KEY) for record, _ in rows}),
            "added": sum(change.added or 0 for _, change in rows),
            "deleted": sum(change.deleted or 0 for _, change in rows),
            "last_at": format_time(max(record.at for record, _ in rows)),
        }
        for path, rows in touching.items()
        if rows
    }
    (repo,) = history.nodes
    assert repo.props["commits"] == len(records) == len(repo.props.get("recent", ()))
    assert sum(repo.props["top_authors"].values()) == len(records)


@given(RECORDS)
@settings(max_examples=50, deadline=None)
def test_no_name_or_mail_reaches_the_facts(accept: Callable[[Facts], bytes], records: list[CommitRecord]) -> None:
    facts = index_tree("sample", MemoryTree({"a": b""}), {}, history=summarise_history(records, key=KEY))
    written = accept(facts).decode().lower()
    assert not [word for word in ("zyx", "qwv", "ada ", "bob", "nomail", "signed") if word in written]


def test_pseudonyms_follow_the_mail_and_the_key() -> None:
    ada, bob, other_ada = (pseudonym(person, KEY) for person in PEOPLE[:3])
    assert ada == other_ada != bob
    assert ada != pseudonym(PEOPLE[0], b"another key here")
    with pytest.raises(InvalidInputError):
        pseudonym(PEOPLE[0], b"short")


@pytest.mark.parametrize(
    "message",
    ["fix: leak", "Fixes the leak", "bugfix", "hotfix for x", "hot-fix", "Revert \"y\"", "This reverts commit 1", "a bug",
     "closes #12",
     "resolved #3", "prefix\n\nFixed by z", "bug-fix"],
)  # fmt: skip
def test_messages_of_repairs(message: str) -> None:
    assert is_fix(message)


@pytest.mark.parametrize(
    "message", ["add prefix", "fixture for tests", "debugging", "close the door", "closes the file #", "", "affix"]
)
def test_messages_of_other_work(message: str) -> None:
    assert not is_fix(message)


def test_the_repo_node_tells_only_the_newest_commits_and_the_limit_holds() -> None:
    records = [CommitRecord(f"{number:040x}", PEOPLE[0], START, "") for number in range(RECENT_COMMITS + 50)]
    (repo,) = summarise_history(iter(records), key=KEY, repo="main", limit=RECENT_COMMITS + 10).nodes
    assert repo.key == "repo:main"
    assert repo.props["commits"] == RECENT_COMMITS + 10
    assert [entry["sha"] for entry in repo.props["recent"]] == [record.sha for record in records[:RECENT_COMMITS]]
    assert len(canonical(repo.props)) < 100_000
