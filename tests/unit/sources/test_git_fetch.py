import os
import tempfile
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from commandcenter.kernel.errors import (
    ForbiddenError,
    InvalidInputError,
    NotFoundError,
    ProblemError,
    TooLargeError,
    UnavailableError,
)
from commandcenter.sources.git import fetch, walk_history
from commandcenter.sources.limits import FetchLimits
from commandcenter.sources.network import Network

LOOPBACK = Network(loopback_http=True)


@pytest.fixture(autouse=True)
def nothing_left_behind(tmp_path):
    (tmp_path / "tmp").mkdir()
    before, tempfile.tempdir = tempfile.tempdir, str(tmp_path / "tmp")
    yield
    tempfile.tempdir = before
    assert list((tmp_path / "tmp").iterdir()) == []


@pytest.fixture(params=["file", "dulwich", "git"])
def source(request, checkout, serve):
    """Fetch from the checkout over each transport: a folder, dulwich's HTTP server, git's own `http-backend`."""
    if request.param == "file":
        root = checkout.folder.parent
        yield lambda ref="HEAD", **more: fetch(f"file://{checkout.folder}", ref, allowed_roots=[root], **more)
        return
    with serve(checkout.folder, backend=request.param) as server:
        yield lambda ref="HEAD", **more: fetch(server.url, ref, network=LOOPBACK, **more)


def test_the_tip_of_the_default_branch_is_fetched(checkout, source):
    head = checkout.commit("one", **{"a.txt": "1\n", "src/b.py": "x = 1\n"})
    with source() as fetched:
        assert fetched.head == head
        assert fetched.at == datetime.fromtimestamp(1_700_000_060, UTC)
        tree = fetched.tree()
        assert [(file.path, file.size) for file in tree.files()] == [("a.txt", 2), ("src/b.py", 6)]
        assert tree.read("src/b.py") == b"x = 1\n"
        with pytest.raises(NotFoundError):
            tree.read("src")


def test_it_is_always_the_present_tip(checkout, source):
    first = checkout.commit("one", a="1")
    with source("main") as fetched:
        assert fetched.head == first
    second = checkout.commit("two", a="2")
    with source("refs/heads/main") as fetched:
        assert fetched.head == second
        assert [record.message for record in walk_history(fetched.repo, fetched.head)] == ["two\n", "one\n"]


def test_branches_and_tags_are_found_by_short_and_full_names(checkout, source):
    first = checkout.commit("one", a="1")
    checkout.git("tag", "-a", "v1", "-m", "annotated")
    checkout.git("tag", "-a", "v1-again", "-m", "a tag of a tag", "v1")
    checkout.git("branch", "feature/x")
    checkout.commit("two", a="2")
    for ref in ("v1", "v1-again", "refs/tags/v1", "feature/x", "refs/heads/feature/x"):
        with source(ref) as fetched:
            assert fetched.head == first


def test_a_branch_goes_before_a_tag_of_its_name(checkout, source):
    checkout.commit("one", a="1")
    checkout.git("tag", "same")
    second = checkout.commit("two", a="2")
    checkout.git("branch", "same")
    with source("same") as fetched:
        assert fetched.head == second


@pytest.mark.parametrize("ref", ["none", "refs/heads/none", "mai", "refs/heads/ma"])
def test_an_unknown_ref_is_not_found(checkout, source, ref):
    checkout.commit("one", a="1")
    with pytest.raises(NotFoundError):
        source(ref)


def test_a_repository_without_commits_has_no_tip(source):
    with pytest.raises(NotFoundError):
        source()


def test_a_tag_of_a_blob_is_no_commit(checkout, source):
    checkout.commit("one", a="1")
    checkout.git("tag", "blob", checkout.git("rev-parse", "HEAD:a").strip())
    with pytest.raises(InvalidInputError):
        source("blob")


