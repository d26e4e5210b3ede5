"""Package URLs (purl) without version and qualifiers: the one name of a package, whatever file speaks of it."""

import functools
import re

from commandcenter.kernel.errors import InvalidInputError
from commandcenter.kernel.urn import check_id

_KNOWN = frozenset({"pypi", "npm", "golang", "cargo"})
_PLAIN = re.compile(r"@?[A-Za-z0-9_][A-Za-z0-9._-]*(?:/[A-Za-z0-9_][A-Za-z0-9._-]*)*")
"""Names that stand in a purl as they are, but for the `@` of a scope."""
_RUNS = re.compile(r"[-_.]+")


@functools.lru_cache(maxsize=65_536)
def purl_of(ecosystem: str, name: str) -> str:
    """Return the purl of a package: `pkg:pypi/ruamel-yaml`, `pkg:npm/%40types/node`, `pkg:golang/golang.org/x/net`.

    Names are normalised as their registry does (PEP 503 for pypi, lower case for npm) where the purl specification
    leaves it open. Raises InvalidInputError for a name that cannot be one.
    """
    if ecosystem == "pypi":
        name = _RUNS.sub("-", name).lower()
    elif ecosystem == "npm":
        name = name.lower()
    if _PLAIN.fullmatch(name) and ecosystem in _KNOWN:
        return check_id(f"pkg:{ecosystem}/{name.replace('@', '%40')}")
    return _purl_of_odd(ecosystem, name)


def _purl_of_odd(ecosystem: str, name: str) -> str:
    """Let the library escape and normalise; it costs 20 times as much, and 30 ms to import."""
    from packageurl import PackageURL

    namespace, _, last = name.strip("/").rpartition("/")
    try:
        purl = PackageURL(ecosystem, namespace or None, last).to_string()
        for _ in range(2):  # what it escapes, it normalises only when it reads it again
            purl = PackageURL.from_string(purl).to_string()
        return check_id(purl)
    except (ValueError, TypeError):  # TypeError: a name of blanks only
        raise InvalidInputError(f"not the name of a {ecosystem} package: {name!r:.80}") from None


def split_purl(text: str) -> tuple[str, str]:
    """Split a purl into its normal form without version, qualifiers and subpath, and the version ("" without one).

    Raises InvalidInputError for what is no purl.
    """
    from packageurl import PackageURL

    try:
        parsed = PackageURL.from_string(text)
    except (ValueError, TypeError) as error:
        raise InvalidInputError(f"not a purl: {error}") from None
    name = f"{parsed.namespace}/{parsed.name}" if parsed.namespace else parsed.name
    return purl_of(parsed.type, name), parsed.version or ""
