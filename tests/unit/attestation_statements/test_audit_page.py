"""The page of an audit: whole, the same each time, and nothing in the audit gets to be markup."""

import re
from dataclasses import replace
from html.parser import HTMLParser
from typing import Any

import pytest
from hypothesis import given
from made_audits import HUB, cases, few, large_audit

from commandcenter.attestation.page import render_page
from commandcenter.compliance.audit import Audit, Audited
from commandcenter.compliance.facts.model import Provenance, Reference, Refusal
from commandcenter.kernel.errors import InvalidInputError

CANARY = "<script>alert('x')</script>\"><img src=//e.example/x onerror=a()>&lt;$body ${title} \u202e\x00"
VOID = {"meta", "!doctype"}


class Reading(HTMLParser):
    """Reads a page as a tree: open elements, what stands in which, all text."""

    def __init__(self, page: bytes) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text: list[str] = []
        self.feed(page.decode())
        self.close()
        assert not self.open

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if "style" not in self.open:
            self.text.append(data)

    def said(self) -> str:
        return " ".join(" ".join(self.text).split())


def poisoned(audit: Audit) -> Audit:
    """Put the canary into every text of an audit that a page could show."""
    source = Provenance("attested", CANARY, 1, CANARY, (CANARY,), (Reference(CANARY, CANARY, CANARY),))
    findings = []
    for one in audit.findings:
        finding = replace(
            one.finding, control_id=CANARY, title=CANARY, citation=CANARY, remediation=CANARY, category=CANARY,
            reason=CANARY, missing=(CANARY,), due=CANARY, facts_used={CANARY: "s3cret-value"}, audit_kinds=(CANARY,),
            pack=CANARY, pack_version=CANARY,
        )  # fmt: skip
        waiver = (CANARY, CANARY) if one.waiver else ()
        findings.append(Audited(finding, {CANARY: (source,)}, *waiver))
    packs = tuple(replace(one, pack=CANARY, version=CANARY, error=CANARY, controls=(CANARY,)) for one in audit.packs)
    refused = (Refusal(CANARY, CANARY, CANARY),)
    return replace(
        audit, id=CANARY, project=CANARY, commit=CANARY, source=CANARY, as_of=CANARY, packs=packs,
        findings=tuple(findings), refused=refused,
    )  # fmt: skip


@few
@given(cases())
def test_it_is_well_formed_and_self_contained(case: Any) -> None:
    audit, _ = case
    page = render_page(audit, HUB)
    assert page == render_page(Audit.from_json(audit.to_json()), HUB)
    read = Reading(page)
    assert ("html", {"lang": "en"}) in read.tags
    assert {tag for tag, _ in read.tags}.isdisjoint({"script", "img", "link", "iframe", "object", "form", "a", "base"})
    assert not any(name.startswith(("on", "src", "href", "style")) for _, attrs in read.tags for name in attrs)
    assert b"url(" not in page
    assert b"//" not in re.sub(rb">[^<]*<", b"><", page)
    assert all(attrs.get("scope") in {"row", "col"} for tag, attrs in read.tags if tag == "th")
    assert sum(tag == "table" for tag, _ in read.tags) == sum(tag == "caption" for tag, _ in read.tags)
    assert sum(tag == "h1" for tag, _ in read.tags) == 1


@few
@given(cases())
def test_no_text_becomes_markup(case: Any) -> None:
    audit, _ = case
    page = render_page(poisoned(audit), HUB)
    clean, read = Reading(render_page(audit, HUB)), Reading(page)
    assert {tag for tag, _ in read.tags} <= {tag for tag, _ in clean.tags} | TAGS
    assert (
        "<script>alert('x')</script>\"><img src=//e.example/x onerror=a()>&lt;$body ${title} \ufffd\ufffd"
        in read.said()
    )
    assert b"<script" not in page
    assert b"\x00" not in page
    assert "\u202e" not in page.decode()
    assert b"s3cret-value" not in page


TAGS = {tag for tag, _ in Reading(render_page(large_audit(12, 4, 2), HUB)).tags} | {
    "article",
    "h3",
    "details",
    "summary",
}


def test_failures_come_first_and_worst_first() -> None:
    audit = large_audit(12, 8, 0)
    ranks = ("low", "critical", "medium", "high")
    standing = [
        replace(one.finding, severity=rank, citation=f"Art. {rank}", remediation=f"Mend {rank}")
        for one, rank in zip(audit.findings[:4], ranks, strict=True)
    ]
    found = (*audit.findings[4:], *(Audited(one, {}) for one in standing))
    said = Reading(render_page(replace(audit, findings=found), HUB)).said()
    order = ["Failures (4)", "Art. critical", "Mend critical", "Art. high", "Art. medium", "Art. low", "Mend low"]
    order += ["Waived failures (4)", "2027-01-01T00:00:00.000Z", "Controls that passed (4)", "Check this"]
    places = [said.index(text) for text in order]
    assert places == sorted(places)
    for text in ("shop", "Audit for 2026-07-01", "Valid until 2026-09-29T12:00:00.000Z", "7, commit", "c" * 64):
        assert said.index(text) < places[0]
    assert "python verify.py BUNDLE --keys JWKS" in said


def test_a_score_is_not_rounded_up() -> None:
    audit = large_audit(6, 0, 0)
    near = replace(audit, packs=(replace(audit.packs[0], score=99.96), replace(audit.packs[1], score=None)))
    said = Reading(render_page(near, HUB)).said()
    assert "99.9" in said
    assert "100.0" not in said
    assert "none" in said


def test_a_pack_that_could_not_judge_says_why() -> None:
    audit = large_audit(6, 0, 0)
    broken = replace(audit, packs=(replace(audit.packs[0], status="error", score=None, error="no date at /a"),))
    said = Reading(render_page(broken, HUB)).said()
    assert "Could not be judged" in said
    assert "no date at /a" in said


def test_what_cannot_be_shown_is_refused() -> None:
    audit = large_audit(6, 0, 0)
    with pytest.raises(InvalidInputError):
        render_page(audit, "No Hub")
    with pytest.raises(InvalidInputError):
        render_page(replace(audit, at="then"), HUB)
