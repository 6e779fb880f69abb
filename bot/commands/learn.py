"""`frontdesk learn`: weights fitted to labelled messages as a file to review, and marks proposed."""

from collections.abc import Mapping, Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import click

from bot.commands import corrections
from bot.commands.evaluate import labelled
from bot.commands.failures import FAILED, CommandFailed
from bot.commands.jsonl import Broken, rows
from nlp import messages
from nlp import suggest as suggesting
from nlp.classifier import Classifier


def learn(files: Sequence[Path], out: Path) -> int:
    """Fit and write; lines that cannot be used are told, left out, and make the exit code 1."""
    if find_spec("sklearn") is None:
        raise CommandFailed("learning needs scikit-learn: install frontdesk[learn]")
    from nlp.learn import learn as fitted  # noqa: PLC0415 - scikit-learn is optional

    found, broken = _read(files)
    if len({row["kind"] for row in found}) < 2:
        raise CommandFailed("too few labelled rows: messages of at least two kinds are needed")
    out.write_text(fitted(found, Classifier.load()), encoding="utf-8")
    click.echo(f"{out}: weights of {len(found)} messages")
    return FAILED if broken else 0


def suggest(files: Sequence[Path], config: Path | None, environ: Mapping[str, str]) -> int:
    """Print marks that would mend rows judged wrongly, as a change of the rule files.

    With `config` what the staff of its estates corrected is taken in; it is told how much of it still is
    judged otherwise.
    """
    found, broken = _read(files)
    judge = Classifier.load().judge
    if config is not None:
        corrected = corrections.rows(config, environ)
        otherwise = sum(not suggesting.is_right(row, judge) for row in corrected)
        click.echo(f"# {len(corrected)} corrections of staff, {otherwise} of them judged otherwise today")
        found += corrected
    sets = list(messages.labelled())
    proposals = suggesting.propose(found, sets, judge)
    click.echo(f"# measured on them and on {len(sets)} labelled messages")
    click.echo(suggesting.as_diff(proposals) or "# no words mend more than they harm")
    return FAILED if broken else 0


def _read(files: Sequence[Path]) -> tuple[list[dict[str, Any]], list[Broken]]:
    broken: list[Broken] = []
    found = [row for file in files for row in labelled(rows(file), broken)]
    for line in broken:
        click.echo(str(line), err=True)
    return found, broken
