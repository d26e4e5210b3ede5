"""Deployment records add to what is known."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from commandcenter.graph.model import Node
from commandcenter.graph.replace import plan_replace
from commandcenter.indexing.reports import parse_report, plan_report
from commandcenter.kernel.errors import InvalidInputError
from commandcenter.ledger.model import Meta
from commandcenter.ledger.open import open_memory

from .conftest import COMMIT, Read

RECORD: dict[str, Any] = {
    "environment": "prod", "service": "orders", "version": "1.4.0", "at": "2026-03-01T12:00:00+02:00",
    "url": "https://orders.example.org", "arn": "arn:aws:lambda:eu-west-1:123456789012:function:orders",
}  # fmt: skip


def test_a_record_becomes_a_deployment_of_the_service() -> None:
    facts = parse_report("deployment", json.dumps(RECORD).encode(), known={"service:orders"}, commit=COMMIT)
    (node,) = (node for node in facts if node.type == "deployment")
    assert node.key == "deployment:prod/orders"
    assert node.edges["dependsOn"] == ("service:orders",)
    assert node.props == {**RECORD, "at": "2026-03-01T10:00:00.000Z", "commit": COMMIT, "status": "succeeded"}


def test_a_push_for_one_environment_leaves_the_other_be() -> None:
    ledger, meta = open_memory(), Meta(datetime(2026, 1, 1, tzinfo=UTC), "test", "report", "source")
    ledger.submit("sample", plan_replace([Node("file", "a")], "source"), meta)
    for environment in ("prod", "staging", "prod"):
        data = json.dumps([{**RECORD, "environment": environment}]).encode()
        ledger.submit("sample", plan_report("deployment", parse_report("deployment", data, known=())), meta)
    keys = [key for key, _ in ledger.as_of("sample").items() if key.startswith("deployment:")]
    assert sorted(keys) == ["deployment:prod/orders", "deployment:staging/orders"]


@pytest.mark.parametrize(
    ("change", "pointer"),
    [
        ({"environment": ""}, "/deployments/0/environment"),
        ({"at": "yesterday"}, "/deployments/0/at"),
        ({"at": "2026-03-01T12:00:00"}, "/deployments/0/at"),
        ({"commit": "HEAD"}, "/deployments/0/commit"),
        ({"status": "fine"}, "/deployments/0/status"),
        ({"url": "javascript:alert(1)"}, "/deployments/0/url"),
        ({"url": "https://user:secret@example.org"}, "/deployments/0/url"),
        ({"url": "http://[broken"}, "/deployments/0/url"),
        ({"arn": "arn:aws"}, "/deployments/0/arn"),
        ({"version": ["1"]}, "/deployments/0/version"),
        ({"token": "x"}, "/deployments/0"),
    ],
)
def test_wrong_records_are_refused_with_the_place(read: Read, change: dict[str, Any], pointer: str) -> None:
    with pytest.raises(InvalidInputError) as caught:
        read("deployment", json.dumps({"deployments": [{**RECORD, **change}]}))
    assert caught.value.pointer == pointer
    assert "secret" not in caught.value.detail
