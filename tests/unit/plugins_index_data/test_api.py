"""Interface documents become services, endpoints and channels; equal contracts have equal digests."""

import json
from pathlib import Path
from typing import Any

import cfnlint
import pytest
import yaml

from commandcenter.kernel.canonical import digest

from .conftest import Index

OPENAPI: dict[str, Any] = {
    "openapi": "3.1.0",
    "info": {"title": "Orders", "version": "2.0"},
    "servers": [{"url": "https://api.example.org/v1"}, {"url": "https://me:pw@example.org"}],
    "paths": {
        "/orders": {"get": {"operationId": "list", "summary": "All", "tags": ["b", "a"], "responses": {"200": {}}},
                    "parameters": []},
        "/orders/{id}": {"delete": {"deprecated": True}, "x-note": 1},
        "x-internal": {},
    },
    "components": {"schemas": {"Order": {"type": "object", "properties": {"total": {"type": "number", "maximum": 0.5}}}}},
}  # fmt: skip


def test_openapi(index: Index) -> None:
    found = index({"api/openapi.json": json.dumps(OPENAPI)}, "index-api")
    assert found.findings() == []
    assert found.keys("endpoint") == ["endpoint:DELETE /orders/{id}", "endpoint:GET /orders"]
    assert found.edges("service:Orders", "implements") == found.keys("endpoint")
    assert found.edges("file:api/openapi.json", "documents") == ["service:Orders"]
    assert found.props("endpoint:GET /orders") == {
        "method": "GET", "path": "/orders",
        "openapi": {"operation": "list", "summary": "All", "tags": ["a", "b"], "declared_in": ["api/openapi.json"]},
    }  # fmt: skip
    assert found.props("service:Orders")["openapi"] == {
        "version": "2.0", "servers": ["https://api.example.org/v1"], "declared_in": ["api/openapi.json"],
    }  # fmt: skip
    assert found.props("file:api/openapi.json")["schema"] == {"kind": "openapi", "digest": digest(OPENAPI)}


def test_the_same_contract_in_yaml_and_json_has_the_same_digest(index: Index) -> None:
    written = (
        yaml.safe_dump(OPENAPI, sort_keys=False).replace("'200'", "200").replace("openapi: 3.1.0", "openapi: '3.1.0'")
    )
    found = index({"a.yaml": written, "b.json": json.dumps(OPENAPI, indent=3)}, "index-api")
    assert found.props("file:a.yaml")["schema"] == found.props("file:b.json")["schema"]
    assert found.props("service:Orders")["openapi"]["declared_in"] == ["a.yaml", "b.json"]
    changed = index({"b.json": json.dumps(OPENAPI).replace("0.5", "0.25")}, "index-api")
    assert found.props("file:b.json")["schema"] != changed.props("file:b.json")["schema"]


def test_numbers_past_what_canonical_json_can_say_are_part_of_the_contract(index: Index) -> None:
    texts = {
        "a.json": '{"openapi": "3.0.0", "x": 9223372036854775807}',
        "b.yaml": "openapi: 3.0.0\nx: 9223372036854775807",
    }
    found = index({**texts, "c.json": '{"openapi": "3.0.0", "x": 9223372036854775806}'}, "index-api")
    first, second, third = (found.props(f"file:{path}")["schema"]["digest"] for path in ("a.json", "b.yaml", "c.json"))
    assert first == second != third
    assert found.findings() == []


def test_swagger_2(index: Index) -> None:
    text = "swagger: '2.0'\ninfo: {title: Old, version: 1}\nbasePath: /api\npaths: {/x: {post: {}}}"
    found = index({"swagger.yml": text}, "index-api")
    assert found.edges("service:Old", "implements") == ["endpoint:POST /x"]
    assert found.props("service:Old")["openapi"]["base"] == "/api"
    assert found.props("file:swagger.yml")["schema"]["kind"] == "openapi"


ASYNC_2 = """
asyncapi: 2.6.0
info: {title: Billing, version: 1.0.0}
channels:
  invoices/{id}: {subscribe: {message: {}}, description: Sent by us}
  orders: {publish: {message: {}}}
"""
ASYNC_3 = """
asyncapi: 3.0.0
info: {title: Billing, version: 1.0.0}
channels:
  out: {address: 'invoices/{id}', description: Sent by us}
  in~: {address: orders}
operations:
  send: {action: send, channel: {$ref: '#/channels/out'}}
  take: {action: receive, channel: {$ref: '#/channels/in~0'}}
  odd: {action: send, channel: {$ref: 'https://example.org/other#/channels/x'}}
"""


