"""Honour the object lock of buckets in templates.

Gap: the engine keeps `ObjectLockEnabled` of the S3 API but drops it, and `ObjectLockConfiguration`, from a template: every
write that carries a retention is then refused.
Patch point: the `create` handler of `AWS::S3::Bucket`, and the object lock of a bucket in `services.s3`.
"""

from __future__ import annotations

from typing import Any

from patching import engine_module, patch_point, require


def apply() -> None:
    provisioners = engine_module("services.cloudformation.provisioners")
    buckets = engine_module("services.s3")
    require(hasattr(buckets, "_bucket_object_lock"), "the object locks of buckets are elsewhere")
    create = patch_point(provisioners, "_s3_create", ("logical_id", "props", "stack_name"))
    handlers = provisioners._RESOURCE_HANDLERS["AWS::S3::Bucket"]
    require(handlers["create"] is create, "the bucket's handler is another")

    def create_locking(logical_id: str, props: dict[str, Any], stack_name: str) -> Any:
        created = create(logical_id, props, stack_name)
        if str(props.get("ObjectLockEnabled", "")).lower() == "true":
            rule = (props.get("ObjectLockConfiguration") or {}).get("Rule") or {}
            buckets._bucket_object_lock[created[0]] = {
                "enabled": True,
                "default_retention": rule.get("DefaultRetention"),
            }
            buckets._bucket_versioning[created[0]] = "Enabled"
        return created

    handlers["create"] = create_locking
