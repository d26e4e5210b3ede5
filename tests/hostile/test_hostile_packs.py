"""Packs and trees no honest `git` makes: bombs, loops, lies about sizes, names that would escape a checkout."""

import hashlib
import tracemalloc
import zlib
from contextlib import closing
from dataclasses import replace
from io import BytesIO

import pytest
from dulwich.object_format import DEFAULT_OBJECT_FORMAT
from dulwich.objects import Blob, Commit, Tree
from dulwich.pack import write_pack_objects
from dulwich.repo import MemoryRepo, Repo
from hypothesis import given, settings
from hypothesis import strategies as st

from commandcenter.indexing.model import Fault
from commandcenter.kernel.errors import InvalidInputError, ProblemError, TooLargeError, UnavailableError
from commandcenter.sources.git import fetch, walk_history
from commandcenter.sources.git_pack import PackSink, count_objects, measure_pack
from commandcenter.sources.git_tree import GitTree
from commandcenter.sources.limits import Budget, FetchLimits

MIB = 1024 * 1024
BLOB, OFS_DELTA, REF_DELTA = 3, 6, 7


def varint(number):
    out = bytearray()
    while number > 0x7F:
        out.append(number & 0x7F | 0x80)
        number >>= 7
    return bytes([*out, number])


def header(kind, size):
    first, size = kind << 4 | size & 15, size >> 4
    return bytes([first | 0x80]) + varint(size) if size else bytes([first])


def back(distance):
    out = [distance & 0x7F]
    while distance := distance >> 7:
        distance -= 1
        out.insert(0, distance & 0x7F | 0x80)
    return bytes(out)


def entry(kind, content, *, size=None, base=b""):
    return header(kind, len(content) if size is None else size) + base + zlib.compress(content, 9)


def pack(*entries, count=None):
    body = b"PACK" + (2).to_bytes(4, "big") + (len(entries) if count is None else count).to_bytes(4, "big")
    body += b"".join(entries)
    return body + hashlib.sha1(body).digest()


def measure(data, **limits):
    return measure_pack(data, Budget(replace(FetchLimits(), **limits)))


def delta(source, target, operations=b""):
    return varint(source) + varint(target) + operations


