"""`frontdesk evaluate`: how often our labels are those of people."""

import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import click

from bot.commands.failures import FAILED, CommandFailed
from bot.commands.jsonl import Broken, Row, readable, rows
from nlp.classifier import Classifier
from nlp.evaluate import evaluate as measured
from nlp.judgement import Category, Kind, Urgency

_LABELS = {"kind": Kind, "category": Category, "urgency": Urgency}


def evaluate(file: Path, *, as_json: bool) -> int:
    """Print the figures; lines that cannot be used are told, left out, and make the exit code 1."""
    broken: list[Broken] = []
    report = measured(labelled(rows(file), broken), Classifier.load().judge)
    for line in broken:
        click.echo(str(line), err=True)
    if not report.kinds.total:
        raise CommandFailed(f'{file}: no labelled rows: write {{"text": "…", "kind": "…"}} in each line')
    click.echo(json.dumps(report.as_json(), ensure_ascii=False) if as_json else report.table())
    return FAILED if broken else 0


def labelled(found: Iterable[Row | Broken], broken: list[Broken]) -> Iterator[dict[str, Any]]:
    """Yield the rows whose labels are ours; the others go to `broken`."""
    for row in found:
        if isinstance(row, Broken):
            broken.append(row)
        elif wrong := _wrong(row.values):
            broken.append(Broken(row.source, row.line, wrong))
        else:
            yield row.values | {"text": readable(row.text)}


def _wrong(values: dict[str, Any]) -> str:
    """Say which label is none of ours; category, urgency and second may be missing."""
    for name, labels in _LABELS.items():
        value = values.get(name)
        if value not in list(labels) and (value or name == "kind"):
            return f"{name} must be one of {', '.join(labels)}"
    second = values.get("second")
    if second and (not isinstance(second, dict) or second.get("kind") not in list(Kind)):
        return 'second must be {"kind": "…"} with a kind of ours'
    return ""
