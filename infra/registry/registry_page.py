"""The page that shows people what is registered. Everything in it was written by others, so all of it is escaped."""

from collections.abc import Sequence
from html import escape
from typing import Any

MAX_ROWS = 500
_COLUMNS = ("Registered", "Project", "Status", "Statement", "Signed with", "Proof")
_STYLE = """
body { font: 16px/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 72rem; padding: 0 1rem; color: #222 }
table { border-collapse: collapse; width: 100% }
th, td { text-align: left; padding: .4rem .6rem; border-bottom: 1px solid #ccc; vertical-align: top; overflow-wrap: anywhere }
code { font-size: .85em }
@media (prefers-color-scheme: dark) { body { background: #161616; color: #ddd } a { color: #8af } th, td { border-color: #444 } }
"""


def page_of(records: Sequence[dict[str, Any]]) -> bytes:
    """Write the page: a row for each record, in their order."""
    rows = "\n".join(_row(one["entry"], one["receipt"]) for one in records[:MAX_ROWS])
    heads = "".join(f'<th scope="col">{name}</th>' for name in _COLUMNS)
    table = f"<table><thead><tr>{heads}</tr></thead><tbody>\n{rows}\n</tbody></table>" if rows else ""
    count = f"{len(records):,} {'entry' if len(records) == 1 else 'entries'}"
    shown = f", the newest {MAX_ROWS:,} of them here" if len(records) > MAX_ROWS else ""
    text = f"""<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Registered attestations</title>
<style>{_STYLE}</style></head>
<body><main><h1>Registered attestations</h1>
<p>{count}{shown}.</p>
{table}
</main></body></html>
"""
    return text.encode(errors="replace")


def _row(entry: dict[str, Any], receipt: dict[str, Any]) -> str:
    cells = (
        _text(receipt.get("registered")),
        _text(entry["project"]),
        _text(entry["summary"].get("status")),
        f"<code>{_text(entry['digest'])}</code>",
        f"<code>{_text(entry['signer'])}</code>",
        _link(entry["proofUrl"]),
    )
    return f"<tr>{''.join(f'<td>{cell}</td>' for cell in cells)}</tr>"


def _text(value: Any) -> str:
    return escape(value if isinstance(value, str) else "")


def _link(url: str) -> str:
    """Link to web addresses only: others, such as `javascript:`, are shown as text."""
    if url.startswith(("https://", "http://")):
        return f'<a rel="noreferrer" href="{escape(url)}">{escape(url)}</a>'
    return _text(url)
