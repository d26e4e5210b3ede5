"""An HTTP request as a signature sees it: its covered components (RFC 9421, section 2) and its digest (RFC 9530)."""

import hashlib
import hmac
import re
from dataclasses import dataclass, field

from commandcenter.kernel.errors import InvalidInputError
from commandcenter.signing.base64_text import to_base64

DERIVED = ("@method", "@target-uri", "@authority", "@scheme", "@path", "@query")

_METHOD = re.compile(r"[!#-'*+\-.^_`|~0-9A-Za-z]{1,40}")
_URL = re.compile(
    r"(?P<scheme>https?)://(?P<authority>[^/?#@\\\s]+)(?P<path>/[^?#\s]*)?(?P<query>\?[^#\s]*)?", re.ASCII
)
_VISIBLE = re.compile(r"[\x21-\x7e]+")
_DEFAULT_PORTS = {"http": ":80", "https": ":443"}
_FIELD_NAME = re.compile(r"[!#-'*+\-.^_`|~0-9a-z]{1,200}")
_FIELD_VALUE = re.compile(r"[\x20-\x7e\t]*")


@dataclass(frozen=True)
class Request:
    """Hold a request: what the sender is about to send, or what the receiver got.

    Args:
        method: As on the wire; its case counts.
        url: Absolute, `http` or `https`, without user and fragment. The receiver must rebuild the one the sender used.
        headers: Name and value of each header line, in order; a name may come twice.
        body: The exact bytes of the content.

    Raises InvalidInputError for a method or URL that is none.
    """

    method: str
    url: str
    headers: tuple[tuple[str, str], ...] = field(default=(), repr=False)
    body: bytes = field(default=b"", repr=False)

    def __post_init__(self) -> None:
        if not _METHOD.fullmatch(self.method):
            raise InvalidInputError("not an HTTP method")
        self._derived()

    def has(self, name: str) -> bool:
        """Say whether there is a header of this lower-case name."""
        return any(one.lower() == name for one, _ in self.headers)

    def header(self, name: str) -> str:
        """Return the value of the one header of this lower-case name; raises InvalidInputError when none or several."""
        values = [value for one, value in self.headers if one.lower() == name]
        if len(values) != 1:
            raise InvalidInputError(f"the header {name} is missing" if not values else f"the header {name} comes twice")
        value = values[0].strip(" \t")
        if not _FIELD_VALUE.fullmatch(value):
            raise InvalidInputError(f"the header {name} has characters that cannot be signed")
        return value

    def component(self, name: str) -> str:
        """Return the value of a component; raises InvalidInputError when the request has none of this name."""
        if name.startswith("@"):
            derived = self._derived()
            if name not in derived:
                raise InvalidInputError("a component is covered that no request has")
            return derived[name]
        if not _FIELD_NAME.fullmatch(name):
            raise InvalidInputError("a covered component is no name of a header")
        return self.header(name)

    def _derived(self) -> dict[str, str]:
        match = _URL.fullmatch(self.url)
        if match is None or not _VISIBLE.fullmatch(self.url):
            raise InvalidInputError("not an absolute URL of http or https")
        scheme = match["scheme"]
        authority = match["authority"].lower().removesuffix(_DEFAULT_PORTS[scheme])
        path, query = match["path"] or "/", match["query"]
        uri = f"{scheme}://{match['authority']}{path}{query or ''}"  # section 2.2.2 asks for no normal form
        values = (self.method, uri, authority, scheme, path, query or "?")
        return dict(zip(DERIVED, values, strict=True))


def content_digest(body: bytes) -> str:
    """Write the value of `Content-Digest` for a body: SHA-256 (RFC 9530)."""
    return f"sha-256=:{to_base64(hashlib.sha256(body).digest())}:"


def check_content_digest(request: Request) -> None:
    """Compare the header with the body; raises InvalidInputError, also for a body without the header.

    The header holds one digest, of SHA-256: a second of a weaker hash would be one more thing to get wrong.
    """
    if not request.body and not request.has("content-digest"):
        return
    given = request.header("content-digest")
    if not hmac.compare_digest(given, content_digest(request.body)):
        raise InvalidInputError("the content-digest does not fit the body")
