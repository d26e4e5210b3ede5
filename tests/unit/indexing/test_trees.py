"""Trees over folders: Git's own blob ids and ignore rules, nothing outside the root, bounds."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from commandcenter.indexing.paths import refusal
from commandcenter.indexing.trees import DirectoryTree, Limits, MemoryTree, blob_id
from commandcenter.kernel.errors import ConflictError, InvalidInputError, NotFoundError, TooLargeError


def git(folder: Path, *arguments: str, stdin: bytes = b"") -> bytes:
    command = ["git", "-c", "core.excludesFile=/dev/null", *arguments]
    return subprocess.run(command, cwd=folder, input=stdin, capture_output=True, check=True).stdout


def fill(folder: Path, content: dict[str, bytes]) -> None:
    for path, data in content.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(data)


def paths(tree: DirectoryTree | MemoryTree) -> list[str]:
    return [file.path for file in tree.files()]


@given(st.binary(max_size=200))
@settings(max_examples=10, deadline=None)
def test_blob_ids_are_those_of_git(data: bytes) -> None:
    assert blob_id(data) == git(Path.cwd(), "hash-object", "--stdin", stdin=data).decode().strip()


NAMES = st.sampled_from(["a.py", "b.txt", "keep.log", "x.log", "doc", "deep"])
FOLDERS = st.lists(st.sampled_from(["one", "two", "deep"]), max_size=2).map(
    lambda parts: "".join(f"{p}/" for p in parts)
)
PATTERNS = st.lists(
    st.sampled_from(
        ["*.log", "!keep.log", "one/", "/two", "deep", "**/a.py", "two/*.txt", "# no", "", "deep/**", "!deep/a.py"]
    ),
    max_size=4,
)


@given(st.sets(st.builds(str.__add__, FOLDERS, NAMES), max_size=8), st.dictionaries(FOLDERS, PATTERNS, max_size=2))
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_checkout_lists_what_git_would(tmp_path: Path, names: set[str], ignores: dict[str, list[str]]) -> None:
    root = tmp_path / "checkout"
    shutil.rmtree(root, ignore_errors=True)
    root.mkdir()
    git(root, "init", "-q")
    files = {name: b"x" for name in names if not any(other.startswith(f"{name}/") for other in names)}
    files |= {f"{folder}.gitignore": "\n".join(lines).encode() for folder, lines in ignores.items()}
    files = {name: data for name, data in files.items() if not any(at in files for at in parents(name))}
    fill(root, files)
    listed = git(root, "ls-files", "-z", "--others", "--exclude-standard").decode().split("\0")
    assert paths(DirectoryTree(root)) == sorted(filter(None, listed))


def parents(path: str) -> list[str]:
    parts = path.split("/")
    return ["/".join(parts[:count]) for count in range(1, len(parts))]


def test_a_folder_offers_what_it_holds(tmp_path: Path) -> None:
    content = {"a.py": b"1\n", "src/b.py": b"", "src/deep/c.bin": b"\x00\xff"}
    fill(tmp_path, content)
    tree = DirectoryTree(tmp_path)
    assert {path: tree.read(path) for path in paths(tree)} == content
    assert tree.files() == MemoryTree(content).files()


def test_nothing_leads_outside_of_the_root(tmp_path: Path) -> None:
    fill(tmp_path, {"secret": b"s", "root/a": b"1", "root/sub/b": b"2"})
    root = tmp_path / "root"
    (root / "file-link").symlink_to("../secret")
    (root / "folder-link").symlink_to("..")
    (root / "sub" / "inner-link").symlink_to("b")
    (root / "loop").symlink_to("loop")
    os.mkfifo(root / "pipe")
    tree = DirectoryTree(root)
    assert paths(tree) == ["a", "sub/b"]
    assert [fault.path for fault in tree.refused] == ["file-link", "folder-link", "loop", "pipe", "sub/inner-link"]
    for path in ("../secret", "file-link", "folder-link/secret", "/etc/passwd"):
        with pytest.raises(NotFoundError):
            tree.read(path)


def test_a_file_swapped_for_a_link_after_listing_is_not_followed(tmp_path: Path) -> None:
    fill(tmp_path, {"secret": b"s", "root/a": b"1"})
    tree = DirectoryTree(tmp_path / "root")
    (tmp_path / "root" / "a").unlink()
    (tmp_path / "root" / "a").symlink_to("../secret")
    with pytest.raises(OSError, match="symbolic links"):
        tree.read("a")


def test_a_file_changed_after_listing_is_not_read(tmp_path: Path) -> None:
    fill(tmp_path, {"a": b"1"})
    tree = DirectoryTree(tmp_path)
    fill(tmp_path, {"a": b"2"})
    with pytest.raises(ConflictError):
        tree.read("a")


def test_names_that_are_no_text_are_refused(tmp_path: Path) -> None:
    (tmp_path / os.fsdecode(b"\xff.py")).write_bytes(b"")
    (tmp_path / "line\nbreak.py").write_bytes(b"")
    (tmp_path / "good.py").write_bytes(b"")
    tree = DirectoryTree(tmp_path)
    assert paths(tree) == ["good.py"]
    assert len(tree.refused) == 2


def test_installed_and_built_things_are_left_out_but_sources_named_so_are_not(tmp_path: Path) -> None:
    fill(
        tmp_path,
        {
            "pyproject.toml": b"", "build/x.py": b"", "dist/x.py": b"", "node_modules/a/i.js": b"", "my-env/pyvenv.cfg": b"",
            "my-env/lib/x.py": b"", ".venv/x.py": b"", "src/operations/build/wheel.py": b"", ".git/config": b"",
            "sub/.git": b"gitdir: elsewhere", "sub/__pycache__/a.pyc": b"", "web/package.json": b"", "web/dist/a.js": b"",
        },
    )  # fmt: skip
    assert paths(DirectoryTree(tmp_path)) == ["pyproject.toml", "src/operations/build/wheel.py", "web/package.json"]


def test_bounds(tmp_path: Path) -> None:
    fill(tmp_path, {"a": b"123", "b": b"456"})
    assert len(DirectoryTree(tmp_path, limits=Limits(2, 6)).files()) == 2
    with pytest.raises(TooLargeError, match="files"):
        DirectoryTree(tmp_path, limits=Limits(1, 6))
    with pytest.raises(TooLargeError, match="bytes"):
        DirectoryTree(tmp_path, limits=Limits(2, 5))
    with pytest.raises(NotFoundError):
        DirectoryTree(tmp_path / "a")


@pytest.mark.parametrize(
    "path",
    ["/a", "../a", "a/../b", "a//b", "./a", "a/", "", "a\\b", "a\x00b", ".git/config", "x/.GIT/hooks/a",
     "a" * 701, "\udcff", "."]
)  # fmt: skip
def test_paths_that_are_refused(path: str) -> None:
    assert refusal(path)
    with pytest.raises(InvalidInputError):
        MemoryTree({path: b""})


@pytest.mark.parametrize("path", ["a", "a/b.c", ".gitignore", "ü/日本.py", "a b", "-x", "..a/b..", ".github/x"])
def test_paths_that_are_taken(path: str) -> None:
    assert refusal(path) is None
