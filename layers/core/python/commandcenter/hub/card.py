"""What a hub says of itself to anyone, and the contract of its HTTP API."""

import json
import os
from importlib.resources import files
from typing import Any

from commandcenter import __version__


def hub_card() -> dict[str, Any]:
    """Describe the hub: its name, version, and where to go on."""
    return {
        "hub": os.environ.get("CC_HUB", ""),
        "version": __version__,
        "links": {
            "graphql": "/graphql",
            "explorer": "/explorer",
            "contract": "/v1/openapi.json",
            "keys": "/.well-known/jwks.json",
        },
    }


def openapi_document() -> dict[str, Any]:
    """Return the OpenAPI 3.1 document of the API."""
    document: dict[str, Any] = json.loads(files(__package__).joinpath("openapi.json").read_text("utf-8"))
    return document
