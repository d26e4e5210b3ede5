"""Name a licence by what only its text says; the phrases are compared without case, punctuation and line breaks."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

HEAD = 600
"""The title of a licence stands within so many characters; further on one licence may name another."""
_APART = re.compile(r"[\W_]+")
_GRANT = "permission to use copy modify and or distribute this software for any purpose with or without fee"
_BSD = ("redistribution and use in source and binary forms with or without modification are permitted",)
_ENDORSE = "be used to endorse or promote products derived from"
_ADVERTISE = "all advertising materials mentioning features"
_MIT = "permission is hereby granted free of charge to any person obtaining a copy of this software"
_NOTICE = "this permission notice"
_FREE_FOR_ALL = "this is free and unencumbered software released into the public domain"


@dataclass(frozen=True, slots=True)
class Mark:
    """Tell one licence from the others: its title near the top, phrases it has, phrases only its relatives have."""

    spdx: str
    title: str = ""
    has: tuple[str, ...] = ()
    lacks: tuple[str, ...] = ()

    def matches(self, text: str) -> bool:
        return (
            self.title in text[:HEAD]
            and all(phrase in text for phrase in self.has)
            and not any(phrase in text for phrase in self.lacks)
        )


MARKS = (
    Mark("AGPL-3.0", "gnu affero general public license version 3", ("remote network interaction",)),
    Mark("GPL-3.0", "gnu general public license version 3", ("basic permissions", "conveying")),
    Mark("GPL-2.0", "gnu general public license version 2", ("activities other than copying distribution",)),
    Mark("LGPL-3.0", "gnu lesser general public license version 3", ("combined work",)),
    Mark("LGPL-2.1", "gnu lesser general public license version 2 1", ("work that uses the library",)),
    Mark("Apache-2.0", "apache license version 2 0", ("grant of patent license",)),
    Mark("MPL-2.0", "mozilla public license version 2 0", ("covered software",)),
    Mark("EUPL-1.2", "european union public licence v 1 2", ("licensor",)),
    Mark("MIT", has=(_MIT, _NOTICE, "shall be included in all")),
    Mark("MIT-0", has=(_MIT, "without restriction"), lacks=(_NOTICE,)),
    Mark("ISC", has=(_GRANT, "provided that the above copyright notice"), lacks=()),
    Mark("0BSD", has=(_GRANT,), lacks=("provided that the above copyright notice",)),
    Mark("BSD-2-Clause", has=_BSD, lacks=(_ENDORSE, _ADVERTISE)),
    Mark("BSD-3-Clause", has=(*_BSD, _ENDORSE), lacks=(_ADVERTISE,)),
    Mark("BSD-4-Clause", has=(*_BSD, _ADVERTISE)),
    Mark("Unlicense", has=(_FREE_FOR_ALL,)),
)


def read_licence(data: bytes, wrong: Callable[[str], None]) -> dict[str, Any]:  # noqa: ARG001 - all readers have it
    """Name the licence of a text by its SPDX id; None when none is known, or more than one stands there."""
    text = _APART.sub(" ", data.decode("utf-8-sig", "replace").lower()).strip()
    named = [mark.spdx for mark in MARKS if mark.matches(text)]
    return {"license": {"spdx": named[0] if len(named) == 1 else None}}
