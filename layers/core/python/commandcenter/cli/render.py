"""Show results: tables for people, JSON for machines, progress on the error stream."""

import json
import sys
from collections.abc import Iterable, Sequence
from typing import Any

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table
from rich.text import Text

STYLES = {
    "fresh": "green",
    "ok": "green",
    "done": "green",
    "stale": "yellow",
    "queued": "yellow",
    "missing": "red",
    "failed": "red",
    "online": "green",
    "offline": "red",
    "linked": "green",
    "waiting": "yellow",
    "ran": "green",
    "pass": "green",
    "fail": "red",
    "refused": "red",
    "timed_out": "red",
}


json_option = click.option("--json", "as_json", is_flag=True, help="print JSON for machines")


def console() -> Console:
    """Open the console people read; wide when it is not a terminal, so that nothing is cut in a pipe."""
    return Console(width=None if sys.stdout.isatty() else 500, highlight=False)


def show_json(value: Any) -> None:
    """Print one JSON value, keys in the order they have."""
    click.echo(json.dumps(value, indent=2, ensure_ascii=False))


def show_table(title: str, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Print a table; what comes from projects is printed as it is, never as markup."""
    table = Table(header_style="bold", expand=False)
    for column in columns:
        table.add_column(column, overflow="fold")
    for row in rows:
        table.add_row(*(_cell(value) for value in row))
    out = console()
    out.print(Text(title, style="bold"))  # a table's own title would wrap at the width of its columns
    out.print(table)


def say(message: str) -> None:
    """Tell of progress on the error stream."""
    click.echo(message, err=True)


def progress_bar() -> Progress:
    """Make a progress bar on the error stream; silent when that is not a terminal."""
    stderr = Console(stderr=True)
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    return Progress(*columns, console=stderr, transient=True, disable=not stderr.is_terminal)


def _cell(value: Any) -> Text:
    text = "" if value is None else str(value)
    clean = "".join(sign if sign.isprintable() else "\N{REPLACEMENT CHARACTER}" for sign in text)
    return Text(clean, style=STYLES.get(text, ""))
