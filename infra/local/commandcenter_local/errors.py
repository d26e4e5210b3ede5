"""The one error of this package."""


class LocalStackError(Exception):
    """Something a person must act on; the message says what."""
