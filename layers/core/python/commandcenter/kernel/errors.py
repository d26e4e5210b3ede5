"""Errors a caller can act on, each of which renders as problem details (RFC 9457).

ProblemError              500
├── InvalidInputError     400  the input breaks a rule; `pointer` says where (RFC 6901)
│   ├── TooLargeError     413
│   └── UnsupportedMediaTypeError 415
├── UnauthenticatedError  401
├── ForbiddenError        403
├── NotFoundError         404
├── ConflictError         409  somebody else was first, or the name is taken
├── InconsistentError     422  it contradicts what the same sender said before
├── RateLimitedError      429
└── UnavailableError      503  a part the hub needs does not answer; trying again may help
"""

from typing import Any, ClassVar


class ProblemError(Exception):
    """Signal a failure whose reason may be shown to the caller.

    Args:
        detail: One sentence for a person; never holds a secret.
        pointer: RFC 6901 JSON pointer to the faulty part of the input, or "".
    """

    status: ClassVar[int] = 500
    title: ClassVar[str] = "Internal error"
    slug: ClassVar[str] = "internal"

    def __init__(self, detail: str, *, pointer: str = "") -> None:
        super().__init__(detail)
        self.detail = detail
        self.pointer = pointer

    def problem(self) -> dict[str, Any]:
        """Render as an RFC 9457 problem object."""
        body: dict[str, Any] = {
            "type": f"urn:commandcenter:problem:{self.slug}",
            "title": self.title,
            "status": self.status,
            "detail": self.detail,
        }
        if self.pointer:
            body["pointer"] = self.pointer
        return body

    def __str__(self) -> str:
        return f"{self.detail} (at {self.pointer})" if self.pointer else self.detail


class InvalidInputError(ProblemError):
    status, title, slug = 400, "Invalid input", "invalid-input"


class TooLargeError(InvalidInputError):
    status, title, slug = 413, "Too large", "too-large"


class UnsupportedMediaTypeError(InvalidInputError):
    status, title, slug = 415, "Unsupported media type", "unsupported-media-type"


class UnauthenticatedError(ProblemError):
    status, title, slug = 401, "Not authenticated", "unauthenticated"


class ForbiddenError(ProblemError):
    status, title, slug = 403, "Not allowed", "forbidden"


class NotFoundError(ProblemError):
    status, title, slug = 404, "Not found", "not-found"


class ConflictError(ProblemError):
    status, title, slug = 409, "Conflict", "conflict"


class InconsistentError(ProblemError):
    status, title, slug = 422, "Inconsistent", "inconsistent"


class RateLimitedError(ProblemError):
    status, title, slug = 429, "Too many requests", "rate-limited"


class UnavailableError(ProblemError):
    status, title, slug = 503, "Not available", "unavailable"
