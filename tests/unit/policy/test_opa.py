"""The OPA process: one token, queries only, no orphan, and a death is survived once."""

import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from commandcenter.kernel.errors import UnavailableError
from commandcenter.policy.binary import executable, find_opa
from commandcenter.policy.bundle import build_bundle
from commandcenter.policy.client import UNDECIDED, OpaClient
from commandcenter.policy.opa import OpaProcess, Running, free_port

REGO = """package demo

default decision := {"allow": false, "reason": "no"}

decision := {"allow": true, "echo": input.x} if input.x > 1

number := 3
"""


@pytest.fixture(scope="module")
def bundle(tmp_path_factory: pytest.TempPathFactory, opa: Path) -> Path:
    root = tmp_path_factory.mktemp("demo")
    (root / "demo").mkdir()
    (root / "demo" / "demo.rego").write_text(REGO)
    build_bundle(root, ["demo"], root / "bundle.tar.gz", opa)
    return root / "bundle.tar.gz"


@pytest.fixture(scope="module")
def process(bundle: Path) -> Iterator[OpaProcess]:
    with OpaProcess(bundle) as started:
        yield started


def call(running: Running, method: str, path: str, body: str = "", token: str | None = None) -> tuple[int, bytes]:
    connection = http.client.HTTPConnection("127.0.0.1", running.port, timeout=5)
    bearer = running.token if token is None else token
    connection.request(method, path, body, {"Authorization": f"Bearer {bearer}"} if bearer else {})
    response = connection.getresponse()
    answer = response.status, response.read()
    connection.close()
    return answer


def wait_until(condition: Callable[[], bool], seconds: float = 5.0) -> bool:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if condition():
            return True
        time.sleep(0.02)
    return False


def gone(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] == "Z"
    except FileNotFoundError:
        return True


def test_a_query_is_decided(process: OpaProcess) -> None:
    client = OpaClient(process)
    assert client.decide("demo/decision", {"x": 2}) == {"allow": True, "echo": 2}
    assert client.decide("demo/decision", {"x": 1}) == {"allow": False, "reason": "no"}


@pytest.mark.parametrize("path", ["demo/absent", "absent/decision", "demo/number", "system/token"])
def test_what_is_undefined_or_no_decision_is_denied(process: OpaProcess, path: str) -> None:
    if path.startswith("system"):
        with pytest.raises(UnavailableError):
            OpaClient(process).decide(path, {})
    else:
        assert OpaClient(process).decide(path, {}) == UNDECIDED


EVIL = 'package demo\n\ndecision := {"allow": true}\n'
REFUSED = [
    ("PUT", "/v1/policies/demo", EVIL),
    ("DELETE", "/v1/policies/demo/demo.rego", ""),
    ("GET", "/v1/policies", ""),
    ("PUT", "/v1/data/demo", "{}"),
    ("PATCH", "/v1/data/demo", "[]"),
    ("GET", "/v1/data", ""),
    ("GET", "/v1/data/demo/decision", ""),
    ("POST", "/v1/data", "{}"),
    ("POST", "/v1/data/system/token", "{}"),
    ("POST", "/v1/query", '{"query": "x := 1"}'),
    ("GET", "/v1/query?q=x:=1", ""),
    ("POST", "/v1/compile", '{"query": "data.demo.decision"}'),
    ("GET", "/v1/config", ""),
    ("GET", "/metrics", ""),
    ("GET", "/v0/data/demo", ""),
    ("POST", "/v0/data/demo", "{}"),
    ("POST", "/", "{}"),
]


@pytest.mark.parametrize(("method", "path", "body"), REFUSED)
def test_even_our_token_may_only_query(process: OpaProcess, method: str, path: str, body: str) -> None:
    assert call(process.running, method, path, body)[0] == 401
    assert json.loads(call(process.running, "POST", "/v1/data/demo/number", "{}")[1])["result"] == 3


@pytest.mark.parametrize("token", ["", "wrong", "x" * 43])
@pytest.mark.parametrize("target", [("GET", "/health"), ("POST", "/v1/data/demo/number")])
def test_without_the_token_nothing_answers(process: OpaProcess, token: str, target: tuple[str, str]) -> None:
    assert call(process.running, *target, token=token)[0] == 401


def test_the_token_is_nowhere_to_be_read(process: OpaProcess) -> None:
    running = process.running
    proc = Path(f"/proc/{running.child.pid}")
    seen = (proc / "cmdline").read_bytes() + (proc / "environ").read_bytes()
    assert running.token.encode() not in seen
    assert b"AWS" not in seen
    assert not Path(running.settings.name).exists()


