"""How strongly a link holds: 0..1, worked out on reading, never stored.

Each piece of evidence counts its weight, halved for every 90 days between the moment it was last confirmed and the
moment asked about. Pieces add up as independent sightings (noisy or): `1 - product(1 - weight)`, so that more
evidence never weakens a link, one certain fresh piece makes it 1, and none makes it 0.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

from commandcenter.kernel.canonical import Json
from commandcenter.kernel.clock import parse_time

HALF_LIFE = timedelta(days=90)


def strength(evidence: Iterable[Mapping[str, Json]], as_of: datetime, *, confirmed: datetime | None = None) -> float:
    """Weigh evidence at a moment.

    Args:
        evidence: Pieces `{"kind", "ref", "at" (RFC 3339), "weight" (0..1)}`; one seen only after `as_of` counts
            nothing.
        as_of: The moment asked about.
        confirmed: When the pieces were last seen to hold (the latest index of the source project), if after their own
            `at`.

    """
    doubt = 1.0
    for piece in evidence:
        doubt *= 1.0 - _weight(piece, as_of, confirmed)
    return 1.0 - doubt


def _weight(piece: Mapping[str, Json], as_of: datetime, confirmed: datetime | None) -> float:
    seen = parse_time(str(piece["at"]))
    if seen > as_of:
        return 0.0
    if confirmed is not None and confirmed > seen:
        seen = min(confirmed, as_of)
    weight: float = piece["weight"] * 0.5 ** ((as_of - seen) / HALF_LIFE)
    return weight
