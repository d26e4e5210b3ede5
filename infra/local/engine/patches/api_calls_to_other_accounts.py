"""Route unsigned API calls to the account that owns the API.

Gap: the engine looks an API up only in the account of the caller's signature, else in its default account, so an
unsigned call to the API of any other account is answered with 404. On AWS the API's address alone decides. Several hubs
live on one engine, each in its own account, and their callers do not sign.
Patch point: `app._handle_execute_api_request`, with `app._parse_execute_api_url` and the API store of REST APIs.
"""

from __future__ import annotations

from typing import Any

from patching import engine_module, patch_point, require


def apply() -> None:
    app = engine_module("app")
    rest_apis = engine_module("services.apigateway_v1")._rest_apis
    responses = engine_module("core.responses")
    handle = patch_point(app, "_handle_execute_api_request", ("host", "path", "method", "headers"))
    parse = patch_point(app, "_parse_execute_api_url", ("host", "path"))
    require(callable(getattr(rest_apis, "all_items", None)), "the REST API store lists no items of all accounts")

    async def in_owner_account(
        host: str, path: str, method: str, headers: dict[str, str], *rest: Any, **named: Any
    ) -> Any:
        address = parse(host, path)
        if address and not is_signed(headers):
            owner = next(
                ((account, region) for (account, region, api), _ in rest_apis.all_items() if api == address[0]), None
            )
            if owner:
                responses.set_request_account_id(owner[0])
                responses.set_request_region(owner[1])
        return await handle(host, path, method, headers, *rest, **named)

    app._handle_execute_api_request = in_owner_account


def is_signed(headers: dict[str, str]) -> bool:
    return headers.get("authorization", "").startswith("AWS4-")
