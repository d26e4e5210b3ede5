"""`attest:fetch` from each place: the store, a node, a service's gateway, a bucket; and what comes back described."""

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import boto3
import pytest
from moto import mock_aws
from pinning_service import PinningService, serving

from commandcenter.attestation.content.car import write_car
from commandcenter.attestation.content.cid import raw_cid
from commandcenter.attestation.content.pinners import ObjectPinner
from commandcenter.attestation.content.unixfs import CHUNK_BYTES, file_cid, walk
from commandcenter.ledger.open import open_directory

TOKEN = "canary-of-token"
LARGE = b"0123456789" * (CHUNK_BYTES // 4)


def block(cid: str) -> bytes | None:
    path = Path("store/blocks", cid)
    return path.read_bytes() if path.exists() else None


def pin(data: bytes) -> str:
    """Keep content in the store as what it is; returns its CID."""
    cid = file_cid(data)
    ObjectPinner(open_directory("store").objects).pin(cid, data, "")
    return cid


def cid_of(run, kind: str = "audit") -> str:
    told = run("attest:show", "shop", "--json").json["attestations"][0]
    return str(told["statements"][kind]["cid"])


def fetch(run, cid: str, *more: str) -> Any:
    return run("attest:fetch", cid, *(more or ("--from", "store")), "--out", "out", "--json", "--force")


def test_an_envelope_of_the_store(attested) -> None:
    for kind in ("audit", "vsa", "test-result"):
        cid = cid_of(attested, kind)
        told = fetch(attested, cid).json
        assert (told["what"], told["kind"], told["cid"]) == ("envelope", kind, cid)
        assert "not checked" in told["signatures"][0]["state"]
        assert raw_cid(Path("out").read_bytes()) == cid
    audit = fetch(attested, cid_of(attested)).json
    assert (audit["project"], audit["hub"]) == ("shop", "local")


def test_whose_signature_it_is(attested) -> None:
    cid, attested_by = cid_of(attested), ("--from", "store", "--keys", "keys/keys.json")
    done = fetch(attested, cid, *attested_by)
    assert (done.code, [one["state"] for one in done.json["signatures"]]) == (0, ["holds"])
    attested("attest:keys", "others")
    stranger = fetch(attested, cid, "--from", "store", "--keys", "others/keys.json")
    assert stranger.code == 1
    assert stranger.json["signatures"][0]["state"] == "the key is not known here"
    table = attested("attest:fetch", cid, *attested_by, "--out", "out", "--force").out
    assert all(word in table for word in ("envelope", "holds", cid))


def test_a_key_out_of_its_time_is_told_of(attested) -> None:
    jwks = json.loads(Path("keys/keys.json").read_bytes())
    for key in jwks["keys"]:
        key["exp"] = 1_000_000_000
    Path("past.json").write_text(json.dumps(jwks))
    done = fetch(attested, cid_of(attested), "--from", "store", "--keys", "past.json")
    assert (done.code, done.json["signatures"][0]["state"]) == (0, "holds, by a key out of its time")


def test_a_forged_envelope_is_found_out(attested) -> None:
    """Its CID is right, for it is the forger's own; the signature is of another statement."""
    envelopes = [json.loads(block(cid_of(attested, kind)) or b"") for kind in ("audit", "vsa")]
    forged = envelopes[0] | {"payload": envelopes[1]["payload"]}
    cid = pin(json.dumps(forged, separators=(",", ":"), sort_keys=True).encode())
    done = fetch(attested, cid, "--from", "store", "--keys", "keys/keys.json")
    assert done.code == 1
    assert done.json["signatures"][0]["state"] == "the signature does not fit"


def test_bundles_archives_and_anything_else(attested) -> None:
    attested("attest:bundle", "shop", "--out", "b.zip", "--key", "file:keys/signing.pem")
    bundle = Path("b.zip").read_bytes()
    told = fetch(attested, pin(bundle)).json
    assert (told["what"], told["project"], Path("out").read_bytes()) == ("bundle", "shop", bundle)
    root = pin(LARGE)
    assert fetch(attested, root).json["what"] == "something else"
    assert Path("out").read_bytes() == LARGE
    told = fetch(attested, pin(write_car(root, walk(root, block)))).json
    assert (told["what"], told["root"], told["blocks"]) == (
        "archive of blocks (CAR)",
        root,
        len(set(walk(root, block))),
    )
    for odd in (
        b"",
        b"{}",
        b"PK\x03\x04",
        b"\xff" * 50,
        bundle[:-1],
        b'{"payload":"","payloadType":"","signatures":[]}',
    ):
        assert fetch(attested, pin(odd)).json["what"] == "something else"


def test_a_block_that_was_changed_is_not_given(attested) -> None:
    cid = cid_of(attested)
    path = Path("store/blocks", cid)
    path.chmod(0o644)
    path.write_bytes(path.read_bytes()[:-1] + b" ")
    done = attested("attest:fetch", cid, "--from", "store", "--out", "out")
    assert done.says(1, "not those of")
    assert not Path("out").exists()


@pytest.fixture
def node(attested) -> Iterator["Node"]:
    server = Node()
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


class Node(ThreadingHTTPServer):
    """Give blocks of the store as a Kubo node does."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), NodeHandler)
        self.tokens: list[str | None] = []
        self.status = 200


class NodeHandler(BaseHTTPRequestHandler):
    server: Node

    def do_POST(self) -> None:
        address = urlsplit(self.path)
        self.server.tokens.append(self.headers["authorization"])
        data = block(parse_qs(address.query)["arg"][0])
        status, absent = (
            self.server.status,
            b'{"Message": "block was not found locally (offline): ipld", "Type": "error"}',
        )
        self.send_response(500 if data is None else status)
        body = absent if data is None else data
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        pass


@pytest.mark.parametrize("form", ["kubo:http://127.0.0.1:{}", "kubo:/ip4/127.0.0.1/tcp/{}/http"])
def test_from_a_node(attested, node: Node, form: str) -> None:
    place = ("--from", form.format(node.server_port))
    cid, root = cid_of(attested), pin(LARGE)
    assert fetch(attested, cid, *place, "--keys", "keys/keys.json").json["signatures"][0]["state"] == "holds"
    assert fetch(attested, root, *place).code == 0
    assert Path("out").read_bytes() == LARGE
    assert set(node.tokens) == {f"Bearer {TOKEN}"}
    assert fetch(attested, file_cid(b"absent"), *place).says(2, "kubo holds nothing")
    node.status = 403
    assert fetch(attested, cid, *place).says(1, "403")


@pytest.mark.parametrize(
    "place",
    [
        ("--from", "kubo:http://127.0.0.1:1"),
        ("--from", "service:http://127.0.0.1:1", "--gateway", "http://127.0.0.1:1"),
        ("--from", "s3:blocks", "--endpoint", "http://127.0.0.1:1"),
    ],
)
def test_places_that_do_not_answer(attested, place: tuple[str, ...]) -> None:
    done = attested("attest:fetch", cid_of(attested), *place, "--out", "out")
    assert done.says(1), done
    assert not Path("out").exists()


def test_from_the_gateway_of_a_service(attested) -> None:
    cid = cid_of(attested)
    service = PinningService(TOKEN, block)
    service.blocks[cid] = block(cid) or b""
    with serving(service) as url:
        place = ("--from", f"service:{url}", "--gateway", url)
        assert fetch(attested, cid, *place).json["what"] == "envelope"
        assert fetch(attested, file_cid(b"absent"), *place).says(2, "service holds nothing")
        service.blocks[cid] = b"other bytes"
        assert fetch(attested, cid, *place).says(1, "not those of")
    assert {asked.partition("?")[0] for asked in service.asked} == {
        f"GET /ipfs/{cid}",
        f"GET /ipfs/{file_cid(b'absent')}",
    }


def test_from_a_bucket(attested) -> None:
    cid = cid_of(attested)
    with mock_aws():
        client = boto3.client("s3", region_name="eu-west-1")
        client.create_bucket(Bucket="pins", CreateBucketConfiguration={"LocationConstraint": "eu-west-1"})
        client.put_object(Bucket="pins", Key=f"blocks/{cid}", Body=block(cid) or b"")
        client.put_object(Bucket="pins", Key=f"else/{cid}", Body=b"other bytes")
        place = ("--from", "s3:pins", "--region", "eu-west-1")
        assert fetch(attested, cid, *place).json["what"] == "envelope"
        assert fetch(attested, file_cid(b"absent"), *place).says(2, "s3 holds nothing")
        assert fetch(attested, cid, *place, "--prefix", "else/").says(1, "not those of")
        assert fetch(attested, cid, "--from", "s3:absent", "--region", "eu-west-1").says(1, "s3: S3 refuses")
