"""A hub on loopback with the real use cases, whose audits are attested when somebody looks a second time."""

import json
from collections.abc import Callable, Mapping
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from attested_parts import Rig

from commandcenter.attestation.content.cid import raw_cid
from commandcenter.attestation.content.pinners import ObjectPinner
from commandcenter.attestation.delivery.memory import MemoryDeliveries
from commandcenter.attestation.delivery.publication import Target
from commandcenter.attestation.sign import read_envelope
from commandcenter.graph.cache import GraphCache
from commandcenter.hub import attestations as api
from commandcenter.hub.executions import ExecutionState, MemoryExecutions
from commandcenter.hub.publications import PublicationDesk, set_publication, show_publication
from commandcenter.hub.start_attestations import start_revocation
from commandcenter.kernel.errors import NotFoundError, ProblemError
from commandcenter.kernel.layers import CHECKOUT
from commandcenter.plugins.loader import find_plugins
from commandcenter.queries.execute import QueryContext, execute

KEY = "canary of COMMANDCENTER_KEY"


class Executions(MemoryExecutions):
    """Run what was started when it was asked about once."""

    def __init__(self, run: Callable[[dict[str, Any]], Any]) -> None:
        super().__init__()
        self._run, self._asked, self.ended = run, set[str](), dict[str, ExecutionState]()
        self.ends_with: ExecutionState = "succeeded"

    def state(self, name: str) -> ExecutionState | None:
        if name in self._asked and name not in self.ended:
            self.ended[name] = self.ends_with
            if self.ends_with == "succeeded":
                self._run(dict(self.started[name]))
        if name in self.started:
            self._asked.add(name)
        self.run_others(name)
        return self.ended.get(name, super().state(name))

    def run_others(self, name: str) -> None:
        """Run the revocation of an audit, which has a name of its own."""
        other = f"{name}-revoked"
        if other in self.started and other not in self.ended:
            self.ended[other] = "succeeded"
            self._run(dict(self.started[other]))


class Hub(ThreadingHTTPServer):
    """One hub, `alpha`, in memory; bundles lie at another path, where nobody needs a key."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.rig = Rig()
        self.executions = Executions(self._run)
        self.desk = replace(self.rig.desk, executions=self.executions)
        self.deliveries = MemoryDeliveries()
        self.library = api.AttestationLibrary(
            self.desk, self.rig.proofs, self.deliveries, lambda name: f"{self.url}/objects/{name}?Signature=canary"
        )
        plugins = {one.id: one for one in find_plugins([CHECKOUT / "plugins"], kind="pinner")}
        targets = {"node": Target("pin-kubo"), "bucket": Target("pin-s3")}
        self.publications = PublicationDesk(self.rig.ledger, lambda: targets, lambda: plugins, self.rig.hub.clock)
        self.change: Callable[[bytes], bytes] = lambda data: data
        self.content: dict[str, Any] | None = None
        """What is given in place of any content."""
        self.asked: list[tuple[str, str]] = []

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"

    def _run(self, work: dict[str, Any]) -> None:
        self.rig.run(work)
        for digest in self.rig.log.names("index/"):
            data = read_envelope(self.rig.ledger.objects, digest.rpartition("/")[2])
            ObjectPinner(self.rig.ledger.objects).pin(raw_cid(data), data, "")

    def answer(self, method: str, path: str, query: Mapping[str, str], body: dict[str, Any]) -> Any:
        if path == "/graphql":
            capabilities = frozenset({"introspection"})
            ledger = self.rig.ledger
            return execute(QueryContext(ledger, "alpha", ("*",), capabilities, GraphCache(ledger), packs=dict), body)
        _, version, projects, project, *rest = [unquote(part) for part in path.split("/")]
        assert (version, projects) == ("v1", "projects")
        match method, rest:
            case "GET", ["attestations"]:
                return api.list_attestations(self.desk, project)
            case "POST", ["attestations"]:
                return api.request_attestation(self.desk, project, body["audit"], "key")
            case "GET", ["attestations", audit]:
                return api.show_attestation(self.library, project, audit)
            case "GET", ["attestations", audit, "bundle"]:
                return api.make_bundle_of(self.library, project, audit, evidence=query.get("evidence") != "false")
            case "POST", ["attestations", audit, "revocation"]:
                return {"started": start_revocation(self.desk, project, audit, body["reason"], "key")}
            case "GET", ["content", cid]:
                shown = api.show_content(self.rig.ledger.objects, "alpha", project, cid)
                return shown if self.content is None else self.content
            case "GET", ["publication"]:
                return show_publication(self.publications, project)
            case "PUT", ["publication"]:
                return set_publication(self.publications, project, body, "key")
        raise NotFoundError("no such route")


class Handler(BaseHTTPRequestHandler):
    server: Hub

    def do_GET(self) -> None:
        address = urlsplit(self.path)
        if address.path.startswith("/objects/"):
            assert self.headers["x-api-key"] is None, "the hub's key goes to the hub alone"
            data = self.server.rig.ledger.objects.get(address.path.removeprefix("/objects/"))
            self.reply(200, self.server.change(data or b""))
        else:
            self.serve()

    def serve(self) -> None:
        assert self.headers["x-api-key"] == KEY
        address = urlsplit(self.path)
        self.server.asked.append((self.command, self.path))
        body = json.loads(self.rfile.read(int(self.headers.get("content-length") or 0)) or b"{}")
        try:
            status, value = 200, self.server.answer(self.command, address.path, dict(parse_qsl(address.query)), body)
        except ProblemError as problem:
            status, value = problem.status, problem.problem()
        self.reply(status, json.dumps(value).encode())

    def do_POST(self) -> None:
        self.serve()

    def do_PUT(self) -> None:
        self.serve()

    def reply(self, status: int, data: bytes) -> None:
        self.send_response(status)
        self.send_header("content-length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, *_: object) -> None:
        pass
