"""API Gateway's side of a key: what meters it. It authenticates nobody; the authorizer does."""

from typing import Any

from botocore.exceptions import ClientError

from commandcenter.kernel.errors import UnavailableError


class GatewayKeys:
    """Tie keys to usage plans through a boto3 `apigateway` client; the key's id is its name there."""

    def __init__(self, client: Any) -> None:
        self._client = client

    def add(self, key_id: str, text: str, plan: str) -> None:
        """Make a metered key with this text in a usage plan; raises UnavailableError and leaves nothing half-made."""
        made = None
        try:
            made = self._client.create_api_key(name=key_id, value=text, enabled=True)["id"]
            self._client.create_usage_plan_key(usagePlanId=plan, keyId=made, keyType="API_KEY")
        except ClientError as error:
            if made:
                self._client.delete_api_key(apiKey=made)
            raise UnavailableError(f"API Gateway refused the key: {error.response['Error']['Code']}") from None

    def remove(self, key_id: str) -> None:
        """Delete the metered key of this id, if it is there."""
        for found in self._client.get_api_keys(nameQuery=key_id, limit=10)["items"]:
            if found["name"] == key_id:
                self._client.delete_api_key(apiKey=found["id"])
