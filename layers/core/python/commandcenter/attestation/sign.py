"""Use case: sign statements; the first envelope made of one is the one that counts, since ECDSA never signs the same twice."""

from collections.abc import Callable, Iterable, Sequence

from commandcenter.attestation.model import MAX_ENTRY_BYTES, PAYLOAD_TYPE, envelope_name, statement_name
from commandcenter.kernel.errors import NotFoundError, TooLargeError
from commandcenter.ledger.ports import ObjectStore
from commandcenter.signing.dsse import sign_envelope
from commandcenter.signing.signer import Signer


def sign_statements(objects: ObjectStore, digests: Iterable[str], signers: Callable[[], Sequence[Signer]]) -> None:
    """Sign the statements that have no envelope yet.

    Args:
        signers: Asked only when there is something to sign; each signs.

    Raises NotFoundError for a statement that was not kept, TooLargeError for an envelope no log takes.
    """
    for digest in digests:
        if objects.get(envelope_name(digest)) is not None:
            continue
        payload = objects.get(statement_name(digest))
        if payload is None:
            raise NotFoundError(f"there is no statement {digest}")
        envelope = sign_envelope(PAYLOAD_TYPE, payload, signers()).canonical()
        if len(envelope) > MAX_ENTRY_BYTES:
            raise TooLargeError(f"an envelope has at most {MAX_ENTRY_BYTES:,} bytes")
        objects.put_new(envelope_name(digest), envelope)


def read_envelope(objects: ObjectStore, digest: str) -> bytes:
    """Return the envelope of a statement; raises NotFoundError when it was not signed."""
    data = objects.get(envelope_name(digest))
    if data is None:
        raise NotFoundError(f"statement {digest} is not signed")
    return data