@pytest.mark.parametrize(
    "ref", ["", "-u", "--upload-pack=x", "a..b", "a b", "refs/heads/", "refs/heads/\ud800", "x" * 501]
)
def test_what_is_no_ref_name_is_refused_before_anything_is_asked(ref):
    with pytest.raises(InvalidInputError):
        fetch("https://git.invalid/x", ref)


def test_the_depth_is_bounded(checkout, source):
    for number in range(6):
        checkout.commit(f"c{number}", a=str(number))
    with source(depth=3) as fetched:
        # The third commit's parent was cut off, so what it changed cannot be known.
        assert [record.message for record in walk_history(fetched.repo, fetched.head)] == ["c5\n", "c4\n"]
    with source(depth=1) as fetched:
        assert list(walk_history(fetched.repo, fetched.head)) == []
        assert fetched.tree().read("a") == b"5"


def test_depth_counts_the_shortest_way_through_merges(checkout, source):
    checkout.commit("base", a="1")
    checkout.git("checkout", "-q", "-b", "side")
    for number in range(3):
        checkout.commit(f"side{number}", b=str(number))
    checkout.git("checkout", "-q", "main")
    checkout.commit("main", c="1")
    checkout.git("merge", "-q", "--no-ff", "-m", "merge", "side")
    with source(depth=None) as whole, source(depth=4) as shallow:
        everything = list(walk_history(whole.repo, whole.head))
        assert len(everything) == 6
        assert list(walk_history(shallow.repo, shallow.head, 3)) == everything[:3]


def test_a_shallow_copy_can_be_fetched_from(checkout, tmp_path):
    for number in range(4):
        checkout.commit(f"c{number}", a=str(number))
    copy = tmp_path / "roots" / "copy"
    checkout.git("clone", "-q", "--depth", "2", f"file://{checkout.folder}", str(copy))
    with fetch(f"file://{copy}", allowed_roots=[tmp_path / "roots"]) as fetched:
        assert [record.message for record in walk_history(fetched.repo, fetched.head)] == ["c3\n"]


@pytest.mark.parametrize(
    "limits",
    [{"max_bytes": 2_000}, {"max_objects": 2}, {"max_object": 4_000}, {"max_inflated": 5_000}],
    ids=lambda limits: next(iter(limits)),
)
def test_what_is_too_large_is_aborted(checkout, source, limits):
    checkout.write("noise", os.urandom(5_000))
    checkout.commit("one")
    with pytest.raises(TooLargeError):
        source(limits=replace(FetchLimits(), **limits))


def test_what_takes_too_long_is_aborted(checkout, source):
    checkout.commit("one", a="1")
    with pytest.raises(UnavailableError):
        source(limits=FetchLimits(max_seconds=0.0))


def test_a_token_opens_what_is_closed_without_it(checkout, serve):
    head = checkout.commit("one", a="1")
    with serve(checkout.folder, token="t0ken", user="oauth2") as server:
        for wrong in ({}, {"token": "other"}, {"token": "t0ken"}):
            with pytest.raises(NotFoundError) as error:
                fetch(server.url, network=LOOPBACK, **wrong)
            assert "t0ken" not in str(error.value)
        with fetch(server.url, token="t0ken", username="oauth2", network=LOOPBACK) as fetched:
            assert fetched.head == head


def test_a_renamed_repository_is_followed_on_its_own_host(checkout, serve):
    head = checkout.commit("one", a="1")
    with (
        serve(checkout.folder) as server,
        fetch(server.url.replace("/acme/", "/old/"), network=LOOPBACK) as fetched,
    ):
        assert fetched.head == head
        assert ("GET", "/old/shop.git/info/refs", None) in server.requests


def test_a_missing_repository_is_not_found(checkout, serve):
    checkout.commit("one", a="1")
    with serve(checkout.folder) as server, pytest.raises(NotFoundError):
        fetch(f"http://127.0.0.1:{server.port}/acme/none.git", network=LOOPBACK)


