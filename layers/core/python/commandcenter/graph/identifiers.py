"""The names a thing has elsewhere, each in one normal form: purl, SWHID, Git URL, ARN, Backstage ref, our URN.

urn        urn:cc:<hub>:<project>:<type>:<id>
purl       pkg:<type>/<namespace>/<name>@<version>        package-url, through packageurl-python
swhid      swh:1:<cnt|dir|rev|rel|snp>:<40 hex>           a Git object id too: git:<blob|tree|commit|tag>:<40 hex>
git        git+https://<host>/<path>                      any usual spelling of a repository's address
arn        arn:<partition>:<service>:<region>:<account>:<resource>
backstage  <kind>:<namespace>/<name>                      lower case; the namespace `default` may be left out
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from commandcenter.graph.model import Node, alias_of, versionless
from commandcenter.kernel.canonical import Json
from commandcenter.kernel.errors import InvalidInputError
from commandcenter.kernel.urn import Urn

MAX_IDENTIFIER = 2_000
_SWHID = re.compile(r"swh:1:(?:cnt|dir|rev|rel|snp):[0-9a-f]{40}")
_GIT_OBJECT = re.compile(r"git:(blob|tree|commit|tag):([0-9a-f]{40})", re.IGNORECASE)
_SWH_TYPES = {"blob": "cnt", "tree": "dir", "commit": "rev", "tag": "rel"}
_ARN = re.compile(r"arn:aws[a-z-]*:[a-z0-9-]+:[a-z0-9-]*:(?:\d{12}|aws)?:[^\s\x00-\x1f\x7f]+")
_ENTITY = re.compile(
    r"([a-z][a-z0-9]{0,62}):(?:([a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?)/)?([a-z0-9](?:[a-z0-9._-]{0,61}[a-z0-9])?)"
)
_SCP = re.compile(r"(?:[\w.-]+@)([\w.-]+):(?!/)(\S+)")
_CASELESS = frozenset({"github.com", "gitlab.com", "bitbucket.org"})
"""Hosts that do not tell the case of a path apart."""
_WEB = ("https", "http", "ssh", "git")


@dataclass(frozen=True, slots=True, order=True)
class Identifier:
    """Hold one name in its scheme's normal form."""

    scheme: str
    text: str

    def __str__(self) -> str:
        return self.text

    @property
    def lookup(self) -> str:
        """The form under which the alias index knows it: a purl goes without version."""
        return versionless(self.text) if self.scheme == "purl" else self.text


def parse_identifier(text: str) -> Identifier:
    """Recognise the scheme of a name and bring it into normal form; raises InvalidInputError with the reason."""
    if not isinstance(text, str) or not 0 < len(text) <= MAX_IDENTIFIER:
        raise InvalidInputError(f"an identifier has 1 to {MAX_IDENTIFIER} characters")
    prefix = text.partition(":")[0].lower()
    if prefix == "urn":
        return Identifier("urn", str(Urn.parse(text)))
    if prefix == "pkg":
        return Identifier("purl", _purl(text))
    if prefix == "swh":
        return Identifier("swhid", _match(_SWHID, text.partition(";")[0].lower(), "SWHID"))
    if prefix == "arn":
        return Identifier("arn", _match(_ARN, text, "ARN"))
    if found := _GIT_OBJECT.fullmatch(text):
        return Identifier("swhid", f"swh:1:{_SWH_TYPES[found[1].lower()]}:{found[2].lower()}")
    if "://" in text or _SCP.fullmatch(text):
        return Identifier("git", git_address(text))
    return Identifier("backstage", _entity(text))


def git_address(text: str) -> str:
    """Bring a repository's address into one form, `git+https://host/path`; user names and passwords are dropped."""
    scp = _SCP.fullmatch(text) if "://" not in text else None
    try:
        parts = urlsplit(f"ssh://{scp[1]}/{scp[2]}" if scp else text)
        host, port = (parts.hostname or "").lower(), parts.port
    except ValueError:
        raise InvalidInputError(f"not the address of a repository: {text!r:.80}") from None
    scheme = parts.scheme.lower().removeprefix("git+")
    path = parts.path.strip("/").removesuffix(".git").rstrip("/")
    if not path or re.search(r"[\s\x00-\x1f\x7f\\]", path) or not re.fullmatch(r"[a-z0-9.-]*", host):
        raise InvalidInputError(f"not the address of a repository: {text!r:.80}")
    if scheme == "file" and not host:
        return f"git+file:///{path}"
    if scheme not in _WEB or not host:
        raise InvalidInputError(f"not the address of a repository: {text!r:.80}")
    if host in _CASELESS:
        path = path.lower()
    shown = f":{port}" if scheme in ("http", "https") and port not in (None, 80, 443) else ""
    return f"git+https://{host}{shown}/{path}"


def identifiers_of(node: Node, provides: tuple[str, ...] = ()) -> tuple[Identifier, ...]:
    """List the names elsewhere that a node's properties tell, sorted; faulty ones are passed over."""
    found: set[Identifier] = set()
    for text in (alias_of(node.props), *provides, *_named(node.props)):
        try:
            if text and not text.startswith("schema:"):
                found.add(parse_identifier(text))
        except InvalidInputError:
            continue
    return tuple(sorted(found))


def _named(props: Mapping[str, Json]) -> list[str]:
    texts = [props[name] for name in ("purl", "swhid", "arn", "backstage", "git") if isinstance(props.get(name), str)]
    revision = props.get("revision")
    if isinstance(revision, str) and len(revision) == 40:
        texts.append(f"git:commit:{revision}")
    return texts


def _purl(text: str) -> str:
    from packageurl import PackageURL

    try:
        normal = PackageURL.from_string(text).to_string()
        return PackageURL.from_string(normal).to_string()
    except (ValueError, UnicodeError):
        raise InvalidInputError(f"not a purl: {text!r:.120}") from None


def _entity(text: str) -> str:
    found = _ENTITY.fullmatch(text.lower())
    if not found:
        raise InvalidInputError(
            f"not an identifier this hub knows (urn, purl, swhid, arn, git, backstage): {text!r:.120}"
        )
    return f"{found[1]}:{found[2] or 'default'}/{found[3]}"


def _match(pattern: re.Pattern[str], text: str, what: str) -> str:
    if not pattern.fullmatch(text):
        raise InvalidInputError(f"not a {what}: {text!r:.120}")
    return text
