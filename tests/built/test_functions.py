"""Each built function alone: its own artefact, its layers, and of everything else only what the Lambda runtime has."""

import json
import subprocess
import sys
from importlib.metadata import distribution
from pathlib import Path

import pytest
from template import Template

ROOT = Path(__file__).resolve().parents[2]
FUNCTIONS = sorted(Template.read(ROOT / "template.yaml").functions)
RUNTIME = ("boto3", "botocore", "s3transfer", "jmespath", "python-dateutil", "six", "urllib3")
"""What AWS's Python runtime brings."""
MAX_UNZIPPED = 250 * 1024 * 1024

LOAD = """
import importlib, json, socket, sys

class NoNetwork(socket.socket):
    def connect(self, address):
        # The policy engine of the authorizer is a process of its own, spoken with over a local socket.
        if self.family != socket.AF_UNIX and address[0] != "127.0.0.1":
            raise AssertionError(f"connects to {address} while it is loaded")
        return super().connect(address)

socket.socket = NoNetwork
paths, handler, more = json.loads(sys.argv[1])
sys.path[:0] = paths
module, _, attribute = handler.partition(".")
assert callable(getattr(importlib.import_module(module), attribute))
for name in more:
    importlib.import_module(name)
places = {str(getattr(m, "__file__", "") or "") for m in list(sys.modules.values())}
print(json.dumps(sorted(place for place in places if "site-packages" in place or "/layers/core/" in place)))
"""

LATER = {
    "ReceiveWebhook": ["pynamodb", "commandcenter.sources.dynamodb", "commandcenter.sources.sqs"],
    "IndexSource": [
        "commandcenter.hub.run_job", "commandcenter.sources.git", "commandcenter.sources.archive",
        "commandcenter.indexing.reports", "commandcenter.indexing.purls", "packageurl", "defusedxml", "tree_sitter_go",
        "tree_sitter_python", "tree_sitter_javascript", "tree_sitter_typescript", "commandcenter.hub.dynamodb",
    ],
    "Graphql": ["graphql", "packageurl", "commandcenter.graph.identifiers", "commandcenter.ledger.dynamodb"],
    "LinkProjects": ["commandcenter.graph.link_projects", "commandcenter.ledger.dynamodb", "packageurl"],
    "PublishCommits": ["commandcenter.mesh.eventbridge", "commandcenter.ledger.s3", "commandcenter.ledger.dynamodb"],
    "SweepLedger": ["commandcenter.mesh.eventbridge", "commandcenter.ledger.s3", "commandcenter.ledger.dynamodb"],
    "ManageKeys": ["commandcenter.partners.dynamodb", "commandcenter.hub.gateway_keys"],
    "ManageProjects": ["commandcenter.hub.dynamodb", "commandcenter.sources.sqs", "commandcenter.ledger.s3"],
    "ReceiveReport": ["commandcenter.hub.dynamodb", "commandcenter.sources.sqs", "commandcenter.ledger.dynamodb"],
    "Authorize": ["commandcenter.partners.dynamodb", "opa_client"],
    "RecordEvents": ["commandcenter.mesh.log.dynamodb", "commandcenter.mesh.peers.dynamodb"],
    "AnnouncePresence": [
        "commandcenter.mesh.presence.dynamodb", "commandcenter.mesh.peers.dynamodb", "commandcenter.signing.kms",
        "commandcenter.signing.http_signatures", "commandcenter.ledger.dynamodb", "commandcenter.graph.federated.exported",
    ],
    "SyncPeers": ["commandcenter.signing.kms", "commandcenter.signing.http_signatures", "opa_client"],
    "ReceiveEvents": ["commandcenter.signing.http_signatures", "commandcenter.signing.pyca", "opa_client"],
    "HandOverEvents": ["commandcenter.signing.kms", "commandcenter.signing.http_signatures", "opa_client"],
    "ManagePeers": ["commandcenter.signing.kms", "commandcenter.signing.http_signatures"],
    "PublishKeys": ["commandcenter.signing.kms"],
    "ManageMesh": ["commandcenter.mesh.log.dynamodb", "opa_client"],
}  # fmt: skip
"""What a function imports when it is first called, so that a missing package is not found by its first caller."""


@pytest.fixture(scope="session")
def runtime(tmp_path_factory):
    """Return a folder that holds boto3 and what it needs, and nothing else of this environment."""
    folder = tmp_path_factory.mktemp("runtime")
    for name in RUNTIME:
        found = distribution(name)
        for top in {file.parts[0] for file in found.files or () if not file.parts[0].startswith("..")}:
            if not top.endswith((".dist-info", "__pycache__")):
                (folder / top).symlink_to(Path(str(found.locate_file(top))))
    return folder


def pieces(build, template, function):
    return [build / function, *(build / layer for layer in template.layers(function))]


@pytest.mark.parametrize("function", FUNCTIONS)
def test_a_built_function_loads_with_its_own_artefact_and_layers(build, template, runtime, function, tmp_path):
    own, *layers = pieces(build, template, function)
    paths = [own, *(layer / "python" for layer in layers if (layer / "python").is_dir()), runtime]
    asked = [[str(path) for path in paths], template.functions[function]["Handler"], LATER.get(function, [])]
    environment = {
        "PATH": "/usr/bin:/bin", "TMPDIR": str(tmp_path), "AWS_REGION": "eu-west-1", "AWS_DEFAULT_REGION": "eu-west-1",
        "AWS_ACCESS_KEY_ID": "none", "AWS_SECRET_ACCESS_KEY": "none", "AWS_EC2_METADATA_DISABLED": "true",
        "CC_HUB": "h", "CC_TABLE": "t", "CC_BUCKET": "b", "POWERTOOLS_SERVICE_NAME": "h",
        "_LAMBDA_LAYERS_DIRS": ":".join(map(str, layers)),
    }  # fmt: skip
    # -I and -S: neither this checkout, nor the user's packages, nor this environment's are on the path.
    command = [sys.executable, "-I", "-S", "-c", LOAD, json.dumps(asked)]
    done = subprocess.run(
        command, env=environment, cwd=tmp_path, capture_output=True, text=True, check=False, timeout=60
    )
    assert done.returncode == 0, done.stderr[-2000:]
    venv = str(Path(sys.prefix).resolve())
    strangers = [place for place in json.loads(done.stdout.splitlines()[-1]) if place.startswith(venv)]
    assert strangers == []


@pytest.mark.parametrize("function", FUNCTIONS)
def test_a_built_function_fits_into_lambda_with_its_layers(build, template, function):
    size = sum(
        path.stat().st_size
        for piece in pieces(build, template, function)
        for path in piece.rglob("*")
        if path.is_file()
    )
    assert 0 < size < MAX_UNZIPPED


def test_no_test_and_no_secret_is_shipped(build):
    shipped = [path.relative_to(build) for path in build.rglob("*") if path.is_file()]
    assert len(shipped) > 500
    suspicious = {".env", ".git", "keys.json", "credentials", "conftest.py", ".venv"}
    assert not [path for path in shipped if suspicious & set(path.parts)]


def test_every_plugin_of_the_checkout_is_shipped_with_its_manifest(build):
    here = {path.parent.name for path in (ROOT / "plugins").glob("*/plugin.yaml")}
    shipped = {path.parent.name for path in (build / "PluginsLayer").rglob("plugin.yaml")}
    assert here == shipped
