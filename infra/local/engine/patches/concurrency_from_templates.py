"""Honour `ReservedConcurrentExecutions` of functions in templates.

Gap: the engine enforces reserved concurrency set through the Lambda API but drops the property of a template.
Patch point: the `create` and `update` handlers of `AWS::Lambda::Function`, and the `concurrency` field of a function.
"""

from __future__ import annotations

from typing import Any

from patching import engine_module, patch_point, require


def apply() -> None:
    provisioners = engine_module("services.cloudformation.provisioners")
    functions = engine_module("services.lambda_svc")._functions
    create = patch_point(provisioners, "_lambda_create", ("logical_id", "props", "stack_name"))
    update = patch_point(provisioners, "_lambda_update", ("physical_id", "old_props", "new_props", "stack_name"))
    handlers = provisioners._RESOURCE_HANDLERS["AWS::Lambda::Function"]
    require(handlers["create"] is create and handlers["update"] is update, "the function's handlers are others")

    def reserve(name: str, properties: dict[str, Any]) -> None:
        reserved = properties.get("ReservedConcurrentExecutions")
        functions[name]["concurrency"] = None if reserved is None else int(reserved)

    def create_reserving(logical_id: str, props: dict[str, Any], stack_name: str) -> Any:
        created = create(logical_id, props, stack_name)
        reserve(created[0], props)
        return created

    def update_reserving(physical_id: str, old_props: Any, new_props: dict[str, Any], *rest: Any, **named: Any) -> Any:
        updated = update(physical_id, old_props, new_props, *rest, **named)
        reserve(updated[0], new_props)
        return updated

    handlers.update(create=create_reserving, update=update_reserving)
