"""Write the README of a pack from its metadata and its notes."""

from collections.abc import Iterator
from pathlib import Path

from commandcenter.compliance.model import SEVERITIES, Control, Pack
from commandcenter.compliance.samples import read_samples

README = "README.md"
NOTES = "notes.md"


def pack_readme(pack: Pack, folder: Path) -> str:
    """Render the whole page; the same pack gives the same text."""
    notes = folder / NOTES
    parts = [
        *_head(pack),
        *(["", _one_level_down(notes.read_text().strip())] if notes.is_file() else []),
        *_parameters(pack),
        *_overview(pack),
        *(line for control in pack.controls.values() for line in _control(control)),
        *_samples(folder),
    ]
    return "\n".join(parts) + "\n"


def _head(pack: Pack) -> Iterator[str]:
    yield f"<!-- Written by `commandcenter pack:docs {pack.id}` from the metadata of the controls and {NOTES}. Do not edit. -->"
    yield f"\n# {pack.title}\n"
    yield f"Rule pack `{pack.id}` {pack.version}, {len(pack.controls)} controls, kept by {pack.owner or 'nobody'}."
    since, until = pack.effective["from"], pack.effective["to"]
    if since or until:
        yield f"In force {f'from {since}' if since else ''}{' ' if since and until else ''}{f'to {until}' if until else ''}."
    yield "Its verdicts are engineering evidence, not legal advice."


def _parameters(pack: Pack) -> Iterator[str]:
    if not pack.parameters:
        return
    yield "\n## Parameters\n"
    yield "A sheet replaces them in `params`.\n"
    yield "| parameter | default | unit | from | to |\n|---|---|---|---|---|"
    for name, intervals in pack.parameters.items():
        for one in intervals:
            yield f"| `{name}` | {one['default']} | {one['unit']} | {one['from'] or ''} | {one['to'] or ''} |"


def _overview(pack: Pack) -> Iterator[str]:
    yield "\n## Controls\n"
    yield "| control | severity | in force from | decided by | what |\n|---|---|---|---|---|"
    for one in sorted(
        pack.controls.values(), key=lambda control: (SEVERITIES.index(control.severity), control.control_id)
    ):
        by = "measured facts" if one.status == "automated" else "attestation"
        yield f"| `{one.control_id}` | {one.severity} | {one.effective_from} | {by} | {_cell(one.title)} |"


def _control(control: Control) -> Iterator[str]:
    yield f"\n### {control.control_id}: {control.title}\n"
    yield f"{control.description}\n"
    yield f"- Citation: {control.citation} (confidence {control.confidence:g})"
    yield f"- Category: `{control.category}`; audits: {', '.join(control.audit_kinds)}"
    for name, said in control.parameters.items():
        yield f"- Parameter `{name}`: {said['default']} {said['unit']}"
    yield f"- Remediation: {control.remediation}"
    if control.note:
        yield f"- Note: {control.note.strip()}"
    yield f"- Source: {control.source}"
    for reference in control.references:
        yield f"- <{reference}>"


def _samples(folder: Path) -> Iterator[str]:
    yield "\n## Samples\n"
    for sample in read_samples(folder):
        yield f"- [`{sample.name}`](samples/{sample.name}.json): {sample.why}"


def _one_level_down(markdown: str) -> str:
    return "\n".join(f"#{line}" if line.startswith("#") else line for line in markdown.splitlines())


def _cell(text: str) -> str:
    return text.replace("|", "\\|")
