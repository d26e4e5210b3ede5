"""Let what did not change in a nested stack keep its attributes.

Gap: when a nested stack is updated, the engine asks for each resource whether anything changed and, where nothing did,
forgets its attributes: an output such as `!GetAtt Table.Arn` then fails the whole update. The parent's own resources are
not concerned.
Patch point: `services.cloudformation.provisioners._update_resource`, called there for nested stacks without the
attributes the resource had.
"""

from __future__ import annotations

from typing import Any

from patching import engine_module, patch_point, require


def apply() -> None:
    provisioners = engine_module("services.cloudformation.provisioners")
    stacks = engine_module("services.cloudformation")
    require(hasattr(stacks, "_stacks"), "the stacks are kept elsewhere")
    named = ("resource_type", "physical_id", "old_props", "new_props", "stack_name", "logical_id", "old_attrs")
    update = patch_point(provisioners, "_update_resource", named)

    def update_remembering(
        resource_type: str,
        physical_id: str,
        old_props: dict[str, Any],
        new_props: dict[str, Any],
        stack_name: str,
        logical_id: str | None = None,
        old_attrs: dict[str, Any] | None = None,
    ) -> Any:
        if old_attrs is None:
            kept = stacks._stacks.get(stack_name, {}).get("_resources", {}).get(logical_id or "", {})
            old_attrs = kept.get("Attributes")
        return update(resource_type, physical_id, old_props, new_props, stack_name, logical_id, old_attrs)

    provisioners._update_resource = update_remembering
