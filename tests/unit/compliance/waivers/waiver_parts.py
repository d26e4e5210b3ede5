"""Waivers, findings and signers made on the spot."""

from datetime import UTC, datetime, timedelta
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, generate_private_key
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import strategies as st

from commandcenter.compliance.model import Finding
from commandcenter.compliance.waivers.model import Waiver
from commandcenter.signing.jwks import KeySet, PublishedKey
from commandcenter.signing.key_files import FileSigner
from commandcenter.signing.pyca import public_key_of
from commandcenter.signing.signer import Signer

T0 = datetime(2026, 1, 1, tzinfo=UTC)
DAY = timedelta(days=1)
MICROSECOND = timedelta(microseconds=1)
ALICE, BOB = "key:alice1234567", "key:bob123456789"


def ed25519() -> Signer:
    key = Ed25519PrivateKey.generate()
    return FileSigner(key, public_key_of(key.public_key()))


def p256() -> Signer:
    key = generate_private_key(SECP256R1())
    return FileSigner(key, public_key_of(key.public_key()))


ASKS, AGREES, STRANGER = ed25519(), p256(), ed25519()
TRUSTED = KeySet(tuple(PublishedKey(one.public_key()) for one in (ASKS, AGREES)))


def waiver(**fields: Any) -> Waiver:
    usual: dict[str, Any] = {
        "project": "shop",
        "pack": "mica",
        "controls": ("MICA-ART-4-WP-DUTY",),
        "scope": "the whole project",
        "reason": "the filing is with counsel",
        "owner": "legal@example.com",
        "requester": ALICE,
        "requested_at": T0,
        "expires": T0 + 30 * DAY,
        "compensating_control": "no offers until it is filed",
    }
    return Waiver(**{**usual, **fields})


def approved(**fields: Any) -> Waiver:
    return waiver(**{"approver": BOB, "approved_at": T0 + DAY, **fields})


def finding(
    control: str = "MICA-ART-4-WP-DUTY", verdict: str = "fail", pack: str = "mica", severity: str = "high"
) -> Finding:
    return Finding(
        control_id=control, verdict=verdict, reason="", severity=severity, title="", category="",
        citation="", remediation="", facts_used={}, missing=(), due=None, confidence=1, status="automated",
        audit_kinds=(), as_of="2026-01-01", pack=pack, pack_version="1.0.0", pack_digest="",
    )  # fmt: skip


moments = st.datetimes(T0.replace(tzinfo=None), datetime(2030, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001
"""Instants to the microsecond, over more than a waiver can last."""
instants = moments.map(lambda at: at.replace(microsecond=at.microsecond // 1_000 * 1_000))
"""Instants a waiver can tell: whole milliseconds."""
texts = st.text(st.characters(exclude_categories=("C",)), min_size=1, max_size=40).filter(str.strip)
