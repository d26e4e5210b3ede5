"""Catalog entities become services with a reference; the project's own file its properties."""

from typing import Any

import pytest
import yaml

from commandcenter.graph.identifiers import parse_identifier

from .conftest import Index

CATALOG = """
apiVersion: backstage.io/v1alpha1
kind: Component
metadata: {name: Orders, title: Orders service, tags: [python, aws]}
spec:
  type: service
  lifecycle: production
  owner: team-a
  system: shop
  dependsOn: [resource:orders-db, component:gone, Component:default/billing]
  providesApis: [orders-api]
  consumesApis: [other/elsewhere]
---
apiVersion: backstage.io/v1alpha1
kind: API
metadata: {name: orders-api}
spec: {type: openapi, owner: "user:default/jane"}
---
apiVersion: backstage.io/v1alpha1
kind: Resource
metadata: {name: orders-db, namespace: data}
spec: {type: database, owner: group:data/dba}
---
apiVersion: backstage.io/v1alpha1
kind: System
metadata: {name: shop}
spec: {owner: team-a, domain: sales}
---
apiVersion: backstage.io/v1alpha1
kind: User
metadata: {name: jane}
---
kind: Deployment
metadata: {name: not-ours}
"""
BILLING = "apiVersion: backstage.io/v1alpha1\nkind: Component\nmetadata: {name: billing}\nspec: {type: job}\n"


def test_entities_become_services(index: Index) -> None:
    found = index({"catalog-info.yaml": CATALOG, "billing/catalog-info.yml": BILLING}, "index-backstage")
    assert found.findings() == []
    assert found.keys("service") == [
        "service:api/orders-api", "service:billing", "service:orders", "service:resource/data/orders-db",
    ]  # fmt: skip
    orders = found.props("service:orders")
    assert {name: orders[name] for name in ("backstage", "owner", "system", "domain", "lifecycle", "component_type")} == {
        "backstage": "component:default/orders", "owner": "group:default/team-a", "system": "system:default/shop",
        "domain": "domain:default/sales", "lifecycle": "production", "component_type": "service",
    }  # fmt: skip
    assert found.edges("service:orders", "dependsOn") == ["service:billing"]
    assert found.edges("service:orders", "implements") == ["service:api/orders-api"]
    assert orders["catalog"]["dependsOn"] == [
        "resource:default/orders-db",
        "component:default/gone",
        "api:other/elsewhere",
    ]
    assert "jane" not in str(found.nodes)


def test_references_are_in_the_form_the_resolver_looks_up(index: Index) -> None:
    found = index({"catalog-info.yaml": CATALOG}, "index-backstage")
    for key in found.keys("service"):
        ref = found.props(key)["backstage"]
        assert parse_identifier(ref).text == ref


MANIFEST = """
title: Shop
domain: sales
status: active
tags: [payments, b]
provides: ["pkg:npm/@acme/Shop@1.0.0"]
links: [{type: dependsOn, project: billing}]
consumes:
  - {service: Checkout, project: billing, queue: invoices}
  - {service: Checkout, project: tax, endpoint: GET /rate}
"""


def test_the_projects_own_file(index: Index) -> None:
    found = index({"commandcenter.yaml": MANIFEST, "sub/commandcenter.yaml": "title: Other"}, "index-backstage")
    assert found.findings() == []
    assert found.provides == ("pkg:npm/%40acme/shop",)
    project = found.props("project:sample")
    assert {name: project[name] for name in ("title", "domain", "status", "tags", "links")} == {
        "title": "Shop", "domain": "sales", "status": "active", "tags": ["b", "payments"],
        "links": [{"type": "dependsOn", "project": "billing"}],
    }  # fmt: skip
    assert found.props("service:Checkout")["consumes"] == [
        {"project": "billing", "key": "queue:invoices"}, {"project": "tax", "key": "endpoint:GET /rate"},
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("path", "text", "reason"),
    [
        ("catalog-info.yaml", CATALOG.replace("name: Orders", "name: 'a b'"), "at /0/metadata/name"),
        ("catalog-info.yaml", CATALOG.replace("tags: [python, aws]", "tags: 3"), "at /0/metadata/tags"),
        ("catalog-info.yaml", "a: [", "not YAML"),
        ("commandcenter.yaml", "links: [{type: likes, project: a}]", "at /links/0/type"),
        ("commandcenter.yaml", "links: [{type: dependsOn, project: A B}]", "at /links/0/project"),
        ("commandcenter.yaml", "provides: [requests]", "at /provides/0"),
        ("commandcenter.yaml", "colour: red", "at /colour"),
        ("commandcenter.yaml", "consumes: [{project: a}]", "at /consumes/0"),
        ("commandcenter.yaml", "- a", "expected an object, not an array at /"),
    ],
)
def test_what_is_wrong_is_a_finding(index: Index, path: str, text: str, reason: str) -> None:
    found = index({path: text, "x/catalog-info.yaml": BILLING}, "index-backstage")
    assert any(reason in finding for finding in found.findings())
    assert "service:billing" in found.nodes


def test_the_manifest_lists_what_the_code_claims(plugins: Any) -> None:
    plugin = plugins["index-backstage"]
    claims = yaml.safe_load((plugin.folder / "plugin.yaml").read_text())["contributes"]["claims"]
    assert all(plugin.create().claims(claim) for claim in claims)
    assert not plugin.create().claims("sub/commandcenter.yaml")
