"""The first operator key of a new hub, made with the AWS credentials of whoever deployed it.

Run as a process of its own (`python -m commandcenter.hub.first_key TABLE PLAN`), since AWS clients take credentials from
the environment of their process, and one command may deploy hubs into several accounts.
"""

import os
import subprocess
import sys
from collections.abc import Mapping

from commandcenter.kernel.errors import UnavailableError


def first_operator_key(environment: Mapping[str, str], outputs: Mapping[str, str]) -> str | None:
    """Make an operator key unless the hub has one; returns its text, to be shown once, or None.

    Args:
        environment: AWS_* variables of the deployer: region, credentials, perhaps an endpoint.
        outputs: The stack's outputs.

    Raises UnavailableError with the reason.
    """
    command = [sys.executable, "-m", __name__, outputs["TableName"], outputs["TeamPlanId"]]
    done = subprocess.run(  # noqa: S603 - ourselves
        command, env={**os.environ, **environment}, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise UnavailableError(f"no operator key could be made: {(done.stderr.strip().splitlines() or ['?'])[-1]}")
    return done.stdout.strip() or None


def make_first_key(table: str, plan: str) -> str | None:
    """Make the key in this process's account; returns its text, or None when an operator's key opens the hub already."""
    import boto3

    from commandcenter.hub.api_keys import issue
    from commandcenter.hub.gateway_keys import GatewayKeys
    from commandcenter.kernel.clock import SystemClock
    from commandcenter.partners.dynamodb import DynamoKeys

    region, clock = os.environ["AWS_REGION"], SystemClock()
    keys = DynamoKeys(table, region, endpoint=os.environ.get("AWS_ENDPOINT_URL"))
    if any(key.role == "operator" and key.opens(clock.now()) for key in keys.list()):
        return None
    gateway = GatewayKeys(boto3.client("apigateway", region_name=region))
    return issue(keys, gateway, plan, {"name": "first operator", "role": "operator"}, clock).text


if __name__ == "__main__":
    print(make_first_key(sys.argv[1], sys.argv[2]) or "")
