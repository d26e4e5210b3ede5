"""The first operator key of a new hub, made with the AWS credentials of whoever deployed it."""

from collections.abc import Mapping

from commandcenter.hub.api_keys import issue
from commandcenter.hub.gateway_keys import GatewayKeys
from commandcenter.kernel.clock import SystemClock
from commandcenter.partners.dynamodb import DynamoKeys


def first_operator_key(environment: Mapping[str, str], outputs: Mapping[str, str]) -> str | None:
    """Make an operator key unless the hub has one; returns its text, to be shown once, or None.

    Args:
        environment: AWS_* variables of the deployer: region, credentials, perhaps an endpoint.
        outputs: The stack's outputs.

    """
    import os

    import boto3

    os.environ.update(environment)  # PynamoDB takes its credentials from nowhere else
    region, endpoint = environment["AWS_REGION"], environment.get("AWS_ENDPOINT_URL")
    keys, clock = DynamoKeys(outputs["TableName"], region, endpoint=endpoint), SystemClock()
    if any(key.role == "operator" and key.opens(clock.now()) for key in keys.list()):
        return None
    gateway = GatewayKeys(boto3.client("apigateway", region_name=region))
    return issue(keys, gateway, outputs["TeamPlanId"], {"name": "first operator", "role": "operator"}, clock).text