class TestPacks:
    def test_sizes_are_those_of_the_objects(self):
        first = entry(BLOB, b"x" * 1000)
        grown = delta(1000, 2000, b"\xb0\xe8\x03" * 2)
        assert measure(pack(first, entry(OFS_DELTA, grown, base=back(len(first))))) == 3000 + len(grown)

    def test_real_packs_of_real_objects_are_measured_to_the_byte(self):
        blobs = [Blob.from_string(b"line %d\n" % n * 200) for n in range(40)]
        out = BytesIO()
        write_pack_objects(out, [(blob, None) for blob in blobs], DEFAULT_OBJECT_FORMAT, deltify=False)
        assert measure(out.getvalue()) == sum(len(blob.data) for blob in blobs)

    @pytest.mark.parametrize(
        ("limits", "data"),
        [
            ({"max_object": MIB}, pack(entry(BLOB, bytes(2 * MIB)))),
            ({"max_object": MIB}, pack(entry(BLOB, b"x", size=2**40))),
            ({"max_inflated": 3 * MIB}, pack(*[entry(BLOB, bytes(MIB)) for _ in range(4)])),
            ({"max_object": MIB}, pack(entry(REF_DELTA, delta(1, 2**50), base=bytes(20)))),
            ({"max_inflated": 3 * MIB}, pack(*[entry(REF_DELTA, delta(1, MIB), base=bytes(20))] * 4)),
            ({"max_objects": 10}, pack(count=2**32 - 1)),
        ],
        ids=["blob", "told size", "many", "delta", "many deltas", "count"],
    )
    def test_bombs_are_refused_before_they_are_unpacked(self, limits, data):
        tracemalloc.start()
        with pytest.raises(TooLargeError):
            measure(data, **limits)
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        assert peak < MIB

    def test_a_stream_longer_than_it_says_is_not_followed_to_its_end(self):
        stream = zlib.compress(bytes(MIB))[:-9] + b"what would not unpack"
        with pytest.raises(InvalidInputError, match="another size"):
            measure(pack(header(BLOB, 10) + stream))

    @pytest.mark.parametrize(
        "data",
        [
            b"",
            b"PACK",
            b"KCAP" + bytes(40),
            pack(entry(BLOB, b"x"), count=2),
            pack(entry(BLOB, b"x"), entry(BLOB, b"y"), count=1),
            pack(entry(BLOB, b"x", size=2)),
            pack(entry(BLOB, b"xy", size=1)),
            pack(entry(0, b"x")),
            pack(entry(5, b"x")),
            pack(entry(REF_DELTA, b"", base=bytes(20))),
            pack(entry(REF_DELTA, b"\x80" * 40, base=bytes(20))),
            pack(b"\xbf" + b"\xff" * 30),
            pack(b"\xe1" + b"\xff" * 30),
            pack(header(BLOB, 1) + b"not zlib"),
            pack(entry(BLOB, b"x"))[:-1],
            pack(entry(BLOB, b"x"))[:-1] + b"\0",
        ],
        ids=range(16),
    )
    def test_broken_packs_are_invalid_input(self, data):
        with pytest.raises(InvalidInputError):
            measure(data)

    def test_a_long_chain_of_deltas(self):
        first = entry(BLOB, b"x")
        copy = delta(1, 1, b"\x90\x01")
        entries = [first]
        for _ in range(4200):
            entries.append(entry(OFS_DELTA, copy, base=back(len(entries[-1]))))
        assert measure(pack(*entries[:4000])) > 0
        with pytest.raises(TooLargeError, match="deltas upon deltas"):
            measure(pack(*entries))

    def test_time_runs_out_in_the_middle(self):
        ticks = iter([0.0, 0.5, *[2.0] * 9])
        budget = Budget(FetchLimits(max_seconds=1.0), monotonic=lambda: next(ticks))
        with pytest.raises(UnavailableError):
            measure_pack(pack(*[entry(BLOB, b"x")] * 3000), budget)

    def test_the_sink_stops_at_the_first_byte_too_many(self):
        budget = Budget(FetchLimits(max_bytes=100, max_objects=5))
        sink = PackSink(BytesIO(), budget.limits, budget.spend)
        for piece in (b"PA", b"CK\0\0\0\2\0\0", b"\0\5" + bytes(88)):
            sink.write(piece)
        with pytest.raises(TooLargeError):
            sink.write(b"x")
        with pytest.raises(TooLargeError):
            PackSink(BytesIO(), budget.limits, lambda _: None).write(pack(count=6))
        with pytest.raises(InvalidInputError):
            count_objects(b"PACK\0\0\0\7\0\0\0\1", budget.limits)


def raw_tree(*lines):
    """Make a tree no library would write: lines of (mode, name, id) in any order, twice or not."""
    text = b"".join(b"%s %s\0" % (mode, name) + bytes.fromhex(target.decode()) for mode, name, target in lines)
    return Tree.from_string(text) if text else Tree()


class Repository:
    """Keep hostile objects in memory."""

    def __init__(self):
        self.repo = MemoryRepo()
        self.blob = self.add(Blob.from_string(b"x"))

    def add(self, thing):
        self.repo.object_store.add_object(thing)
        return thing.id

    def commit(self, tree, *parents, at=1, **more):
        commit = Commit()
        commit.tree, commit.parents = tree, list(parents)
        commit.author = commit.committer = b"A <a@x>"
        commit.author_time = commit.commit_time = at
        commit.author_timezone = commit.commit_timezone = 0
        commit.message = b"m"
        for name, value in more.items():
            setattr(commit, name, value)
        return self.add(commit)


@pytest.fixture
def repository():
    return Repository()


HOSTILE_NAMES = [
    b"..",
    b".",
    b"",
    b"/etc/passwd",
    b"a/b",
    b"../evil",
    b"a\\b",
    b"..\\evil",
    b".git",
    b".GIT",
    b".Git",
    b".g\xe2\x80\x8cit",
    b"\xef\xbb\xbf.git",
    b"git~1",
    b"GIT~1",
    b".git ",
    b".git.",
    b".git. .",
    b".git::$INDEX_ALLOCATION",
    b".git:x",
    b"a\x01b",
    b"a\nb",
    b"\xff\xfe",
    b"x" * 701,
]


