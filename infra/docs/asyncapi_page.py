"""Render docs/asyncapi.yaml from the contracts of the subjects a hub publishes."""

from collections.abc import Iterable
from typing import Any

import yaml

from commandcenter import __version__
from commandcenter.mesh.contracts import Contract, hub_contracts
from commandcenter.mesh.patterns import compile_pattern

HEAD = """\
# Written by infra/docs/generate.py from the schemas in layers/core/python/commandcenter/mesh/schemas. Do not edit: change
# the schema, then run the script.
"""
INFO = {
    "title": "Events of a CommandCenter hub",
    "version": __version__,
    "description": (
        "What a hub tells on its EventBridge bus. `detail-type` is the address of the channel; the message is"
        " `detail.event`. `x-eventbridge-pattern` is what a rule must hold to receive a channel, no more and no less."
    ),
    "license": {"name": "Apache-2.0", "url": "https://www.apache.org/licenses/LICENSE-2.0"},
}
SERVER = {
    "host": "events.{region}.amazonaws.com",
    "protocol": "eventbridge",
    "description": "The bus the stack's output `BusName` names.",
    "variables": {"region": {"description": "The region the hub is deployed to."}},
}


def asyncapi_page() -> str:
    """Render the whole document."""
    return HEAD + yaml.safe_dump(asyncapi(hub_contracts()), sort_keys=False, width=120, allow_unicode=True)


def asyncapi(contracts: Iterable[Contract]) -> dict[str, Any]:
    """Put the contracts into an AsyncAPI 3.0 document."""
    named = {contract.address.replace("{", "").replace("}", ""): contract for contract in contracts}
    return {
        "asyncapi": "3.0.0",
        "info": INFO,
        "defaultContentType": "application/cloudevents+json",
        "servers": {"bus": SERVER},
        "channels": {name: _channel(name, contract) for name, contract in named.items()},
        "operations": {name: _operation(name) for name in named},
        "components": {
            "messages": {name: _message(name, contract) for name, contract in named.items()},
            # As they are: AsyncAPI reads them as draft 7, and they hold nothing that 2020-12 reads otherwise.
            "schemas": {name: contract.event_schema() for name, contract in named.items()},
        },
    }


def _channel(name: str, contract: Contract) -> dict[str, Any]:
    parameters = {"parameters": {parameter: {} for parameter in contract.parameters}} if contract.parameters else {}
    return {
        "address": contract.address,
        **parameters,
        "messages": {"event": {"$ref": f"#/components/messages/{name}"}},
        "x-eventbridge-pattern": compile_pattern(contract.pattern),
    }


def _operation(name: str) -> dict[str, Any]:
    channel = {"$ref": f"#/channels/{name}"}
    return {"action": "send", "channel": channel, "messages": [{"$ref": f"#/channels/{name}/messages/event"}]}


def _message(name: str, contract: Contract) -> dict[str, Any]:
    return {
        "name": contract.address,
        "title": contract.data["title"],
        "correlationId": {"location": "$message.payload#/correlationid"},
        "payload": {"$ref": f"#/components/schemas/{name}"},
    }
