"""Take a hub down and bring it back: none of its functions may run in between, as when its account is suspended."""

from collections.abc import Iterator, Mapping
from typing import Any

import boto3


def take_down(environment: Mapping[str, str], stack: str) -> list[str]:
    """Let no function of a hub run any more; returns their names, which `bring_back` takes."""
    functions = list(_functions(environment, stack))
    client = _client(environment, "lambda")
    for name in functions:
        client.put_function_concurrency(FunctionName=name, ReservedConcurrentExecutions=0)
    return functions


def bring_back(environment: Mapping[str, str], functions: list[str]) -> None:
    """Let the functions run again."""
    client = _client(environment, "lambda")
    for name in functions:
        client.delete_function_concurrency(FunctionName=name)


def _functions(environment: Mapping[str, str], stack: str) -> Iterator[str]:
    pages = _client(environment, "cloudformation").get_paginator("list_stack_resources").paginate(StackName=stack)
    for page in pages:
        for resource in page["StackResourceSummaries"]:
            if resource["ResourceType"] == "AWS::Lambda::Function":
                yield resource["PhysicalResourceId"]


def _client(environment: Mapping[str, str], service: str) -> Any:
    session = boto3.session.Session(
        environment["AWS_ACCESS_KEY_ID"], environment["AWS_SECRET_ACCESS_KEY"], region_name=environment["AWS_REGION"]
    )
    return session.client(service, endpoint_url=environment["AWS_ENDPOINT_URL"])
