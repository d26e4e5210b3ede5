"""Settings from the environment, read once and refused by name when missing."""

import os
from collections.abc import Mapping
from dataclasses import fields
from typing import Any, TypeVar, get_type_hints

from commandcenter.kernel.errors import ProblemError

T = TypeVar("T")


class SettingsError(ProblemError):
    """Name every setting that is missing or malformed."""

    title, slug = "Not configured", "settings"


def load_settings(cls: type[T], environment: Mapping[str, str] | None = None) -> T:
    """Fill a frozen dataclass from CC_<FIELD> variables; str and int fields, a default makes one optional.

    Raises SettingsError naming all that is wrong at once.
    """
    source = os.environ if environment is None else environment
    hints, values, wrong = get_type_hints(cls), {}, []
    for field in fields(cls):  # type: ignore[arg-type]
        name = f"CC_{field.name.upper()}"
        if name not in source:
            continue
        try:
            values[field.name] = _convert(source[name], hints[field.name])
        except ValueError:
            wrong.append(f"{name} is malformed")
    try:
        loaded = cls(**values)
    except TypeError as error:
        raise SettingsError(f"{cls.__name__}: {error}") from None
    if wrong:
        raise SettingsError("; ".join(wrong))
    return loaded


def _convert(text: str, hint: Any) -> Any:
    return int(text) if hint is int else text
