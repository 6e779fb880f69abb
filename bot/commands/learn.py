"""`frontdesk learn`: weights fitted to labelled messages, written as a file that can be reviewed."""

from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import click

from bot.commands.evaluate import labelled
from bot.commands.failures import FAILED, CommandFailed
from bot.commands.jsonl import Broken, rows
from nlp.classifier import Classifier


def learn(files: Sequence[Path], out: Path) -> int:
    """Fit and write; lines that cannot be used are told, left out, and make the exit code 1."""
    if find_spec("sklearn") is None:
        raise CommandFailed("learning needs scikit-learn: install frontdesk[learn]")
    from nlp.learn import learn as fitted  # noqa: PLC0415 - scikit-learn is optional

    broken: list[Broken] = []
    found: list[dict[str, Any]] = [row for file in files for row in labelled(rows(file), broken)]
    for line in broken:
        click.echo(str(line), err=True)
    if len({row["kind"] for row in found}) < 2:
        raise CommandFailed("too few labelled rows: messages of at least two kinds are needed")
    out.write_text(fitted(found, Classifier.load()), encoding="utf-8")
    click.echo(f"{out}: weights of {len(found)} messages")
    return FAILED if broken else 0
