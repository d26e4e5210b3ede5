"""Random packs and findings over them, as strange as types and the annotations' schema let them be."""

from dataclasses import dataclass
from typing import Any

from hypothesis import settings
from hypothesis import strategies as st

from commandcenter.compliance.model import REASONS, SEVERITIES, Control, Finding, Pack

texts = st.text(st.characters(codec="utf-8"), max_size=20)
said = texts.filter(str.strip)
control_ids = st.from_regex(r"[A-Z][A-Z0-9]{0,3}(-[A-Za-z0-9.]{1,3}){1,2}", fullmatch=True)
slugs = st.from_regex(r"[a-z][a-z0-9_]{0,4}", fullmatch=True)
references = st.sampled_from(
    ["https://eur-lex.europa.eu/eli/reg/2023/1114/oj", "http://a.example/b c", "https://x/<y>|"]
)
parameters = st.dictionaries(
    texts.filter(bool),
    st.fixed_dictionaries(
        {"default": st.booleans() | st.integers() | st.floats(-1e9, 1e9) | texts | st.lists(texts), "unit": said},
        optional={"description": texts},
    ),
    max_size=2,
)
SECRET = "s3cret-value"
few = settings(max_examples=40, deadline=None)


@st.composite
def control(draw: Any, control_id: str, pack: str) -> Control:
    return Control(
        control_id=control_id, pack=pack, path=f"{pack}/{draw(slugs)}", title=draw(said), description=draw(said),
        category=draw(slugs), severity=draw(st.sampled_from(SEVERITIES)), citation=draw(said), effective_from="",
        status=draw(st.sampled_from(["automated", "attested"])), remediation=draw(said),
        confidence=draw(st.floats(0, 1)), audit_kinds=("regulatory",),
        references=tuple(draw(st.lists(references, max_size=3))), parameters=draw(parameters),
    )  # fmt: skip


@st.composite
def packs(draw: Any, pack_id: str = "") -> Pack:
    name = pack_id or draw(slugs)
    ids = draw(st.lists(control_ids, unique=True, max_size=5))
    return Pack(
        id=name, version=draw(said), title=draw(texts), owner=draw(texts), digest=draw(st.sampled_from(["d1", "d2"])),
        effective={}, parameters={}, schema={}, controls={each: draw(control(each, name)) for each in sorted(ids)},
    )  # fmt: skip


@st.composite
def finding(draw: Any, pack: Pack, of: Control) -> Finding:
    verdict = draw(st.sampled_from(sorted(REASONS)))
    names = draw(st.lists(texts.filter(bool), max_size=3, unique=True))
    return Finding(
        control_id=of.control_id, verdict=verdict, reason=draw(st.sampled_from(sorted(REASONS[verdict]))),
        severity=of.severity, title=of.title, category=of.category, citation=of.citation, remediation=of.remediation,
        facts_used=dict.fromkeys(names, SECRET), missing=tuple(names[:1]),
        due=draw(st.sampled_from([None, "2026-12-31"])), confidence=of.confidence, status=of.status,
        audit_kinds=of.audit_kinds, as_of="2026-07-01", pack=pack.id, pack_version=pack.version,
        pack_digest=pack.digest,
    )  # fmt: skip


@dataclass(frozen=True)
class Case:
    """What an export is asked to tell; `packs` may lack those of some findings."""

    findings: list[Finding]
    packs: list[Pack]
    waived: dict[str, str]

    def of(self, verdict: str) -> list[Finding]:
        return [each for each in self.findings if each.verdict == verdict]

    def excused(self) -> list[Finding]:
        return [each for each in self.of("fail") if each.control_id in self.waived]


@st.composite
def cases(draw: Any) -> Case:
    made = [draw(packs(name)) for name in draw(st.lists(slugs, unique=True, min_size=1, max_size=3))]
    found = [draw(finding(pack, each)) for pack in made for each in pack.controls.values() if draw(st.booleans())]
    waived = {each.control_id: draw(texts) for each in found if draw(st.booleans())}
    shown = made if draw(st.booleans()) else made[1:]
    if not found and not shown:
        shown = made
    return Case(draw(st.permutations(found)), shown, waived)


projects = st.sampled_from(["shop", "exchange-eu"])
