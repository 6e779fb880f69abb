"""Rows of a JSONL file or of standard input, with a progress bar on a terminal."""

import json
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click


@dataclass(frozen=True, slots=True)
class Row:
    """A line that was understood; `text` is its text."""

    source: str
    line: int
    values: dict[str, Any]
    text: str


@dataclass(frozen=True, slots=True)
class Broken:
    """A line that was not; its words are not repeated."""

    source: str
    line: int
    what: str

    def __str__(self) -> str:
        """Say where and what, as the configuration does."""
        return f"{self.source}:{self.line}: {self.what}"


def rows(file: Path, *, bar: bool = True) -> Iterator[Row | Broken]:
    """Read line by line; empty lines are passed over."""
    source = "standard input" if str(file) == "-" else str(file)
    with click.open_file(str(file), "rb") as stream:
        size = file.stat().st_size if source != "standard input" else 0
        shown = bar and size > 0 and sys.stderr.isatty()
        with click.progressbar(length=size, label=file.name, file=sys.stderr, hidden=not shown) as progress:
            for number, line in enumerate(stream, 1):
                progress.update(len(line))
                if line.strip():
                    yield _row(source, number, line)


def readable(text: str) -> str:
    """Replace lone surrogates, one for one, as the channels do before anything is judged."""
    return re.sub(r"[\ud800-\udfff]", "\ufffd", text)


def _row(source: str, number: int, line: bytes) -> Row | Broken:
    try:
        values = json.loads(line.decode("utf-8-sig"))
    except UnicodeDecodeError:
        return Broken(source, number, "is not UTF-8")
    except (ValueError, RecursionError):
        return Broken(source, number, 'is not JSON: write {"text": "…"}')
    if not isinstance(values, dict) or not isinstance(values.get("text"), str):
        return Broken(source, number, 'has no "text": write {"text": "…"}')
    return Row(source, number, values, values["text"])