@pytest.mark.parametrize("text", [ASYNC_2, ASYNC_3], ids=["2", "3"])
def test_asyncapi(index: Index, text: str) -> None:
    found = index({"asyncapi.yaml": text}, "index-api")
    assert found.findings() == []
    assert found.keys("queue") == ["queue:invoices/{id}", "queue:orders"]
    assert found.edges("queue:invoices/{id}", "producedBy") == ["service:Billing"]
    assert found.edges("service:Billing", "dependsOn") == ["queue:orders"]
    assert found.props("queue:invoices/{id}")["asyncapi"]["description"] == "Sent by us"
    assert found.props("file:asyncapi.yaml")["schema"]["kind"] == "asyncapi"


def test_json_schema_files_that_are_installed_here(index: Index) -> None:
    """Real schemas: each has the digest of its content."""
    folder = Path(cfnlint.__file__).parent / "data" / "schemas"
    paths = [path for path in sorted(folder.rglob("*.json")) if b"json-schema.org/" in path.read_bytes()]
    found = index({path.relative_to(folder).as_posix(): path.read_bytes() for path in paths}, "index-api")
    seen = {}
    for path in paths:
        document = json.loads(path.read_bytes())
        if "json-schema.org/" in str(document.get("$schema")):
            seen[path] = found.props(f"file:{path.relative_to(folder).as_posix()}")["schema"]
            assert seen[path] == {"kind": "jsonschema", "digest": digest(document)}
    assert len(seen) > 1
    assert found.findings() == []


def test_documents_of_tests_have_a_digest_and_describe_no_service(index: Index) -> None:
    found = index({"tests/partner.json": json.dumps(OPENAPI)}, "index-api")
    assert found.keys("service") == found.keys("endpoint") == []
    assert found.props("file:tests/partner.json")["schema"]["digest"] == digest(OPENAPI)


def test_what_only_uses_a_schema_is_none(index: Index) -> None:
    files = {
        "tsconfig.json": '{"$schema": "https://json.schemastore.org/tsconfig", "openapi": "3 is mentioned"}',
        "package.json": '{"dependencies": {"openapi": "2.1.0", "x": "json-schema.org/"}}',
        "list.json": '["json-schema.org/"]',
        "order.schema.json": '{"type": "object"}',
        "other.schema.json": '{"tables": []}',
    }
    found = index(files, "index-api")
    marked = [path for path in files if "schema" in found.props(f"file:{path}")]
    assert marked == ["order.schema.json"]
    assert found.keys("service") == []


@pytest.mark.parametrize(
    ("path", "text", "reason"),
    [
        ("a.json", '{"openapi": "3.0.0", ', "not JSON"),
        ("a.yaml", "openapi: 3.0.0\npaths: [", "not YAML"),
        ("a.json", '{"openapi": "3.0.0", "paths": {"/x": 3}}', "expected an object, not a number at /paths/~1x"),
        ("a.json", '{"openapi": "3.0.0", "paths": {"/x": {"get": {"tags": "one"}}}}', "at /paths/~1x/get/tags"),
        ("a.json", '{"openapi": "3.0.0", "x": "\\ud800"}', "no digest"),
        ("a.yaml", "asyncapi: 3.0.0\noperations: {a: {action: []}}", "at /operations/a/action"),
    ],
)
def test_broken_documents_are_findings(index: Index, path: str, text: str, reason: str) -> None:
    found = index({path: text, "ok.yaml": ASYNC_2}, "index-api")
    assert any(reason in finding for finding in found.findings())
    assert "queue:orders" in found.nodes


def test_a_template_and_a_document_may_speak_of_the_same(index: Index) -> None:
    template = """
Resources:
  Orders:
    Type: AWS::Serverless::Function
    Properties: {Handler: a.b, Events: {Get: {Type: Api, Properties: {Path: /orders, Method: get}}}}
  Queue: {Type: AWS::SQS::Queue, Properties: {QueueName: orders}}
"""
    files = {"template.yaml": template, "openapi.json": json.dumps(OPENAPI), "asyncapi.yaml": ASYNC_3}
    found = index(files, "index-api", "index-iac")
    assert found.findings() == []
    assert set(found.props("endpoint:GET /orders")) == {"method", "path", "openapi", "aws"}
    assert set(found.props("queue:orders")) == {"asyncapi", "aws", "kind"}
    assert set(found.props("service:Orders")) == {"openapi", "aws", "kind"}


def test_the_manifest_lists_what_the_code_claims(plugins: Any) -> None:
    plugin = plugins["index-api"]
    claims = yaml.safe_load((plugin.folder / "plugin.yaml").read_text())["contributes"]["claims"]
    assert all(plugin.create().claims(f"a/b{claim[1:]}") for claim in claims)
    assert not plugin.create().claims("node_modules/a/openapi.json")
