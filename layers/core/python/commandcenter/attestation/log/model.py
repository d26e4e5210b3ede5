"""The bounds of a log, and the error for stored data that contradicts itself."""

from commandcenter.kernel.errors import ProblemError

MAX_SIZE = (1 << 63) - 1
"""The largest size of a tree that readers in other languages hold."""
HASH_BYTES = 32
MAX_PATH = 63
"""The most hashes a proof has."""


class LogFaultError(ProblemError):
    """Report stored parts of a log that are missing or contradict one another."""

    title, slug = "Log fault", "log-fault"