@pytest.mark.parametrize(
    "url",
    [
        "ssh://git@example.org/x",
        "git://example.org/x",
        "ext::sh -c touch% /tmp/pwned",
        "git@example.org:x",
        "-uploadpack=x",
        "--upload-pack=x",
        "ftp://example.org/x",
        "HTTPS+ssh://example.org",
        "",
        "/etc",
        "https://user:pass@example.org/x",
        "https://example.org/x?y=1",
        "https://example.org/x#y",
        "https://exa mple.org/x",
        "https://example.org:99999/x",
        "https://example.org\n.evil/x",
        "https://bücher.example/x",
        "https:///x",
        "https://%31%32%37.0.0.1/x",
        "file://elsewhere/etc",
    ],
)
def test_urls_that_are_not_plain_are_refused(url):
    with pytest.raises(InvalidInputError) as error:
        fetch(url, allowed_roots=[Path("/")])
    assert "pass" not in str(error.value)


class TestFilesOnThisMachine:
    def test_only_allowed_roots_are_read(self, checkout, tmp_path):
        checkout.commit("one", a="1")
        url = f"file://{checkout.folder}"
        for roots in ([], [tmp_path / "roots" / "wor"], [checkout.folder / "deeper"], [Path("/usr")]):
            with pytest.raises(ForbiddenError):
                fetch(url, allowed_roots=roots)

    def test_dots_and_symlinks_do_not_lead_out(self, checkout, tmp_path):
        checkout.commit("one", a="1")
        allowed = tmp_path / "allowed"
        allowed.mkdir()
        (allowed / "link").symlink_to(checkout.folder)
        for path in ("link", "../roots/work", "%2e%2e/roots/work", "none"):
            with pytest.raises(ForbiddenError):
                fetch(f"file://{allowed}/{path}", allowed_roots=[allowed])

    def test_a_root_may_itself_be_a_symlink(self, checkout, tmp_path):
        head = checkout.commit("one", a="1")
        (tmp_path / "alias").symlink_to(checkout.folder.parent)
        with fetch(f"file://{tmp_path}/alias/work", allowed_roots=[tmp_path / "alias"]) as fetched:
            assert fetched.head == head

    @pytest.mark.parametrize("way", ["gitfile", "alternates", "objects", "ref", "worktree"])
    def test_a_repository_cannot_borrow_from_outside(self, checkout, tmp_path, way):
        checkout.commit("one", a="1")
        allowed, git = tmp_path / "allowed", checkout.folder / ".git"
        inside = allowed / "repo"
        if way == "worktree":
            allowed.mkdir()
            checkout.git("worktree", "add", "-q", str(inside))
        else:
            checkout.git("init", "-q", "-b", "main", str(inside))
        if way == "gitfile":
            (inside / ".git").rename(tmp_path / "unused")
            (inside / ".git").write_text(f"gitdir: {git}\n")
        elif way == "alternates":
            (inside / ".git/objects/info/alternates").write_text(f"{git}/objects\n")
            (inside / ".git/refs/heads/main").write_text(checkout.git("rev-parse", "HEAD"))
        elif way == "objects":
            (inside / ".git/objects").rename(tmp_path / "unused")
            (inside / ".git/objects").symlink_to(git / "objects")
        elif way == "ref":
            (inside / ".git/refs/heads/main").symlink_to(git / "refs/heads/main")
        with pytest.raises(ForbiddenError):
            fetch(f"file://{inside}", allowed_roots=[allowed])

    def test_a_folder_that_is_no_repository(self, tmp_path):
        with pytest.raises(ProblemError):
            fetch(f"file://{tmp_path}", allowed_roots=[tmp_path])
        (tmp_path / "file").write_text("x")
        with pytest.raises(NotFoundError):
            fetch(f"file://{tmp_path}/file", allowed_roots=[tmp_path])
