"""Use case: answer a GraphQL question with what the caller may see."""

import json
from collections.abc import Mapping
from typing import Any

from commandcenter.graph.cache import GraphCache
from commandcenter.hub.bootstrap import AwsHub
from commandcenter.queries.execute import QueryContext, execute

_graphs: dict[str, GraphCache] = {}
"""Graphs of immutable revisions, kept between the invocations of one worker."""


def answer(hub: AwsHub, request: Mapping[str, Any], caller: Mapping[str, str]) -> dict[str, Any]:
    """Execute a GraphQL request as the caller the authorizer described; without a description nothing is visible."""
    graphs = _graphs.setdefault(hub.settings.hub, GraphCache(hub.ledger))
    projects = tuple(json.loads(caller.get("projects", "[]")))
    capabilities = frozenset(json.loads(caller.get("capabilities", "[]")))
    return execute(QueryContext(hub.ledger, hub.settings.hub, projects, capabilities, graphs), request)
