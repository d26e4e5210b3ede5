"""What registries are told of an attestation: names, digests and counts, and where its proof is found."""

import json
from typing import Any

from commandcenter.attestation.delivery.model import Delivery
from commandcenter.kernel.errors import InvalidInputError
from commandcenter.ledger.ports import ObjectStore
from commandcenter.signing.dsse import parse_canonical


def entry_of(objects: ObjectStore, delivery: Delivery, url: str) -> dict[str, Any]:
    """Write the entry of a delivery: {project, digest, summary, signer, proofUrl}.

    Args:
        url: Public base address of the hub. A bundle is fetched below it, with a key of the hub.

    Raises InvalidInputError when the envelope is gone: no other try would find it.
    """
    data = objects.get(delivery.place)
    if data is None:
        raise InvalidInputError("the envelope is gone")
    envelope = parse_canonical(data)
    said = json.loads(envelope.payload)["predicate"]
    packs = [{name: one[name] for name in ("id", "version", "status", "score")} for one in said["packs"]]
    shown = ("audit", "asOf", "issued", "validUntil", "status", "findings")
    return {
        "project": f"urn:cc:{said['hub']}:{said['project']}:project:{said['project']}",
        "digest": delivery.place.rpartition("/")[2],
        "summary": {name: said[name] for name in shown} | {"packs": packs, "cid": delivery.content},
        "signer": envelope.signatures[0].key_id,
        "proofUrl": f"{url}/v1/projects/{delivery.project}/attestations/{delivery.audit}/bundle",
    }
