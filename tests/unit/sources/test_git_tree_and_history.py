"""What is read from a repository against what the real `git` says of it."""

from contextlib import closing

import pytest
from dulwich.repo import Repo
from hypothesis import given, settings
from hypothesis import strategies as st

from commandcenter.indexing.history import FileChange
from commandcenter.indexing.trees import DirectoryTree
from commandcenter.kernel.errors import InvalidInputError, NotFoundError, TooLargeError
from commandcenter.sources.git_history import walk_history
from commandcenter.sources.git_tree import GitTree
from commandcenter.sources.limits import FetchLimits

from .conftest import Checkout

names = st.sampled_from(["a", "b.txt", "dir/a", "dir/b", "dir/sub/ü", "z", "dir.txt"])
contents = st.lists(st.sampled_from(["one\n", "two\n", "three\n", "\x00"]), max_size=6).map("".join)
steps = st.lists(st.dictionaries(names, st.none() | contents, max_size=4), min_size=1, max_size=5)


def told_by_git(checkout, head="HEAD"):
    """Read `git log --numstat`: [(sha, [(path, added, deleted)])], merges without changes."""
    text = checkout.git(
        "-c", "core.quotepath=off", "log", "--minimal", "--no-renames", "--numstat", "-z", "--format=#%H", head
    )
    found = []
    for part in text.replace("\0", "\n").split("\n"):
        if part.startswith("#"):
            found.append((part[1:], []))
        elif part:
            added, deleted, path = part.split("\t")
            counts = [None if count == "-" else int(count) for count in (added, deleted)]
            found[-1][1].append(FileChange(path, *counts))
    return [(sha, sorted(changes, key=lambda change: change.path)) for sha, changes in found]


@given(steps)
@settings(max_examples=12, deadline=None)
def test_history_and_tree_are_those_of_git(tmp_path_factory, steps):
    checkout = Checkout(tmp_path_factory.mktemp("repo"))
    for number, files in enumerate(steps):
        for path, content in files.items():
            file = checkout.folder / path
            if content is not None:
                checkout.write(path, content)
            elif file.exists():
                file.unlink()
        checkout.commit(f"step {number}")
    listed = checkout.git("-c", "core.quotepath=off", "ls-tree", "-r", "-l", "HEAD").splitlines()
    with closing(Repo(str(checkout.folder))) as repo:
        records = list(walk_history(repo, repo.head().decode()))
        tree = GitTree(repo, repo.head().decode())
        assert [(record.sha, list(record.changes)) for record in records] == told_by_git(checkout)
        assert sorted(f"100644 blob {file.blob} {file.size:>7}\t{file.path}" for file in tree.files()) == sorted(listed)
        assert {file.path: tree.read(file.path).decode() for file in tree.files()} == {
            file.path: (checkout.folder / file.path).read_text() for file in tree.files()
        }


def test_a_merge_comes_with_both_sides_and_without_changes(checkout):
    checkout.commit("base", a="1\n")
    checkout.git("checkout", "-q", "-b", "side")
    checkout.commit("side", b="1\n")
    checkout.git("checkout", "-q", "main")
    checkout.commit("main", c="1\n")
    checkout.git("merge", "-q", "--no-ff", "-m", "merge", "side")
    with closing(Repo(str(checkout.folder))) as repo:
        records = list(walk_history(repo, repo.head().decode()))
    assert [(record.message.strip(), record.merge, len(record.changes)) for record in records] == [
        ("merge", True, 0),
        ("main", False, 1),
        ("side", False, 1),
        ("base", False, 1),
    ]
    assert records[0].author == "Ann <ann@example.org>"
    assert records[0].at.tzinfo is not None


def test_a_changed_mode_is_a_change_of_no_lines(checkout):
    checkout.commit("one", **{"run.sh": "x\n"})
    (checkout.folder / "run.sh").chmod(0o755)
    checkout.commit("two")
    with closing(Repo(str(checkout.folder))) as repo:
        first = next(walk_history(repo, repo.head().decode()))
    assert first.changes == (FileChange("run.sh", 0, 0),)


def test_a_file_that_becomes_a_folder_and_a_link_that_becomes_a_file(checkout):
    checkout.commit("one", x="1\n2\n")
    (checkout.folder / "x").unlink()
    checkout.commit("two", **{"x/y": "1\n"})
    (checkout.folder / "l").symlink_to("x/y")
    checkout.commit("three")
    (checkout.folder / "l").unlink()
    checkout.commit("four", l="1\n")
    with closing(Repo(str(checkout.folder))) as repo:
        changes = [list(record.changes) for record in walk_history(repo, repo.head().decode())]
    assert changes == [
        [FileChange("l", 1, 0)],
        [],
        [FileChange("x", 0, 2), FileChange("x/y", 1, 0)],
        [FileChange("x", 2, 0)],
    ]


def test_the_walk_stops_at_its_limit_and_at_its_budget(checkout):
    for number in range(5):
        checkout.commit(f"c{number}", a=f"{number}\n" * 100)
    with closing(Repo(str(checkout.folder))) as repo:
        head = repo.head().decode()
        assert len(list(walk_history(repo, head, 3))) == 3
        assert 0 < len(list(walk_history(repo, head, limits=FetchLimits(max_inflated=1_000)))) < 5


def test_an_unknown_head_is_not_found(checkout):
    checkout.commit("one", a="1")
    with closing(Repo(str(checkout.folder))) as repo:
        for name in ("0" * 40, checkout.git("rev-parse", "HEAD:a").strip()):
            with pytest.raises(NotFoundError):
                next(walk_history(repo, name))
            with pytest.raises((NotFoundError, InvalidInputError)):
                GitTree(repo, name)


def test_a_tree_of_git_and_a_checkout_of_it_are_the_same_tree(checkout):
    checkout.write("node_modules/dep/index.js", "x")
    checkout.write("pkg/.venv/pyvenv.cfg", "home = x")
    checkout.write("env2/pyvenv.cfg", "home = x")
    checkout.write("pyproject.toml", "[project]")
    checkout.write("build/lib/a.py", "x = 1")
    checkout.write("docs/build/a.py", "x = 1")
    (checkout.folder / "link").symlink_to("pyproject.toml")
    head = checkout.commit("one", **{"src/a.py": "x = 1\n"})
    directory = DirectoryTree(checkout.folder)
    with closing(Repo(str(checkout.folder))) as repo:
        tree = GitTree(repo, head)
    assert list(tree.files()) == list(directory.files())
    assert tree.refused == directory.refused
    assert [fault.path for fault in tree.refused] == ["link"]


def test_submodules_are_left_out_and_executables_are_files(checkout):
    checkout.write("run.sh", "x")
    (checkout.folder / "run.sh").chmod(0o755)
    first = checkout.commit("one")
    checkout.git("update-index", "--add", "--cacheinfo", f"160000,{first},sub")
    checkout.git("commit", "-q", "-m", "two")
    with closing(Repo(str(checkout.folder))) as repo:
        tree = GitTree(repo, repo.head().decode())
    assert [file.path for file in tree.files()] == ["run.sh"]
    assert tree.refused == []


def test_a_huge_file_is_listed_and_not_read(checkout):
    head = checkout.commit("one", big="x" * 5_000, small="x")
    with closing(Repo(str(checkout.folder))) as repo:
        tree = GitTree(repo, head, limits=FetchLimits(max_blob=4_000))
        assert [(file.path, file.size) for file in tree.files()] == [("big", 5_000), ("small", 1)]
        assert tree.read("small") == b"x"
        with pytest.raises(TooLargeError):
            tree.read("big")
