"""What the tests of attestations on deployed hubs share: a project that is audited and attested, its bundle, its keys."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

from audited_hubs import CASP, index
from living_hub import LivingHub, eventually

VERIFIER = Path(__file__).resolve().parents[2] / "layers/core/python/commandcenter/attestation/verify.py"


def audit(hub: LivingHub, project: str, facts: dict[str, Any] = CASP) -> str:
    """Index a project and have it audited; returns the audit."""
    index(hub, project, facts)
    asked = hub.call("POST", f"/v1/projects/{project}/audits", {})
    assert asked.status == 202, asked.body
    name: str = asked.json["audit"]
    return name


def attested(hub: LivingHub, project: str, name: str) -> dict[str, Any]:
    """Wait until an audit is attested; returns what the hub says of it."""

    def done() -> dict[str, Any] | None:
        answer = hub.call("GET", f"/v1/projects/{project}/attestations/{name}")
        if answer.status == 404:
            return None  # the audit is not done yet
        assert answer.status == 200, answer.body
        assert answer.json["state"] != "failed", answer.json
        said: dict[str, Any] = answer.json
        return said if said["state"] == "done" else None

    return eventually(done, f"the attestation of {name}", 90)


def bundle(hub: LivingHub, project: str, name: str) -> bytes:
    place = hub.call("GET", f"/v1/projects/{project}/attestations/{name}/bundle")
    assert place.status == 200, place.body
    fetched = hub.send("GET", place.json["url"])
    assert (fetched.status, len(fetched.body)) == (200, place.json["bytes"])
    return fetched.body


def keys_of(hub: LivingHub, folder: Path) -> Path:
    """Pin the keys a hub publishes now."""
    path = folder / f"{hub.name}-keys.json"
    path.write_bytes(hub.send("GET", "/.well-known/jwks.json").body)
    return path


def verify(data: bytes, folder: Path, *options: str | Path) -> tuple[int, dict[str, Any]]:
    """Run the stand-alone verifier as a partner would; returns its exit code and what it says."""
    path = folder / "bundle.zip"
    path.write_bytes(data)
    command = [sys.executable, "-I", VERIFIER, path, "--json", *options]
    done = subprocess.run([str(one) for one in command], capture_output=True, text=True, check=False, cwd=folder)
    assert done.stdout, done.stderr
    return done.returncode, json.loads(done.stdout)
