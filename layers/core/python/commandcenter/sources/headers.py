"""HTTP headers as they came: case-insensitive, and with duplicates kept so that they can be refused."""

from collections.abc import Iterable, Mapping, Sequence

from commandcenter.kernel.errors import InvalidInputError


class Headers:
    """Hold the headers of one request."""

    __slots__ = ("_values",)

    def __init__(self, pairs: Iterable[tuple[str, str]]) -> None:
        self._values: dict[str, list[str]] = {}
        for name, value in pairs:
            self._values.setdefault(name.lower(), []).append(value)

    @classmethod
    def of(cls, headers: Mapping[str, str | Sequence[str]]) -> "Headers":
        """Take a mapping of single values, or of lists of values such as API Gateway's `multiValueHeaders`."""
        return cls(
            (name, value)
            for name, values in headers.items()
            for value in ([values] if isinstance(values, str) else values)
        )

    def get(self, name: str) -> str | None:
        """Return the one value of a header, or None; raises InvalidInputError when it came more than once."""
        values = self._values.get(name.lower(), [])
        if len(values) > 1:
            raise InvalidInputError(f"the header {name} came {len(values)} times")
        return values[0] if values else None

    def one(self, name: str) -> str:
        """Return the one value of a header; raises InvalidInputError when it is missing, empty or came twice."""
        value = self.get(name)
        if not value:
            raise InvalidInputError(f"the header {name} is missing")
        return value
