"""What every store of items promises."""

from dataclasses import replace
from datetime import UTC, datetime
from itertools import count

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from commandcenter.kernel.canonical import canonical
from commandcenter.ledger.directory import DirectoryItems
from commandcenter.ledger.model import Entity, Head
from commandcenter.ledger.state_tree import NO_BUCKETS, bucket_of, buckets_of

AT = datetime(2026, 3, 1, 12, 30, 15, 250_000, tzinfo=UTC)


def entity(key, rev, body):
    return Entity(key, rev, None if body is None else canonical(body))


def head(rev, project="p", **fields):
    known = {"digest": f"{rev:064x}", "state_root": "b" * 64, "at": AT, "origin": "source", "entities": 7}
    return Head(project=project, rev=rev, materialised=rev, **{**known, **fields})


def by_key(entities):
    return {found.key: found for found in entities}


def test_an_empty_store_knows_nothing(items):
    assert items.head("p") is None
    assert items.buckets("p") is None
    assert list(items.heads()) == []
    assert list(items.scan("p")) == []
    assert items.get("p", ["file:a"]) == {}
    assert items.get("p", []) == {}
    assert items.bucket("p", bucket_of("file:a")) == {}
    assert items.find_alias("pkg:pypi/x") == []
    items.mark_published("p", 3)
    items.clear("p")
    assert items.head("p") is None


def test_an_older_revision_never_replaces_a_newer(items):
    items.write("p", [entity("file:a", 5, {"n": 5}), entity("file:b", 5, None)])
    items.write("p", [entity("file:a", 4, None), entity("file:b", 3, {"n": 3}), entity("file:c", 2, {"n": 2})])
    items.write("p", [entity("file:a", 5, {"n": "other"})])
    expected = by_key([entity("file:a", 5, {"n": 5}), entity("file:b", 5, None), entity("file:c", 2, {"n": 2})])
    assert by_key(items.scan("p")) == expected
    assert items.get("p", [*expected, "file:none"]) == expected
    items.write("p", [entity("file:b", 6, {"n": 6})])
    assert items.get("p", ["file:b"])["file:b"].body == {"n": 6}


def test_keys_and_bodies_come_back_exactly(items):
    keys = [
        "file:a#b~c",
        "symbol:ü/√ \U00010000",
        "dependency:pkg:npm/@x/y@1",
        "endpoint:GET /a/{id}",
        "file:" + "é" * 350,
        "file:~roots",
    ]
    written = [
        entity(key, 1, {"text": '\u0000\u2028\U00010000"\\', "n": [1.5, -0.0, 2**53 - 1, None, True, {}]})
        for key in keys
    ]
    items.write("p", written)
    assert by_key(items.scan("p")) == by_key(written)
    assert items.get("p", keys) == by_key(written)


def test_buckets_hold_all_entities_once(items):
    written = [entity(f"file:{number}", 1, {"n": number}) for number in range(100)]
    items.write("p", written)
    items.write("q", [entity("file:1", 1, {"other": True})])
    found = [items.bucket("p", number) for number in range(256)]
    assert [bucket_of(key) == number for number, bucket in enumerate(found) for key in bucket] == [True] * 100
    assert {key: value for bucket in found for key, value in bucket.items()} == by_key(written)
    assert items.get("p", [value.key for value in written]) == by_key(written)


def test_a_head_moves_only_forward_and_only_from_its_base(items):
    roots = buckets_of(3, [entity("file:a", 3, {"n": 1})])
    items.set_head(head(3), roots, 2)
    assert items.head("p") is None, "there was no revision 2 to start from"
    items.set_head(head(3), roots, 0)
    assert (items.head("p"), items.buckets("p")) == (head(3), roots)
    items.set_head(head(2, digest="f" * 64), NO_BUCKETS, 0)
    items.set_head(head(3, digest="f" * 64), replace(NO_BUCKETS, rev=3), 0)
    assert (items.head("p"), items.buckets("p")) == (head(3), roots)
    items.set_head(head(6), replace(NO_BUCKETS, rev=6), 5)
    assert items.head("p") == head(3), "revisions 4 and 5 are not there yet"
    items.set_head(head(5), replace(NO_BUCKETS, rev=5), 1)
    assert items.head("p") == head(5)


