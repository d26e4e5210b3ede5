"""The patches, in the order in which they are applied. Each is named after the gap of the engine that it closes."""

from __future__ import annotations

from patches import (
    api_calls_to_other_accounts,
    concurrency_from_templates,
    executable_bits,
    lambda_errors,
    nested_stack_attributes,
    object_lock_from_templates,
    openapi_body,
    plain_http_denied,
    state_lost_on_kill,
    stream_positions_after_restart,
    task_tokens_under_iam,
    unbounded_workers,
)

PATCHES = (
    api_calls_to_other_accounts,
    openapi_body,
    lambda_errors,
    executable_bits,
    unbounded_workers,
    concurrency_from_templates,
    object_lock_from_templates,
    nested_stack_attributes,
    plain_http_denied,
    task_tokens_under_iam,
    stream_positions_after_restart,
    state_lost_on_kill,
)
