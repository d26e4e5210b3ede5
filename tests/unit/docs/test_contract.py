"""The OpenAPI contract is valid, its examples fit its schemas, and so do answers of the code itself."""

import json
from collections.abc import Iterator
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Any

import pytest
from docs_pages import ROOT
from jsonschema import Draft202012Validator
from openapi_spec_validator import OpenAPIV31SpecValidator

from commandcenter import __version__
from commandcenter.graph.cache import GraphCache
from commandcenter.hub.card import hub_card, openapi_document
from commandcenter.hub.jobs import JobRecord
from commandcenter.hub.receive_report import CONTENT_TYPES, KINDS, MAX_REPORT_BYTES
from commandcenter.kernel.clock import FixedClock
from commandcenter.kernel.errors import ProblemError
from commandcenter.ledger.open import open_memory
from commandcenter.partners.keys import create_key
from commandcenter.partners.memory import MemoryKeys
from commandcenter.plugins.loader import find_plugins
from commandcenter.queries.execute import QueryContext, execute

CONTRACT = openapi_document()
SCHEMAS = CONTRACT["components"]["schemas"]


def fits(value: Any, schema: Any) -> list[str]:
    """Check a value against a schema that may refer to the contract's schemas; returns what is wrong."""
    document = {**schema, "components": {"schemas": SCHEMAS}}
    return [error.message for error in Draft202012Validator(document).iter_errors(value)]


def examples() -> Iterator[Any]:
    for path, item in CONTRACT["paths"].items():
        for method, operation in item.items():
            if method == "parameters":
                continue
            parts = {"request": operation.get("requestBody", {}), **operation["responses"]}
            for name, part in parts.items():
                for media in part.get("content", {}).values():
                    if "example" in media:
                        yield pytest.param(media["example"], media["schema"], id=f"{method} {path} {name}")
    for name, response in CONTRACT["components"]["responses"].items():
        for media in response["content"].values():
            yield pytest.param(media["example"], media["schema"], id=name)


def operations() -> Iterator[Any]:
    for path, item in CONTRACT["paths"].items():
        for method in sorted(item.keys() - {"parameters"}):
            yield pytest.param(item[method], id=f"{method} {path}")


def test_the_contract_is_valid_openapi() -> None:
    OpenAPIV31SpecValidator(CONTRACT).validate()
    assert CONTRACT["openapi"].startswith("3.1")
    assert CONTRACT["info"]["version"] == __version__


@pytest.mark.parametrize(("example", "schema"), [*examples()])
def test_examples_fit_their_schemas(example: Any, schema: Any) -> None:
    assert fits(example, schema) == []


@pytest.mark.parametrize("operation", [*operations()])
def test_every_operation_tells_its_failures_as_problem_details(operation: dict[str, Any]) -> None:
    failures = {status: said for status, said in operation["responses"].items() if status >= "400"}
    assert "500" in failures
    if operation["operationId"] == "cosignLog":
        del failures["409"]  # C2SP tlog-witness says what it holds
    for status, said in failures.items():
        response = CONTRACT["components"]["responses"][said["$ref"].rpartition("/")[2]]
        assert response["content"]["application/problem+json"]["example"]["status"] == int(status)


def test_every_problem_of_the_code_fits_and_stands_in_the_contract() -> None:
    told = {
        (media["example"]["status"], media["example"]["type"], media["example"]["title"])
        for response in CONTRACT["components"]["responses"].values()
        for media in response["content"].values()
    }
    for error in [ProblemError, *_below(ProblemError, "commandcenter.kernel.errors")]:
        problem = error("why", pointer="/where").problem()
        assert fits(problem, SCHEMAS["Problem"]) == []
        assert (problem["status"], problem["type"], problem["title"]) in told


def test_answers_of_the_code_fit() -> None:
    keys, clock = MemoryKeys(), FixedClock(datetime(2026, 1, 1, tzinfo=UTC))
    made = create_key(keys, name="n", role="auditor", projects=["shop"], clock=clock)
    assert fits(hub_card(), SCHEMAS["HubCard"]) == []
    assert fits(made.record.summary(), SCHEMAS["Key"]) == []
    assert fits({**made.record.summary(), "key": made.text}, SCHEMAS["NewKey"]) == []
    assert fits(asdict(JobRecord("0" * 64, "shop")), SCHEMAS["Job"]) == []


@pytest.mark.parametrize(
    "query", ["{ projects { items { name } } }", "{ nothing }", "{", '{ commits(project: "x") { rev } }']
)
def test_graphql_answers_fit(query: str) -> None:
    ledger = open_memory()
    context = QueryContext(ledger, "hub", ("*",), frozenset(), GraphCache(ledger))
    assert fits(execute(context, {"query": query}), SCHEMAS["GraphqlAnswer"]) == []


def test_a_wrong_answer_does_not_fit() -> None:
    assert fits({"hub": "h", "version": "1"}, SCHEMAS["HubCard"])
    assert fits({"errors": [{"message": "m", "extensions": {"problem": {"status": 7}}}]}, SCHEMAS["GraphqlAnswer"])


def test_reports_and_sources_are_those_of_the_code() -> None:
    report = CONTRACT["paths"]["/v1/projects/{project}/reports"]["post"]
    assert report["parameters"][0]["schema"]["enum"] == sorted(KINDS)
    assert list(report["requestBody"]["content"]) == CONTENT_TYPES
    assert f"{MAX_REPORT_BYTES // 2**20} MiB" in report["requestBody"]["description"]
    known = sorted(plugin.id.removeprefix("source-") for plugin in find_plugins([ROOT / "plugins"], kind="source"))
    assert CONTRACT["paths"]["/v1/webhooks/{source}"]["post"]["parameters"][0]["schema"]["enum"] == known


def test_the_file_is_laid_out_one_way() -> None:
    path = ROOT / "layers/core/python/commandcenter/hub/openapi.json"
    assert path.read_text() == json.dumps(CONTRACT, indent=1, ensure_ascii=False) + "\n"


def _below(error: type[ProblemError], module: str) -> Iterator[type[ProblemError]]:
    for known in error.__subclasses__():
        if known.__module__ == module:
            yield known
            yield from _below(known, module)
