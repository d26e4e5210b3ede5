"""An audit as a page for people: one file that needs no script, loads nothing and says the same to everyone."""

import html
import math
import re
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from pathlib import Path
from string import Template

from commandcenter.attestation.statements.audit import valid_until
from commandcenter.attestation.statements.outcomes import control_name, outcome_of
from commandcenter.compliance.audit import Audit, Audited, AuditStatus, PackAudit
from commandcenter.compliance.exports.words import explain
from commandcenter.compliance.model import SEVERITIES
from commandcenter.kernel.urn import check_name

_WORDS: Mapping[AuditStatus, str] = {
    "ok": "No failure", "warn": "Lesser failures", "fail": "Fails", "error": "Could not be judged",
}  # fmt: skip
_OVERALL: Mapping[AuditStatus, str] = {**_WORDS, "error": "Not all could be judged"}
_PACK_HEADS = ("Pack", "Version", "Verdict", "Score", "Passed", "Failed", "Waived", "Not applicable")
_UNSHOWN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]")
"""What a page may not hold, and what would turn the order of its letters round."""
_CHECK = """<section>
<h2>Check this</h2>
<p>By itself this page proves nothing. It comes in a bundle with signed statements that name it by its SHA-256, and with the
proof that they stand in the log of the hub. With keys you have from the hub by another way, check the whole bundle:</p>
<pre><code>python verify.py BUNDLE --keys JWKS</code></pre>
<p><code>VALID</code> says that all of it fits and that those keys signed it; <code>UNTRUSTED</code> that it fits, but you gave
no keys; <code>INVALID</code> that something was changed, revoked or is out of date. Do not use it then.</p>
<p class="soft">This is engineering evidence, not legal advice.</p>
</section>"""


def render_page(audit: Audit, hub: str) -> bytes:
    """Write an audit as one HTML page (UTF-8): the failures first, and never the value of a fact.

    All text of the audit is escaped, and letters that show nothing are replaced. Raises InvalidInputError for an `at` or a
    name that is none.
    """
    found = sorted(audit.findings, key=_by_weight)
    parts = [
        _head(audit, check_name(hub, "hub")),
        _packs(audit.packs),
        _failures([one for one in found if outcome_of(one) == "fail"]),
        _waived([one for one in found if outcome_of(one) == "waived"]),
        _refused(audit),
        _rest("Controls that passed", [one for one in found if outcome_of(one) == "pass"]),
        _rest("Controls that do not apply", [one for one in found if outcome_of(one) is None]),
        _CHECK,
    ]
    title = f"{_text(audit.project)}: audit for {_text(audit.as_of)}"
    page = _template().substitute(title=title, body="\n".join(part for part in parts if part))
    return page.encode()


@cache
def _template() -> Template:
    return Template(Path(__file__).with_name("page.html").read_text("utf-8"))


def _by_weight(one: Audited) -> tuple[int, str]:
    return SEVERITIES.index(one.finding.severity), control_name(one.finding)


def _head(audit: Audit, hub: str) -> str:
    said = {
        "Hub": _text(hub),
        "Made": _text(audit.at),
        "Valid until": _text(valid_until(audit)),
        "Revision": f"{audit.rev}, commit <code>{_text(audit.commit)}</code>",
        "Source": f"<code>{_text(audit.source)}</code>" if audit.source else "not known",
        "Audit": f"<code>{_text(audit.id)}</code>",
    }
    told = "".join(f"<dt>{name}</dt><dd>{value}</dd>\n" for name, value in said.items())
    title = f"<h1>{_text(audit.project)} {_badge(audit.status, _OVERALL)}</h1>\n<p>Audit for {_text(audit.as_of)}</p>"
    return f"<header>\n{title}\n<dl>\n{told}</dl>\n</header>"