class TestTrees:
    @pytest.mark.parametrize("name", HOSTILE_NAMES, ids=range(len(HOSTILE_NAMES)))
    @pytest.mark.parametrize("mode", [b"100644", b"40000"])
    def test_names_that_would_escape_are_left_out_and_told(self, repository, name, mode):
        inner = repository.add(raw_tree((b"100644", b"f", repository.blob)))
        target = inner if mode == b"40000" else repository.blob
        root = repository.add(raw_tree((mode, name, target), (b"100644", b"safe.py", repository.blob)))
        tree = GitTree(repository.repo, root.decode())
        assert [file.path for file in tree.files()] == ["safe.py"]
        assert len(tree.refused) == 1
        assert isinstance(tree.refused[0], Fault)

    @pytest.mark.parametrize("name", b".gitignore .github git a~1 ... ..a a:b -rf digit~1".split())
    def test_names_that_only_look_alike_stay(self, repository, name):
        root = repository.add(raw_tree((b"100644", name, repository.blob)))
        tree = GitTree(repository.repo, root.decode())
        assert ([file.path.encode() for file in tree.files()], tree.refused) == ([name], [])

    @pytest.mark.parametrize("mode", [b"120000", b"0", b"10644", b"140000", b"60644", b"777777"])
    def test_links_and_special_entries_are_left_out_and_told(self, repository, mode):
        root = repository.add(raw_tree((mode, b"a", repository.blob)))
        tree = GitTree(repository.repo, root.decode())
        assert ([*tree.files()], [fault.path for fault in tree.refused]) == ([], ["a"])

    def test_of_two_entries_of_one_name_the_first_counts(self, repository):
        other = repository.add(Blob.from_string(b"other"))
        inner = repository.add(raw_tree((b"100644", b"f", repository.blob)))
        root = repository.add(
            raw_tree((b"100644", b"a", repository.blob), (b"100644", b"a", other), (b"40000", b"a", inner))
        )
        tree = GitTree(repository.repo, root.decode())
        assert [(file.path, file.size) for file in tree.files()] == [("a", 1)]
        assert [fault.reason for fault in tree.refused] == ["a second entry of this name"] * 2

    def test_missing_and_mistyped_objects_are_told(self, repository):
        root = repository.add(
            raw_tree(
                (b"100644", b"gone", b"1" * 40), (b"40000", b"lost", b"2" * 40), (b"40000", b"blob", repository.blob),
                (b"100644", b"kept", repository.blob),
            )
        )  # fmt: skip
        tree = GitTree(repository.repo, root.decode())
        assert [file.path for file in tree.files()] == ["kept"]
        assert [fault.path for fault in tree.refused] == ["blob", "gone", "lost"]

    @pytest.mark.parametrize("leaves", [True, False])
    def test_a_tree_that_doubles_at_every_step(self, repository, leaves):
        name = repository.add(raw_tree((b"100644", b"f", repository.blob)) if leaves else Tree())
        for _ in range(40):
            name = repository.add(raw_tree(*[(b"40000", b"%d" % n, name) for n in range(10)]))
        commit = repository.commit(name)
        limits = FetchLimits(max_files=1_000, max_inflated=MIB)
        with pytest.raises(TooLargeError):
            GitTree(repository.repo, name.decode(), limits=limits)
        assert all(record.changes == () for record in walk_history(repository.repo, commit.decode(), limits=limits))

    def test_a_tree_deeper_than_any_project(self, repository):
        name = repository.add(raw_tree((b"100644", b"f", repository.blob)))
        for _ in range(3_000):
            name = repository.add(raw_tree((b"100644", b"f", repository.blob), (b"40000", b"d", name)))
        tree = GitTree(repository.repo, name.decode())
        assert len(tree.files()) == 101
        assert "deep" in tree.refused[0].reason

    def test_many_names_for_one_large_blob_cost_one_reading(self, repository):
        large = repository.add(Blob.from_string(bytes(MIB)))
        root = repository.add(raw_tree(*[(b"100644", b"%04d" % n, large) for n in range(2_000)]))
        tree = GitTree(repository.repo, root.decode(), limits=FetchLimits(max_inflated=2 * MIB))
        assert {file.size for file in tree.files()} == {MIB}

    def test_many_entries(self, repository):
        root = repository.add(raw_tree(*[(b"100644", b"%05d" % n, repository.blob) for n in range(201)]))
        with pytest.raises(TooLargeError):
            GitTree(repository.repo, root.decode(), limits=FetchLimits(max_files=100))


