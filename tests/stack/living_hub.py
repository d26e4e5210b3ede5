"""A deployed hub as its users meet it: HTTP, GraphQL, webhooks and uploads; and as its operator does, through AWS."""

import json
import os
import secrets
import time
import uuid
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

import boto3
import urllib3
from repositories import BRANCH, GitRepository

from commandcenter.hub.bootstrap import AwsHub
from commandcenter.hub.first_key import first_operator_key
from commandcenter.hub.settings import HubSettings
from commandcenter.kernel.clock import SystemClock
from commandcenter.sources.signatures import sign_push
from commandcenter_local.testing import DeployedHub

JSON = "application/json"
PROBLEM = "application/problem+json"
T = TypeVar("T")


@dataclass(frozen=True)
class Answer:
    """What came back over HTTP."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)

    @property
    def problem(self) -> dict[str, Any]:
        """Return the problem details, after checking that the answer is nothing but that."""
        assert self.headers["Content-Type"] == PROBLEM, (self.status, self.body)
        found: dict[str, Any] = self.json
        assert {"type", "title", "status", "detail"} <= set(found) <= {"type", "title", "status", "detail", "pointer"}
        assert found["status"] == self.status
        return found


@dataclass
class LivingHub:
    """One hub under test; `secrets` gathers every secret text it was given or gave out."""

    deployed: DeployedHub
    operator: str
    secrets: set[str] = field(default_factory=set)
    webhook_secrets: dict[str, str] = field(default_factory=dict)

    @property
    def name(self) -> str:
        return self.deployed.name

    def client(self, service: str) -> Any:
        """Return a boto3 client of whoever deployed the hub."""
        return self.deployed.client(service)

    # ---- over HTTP

    def send(
        self, method: str, path: str, body: bytes | None = None, headers: Mapping[str, str] | None = None
    ) -> Answer:
        url = path if "://" in path else self.deployed.api + path
        answer = urllib3.request(method, url, body=body, headers=dict(headers or {}), timeout=60.0, retries=False)
        return Answer(answer.status, answer.headers, answer.data)

    def call(self, method: str, path: str, body: Any = None, *, key: str | None = None) -> Answer:
        """Send JSON with an API key, the operator's unless another is given."""
        data = None if body is None else json.dumps(body).encode()
        return self.send(method, path, data, {"x-api-key": key or self.operator, "Content-Type": JSON})

    def ask(self, query: str, *, key: str | None = None, **variables: Any) -> dict[str, Any]:
        """Return the data of a GraphQL answer that has no errors."""
        answer = self.call("POST", "/graphql", {"query": query, "variables": variables}, key=key)
        assert answer.status == 200, answer.body
        assert "errors" not in answer.json, answer.json
        data: dict[str, Any] = answer.json["data"]
        return data

    def graph(self, project: str) -> set[str]:
        """Return the keys of a project's nodes as GraphQL shows them."""
        query = "query($p: String!) { projectGraph(project: $p, first: 1000) { nodes { key } } }"
        return {node["key"] for node in self.ask(query, p=project)["projectGraph"]["nodes"]}

    def make_key(self, role: str, *projects: str) -> dict[str, Any]:
        made = self.call("POST", "/v1/keys", {"name": f"a {role}", "role": role, "projects": projects})
        assert made.status == 201, made.body
        self.secrets.add(made.json["key"])
        found: dict[str, Any] = made.json
        return found

    # ---- projects and jobs

    def register(self, project: str, repository: GitRepository | None = None, kind: str = "generic") -> str:
        """Register a project, with a repository and its webhook secret if one is given; returns the secret."""
        entry: dict[str, Any] = {"name": project, "domain": "Infra"}
        secret = secrets.token_hex(24)
        if repository:
            name = f"commandcenter/{self.name}/repositories/{project}"
            self.client("secretsmanager").create_secret(Name=name, SecretString=secret)
            self.secrets.add(secret)
            place = {"kind": kind, "full_name": repository.full_name, "url": repository.path.as_uri(), "branch": BRANCH}
            entry["repositories"] = [{**place, "secret": name}]
        registered = self.call("POST", "/v1/projects", entry)
        assert registered.status == 201, registered.body
        return secret

    def push(self, repository: GitRepository, secret: str, delivery: str | None = None, ref: str = "") -> Answer:
        """Send the signed message of a push, as a generic sender does."""
        body = json.dumps({"repository": repository.full_name, "ref": ref or repository.ref}).encode()
        headers = sign_push(secret.encode(), body, SystemClock().now(), delivery or uuid.uuid4().hex)
        return self.send("POST", "/v1/webhooks/generic", body, headers)

    def upload(self, project: str, data: bytes) -> dict[str, Any]:
        """Send an archive to be indexed; returns the job's record once it is over."""
        slot = self.call("POST", f"/v1/projects/{project}/uploads", {}).json
        assert self.send(slot["method"], slot["url"], data).status == 200
        queued = self.call("POST", f"/v1/projects/{project}/index", {"upload": slot["upload"]})
        assert queued.status == 202, queued.body
        return self.job(project, queued.json["job"])

    def report(
        self, project: str, kind: str, data: bytes, commit: str = "abcdef0", content: str = "text/xml"
    ) -> Answer:
        headers = {"x-api-key": self.operator, "Content-Type": content}
        return self.send("POST", f"/v1/projects/{project}/reports?kind={kind}&commit={commit}", data, headers)

    def job(self, project: str, job: str, seconds: float = 60) -> dict[str, Any]:
        """Return the record of a job once it is done or has failed."""

        def ended() -> dict[str, Any] | None:
            record: dict[str, Any] = self.call("GET", f"/v1/projects/{project}/jobs/{job}").json
            return record if record["state"] != "queued" else None

        return eventually(ended, f"the end of job {job}", seconds)

    def indexed(self, answer: Answer, project: str) -> dict[str, Any]:
        """Return the record of the job an answer names, after checking that it came out well."""
        assert answer.status == 202, answer.body
        record = self.job(project, answer.json["job"])
        assert record["state"] == "done", record
        return record

    def links(self) -> set[tuple[str, str, str]]:
        """Return the links whose two ends are known: (from, type, to)."""
        query = "{ ecosystemGraph { links { type sourceProject targetProject unresolved } } }"
        links = self.ask(query)["ecosystemGraph"]["links"]
        return {(one["sourceProject"], one["type"], one["targetProject"]) for one in links if not one["unresolved"]}

    # ---- behind the scenes

    def function(self, logical_name: str) -> str:
        resource = self.client("cloudformation").describe_stack_resource(
            StackName=self.deployed.hub.stack_name, LogicalResourceId=logical_name
        )
        name: str = resource["StackResourceDetail"]["PhysicalResourceId"]
        return name

    def items(self) -> list[dict[str, Any]]:
        pages = self.client("dynamodb").get_paginator("scan").paginate(TableName=self.deployed.outputs["TableName"])
        return [item for page in pages for item in page["Items"]]

    def kept(self) -> dict[str, Any]:
        """Return what the hub knows, by key: all items but the records of jobs, deliveries and keys."""
        graph = ("HEADS", "G#")
        return {f"{i['pk']['S']} {i['sk']['S']}": i for i in self.items() if i["pk"]["S"].startswith(graph)}

    def jobs(self) -> set[str]:
        return {item["pk"]["S"] for item in self.items() if item["pk"]["S"].startswith("JOB#")}

    def runs(self, logical_name: str) -> int:
        """Count the invocations of a function so far."""
        group = f"/aws/lambda/{self.function(logical_name)}"
        logs = self.client("logs")
        if not logs.describe_log_groups(logGroupNamePrefix=group)["logGroups"]:
            return 0
        pages = logs.get_paginator("filter_log_events").paginate(logGroupName=group)
        return sum(event["message"].startswith("END RequestId") for page in pages for event in page["events"])

    @contextmanager
    def parts(self) -> Iterator[AwsHub]:
        """Open the hub's parts in this process, as whoever deployed it; PynamoDB takes its credentials from the environment."""
        outputs = self.deployed.outputs
        settings = HubSettings(
            self.name, outputs["TableName"], outputs["BucketName"], bus=outputs["BusName"], snapshot_every=4,
            lock_mode="GOVERNANCE", lock_days=1,
        )  # fmt: skip
        with acting_as(self.deployed):
            yield AwsHub(settings, os.environ["AWS_REGION"], SystemClock())


