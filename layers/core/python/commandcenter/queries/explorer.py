"""The page on which operators try questions: one file, that loads nothing from anywhere and talks to its own hub only."""

import base64
import hashlib
import re
from functools import cache
from pathlib import Path


def explorer_page() -> tuple[str, dict[str, str]]:
    """Return the page and its headers; it expects the API beside it, at `graphql` relative to its own address."""
    page = _page()
    policy = (
        "default-src 'none'; "
        f"script-src {_sources(page, 'script')}; style-src {_sources(page, 'style')}; "
        "connect-src 'self'; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    )
    return page, {
        "Content-Type": "text/html; charset=utf-8",
        "Content-Security-Policy": policy,
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "no-referrer",
        "Cross-Origin-Opener-Policy": "same-origin",
        "Cache-Control": "no-store",
    }


@cache
def _page() -> str:
    return Path(__file__).with_name("explorer.html").read_text("utf-8")


def _sources(page: str, tag: str) -> str:
    """Name each inline script or style by its SHA-256 (CSP level 3), so that no other can run."""
    found = re.findall(f"<{tag}>(.*?)</{tag}>", page, re.DOTALL)
    digests = (base64.b64encode(hashlib.sha256(text.encode()).digest()).decode() for text in found)
    return " ".join(f"'sha256-{digest}'" for digest in digests)