class TestHistories:
    def test_strange_commits_do_not_stop_the_walk(self, repository):
        tree = repository.add(raw_tree((b"100644", b"a", repository.blob)))
        odd = repository.commit(
            tree, at=2**40, author=b"\xff\xfe no mail", message=b"\xff" * 40_000, encoding=b"no-such-encoding"
        )
        old = repository.commit(tree, odd, at=-5)
        records = list(walk_history(repository.repo, old.decode()))
        assert [record.at.year for record in records] == [1970, 9999]
        assert len(records[1].message) <= 16_384

    def test_a_broken_commit_ends_its_line(self, tmp_path):
        def add(kind, content):
            data = b"%s %d\0" % (kind, len(content)) + content
            name = hashlib.sha1(data).hexdigest()
            (tmp_path / "objects" / name[:2]).mkdir(exist_ok=True)
            (tmp_path / "objects" / name[:2] / name[2:]).write_bytes(zlib.compress(data))
            return name.encode()

        with closing(Repo.init_bare(str(tmp_path))) as repo:
            tree, broken = add(b"tree", b""), add(b"commit", b"tree nonsense\nparent x\n\nm")
            text = b"tree %s\nparent %s\nauthor A <a> 1 +0000\ncommitter A <a> 1 +0000\n\nm"
            tip = add(b"commit", text % (tree, add(b"commit", text % (tree, broken))))
            assert [record.sha for record in walk_history(repo, tip.decode())] == [tip.decode()]
            with pytest.raises(InvalidInputError):
                GitTree(repo, broken.decode())

    def test_a_commit_of_very_many_files_comes_without_changes(self, repository):
        root = repository.add(raw_tree(*[(b"100644", b"%05d" % n, repository.blob) for n in range(5_001)]))
        assert [record.changes for record in walk_history(repository.repo, repository.commit(root).decode())] == [()]


def test_a_hostile_repository_on_disk_is_fetched_without_harm(tmp_path):
    (tmp_path / "bad").mkdir()
    with closing(Repo.init_bare(str(tmp_path / "bad"))) as repo:
        made = Repository()
        hooks = made.add(raw_tree((b"100755", b"post-checkout", made.blob)))
        link = made.add(Blob.from_string(b"/etc/passwd"))
        root = made.add(
            raw_tree(
                (b"40000", b".git", hooks),
                (b"120000", b"l", link),
                (b"40000", b"..", hooks),
                (b"100644", b"ok", made.blob),
            )
        )
        head = made.commit(root)
        for name in made.repo.object_store:
            repo.object_store.add_object(made.repo.object_store[name])
        repo.refs[b"refs/heads/main"] = head
        repo.refs.set_symbolic_ref(b"HEAD", b"refs/heads/main")
    with fetch(f"file://{tmp_path}/bad", allowed_roots=[tmp_path]) as fetched:
        tree = fetched.tree()
        assert [file.path for file in tree.files()] == ["ok"]
        assert sorted(fault.path for fault in tree.refused) == ["..", ".git", "l"]
        changed = next(walk_history(fetched.repo, fetched.head)).changes
        assert [change.path for change in changed] == ["ok"]


def honest_pack():
    made = Repository()
    files = [made.add(Blob.from_string(b"line\n" * n)) for n in range(1, 5)]
    root = made.add(raw_tree(*[(b"100644", b"%d" % n, name) for n, name in enumerate(files)]))
    made.commit(root)
    out = BytesIO()
    store = made.repo.object_store
    write_pack_objects(out, [(store[name], None) for name in sorted(store)], DEFAULT_OBJECT_FORMAT)
    return out.getvalue()


HONEST = honest_pack()


@given(st.lists(st.tuples(st.integers(0, 10_000), st.integers(0, 255)), min_size=1, max_size=5), st.booleans())
@settings(max_examples=60, deadline=None)
def test_no_damaged_pack_fails_in_another_way(changes, signed):
    data = bytearray(HONEST)
    for position, value in changes:
        data[position % len(data)] = value
    if signed:  # damage below the checksum
        data[-20:] = hashlib.sha1(data[:-20]).digest()
    try:
        measured = measure(bytes(data))
    except ProblemError:
        return
    assert measured >= 0
