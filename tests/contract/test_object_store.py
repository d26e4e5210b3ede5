"""What every store of objects promises."""

import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from subprocess import PIPE, Popen

import boto3
import pytest
from botocore.stub import Stubber

from commandcenter.kernel.errors import InvalidInputError, UnavailableError
from commandcenter.ledger.directory import DirectoryObjects
from commandcenter.ledger.memory import MemoryObjects
from commandcenter.ledger.s3 import S3Objects


def test_a_name_is_given_once(objects):
    assert objects.get("commits/p/000000000001") is None
    assert objects.put_new("commits/p/000000000001", b"first")
    assert not objects.put_new("commits/p/000000000001", b"second")
    assert not objects.put_new("commits/p/000000000001", b"first")
    assert objects.get("commits/p/000000000001") == b"first"


def test_names_come_sorted_by_prefix_and_after(objects):
    names = [
        "commits/a-b/2",
        "commits/a-b/1",
        "commits/a/10",
        "commits/a/2",
        "commits/a.b/1",
        "commits/a0/1",
        "snapshots/a/1",
    ]
    for name in names:
        objects.put_new(name, b"x")
    for prefix in ("", "commits/", "commits/a/", "commits/a", "snapshots/", "nothing/"):
        for after in ("", "commits/a/", "commits/a/10", "commits/a/~", "commits/a.b/1", "commits/~", "zzz"):
            expected = sorted(name for name in names if name.startswith(prefix) and name > after)
            assert list(objects.names(prefix, after)) == expected, (prefix, after)


def test_any_bytes_come_back(objects):
    for number, data in enumerate([b"", bytes(range(256)), b"\r\n\xff" * 70_000]):
        assert objects.put_new(f"uploads/{number}", data)
        assert objects.get(f"uploads/{number}") == data


@pytest.mark.parametrize("kind", ["memory", "directory"])
def test_one_of_many_threads_wins_a_name(kind, tmp_path):
    objects = MemoryObjects() if kind == "memory" else DirectoryObjects(tmp_path)
    with ThreadPoolExecutor(8) as pool:
        for round_ in range(20):
            name, bodies = f"commits/p/{round_}", [b"writer %d" % number for number in range(8)]
            won = list(pool.map(lambda body, name=name: objects.put_new(name, body), bodies))
            assert won.count(True) == 1
            assert objects.get(name) == bodies[won.index(True)]


WRITER = """
import sys
from pathlib import Path
from commandcenter.ledger.directory import DirectoryObjects
objects = DirectoryObjects(Path(sys.argv[1]))
sys.stdin.readline()
print(*[int(objects.put_new(f"commits/p/{number}", sys.argv[2].encode())) for number in range(50)])
"""


def test_one_of_many_processes_wins_a_name(tmp_path):
    command = [sys.executable, "-c", WRITER, str(tmp_path)]
    writers = [Popen([*command, name], stdin=PIPE, stdout=PIPE, text=True) for name in "abc"]
    for writer in writers:
        writer.stdin.write("go\n")
        writer.stdin.flush()
    won = [[int(word) for word in writer.communicate()[0].split()] for writer in writers]
    assert [sum(wins) for wins in zip(*won, strict=True)] == [1] * 50
    for number, wins in enumerate(zip(*won, strict=True)):
        assert (tmp_path / f"commits/p/{number}").read_text() == "abc"[wins.index(1)]


@pytest.mark.parametrize(
    "name", ["../x", "a/../../x", "/etc/x", "a//b", "", "a/.", ".hidden", "a/\0", "a\\..\\b", "a/\u2025"]
)
def test_no_name_leads_out_of_the_directory(tmp_path, name):
    objects = DirectoryObjects(tmp_path / "store")
    with pytest.raises(InvalidInputError):
        objects.put_new(name, b"x")
    with pytest.raises(InvalidInputError):
        objects.get(name)
    assert list(tmp_path.rglob("*")) == []


def test_s3_lists_past_one_page(aws):
    aws.s3.meta.events.register("provide-client-params.s3.ListObjectsV2", lambda params, **_: {**params, "MaxKeys": 3})
    objects = aws.objects()
    names = [f"commits/p/{number:012d}" for number in range(10)]
    for name in names:
        objects.put_new(name, b"x")
    assert list(objects.names("commits/p/")) == names
    assert list(objects.names("commits/p/", names[4])) == names[5:]


def test_s3_locks_commits_and_nothing_else(aws):
    objects = aws.objects(lock_mode="GOVERNANCE", lock_days=30)
    objects.put_new("commits/p/1", b"x")
    objects.put_new("snapshots/p/1", b"x")
    kept = aws.s3.head_object(Bucket="hub-bucket", Key="commits/p/1")
    assert kept["ObjectLockMode"] == "GOVERNANCE"
    left = kept["ObjectLockRetainUntilDate"] - datetime.now(UTC)
    assert timedelta(days=29) < left <= timedelta(days=30)
    assert "ObjectLockMode" not in aws.s3.head_object(Bucket="hub-bucket", Key="snapshots/p/1")


def stubbed():
    client = boto3.client("s3", region_name="eu-west-1", aws_access_key_id="x", aws_secret_access_key="x")
    return S3Objects(client, "bucket"), Stubber(client)


def test_s3_tries_again_while_two_puts_collide():
    objects, stub = stubbed()
    stub.add_client_error("put_object", "ConditionalRequestConflict", http_status_code=409)
    stub.add_response("put_object", {"ETag": "x"})
    with stub:
        assert objects.put_new("commits/p/1", b"x")
        stub.assert_no_pending_responses()


def test_s3_loses_when_the_collision_was_lost():
    objects, stub = stubbed()
    stub.add_client_error("put_object", "ConditionalRequestConflict", http_status_code=409)
    stub.add_client_error("put_object", "PreconditionFailed", http_status_code=412)
    with stub:
        assert not objects.put_new("commits/p/1", b"x")


def test_s3_gives_up_on_endless_collisions():
    objects, stub = stubbed()
    for _ in range(5):
        stub.add_client_error("put_object", "ConditionalRequestConflict", http_status_code=409)
    with stub, pytest.raises(UnavailableError):
        objects.put_new("commits/p/1", b"x")


@pytest.mark.parametrize("code", ["AccessDenied", "SlowDown"])
def test_s3_hides_no_other_failure(code):
    objects, stub = stubbed()
    stub.add_client_error("put_object", code, http_status_code=403)
    stub.add_client_error("get_object", code, http_status_code=403)
    with stub:
        with pytest.raises(Exception, match=code):
            objects.put_new("commits/p/1", b"x")
        with pytest.raises(Exception, match=code):
            objects.get("commits/p/1")


def test_folders_are_what_stands_before_the_next_slash(objects):
    for name in (
        "commits/b/000000000001",
        "commits/a/000000000001",
        "commits/a/000000000002",
        "snapshots/c/000000000001",
    ):
        objects.put_new(name, b"x")
    assert list(objects.folders("commits/")) == ["a", "b"]
    assert list(objects.folders("nothing/")) == []