def parameters_of(hub: str, roots: Path) -> dict[str, str]:
    """Return what a hub is deployed with: its commits locked, and no audit of each: tests count revisions."""
    return {
        "Hub": hub, "LockDays": "1", "SnapshotEvery": "4", "SourceRoots": str(roots), "AuditCommits": "DISABLED",
    }  # fmt: skip


def deploy(deployed: DeployedHub, roots: Path) -> LivingHub:
    """Deploy a hub and make its first operator key."""
    outputs = deployed.stack.deploy(deployed.name, parameters_of(deployed.name, roots))
    with acting_as(deployed):
        key = first_operator_key(deployed.stack.client_environment(deployed.name), outputs)
    assert key
    pseudonyms = deployed.client("secretsmanager").get_secret_value(
        SecretId=f"commandcenter/{deployed.name}/pseudonyms"
    )
    return LivingHub(deployed, key, {key, pseudonyms["SecretString"]})


@contextmanager
def acting_as(deployed: DeployedHub) -> Iterator[None]:
    before = dict(os.environ)
    os.environ.update(deployed.stack.client_environment(deployed.name))
    boto3.setup_default_session()  # it would go on with the credentials of whoever it was first made for
    try:
        yield
    finally:
        os.environ.clear()
        os.environ.update(before)
        boto3.setup_default_session()


def eventually(condition: Callable[[], T | None], what: str, seconds: float = 30) -> T:
    """Return what the condition gives once it gives something."""
    deadline = time.monotonic() + seconds
    while not (found := condition()):
        assert time.monotonic() < deadline, f"waited {seconds} s for {what}"
        time.sleep(0.1)
    return found