def test_it_listens_on_loopback_alone(process: OpaProcess) -> None:
    listening = [
        line.split()[1] for line in Path("/proc/net/tcp").read_text().splitlines()[1:] if line.split()[3] == "0A"
    ]
    port = f"{process.running.port:04X}"
    assert [address for address in listening if address.endswith(f":{port}")] == [f"0100007F:{port}"]


def test_a_taken_port_is_left_for_another(bundle: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        ports = iter([taken.getsockname()[1], free_port()])
        with OpaProcess(bundle, choose_port=lambda: next(ports)) as process:
            assert process.running.port != taken.getsockname()[1]
            assert process.started()


def test_another_workers_opa_on_our_port_is_not_taken_for_ours(bundle: Path, process: OpaProcess) -> None:
    ports = iter([process.running.port, free_port()])
    with OpaProcess(bundle, choose_port=lambda: next(ports)) as other:
        assert other.running.port != process.running.port
        assert other.running.token != process.running.token


def test_a_dead_opa_is_started_anew(bundle: Path) -> None:
    client = OpaClient(process := OpaProcess(bundle))
    first = process.running.child
    assert client.decide("demo/decision", {"x": 2})["allow"]
    first.kill()
    first.wait()
    assert client.decide("demo/decision", {"x": 2})["allow"]
    assert process.running.child.pid != first.pid
    client.close()
    assert wait_until(lambda: not process.started())


def test_an_opa_that_cannot_come_back_is_unavailable(bundle: Path, tmp_path: Path) -> None:
    own = tmp_path / "bundle.tar.gz"
    own.write_bytes(bundle.read_bytes())
    client = OpaClient(process := OpaProcess(own))
    own.unlink()
    process.running.child.kill()
    process.running.child.wait()
    with pytest.raises(UnavailableError):
        client.decide("demo/decision", {})
    own.write_bytes(bundle.read_bytes())
    assert client.decide("demo/decision", {"x": 2})["allow"]
    client.close()


def test_a_broken_bundle_says_why(tmp_path: Path) -> None:
    (tmp_path / "bundle.tar.gz").write_bytes(b"no bundle")
    with pytest.raises(UnavailableError, match=r"does not start: .*bundle read failed"):
        OpaProcess(tmp_path / "bundle.tar.gz").start()


def test_a_missing_binary_is_unavailable(bundle: Path, tmp_path: Path) -> None:
    with pytest.raises(UnavailableError):
        OpaProcess(bundle, binary=tmp_path / "opa").start()


def test_it_outlives_the_thread_that_started_it(bundle: Path) -> None:
    process = OpaProcess(bundle)
    starter = threading.Thread(target=process.start)
    starter.start()
    starter.join()
    assert not wait_until(lambda: not process.started(), 0.5)
    child = process.running.child
    process.stop()
    assert gone(child.pid)


def test_no_orphan_outlives_its_worker(bundle: Path) -> None:
    code = (
        "import sys, time, pathlib\nfrom commandcenter.policy.opa import OpaProcess\n"
        f"p = OpaProcess(pathlib.Path({str(bundle)!r}))\nprint(p.start().child.pid, flush=True)\ntime.sleep(60)\n"
    )
    worker = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True)
    assert worker.stdout is not None
    pid = int(worker.stdout.readline())
    assert not gone(pid)
    os.kill(worker.pid, signal.SIGKILL)
    worker.wait()
    worker.stdout.close()
    assert wait_until(lambda: gone(pid))


def test_the_binary_is_found_in_a_layer_even_without_its_execute_bit(tmp_path: Path) -> None:
    layer = tmp_path / "layer_1" / "bin"
    layer.mkdir(parents=True)
    (layer / "opa").write_text("#!/bin/sh\n")
    (layer / "opa").chmod(0o644)
    environment = {"_LAMBDA_LAYERS_DIRS": os.pathsep.join([str(tmp_path / "layer_0"), str(tmp_path / "layer_1")])}
    found = find_opa(environment)
    assert found == layer / "opa"
    assert os.access(found, os.X_OK)


def test_a_binary_that_is_nowhere_is_named() -> None:
    with pytest.raises(UnavailableError, match="COMMANDCENTER_OPA"):
        find_opa({"COMMANDCENTER_OPA": "/nowhere/opa"})


def test_an_executable_is_used_where_it_stands(tmp_path: Path) -> None:
    (tmp_path / "opa").write_text("#!/bin/sh\n")
    (tmp_path / "opa").chmod(0o755)
    assert executable(tmp_path / "opa") == tmp_path / "opa"
