"""AsyncAPI 2 and 3: the service, its channels, and which way messages go."""

from typing import Any

from commandcenter.indexing.names import excerpt
from commandcenter.indexing.shapes import Shape

MAX_CHANNELS = 5_000
Row = tuple[Any, ...]


def read_asyncapi(document: Shape) -> list[Row]:
    """List ("service", title, known), ("channel", address, known), and ("sends" | "receives", address)."""
    rows: list[Row] = []
    title = excerpt(document.at("info", "title").text(), 200)
    if title:
        version = excerpt(document.at("info", "version").text(), 100)
        rows.append(("service", "asyncapi", title, {"version": version} if version else {}))
    rows += _read_3(document) if document.get("asyncapi").text().startswith("3") else _read_2(document)
    return rows[:MAX_CHANNELS]


def _read_2(document: Shape) -> list[Row]:
    """Read version 2, whose `subscribe` tells what others may subscribe to: what this service sends."""
    rows: list[Row] = []
    for address, channel in document.get("channels").items():
        name = excerpt(address, 300)
        rows.append(("channel", name, _known(channel, "")))
        rows += [("sends", name)] if channel.get("subscribe").value is not None else []
        rows += [("receives", name)] if channel.get("publish").value is not None else []
    return rows


def _read_3(document: Shape) -> list[Row]:
    rows: list[Row] = []
    addresses = {}
    for name, channel in document.get("channels").items():
        addresses[name] = excerpt(channel.get("address").text() or name, 300)
        rows.append(("channel", addresses[name], _known(channel, name)))
    for operation in document.get("operations").values():
        reference = operation.at("channel", "$ref").text()
        name = reference.removeprefix("#/channels/").replace("~1", "/").replace("~0", "~")
        action = {"send": "sends", "receive": "receives"}.get(operation.get("action").text())
        if action and name in addresses:
            rows.append((action, addresses[name]))
    return rows


def _known(channel: Shape, name: str) -> dict[str, Any]:
    known = {"channel": excerpt(name, 200), "description": excerpt(channel.get("description").text(), 200)}
    return {key: value for key, value in known.items() if value}
