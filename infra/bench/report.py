"""What a measurement hands back: tables for people, figures for machines; and the machine they were taken on."""

import os
import platform
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table as RichTable

STARTED = time.monotonic()


@dataclass(frozen=True)
class Table:
    """One table: its title, columns, and rows of values ready to be shown."""

    title: str
    columns: Sequence[str]
    rows: Sequence[Sequence[Any]]
    notes: Sequence[str] = ()


@dataclass(frozen=True)
class Section:
    """What one measurement found; `figures` is JSON and holds all that the tables show, unrounded."""

    tables: Sequence[Table]
    figures: Mapping[str, Any] = field(default_factory=dict)


def say(message: str) -> None:
    """Tell how far the benchmark is, with the seconds since it began."""
    print(f"[{time.monotonic() - STARTED:6.1f} s] {message}", flush=True)


def describe_machine() -> dict[str, Any]:
    """Name the machine, its processor and interpreter, and how busy it is as the run begins."""
    return {
        "name": platform.node(),
        "cpu": _cpu_model(),
        "cores": os.cpu_count(),
        "python": platform.python_version(),
        "system": f"{platform.system()} {platform.release()}",
        "load_1min": round(os.getloadavg()[0], 2),
    }


def show(section: Section, console: Console) -> None:
    """Print the tables of a section, with their notes below."""
    for table in section.tables:
        shown = RichTable(title=table.title, title_justify="left", title_style="bold")
        for number, column in enumerate(table.columns):
            shown.add_column(column, justify="right" if number else "left")
        for row in table.rows:
            shown.add_row(*(value if isinstance(value, str) else format_number(value) for value in row))
        console.print()
        console.print(shown)
        for note in table.notes:
            console.print(f"  {note}", style="dim", markup=False, highlight=False)


def format_number(value: float | None) -> str:
    """Write a number with three significant digits or as a whole, None as a dash."""
    if value is None:
        return "-"
    if isinstance(value, int) or abs(value) >= 1000:
        return f"{value:,.0f}"
    return f"{value:.3g}" if abs(value) < 100 else f"{value:.0f}"


def _cpu_model() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text().splitlines()
    except OSError:
        return platform.processor() or platform.machine()
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.machine()
