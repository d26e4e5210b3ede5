"""Audits become proofs: signed, logged, cosigned, pinned on a real IPFS node, registered, and checked by one small file."""

import json
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import urllib3
from telling import ask, say, show

from commandcenter.cli.places import find_hub
from commandcenter.kernel.errors import ProblemError, UnavailableError
from commandcenter.kernel.layers import CHECKOUT

sys.path.insert(0, str(CHECKOUT / "infra" / "registry"))
sys.path.insert(0, str(CHECKOUT / "infra" / "local"))

from attestation_registry import AttestationRegistry
from registry_server import serving

from commandcenter_local.clients import client
from commandcenter_local.kubo import running_kubo

VERIFIER = CHECKOUT / "layers/core/python/commandcenter/attestation/verify.py"
TOKEN = "only-for-this-demo"  # noqa: S105 - of a registry that ends with the demo


@contextmanager
def outside(work: Path, environment: dict[str, str], hub: str) -> Iterator[str]:
    """Run an IPFS node and a registry for the block, and make them known to a hub; yields the node's address."""
    registry = AttestationRegistry(TOKEN)
    with running_kubo(work / "kubo") as node, serving(registry) as url:
        services = {
            "kubo": {"plugin": "pin-kubo", "config": {"api": node}},
            "veria": {"plugin": "registry-veria", "config": {"url": url, "token": TOKEN, "private": True}},
        }
        secrets = client("secretsmanager", environment)
        secrets.put_secret_value(SecretId=f"commandcenter-outside/{hub}", SecretString=json.dumps(services))
        say(f"a Kubo node and a registry run outside of {hub}: {url}")
        yield node


def release(hub: str, *projects: str) -> None:
    """Let what is attested of some projects leave the hub."""
    for project in projects:
        show("attest:publish", project, "--hub", hub, "--pinner", "kubo", "--registry", "veria")


def prove(hub: str, witness: str, project: str, node: str, work: Path) -> None:
    """Show what is attested of a project, and check it as somebody would who trusts neither hub nor network."""
    said = _witnessed(hub, witness, project)
    show("attest:show", project, said["audit"], "--hub", hub)
    bundle = work / f"{project}.zip"
    show("attest:bundle", project, said["audit"], "--out", str(bundle), "--hub", hub)
    cid = said["statements"]["audit"]["cid"]
    show("attest:fetch", cid, "--from", f"kubo:{node}", "--out", str(work / f"{project}.dsse.json"))
    keys, witnesses = (_keys(name, work) for name in (hub, witness))
    options = ("--keys", str(keys), "--witness-keys", str(witnesses), "--witnesses", "1")
    _verify(bundle, options, 0)
    data = bytearray(bundle.read_bytes())
    data[data.index(b'"assessment-results"') + 5] ^= 1
    bundle.write_bytes(data)
    say("one byte of the bundle flipped")
    _verify(bundle, options, 1)


def _witnessed(hub: str, witness: str, project: str, seconds: float = 120) -> dict[str, Any]:
    """Wait until the newest attestation of a project is done and the log that holds it is cosigned."""
    address, began = find_hub(hub), time.monotonic()
    while time.monotonic() - began < seconds:
        said = ask("attest:show", project, "--hub", hub)
        newest = max(said["attestations"], key=lambda one: str(one.get("issued", "")), default=None)
        checkpoint = urllib3.request("GET", f"{address.url}/v1/log?name=checkpoint", headers={"x-api-key": address.key})
        witnessed = f"commandcenter/{witness}/witness" in checkpoint.data.decode()
        if witnessed and newest and {newest["state"], *(one["state"] for one in newest["deliveries"])} == {"done"}:
            found: dict[str, Any] = newest
            return found
        time.sleep(2)
    raise UnavailableError(f"{project} was not attested, pinned, registered and witnessed within {seconds:.0f} s")


def _keys(hub: str, work: Path) -> Path:
    """Pin the keys of a hub; a partner would have them over another channel."""
    path = work / f"{hub}-keys.json"
    path.write_bytes(urllib3.request("GET", f"{find_hub(hub).url}/.well-known/jwks.json").data)
    return path


def _verify(bundle: Path, options: tuple[str, ...], expected: int) -> None:
    print(f"\n$ python verify.py {bundle.name} {' '.join(Path(one).name for one in options)}", flush=True)
    done = subprocess.run([sys.executable, "-I", str(VERIFIER), str(bundle), *options], check=False)
    if done.returncode != expected:
        raise ProblemError(f"the verifier ended with {done.returncode}, not {expected}")
