"""A repository to push from: a clone of this one, a commit, and the signed message a Git host would send."""

import json
import secrets
import subprocess
import uuid
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import boto3

from commandcenter.cli.connection import HubClient
from commandcenter.cli.jobs import wait_for_job
from commandcenter.kernel.clock import SystemClock
from commandcenter.sources.signatures import sign_push

PROJECT = "commandcenter"
BRANCH = "demo"
AUTHOR = ("-c", "user.name=Demo", "-c", "user.email=demo@example.org", "-c", "commit.gpgsign=false")


def clone(source: Path, target: Path) -> Path:
    """Clone the checkout onto a branch of our own; where it has no history, begin one with its files."""
    if (source / ".git").exists():
        _git("clone", "--quiet", "--no-hardlinks", str(source), str(target))
        _git("-C", str(target), "checkout", "--quiet", "-B", BRANCH)
        return target
    target.mkdir(parents=True)
    listed = [path for path in sorted(source.iterdir()) if not path.name.startswith(".") and path.name != "build"]
    subprocess.run(["cp", "-r", *map(str, listed), str(target)], check=True)  # noqa: S607 - a fixed program
    _git("-C", str(target), "init", "--quiet", "--initial-branch", BRANCH)
    _commit(target, "Begin")
    return target


def register(client: HubClient, environment: Mapping[str, str], hub: str, clone: Path) -> bytes:
    """Register the clone as the project's repository, with a webhook secret in Secrets Manager; returns the secret."""
    secret, name = secrets.token_hex(32), f"commandcenter/{hub}/repositories/{PROJECT}"
    session = boto3.session.Session(
        environment["AWS_ACCESS_KEY_ID"], environment["AWS_SECRET_ACCESS_KEY"], region_name=environment["AWS_REGION"]
    )
    manager = session.client("secretsmanager", endpoint_url=environment["AWS_ENDPOINT_URL"])
    try:
        manager.create_secret(Name=name, SecretString=secret)
    except manager.exceptions.ResourceExistsException:
        manager.put_secret_value(SecretId=name, SecretString=secret)
    repository = {
        "kind": "generic", "full_name": f"demo/{PROJECT}", "url": clone.as_uri(), "branch": BRANCH, "secret": name,
    }  # fmt: skip
    entry = {
        "name": PROJECT,
        "title": "CommandCenter",
        "domain": "Infra",
        "tags": ["hub"],
        "repositories": [repository],
    }
    client.call("POST", "/v1/projects", entry)
    return secret.encode()


def commit(clone: Path) -> str:
    """Make a small real change: a spec item, and a function that carries it; returns the commit's id."""
    specs = clone / "specs"
    specs.mkdir(exist_ok=True)
    (specs / "demo.md").write_text("---\nstatus: inProgress\n---\n# A push becomes a revision\n\nWithin seconds.\n")
    (clone / "pushed_by_the_demo.py").write_text('def greet(name: str) -> str:\n    return f"hello {name}"\n')
    return _commit(clone, "Greet whoever watches the demo")


def push(client: HubClient, clone: Path, secret: bytes) -> Mapping[str, Any]:
    """Send the signed message of a push, and wait for the revision it makes."""
    after = _git("-C", str(clone), "rev-parse", "HEAD")
    body = json.dumps({"repository": f"demo/{PROJECT}", "ref": f"refs/heads/{BRANCH}", "after": after}).encode()
    headers = sign_push(secret, body, SystemClock().now(), uuid.uuid4().hex)
    url = f"{client.address.url}/v1/webhooks/generic"
    answer = client.send("POST", url, body, {**headers, "Content-Type": "application/json"})
    return wait_for_job(client, PROJECT, answer["job"])


def _commit(clone: Path, message: str) -> str:
    _git("-C", str(clone), "add", "--all")
    _git("-C", str(clone), *AUTHOR, "commit", "--quiet", "--message", message)
    return _git("-C", str(clone), "rev-parse", "HEAD")


def _git(*arguments: str) -> str:
    done = subprocess.run(["git", *arguments], check=True, capture_output=True, text=True)  # noqa: S607 - git
    return done.stdout.strip()
