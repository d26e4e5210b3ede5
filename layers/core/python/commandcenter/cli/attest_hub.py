"""Attestations of a hub: asked for over HTTP, and waited for."""

import base64
import binascii
import hashlib
import time
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import quote, urlsplit

from commandcenter.attestation.verify import MAX_BUNDLE
from commandcenter.cli.connection import HubClient
from commandcenter.cli.places import find_hub
from commandcenter.kernel.errors import NotFoundError, UnavailableError

SECONDS, POLL_SECONDS = 300.0, 0.5
_AUDITS = """query($project: String!, $after: String) {
  projectGraph(project: $project, types: [audit], first: 1000, after: $after) { next nodes { props } } }"""

Answer = Mapping[str, Any]


class HubAttestations:
    """Ask a hub about one of its projects; every call raises the ProblemError that the hub's answer describes.

    Args:
        seconds: How long what a hub was asked to do is waited for.
    """

    def __init__(self, hub: str, project: str, seconds: float = SECONDS) -> None:
        self._client, self._seconds = HubClient(find_hub(hub)), seconds
        self._project, self._path = project, f"/v1/projects/{quote(project, safe='')}"

    def newest_audit(self) -> str:
        """Name the audit recorded last; raises NotFoundError when there is none."""
        found, after = list[Answer](), None
        while True:
            page = self._client.ask(_AUDITS, {"project": self._project, "after": after})["projectGraph"]
            found += [one["props"] for one in page["nodes"]]
            after = page.get("next")
            if not after:
                break
        if not found:
            raise NotFoundError(f"no audit of {self._project} is recorded; commandcenter audit --hub asks for one")
        return str(max(found, key=lambda one: (one["at"], one["audit"]))["audit"])

    def list(self) -> dict[str, Any]:
        """Tell what the project's graph shows (`current`), and the ids of all audits attested (`audits`)."""
        return dict(self._client.call("GET", f"{self._path}/attestations"))

    def newest_attested(self) -> str:
        """Name the audit the newest attestation is of; raises NotFoundError when there is none."""
        found = self.list()["current"]
        if not found:
            raise NotFoundError(f"nothing is attested of project {self._project}")
        return str(max(found, key=lambda one: (one["issued"], one["audit"]))["audit"])

    def tell(self, audit: str) -> dict[str, Any]:
        """Tell how what is attested of an audit stands."""
        return dict(self._client.call("GET", self._of(audit)))

    def attest(self, audit: str) -> dict[str, Any]:
        """Let the hub attest an audit and wait; raises UnavailableError when that failed or takes too long."""
        self._client.call("POST", f"{self._path}/attestations", {"audit": audit})
        return self._wait(audit, _attested, "the attestation")

    def take_back(self, audit: str, reason: str) -> dict[str, Any]:
        """Let the hub revoke what it attested and wait until its log says so; the first reason given stands."""
        self._client.call("POST", f"{self._of(audit)}/revocation", {"reason": reason})
        return self._wait(audit, revoked, "the revocation")

    def bundle(self, audit: str, *, evidence: bool) -> bytes:
        """Fetch a bundle and check it against the digest the hub told; raises UnavailableError."""
        more = "" if evidence else "?evidence=false"
        told = self._client.call("GET", f"{self._of(audit)}/bundle{more}")
        data = download(str(told["url"]), plain=self._client.address.url.startswith("http://"))
        if hashlib.sha256(data).hexdigest() != told["sha256"]:
            raise UnavailableError("the bundle that was fetched is not the one the hub told of")
        return data

    def content(self, cid: str) -> bytes:
        """Fetch an envelope by its CID, which nobody has checked yet; raises UnavailableError for another answer."""
        told = self._client.call("GET", f"{self._path}/content/{quote(cid, safe='')}")
        try:
            return base64.b64decode(told["data"], validate=True)
        except (KeyError, TypeError, binascii.Error):
            raise UnavailableError("the hub's answer holds no content") from None

    def publication(self) -> dict[str, Any]:
        """Tell what the project is released to."""
        return dict(self._client.call("GET", f"{self._path}/publication"))

    def publish(self, settings: Answer) -> dict[str, Any]:
        """Set what the project is released to from now on."""
        return dict(self._client.call("PUT", f"{self._path}/publication", dict(settings)))

    def _of(self, audit: str) -> str:
        return f"{self._path}/attestations/{quote(audit, safe='')}"

    def _wait(self, audit: str, done: Callable[[Answer], bool], what: str) -> dict[str, Any]:
        until = time.monotonic() + self._seconds
        while time.monotonic() < until:
            told = self._tell_if_any(audit)
            if done(told):
                return told
            time.sleep(POLL_SECONDS)
        raise UnavailableError(f"{what} is not done after {self._seconds:.0f} s")

    def _tell_if_any(self, audit: str) -> dict[str, Any]:
        try:
            return self.tell(audit)
        except NotFoundError:  # asked for, and not begun
            return {"state": "running"}


def revoked(told: Answer) -> bool:
    """Say whether an attestation was taken back, by the log."""
    return any(one["action"] == "revoked" for one in told.get("changes", ()))


def _attested(told: Answer) -> bool:
    if told["state"] == "failed":
        raise UnavailableError("the attestation failed; its execution on the hub says why")
    return bool(told["state"] == "done")


def download(url: str, *, plain: bool) -> bytes:
    """Fetch what a hub gave the address of; the key of the hub is not sent along, and the address is not shown.

    Args:
        plain: Whether http will do, as it does for a hub that itself is on http.

    Raises UnavailableError.
    """
    import urllib3

    if urlsplit(url).scheme not in (("https", "http") if plain else ("https",)):
        raise UnavailableError("the bundle is at an address that is not https")
    timeout = urllib3.Timeout(connect=5, read=60)
    try:
        with urllib3.PoolManager() as pool:
            answer = pool.request("GET", url, timeout=timeout, redirect=False, retries=False, preload_content=False)
            data = answer.read(MAX_BUNDLE + 1)
    except (urllib3.exceptions.HTTPError, ValueError) as error:
        raise UnavailableError(f"the bundle cannot be fetched: {type(error).__name__}") from None
    if answer.status != 200 or len(data) > MAX_BUNDLE:
        raise UnavailableError(f"the bundle cannot be fetched: status {answer.status}, {len(data):,} bytes")
    return bytes(data)
