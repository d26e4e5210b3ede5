"""What every store of a log promises, and what a log kept in each of them is."""

import hashlib
import sys
from concurrent.futures import ThreadPoolExecutor
from subprocess import PIPE, Popen
from threading import Barrier

import boto3
import pytest
from botocore.stub import Stubber
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from commandcenter.attestation.log.append import append
from commandcenter.attestation.log.checkpoint import open_checkpoint
from commandcenter.attestation.log.cosignature import cosign
from commandcenter.attestation.log.proof_file import check_proof
from commandcenter.attestation.log.prove import cosigned, keep_cosignature, prove
from commandcenter.attestation.log.s3 import S3LogStore
from commandcenter.attestation.log.store import DirectoryLogStore, MemoryLogStore
from commandcenter.attestation.log.tiles import Tree
from commandcenter.kernel.clock import FixedClock
from commandcenter.kernel.errors import InvalidInputError, UnavailableError
from commandcenter.signing.key_files import FileSigner
from commandcenter.signing.pyca import public_key_of

ORIGIN = "commandcenter/alpha/log"


def ed25519() -> FileSigner:
    key = Ed25519PrivateKey.generate()
    return FileSigner(key, public_key_of(key.public_key()))


LOG = ed25519()
KEYS = [LOG.public_key()]


@pytest.fixture(params=["memory", "directory", "s3"])
def log(request, tmp_path):
    if request.param == "memory":
        return MemoryLogStore()
    if request.param == "directory":
        return DirectoryLogStore(tmp_path / "log")
    return S3LogStore(request.getfixturevalue("aws").s3, "hub-bucket")


def entries(*numbers):
    return [(hashlib.sha256(b"%d" % number).hexdigest(), b"envelope %d" % number) for number in numbers]


def test_a_name_is_given_once_and_any_bytes_come_back(log):
    assert log.get("tile/0/000.p/1") is None
    for number, data in enumerate((b"", bytes(range(256)), b"\r\n\xff" * 70_000)):
        name = f"tile/0/000.p/{number + 1}"
        assert log.put_new(name, data)
        assert not log.put_new(name, b"other")
        assert not log.put_new(name, data)
        assert log.get(name) == data


def test_names_come_sorted_by_prefix(log):
    names = [
        "cosignatures/2/key-b",
        "cosignatures/2/key-a",
        "cosignatures/10/key-a",
        "tile/0/x001/234",
        "tile/0/001.p/3",
    ]
    for name in names:
        log.put_new(name, b"x")
    log.swap_checkpoint(b"note", None)
    assert list(log.names("cosignatures/2/")) == ["cosignatures/2/key-a", "cosignatures/2/key-b"]
    assert list(log.names("tile/")) == ["tile/0/001.p/3", "tile/0/x001/234"]
    assert list(log.names("cosignatures/3/")) == []


def test_the_checkpoint_moves_only_from_the_one_that_was_seen(log):
    assert log.checkpoint() is None
    assert not log.swap_checkpoint(b"x", "no such token")
    assert log.checkpoint() is None
    assert log.swap_checkpoint(b"one", None)
    assert not log.swap_checkpoint(b"two", None)
    data, first = log.checkpoint()
    assert data == b"one"
    assert log.checkpoint() == (data, first)
    assert log.swap_checkpoint(b"two", first)
    for token in (first, None, "", "no such token"):
        assert not log.swap_checkpoint(b"three", token)
    data, second = log.checkpoint()
    assert data == b"two"
    assert second != first
    assert log.get("checkpoint") == b"two"
    assert log.swap_checkpoint(b"three", second)
    assert log.checkpoint()[0] == b"three"


def test_one_of_many_moves_the_checkpoint(log):
    log.swap_checkpoint(b"0", None)
    for round_ in range(5):
        token, barrier = log.checkpoint()[1], Barrier(4)

        def move(writer, token=token, barrier=barrier, round_=round_):
            barrier.wait()
            return log.swap_checkpoint(b"%d by %d" % (round_, writer), token)

        with ThreadPoolExecutor(4) as pool:
            won = list(pool.map(move, range(4)))
        assert won.count(True) == 1
        assert log.checkpoint()[0] == b"%d by %d" % (round_, won.index(True))


def test_a_log_is_the_same_in_every_store(log):
    plain = MemoryLogStore()
    for numbers in ((0, 1), range(254), range(250, 260), (3,), (400, 400)):
        assert append(log, ORIGIN, LOG, entries(*numbers)) == append(plain, ORIGIN, LOG, entries(*numbers))
    assert list(plain.names("")) == [name for name in log.names("") if name != "checkpoint"]
    assert all(log.get(name) == plain.get(name) for name in plain.names(""))
    assert log.checkpoint()[0] == plain.checkpoint()[0]
    witness = ed25519()
    head = open_checkpoint(log.checkpoint()[0], ORIGIN, KEYS)
    line = cosign(head, "commandcenter/beta/witness", witness, FixedClock().now())
    assert keep_cosignature(log, head.size, witness.key_id, line)
    assert cosigned(log) == log.checkpoint()[0] + line
    ((digest, data),) = entries(255)
    assert check_proof(prove(log, digest), data, ORIGIN, KEYS) == head