def _packs(packs: Sequence[PackAudit]) -> str:
    ordered = sorted(packs, key=lambda one: one.pack)
    rows = [
        [
            _text(one.pack), _text(one.version), _badge(one.status), _score(one.score),
            str(one.passed), str(one.failed), str(one.waived), str(one.not_applicable),
        ]
        for one in ordered
    ]  # fmt: skip
    errors = "".join(f"<p>{_text(one.pack)}: {_text(one.error)}</p>" for one in ordered if one.error)
    caption = "Score: 100 x weight of passes / weight of controls that apply. A waived failure counts as no pass."
    return _section("Rule packs", _table(caption, _PACK_HEADS, rows) + errors)


def _score(score: float | None) -> str:
    """Write a score, never rounded up: what is not all of it is not 100."""
    return "none" if score is None else f"{math.floor(score * 10) / 10:.1f}"


def _failures(failures: Sequence[Audited]) -> str:
    if not failures:
        return _section("Failures", "<p>None.</p>")
    return _section(f"Failures ({len(failures)})", "\n".join(map(_failure, failures)))


def _failure(one: Audited) -> str:
    finding = one.finding
    name = f"<h3><code>{_text(control_name(finding))}</code> {_text(finding.title)}</h3>"
    about = f'<p class="soft">{_text(finding.severity)} &middot; {_text(finding.citation)}</p>'
    return f"<article>\n{name}\n{about}\n<p>{_text(explain(finding))}</p>\n</article>"


def _waived(waived: Sequence[Audited]) -> str:
    rows = [
        [_control(one), _text(one.finding.severity), _until(one), f"<code>{_text(one.waiver)}</code>"]
        for one in sorted(waived, key=lambda one: (one.waived_until, control_name(one.finding)))
    ]
    caption = "Failures that are excused for a while. From the instant a waiver ends, its failure counts again."
    table = _table(caption, ("Control", "Severity", "Until", "Waiver"), rows)
    return _section(f"Waived failures ({len(rows)})", table) if rows else ""


def _until(one: Audited) -> str:
    return f'<span class="whole">{_text(one.waived_until)}</span>'


def _refused(audit: Audit) -> str:
    rows = sorted([_text(one.path), _text(one.reason), _text(one.node)] for one in audit.refused)
    caption = "What somebody attested, but what counts as missing."
    table = _table(caption, ("Fact", "Why", "Told by"), rows)
    return _section(f"Facts that do not count ({len(rows)})", table) if rows else ""


def _rest(title: str, found: Sequence[Audited]) -> str:
    rows = [[_control(one), _text(one.finding.severity), _text(one.finding.citation)] for one in found]
    if not rows:
        return ""
    table = _table(title, ("Control", "Severity", "Citation"), rows)
    return f"<section>\n<details>\n<summary>{title} ({len(rows)})</summary>\n{table}\n</details>\n</section>"


def _control(one: Audited) -> str:
    return f"<code>{_text(control_name(one.finding))}</code> {_text(one.finding.title)}"


def _section(title: str, inside: str) -> str:
    return f"<section>\n<h2>{title}</h2>\n{inside}\n</section>"


def _table(caption: str, heads: Iterable[str], rows: Iterable[Sequence[str]]) -> str:
    """Make a table of cells that are HTML already; the first of a row names it."""
    head = "".join(f'<th scope="col">{one}</th>' for one in heads)
    body = "\n".join(f'<tr><th scope="row">{row[0]}</th>{_cells(row[1:])}</tr>' for row in rows)
    inside = f"<caption>{caption}</caption>\n<thead><tr>{head}</tr></thead>\n<tbody>\n{body}\n</tbody>"
    return (
        f'<div class="scroll" role="region" tabindex="0" aria-label="{caption}">\n<table>\n{inside}\n</table>\n</div>'
    )


def _cells(cells: Iterable[str]) -> str:
    return "".join(f"<td>{one}</td>" for one in cells)


def _badge(status: AuditStatus, words: Mapping[AuditStatus, str] = _WORDS) -> str:
    return f'<span class="badge {status}">{words[status]}</span>'


def _text(said: str) -> str:
    return html.escape(_UNSHOWN.sub("\ufffd", said))
