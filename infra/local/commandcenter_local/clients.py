"""AWS clients that talk to the local engine."""

from __future__ import annotations

import importlib
from collections.abc import Mapping
from typing import Any


def client(service: str, access: Mapping[str, str], *, attempts: int = 3) -> Any:
    """Return a boto3 client that acts as the owner of the account that `access` names."""
    # boto3 is part of the project's own environment, and slow to import for callers that only ask for the status.
    boto3, config = importlib.import_module("boto3"), importlib.import_module("botocore.config")
    return boto3.client(
        service,
        endpoint_url=access["AWS_ENDPOINT_URL"],
        region_name=access["AWS_DEFAULT_REGION"],
        aws_access_key_id=access["AWS_ACCESS_KEY_ID"],
        aws_secret_access_key=access["AWS_SECRET_ACCESS_KEY"],
        config=config.Config(retries={"total_max_attempts": attempts}),
    )


def stack_outputs(stack: str, access: Mapping[str, str]) -> dict[str, str]:
    """Return the outputs of a deployed stack."""
    described = client("cloudformation", access).describe_stacks(StackName=stack)["Stacks"][0]
    return {output["OutputKey"]: output["OutputValue"] for output in described.get("Outputs", [])}


def tell_address(outputs: Mapping[str, str], access: Mapping[str, str]) -> None:
    """Write the address at which a hub is reached here into the parameter its functions read it from, if it has one."""
    name, address = outputs.get("UrlParameter"), outputs.get("api_url")
    if name and address:
        client("ssm", access).put_parameter(Name=name, Value=address, Type="String", Overwrite=True)
