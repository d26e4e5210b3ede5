"""Find the functions of the engine that patches replace, and refuse to patch what no longer looks as expected.

Every patch is a module with one function `apply()`. It changes the engine in memory, before the first request; the
installed package stays as published. Names of the engine with a leading underscore are private to it, so each patch
states what it relies on and fails loudly when that is gone.
"""

from __future__ import annotations

import importlib
import inspect
from collections.abc import Callable
from typing import Any


class PatchPointChangedError(RuntimeError):
    """The engine differs from the version that a patch was written for."""


def engine_module(name: str) -> Any:
    """Import a module of the engine, such as `services.lambda_svc`."""
    return importlib.import_module(f"ministack.{name}")


def patch_point(module: Any, name: str, parameters: tuple[str, ...]) -> Callable[..., Any]:
    """Return a function of the engine after checking that its leading parameters are the expected ones."""
    function: Callable[..., Any] | None = getattr(module, name, None)
    if not callable(function):
        raise PatchPointChangedError(f"{module.__name__} has no function {name}")
    found = tuple(inspect.signature(function).parameters)
    if found[: len(parameters)] != parameters:
        raise PatchPointChangedError(f"{module.__name__}.{name} takes {found}, expected {parameters} first")
    return function


def require(condition: object, what: str) -> None:
    """Refuse to go on when something that a patch relies on is gone."""
    if not condition:
        raise PatchPointChangedError(what)


def replace_once(text: str, old: str, new: str) -> str:
    """Replace the single occurrence of a fragment of the engine's source."""
    require(text.count(old) == 1, f"expected exactly one occurrence of: {old}")
    return text.replace(old, new)