def test_published_only_rises_and_outlives_moves_of_the_head(items):
    items.set_head(head(1), replace(NO_BUCKETS, rev=1), 0)
    items.mark_published("p", 1)
    items.set_head(head(2), replace(NO_BUCKETS, rev=2), 1)
    assert items.head("p") == head(2, published=1)
    items.mark_published("p", 2)
    items.mark_published("p", 1)
    assert items.head("p") == head(2, published=2)


def test_heads_lists_all_projects_sorted(items):
    for project in ("b", "_hub", "a.b", "a"):
        items.set_head(head(1, project), replace(NO_BUCKETS, rev=1), 0)
    assert [found.project for found in items.heads()] == ["_hub", "a", "a.b", "b"]


def test_clear_forgets_one_project_only(items):
    for project in ("p", "q"):
        items.write(project, [entity(f"file:{number}", 1, {"alias": f"{project}{number}"}) for number in range(40)])
        items.set_head(head(1, project), replace(NO_BUCKETS, rev=1), 0)
    items.clear("p")
    assert (items.head("p"), items.buckets("p"), list(items.scan("p"))) == (None, None, [])
    assert items.find_alias("p1") == []
    assert items.head("q") == head(1, "q")
    assert len(list(items.scan("q"))) == 40
    items.write("p", [entity("file:1", 1, {"again": True})])
    assert items.get("p", ["file:1"])["file:1"].body == {"again": True}


def test_an_alias_finds_living_entities_of_all_projects(items):
    for project in ("p", "q"):
        items.set_head(head(1, project), replace(NO_BUCKETS, rev=1), 0)
    items.write("p", [entity("dependency:requests", 1, {"props": {"purl": "pkg:pypi/requests@2.1?x=y"}})])
    items.write("q", [entity("project:q", 1, {"alias": "pkg:pypi/requests"}), entity("file:a", 1, {"alias": "other"})])
    found = [("p", "dependency:requests"), ("q", "project:q")]
    assert items.find_alias("pkg:pypi/requests") == found
    assert items.find_alias("pkg:pypi/requests@9") == found
    assert items.find_alias("pkg:pypi/request") == []
    items.write("q", [entity("project:q", 2, None)])
    items.write("p", [entity("dependency:requests", 2, {"props": {}})])
    assert items.find_alias("pkg:pypi/requests") == []


def test_an_overlong_or_foreign_alias_stops_no_write(items):
    aliases = ["", "x" * 5000, 7, None, ["pkg:a"], {"a": 1}]
    items.write("p", [entity(f"file:{number}", 1, {"alias": alias}) for number, alias in enumerate(aliases)])
    assert len(list(items.scan("p"))) == len(aliases)


_fresh = count()
_writes = st.lists(
    st.tuples(st.sampled_from(["file:a", "file:b", "symbol:c"]), st.integers(1, 4), st.none() | st.integers(0, 3)),
    max_size=5,
)


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(batches=st.lists(_writes, max_size=4))
def test_any_order_of_writes_leaves_the_highest_revisions(items, batches):
    project, expected = f"p{next(_fresh)}", {}
    for batch in batches:
        for key, rev, number in batch:
            new = entity(key, rev, None if number is None else {"n": number})
            items.write(project, [new])
            if key not in expected or expected[key].rev < rev:
                expected[key] = new
    assert by_key(items.scan(project)) == expected


def test_a_directory_read_by_another_process_is_never_stale(tmp_path):
    mine, other = DirectoryItems(tmp_path), DirectoryItems(tmp_path)
    for rev in range(1, 20):
        mine.write("p", [entity("file:a", rev, {"n": rev})])
        assert other.get("p", ["file:a"])["file:a"].rev == rev


def test_dynamodb_reads_past_one_page(aws):
    items, written = aws.items(), [entity(f"file:{number}", 1, {"text": "x" * 300_000}) for number in range(8)]
    items.write("p", written)
    assert by_key(items.scan("p")) == by_key(written)
    assert items.get("p", [value.key for value in written]) == by_key(written)
