"""`frontdesk classify`: the labels of one text, or of every line of a file."""

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click

from bot.commands.failures import FAILED
from bot.commands.jsonl import Broken, readable, rows
from nlp.classifier import Classifier
from nlp.judgement import Judgement, Matter


def classify_text(text: str, *, as_json: bool, explain: bool) -> int:
    """Print the labels of one text, as a table or as JSON."""
    classifier = Classifier.load()
    readable_text = readable(text)
    explanation = classifier.explain(readable_text) if explain else None
    judgement = explanation.judgement if explanation else classifier.judge(readable_text)
    if as_json:
        _print({"text": text, **(explanation or judgement).as_json()})
    else:
        click.echo(
            "\n".join([*_table(judgement, explain=explain), *(explanation.lines() if explanation else ())])
        )
    return 0


def classify_lines(file: Path) -> int:
    """Print every row of JSONL with our labels; rows that cannot be read are told on standard error."""
    classifier = Classifier.load()
    code = 0
    for row in rows(file, bar=not sys.stdout.isatty()):
        match row:
            case Broken():
                click.echo(str(row), err=True)
                code = FAILED
            case _:
                _print(row.values | classifier.judge(readable(row.text)).as_json())
    return code


def _print(values: dict[str, Any]) -> None:
    """Print one line of JSON in UTF-8; half a surrogate pair stays the escape that JSON has for it."""
    click.echo(json.dumps(values, ensure_ascii=False).encode("utf-8", "backslashreplace"))


def _table(judgement: Judgement, *, explain: bool) -> Iterator[str]:
    for number, matter in enumerate(judgement.matters, 1):
        if len(judgement.matters) > 1:
            yield f"matter {number}"
        for name, value in _labels(matter):
            yield f"  {name:<11}{value}"
        if explain:
            yield "  because"
            yield from (
                f"    {e.weight:+6.2f}  {e.words}  ({e.mark}, {e.start}-{e.end})" for e in matter.evidence
            )


def _labels(matter: Matter) -> Iterator[tuple[str, str]]:
    yield "kind", matter.kind.value
    if matter.category:
        yield "category", matter.category.value
    yield "topic", matter.topic
    yield "urgency", matter.urgency.value
    yield "mood", matter.mood.value
    if matter.alarm:
        yield "alarm", matter.alarm.value
    if matter.home:
        parts = (matter.home.building, matter.home.unit, matter.home.room)
        yield "home", "-".join(part or "?" for part in parts)
    yield "confidence", f"{matter.confidence:.2f}"
