"""The plugin pin-s3 on moto's S3, and with stores that refuse and fail."""

import socket
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

import boto3
import pytest
from moto import mock_aws

from commandcenter.attestation.content.car import read_car
from commandcenter.attestation.content.cid import raw_cid
from commandcenter.attestation.content.unixfs import CHUNK_BYTES, file_blocks, file_cid
from commandcenter.kernel.errors import ConflictError, InvalidInputError, NotFoundError, ProblemError, UnavailableError

REGION = "eu-west-1"
LARGE = b"0123456789" * (CHUNK_BYTES // 4)


@pytest.fixture
def s3():
    with mock_aws():
        client = boto3.client("s3", region_name=REGION)
        client.create_bucket(Bucket="blocks", CreateBucketConfiguration={"LocationConstraint": REGION})
        yield client


@pytest.fixture
def bucket(s3, pinner):
    return pinner("pin-s3", bucket="blocks", region=REGION, prefix="hub/")


def keys(s3):
    return [one["Key"] for one in s3.list_objects_v2(Bucket="blocks").get("Contents", ())]


@pytest.mark.parametrize("name", [raw_cid, file_cid])
@pytest.mark.parametrize("data", [b"", b"small", LARGE], ids=["empty", "small", "large"])
def test_content_is_kept_and_comes_back(bucket, s3, name, data):
    cid = name(data)
    assert bucket.fetch(cid) is None
    for _ in range(2):
        assert bucket.pin(cid, data, "") == {"cid": cid, "pinner": "pin-s3", "status": "pinned"}
    assert keys(s3) == sorted(f"hub/{block}" for block, _ in (file_blocks(data) if name is file_cid else [(cid, data)]))
    assert bucket.fetch(cid) == data
    assert read_car(bucket.export_car(cid))[0] == cid


def test_what_is_not_there_is_not_exported(bucket):
    with pytest.raises(NotFoundError):
        bucket.export_car(raw_cid(b"nothing"))


def test_other_content_is_refused(bucket, s3):
    with pytest.raises(InvalidInputError, match="not those of"):
        bucket.pin(raw_cid(b"ours"), b"theirs", "")
    assert keys(s3) == []


def test_other_bytes_in_a_blocks_place_are_noticed(bucket, s3):
    s3.put_object(Bucket="blocks", Key=f"hub/{raw_cid(b'good')}", Body=b"evil")
    with pytest.raises(ConflictError):
        bucket.pin(raw_cid(b"good"), b"good", "")
    with pytest.raises(InvalidInputError, match="not those of"):
        bucket.fetch(raw_cid(b"good"))


def test_a_bucket_that_is_not_there_will_never_do(s3, pinner):
    lost = pinner("pin-s3", bucket="elsewhere", region=REGION)
    with pytest.raises(InvalidInputError, match="NoSuchBucket"):
        lost.pin(raw_cid(b"data"), b"data", "")
    with pytest.raises(InvalidInputError, match="NoSuchBucket"):
        lost.fetch(raw_cid(b"data"))


def test_nobody_there_is_unavailable(pinner):
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    away = pinner("pin-s3", bucket="blocks", region=REGION, endpoint=f"http://127.0.0.1:{port}")
    for ask in (lambda: away.pin(raw_cid(b"data"), b"data", ""), lambda: away.fetch(raw_cid(b"data"))):
        with pytest.raises(UnavailableError, match="S3 does not answer: EndpointConnectionError"):
            ask()


class OneAnswer(BaseHTTPRequestHandler):
    status = 500

    def do_GET(self):
        self.rfile.read(int(self.headers.get("Content-Length", "0")))
        self.send_response(self.status)
        self.send_header("Content-Length", "0")
        self.end_headers()

    do_PUT = do_GET  # noqa: N815 - the name the base class looks for

    def log_message(self, *_):
        pass


@pytest.mark.parametrize(
    ("status", "error"),
    [*((one, InvalidInputError) for one in (400, 403)), *((one, UnavailableError) for one in (409, 503))],
)
def test_each_status_says_whether_to_try_again(pinner, status, error):
    server = HTTPServer(("127.0.0.1", 0), type("Answer", (OneAnswer,), {"status": status}))
    thread = threading.Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    try:
        store = pinner("pin-s3", bucket="blocks", region=REGION, endpoint=f"http://127.0.0.1:{server.server_port}")
        for ask in (lambda: store.pin(raw_cid(b"data"), b"data", ""), lambda: store.fetch(raw_cid(b"data"))):
            with pytest.raises(error) as caught:
                ask()
            assert type(caught.value) is error
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def test_a_region_is_needed(pinner):
    with pytest.raises(InvalidInputError, match="region"):
        pinner("pin-s3", bucket="blocks")


@pytest.mark.parametrize(
    "wrong",
    [
        {"bucket": "Bad_Bucket"},
        {"region": ""},
        {"endpoint": "ftp://store"},
        {"endpoint": "http://a b"},
        {"endpoint": "http://-a-"},
        {"x": 1},
    ],
)
def test_settings_that_do_not_fit_are_refused(pinner, wrong):
    assert pinner("pin-s3", bucket="blocks", region=REGION)
    with pytest.raises(ProblemError):
        pinner("pin-s3", **{"bucket": "blocks", "region": REGION, **wrong})
