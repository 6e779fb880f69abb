"""`frontdesk corrections`: what staff said a matter is, as labelled rows to learn from."""

import json
from collections.abc import Mapping
from pathlib import Path

import click

from bot.commands import private_file
from bot.config import load
from storage import corrections as kept
from storage.database import Database
from storage.records import Correction, Labels


def corrections(path: Path, environ: Mapping[str, str], out: Path | None) -> int:
    """Print the rows, or write them to a file that nobody else may read: they hold owners' words."""
    lines = [json.dumps(row, ensure_ascii=False) for row in rows(path, environ)]
    if out is None:
        for line in lines:
            click.echo(line)
    else:
        private_file.write(out, "".join(f"{line}\n" for line in lines).encode())
    told = f"{out}: {len(lines)} corrections" if out else f"{len(lines)} corrections"
    click.echo(f"{told}; they hold owners' words, which are personal data", err=True)
    return 0


def rows(path: Path, environ: Mapping[str, str]) -> list[dict[str, object]]:
    """Return what staff corrected as labelled rows; they hold owners' words."""
    database = Database.open(load(path, environ).desk.database)
    try:
        return [_row(correction) for correction in database.read_now(kept.all_of)]
    finally:
        database.close()


def _row(correction: Correction) -> dict[str, object]:
    return {"text": correction.words, **_labels(correction.said), "was": _labels(correction.was)}


def _labels(labels: Labels) -> dict[str, str | None]:
    return {"kind": labels.kind, "category": labels.category, "topic": labels.topic}
