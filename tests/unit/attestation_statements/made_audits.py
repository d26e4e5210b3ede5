"""Random audits, made of the real dataclasses without a judge: packs, findings, waivers, provenance with evidence."""

import hashlib
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from hypothesis import settings
from hypothesis import strategies as st

from commandcenter.compliance.audit import Audit, Audited, PackAudit, sum_up
from commandcenter.compliance.facts.model import Provenance, Reference, Refusal
from commandcenter.compliance.model import REASONS, SEVERITIES, Finding, Pack
from commandcenter.kernel.clock import format_time
from commandcenter.ledger.model import Header

HUB = "hub-eu"
few = settings(max_examples=40, deadline=None)
texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
digests = st.integers(0, 400).map(lambda number: hashlib.sha256(b"%d" % number).hexdigest())
moments = st.datetimes(datetime(2025, 1, 1), datetime(2030, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001
times = moments.map(format_time)
days = st.dates(datetime(2024, 1, 1).date(), datetime(2028, 12, 31).date()).map(str)  # noqa: DTZ001
references = st.builds(Reference, texts, digests, days | times)
provenances = st.builds(
    Provenance, st.sampled_from(["measured", "attested"]), texts, st.integers(1, 99), digests,
    st.lists(texts, max_size=2).map(tuple), st.lists(references, max_size=3).map(tuple),
)  # fmt: skip
packs = st.lists(st.sampled_from(["mica", "dac8", "sec", "privacy", "acme-own"]), unique=True, min_size=1, max_size=4)


@st.composite
def findings(draw: Any, pack: Pack, control: str) -> Audited:
    verdict = draw(st.sampled_from(sorted(REASONS)))
    facts = draw(st.dictionaries(texts, texts, max_size=2))
    finding = Finding(
        control_id=control, verdict=verdict, reason=sorted(REASONS[verdict])[0],
        severity=draw(st.sampled_from(SEVERITIES)), title=draw(texts), category="c", citation=draw(texts),
        remediation=draw(texts), facts_used=facts, missing=(), due=None, confidence=0.5, status="attested",
        audit_kinds=("regulatory",), as_of="2026-07-01", pack=pack.id, pack_version=pack.version,
        pack_digest=pack.digest,
    )  # fmt: skip
    origins = {path: tuple(draw(st.lists(provenances, max_size=2))) for path in facts}
    if verdict == "fail" and draw(st.booleans()):
        return Audited(finding, origins, draw(digests), draw(times))
    return Audited(finding, origins)


@st.composite
def judged(draw: Any, name: str) -> tuple[PackAudit, list[Audited]]:
    pack = Pack(name, draw(texts), "", "", draw(digests), {}, {}, {}, {})
    if draw(st.integers(0, 9)) == 0:
        return PackAudit(name, pack.version, pack.digest, (), "error", None, error=draw(texts) or "broken"), []
    count = draw(st.integers(0, 5))
    found = [draw(findings(pack, f"{name.upper()}-{number}")) for number in range(count)]
    return sum_up(pack, found), found


@st.composite
def cases(draw: Any) -> tuple[Audit, Header]:
    """Make an audit and the header of the commit it judged."""
    parts = [draw(judged(name)) for name in draw(packs)]
    at = draw(moments)
    header = Header(draw(st.sampled_from(["shop", "exchange.eu"])), draw(st.integers(1, 10**6)), "0" * 64, at, "key:a",
                    "a push", "source", draw(digests), draw(digests))  # fmt: skip
    audit = Audit(
        id=draw(digests)[:32], project=header.project, rev=header.rev, commit=header.digest,
        source=draw(st.sampled_from(["", "a1" * 20, "b2" * 32])), as_of="2026-07-01",
        at=format_time(at + timedelta(minutes=1)), packs=tuple(one for one, _ in parts),
        findings=tuple(each for _, found in parts for each in found),
        refused=tuple(draw(st.lists(st.builds(Refusal, texts, texts, texts), max_size=2))),
    )  # fmt: skip
    return audit, header


def large_audit(controls: int, waivers: int, evidence: int) -> Audit:
    """Make an audit of that many controls in six packs, with that many waived and that many files of evidence."""
    made: list[Audited] = []
    for number in range(controls):
        pack = ("mica", "dac8", "sec", "privacy", "security", "quality")[number % 6]
        finding = Finding(
            f"{pack.upper()}-ART-{number:04}-SOME-LONG-NAME-OF-IT", "fail" if number < waivers else "pass", "pending",
            "high", "t", "c", "cite", "do", {}, (), None, 1.0, "attested", (), "2026-07-01", pack, "1.0.0", "d" * 64,
        )  # fmt: skip
        proofs = tuple(
            Reference("compliance/a.pdf", hashlib.sha256(b"%d" % each).hexdigest(), "2026-05-01")
            for each in range(number, evidence, controls)
        )
        origins = {"a.b": (Provenance("attested", "key:a", 1, "c" * 64, ("evidence:a",), proofs),)}
        waiver = (hashlib.sha256(b"w%d" % number).hexdigest(), "2027-01-01T00:00:00.000Z")
        made.append(Audited(finding, origins, *(waiver if number < waivers else ())))
    names = sorted({one.finding.pack for one in made})
    bare = [Pack(name, "1.0.0", "", "", "d" * 64, {}, {}, {}, {}) for name in names]
    summed = tuple(sum_up(pack, [one for one in made if one.finding.pack == pack.id]) for pack in bare)
    return Audit(
        "a" * 32, "shop", 7, "c" * 64, "a1" * 20, "2026-07-01", "2026-07-01T12:00:00.000Z", summed, tuple(made)
    )


def shuffled(audit: Audit, order: Any) -> Audit:
    """Return the audit with its packs and findings in another order; `order` permutes a list."""
    return replace(audit, packs=tuple(order(audit.packs)), findings=tuple(order(audit.findings)))