def test_writers_at_once_make_one_log(log):
    barrier = Barrier(3)

    def write(writer):
        barrier.wait()
        return [append(log, ORIGIN, LOG, entries(number, 100 * writer + number)) for number in range(101, 105)]

    with ThreadPoolExecutor(3) as pool:
        answers = list(pool.map(write, range(3)))
    head = open_checkpoint(log.checkpoint()[0], ORIGIN, KEYS)
    tree = Tree(log.get, head.size)
    assert tree.root() == head.root
    found = [tree.entry(index) for index in range(head.size)]
    assert sorted(found) == sorted(
        b"envelope %d" % number for base in (100, 200, 300) for number in range(base + 1, base + 5)
    )
    for writer, pairs in enumerate(answers):
        for number, (shared, own) in zip(range(101, 105), pairs, strict=True):
            assert (found[shared], found[own]) == (b"envelope %d" % number, b"envelope %d" % (100 * writer + number))


WRITER = """
import sys
from pathlib import Path
from commandcenter.attestation.log.store import DirectoryLogStore
store, name, won = DirectoryLogStore(Path(sys.argv[1])), sys.argv[2], 0
sys.stdin.readline()
while won < 20:
    data, token = store.checkpoint()
    won += store.swap_checkpoint(data + name.encode(), token)
"""


def test_the_checkpoint_of_a_folder_is_moved_by_one_process_at_a_time(tmp_path):
    store = DirectoryLogStore(tmp_path)
    store.swap_checkpoint(b"", None)
    writers = [Popen([sys.executable, "-c", WRITER, str(tmp_path), name], stdin=PIPE, text=True) for name in "abc"]
    for writer in writers:
        writer.stdin.write("go\n")
        writer.stdin.flush()
    for writer in writers:
        writer.communicate()
        assert writer.returncode == 0
    moves = store.checkpoint()[0]
    assert [moves.count(letter) for letter in b"abc"] == [20, 20, 20]
    assert {path.name for path in tmp_path.iterdir()} == {"checkpoint", ".lock"}


@pytest.mark.parametrize("name", ["../x", "a/../../x", "/etc/x", "", ".lock", "a/\0"])
def test_no_name_leads_out_of_the_folder(tmp_path, name):
    store = DirectoryLogStore(tmp_path / "log")
    with pytest.raises(InvalidInputError):
        store.put_new(name, b"x")
    with pytest.raises(InvalidInputError):
        store.get(name)


def test_s3_says_what_things_are(aws):
    store = S3LogStore(aws.s3, "hub-bucket")
    append(store, ORIGIN, LOG, entries(1))
    kinds = {
        name: aws.s3.head_object(Bucket="hub-bucket", Key=f"log/{name}")["ContentType"]
        for name in ("checkpoint", "tile/0/000.p/1", "tile/entries/000.p/1")
    }
    assert kinds.pop("checkpoint") == "text/plain; charset=utf-8"
    assert set(kinds.values()) == {"application/octet-stream"}
    assert aws.s3.head_object(Bucket="hub-bucket", Key="log/checkpoint")["CacheControl"] == "no-cache"


def stubbed():
    client = boto3.client("s3", region_name="eu-west-1", aws_access_key_id="x", aws_secret_access_key="x")
    return S3LogStore(client, "bucket"), Stubber(client)


def test_s3_tries_again_while_two_puts_collide():
    store, stub = stubbed()
    for _ in range(2):
        stub.add_client_error("put_object", "ConditionalRequestConflict", http_status_code=409)
        stub.add_response("put_object", {"ETag": "x"})
    with stub:
        assert store.put_new("tile/0/000.p/1", b"x")
        assert store.swap_checkpoint(b"x", "token")
        stub.assert_no_pending_responses()


@pytest.mark.parametrize(("code", "status"), [("PreconditionFailed", 412), ("NoSuchKey", 404)])
def test_s3_loses_after_a_collision(code, status):
    store, stub = stubbed()
    stub.add_client_error("put_object", "ConditionalRequestConflict", http_status_code=409)
    stub.add_client_error("put_object", code, http_status_code=status)
    with stub:
        assert not store.swap_checkpoint(b"x", "token")


def test_s3_gives_up_on_endless_collisions():
    store, stub = stubbed()
    for _ in range(5):
        stub.add_client_error("put_object", "ConditionalRequestConflict", http_status_code=409)
    with stub, pytest.raises(UnavailableError):
        store.put_new("tile/0/000.p/1", b"x")


@pytest.mark.parametrize("code", ["AccessDenied", "SlowDown", "NoSuchBucket"])
def test_s3_hides_no_other_failure(code):
    store, stub = stubbed()
    stub.add_client_error("put_object", code, http_status_code=403)
    stub.add_client_error("get_object", code, http_status_code=403)
    with stub:
        with pytest.raises(Exception, match=code):
            store.swap_checkpoint(b"x", None)
        with pytest.raises(Exception, match=code):
            store.checkpoint()
