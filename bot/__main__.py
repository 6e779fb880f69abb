"""The command line: only options; each command is imported when it is called, so that help is quick."""

import os
from pathlib import Path
from typing import Any

import click


class _Commands(click.Group):
    """Turns what went wrong into a sentence and an exit code."""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            raise click.exceptions.Exit(super().invoke(ctx))
        except (click.ClickException, click.exceptions.Exit, click.Abort, BrokenPipeError):
            raise
        except Exception as error:
            if ctx.params["debug"]:
                raise
            from bot.commands.sentences import told

            sentence, code = told(error)
            click.echo(sentence, err=True)
            raise click.exceptions.Exit(code) from None


_config = click.option(
    "--config",
    "config",
    type=click.Path(path_type=Path),
    default=Path("config.toml"),
    show_default=True,
    metavar="FILE",
    help="The configuration.",
)


@click.group(
    cls=_Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100}
)
@click.version_option(package_name="frontdesk", message="%(prog)s %(version)s")
@click.option("--debug", is_flag=True, help="Show the trace of an error; it may hold personal data.")
def main(*, debug: bool) -> None:
    """Run the front desk of a managed estate, in the chat its owners already use.

    Exit codes: 0 done, 1 failed at run time, 2 wrong usage or configuration.
    """


@main.command()
@_config
def run(config: Path) -> int:
    """Run the service.

    It serves until SIGTERM or Ctrl-C. A missing SQLite database is created, and that is said.
    """
    from bot.commands import run as command

    return command.run(config, os.environ)


@main.command()
@_config
def check(config: Path) -> int:
    """Check configuration, database and installation.

    Prints file:line: key: what is wrong and what to write, for every problem at once; the exit code is
    then 2.
    """
    from bot.commands import check as command

    return command.check(config, os.environ)


@main.command()
@_config
@click.option("--from", "source", metavar="URL", help="Move this SQLite database: sqlite:///FILE.")
@click.option("--to", "target", metavar="URL", help="To this empty one: postgresql://USER@HOST/NAME.")
def migrate(config: Path, source: str | None, target: str | None) -> int:
    """Create or upgrade the database, or move it to PostgreSQL.

    It is brought to this version's schema; twice is harmless. With --from and --to a whole SQLite database is
    brought to PostgreSQL instead, and compared. Stop the service first.
    """
    if (source is None) != (target is None):
        raise click.UsageError("give both --from URL and --to URL, or neither")
    from bot.commands import migrate as command

    if source is not None and target is not None:
        return command.move(source, target)
    return command.migrate(config, os.environ)


@main.command()
@_config
@click.option("--json", "as_json", is_flag=True, help="Print what was found as JSON.")
def verify(config: Path, *, as_json: bool) -> int:
    """Verify that the records are whole.

    The chain of each estate's journal, the numbers and steps of its tickets, words by their digests, and the
    queues. Words that were erased by law are counted. Changes nothing; the exit code is 1 when something
    is wrong.
    """
    from bot.commands import verify as command

    return command.verify(config, os.environ, as_json=as_json)


@main.command()
@_config
@click.option("--json", "as_json", is_flag=True, help="Print the findings as JSON.")
def doctor(config: Path, *, as_json: bool) -> int:
    """Ask Telegram and the database whether all is well.

    Says what is right and what to do: token, rights in each group, people who cannot be reached, clocks,
    database, disk, plans. Changes nothing. The exit code is 1 when something is wrong.
    """
    from bot.commands import doctor as command

    return command.doctor(config, os.environ, as_json=as_json)


@main.command()
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@_config
@click.option("--force", is_flag=True, help="Replace a FILE that is there.")
def backup(file: Path, config: Path, *, force: bool) -> int:
    """Copy the database to FILE.

    The service may go on meanwhile. The copy is checked, and there only when it is whole. It holds people's
    words and numbers.
    """
    from bot.commands import backup as command

    return command.backup(config, os.environ, file, force=force)


@main.command()
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@_config
def restore(file: Path, config: Path) -> int:
    """Put the copy FILE in the place of the database.

    Stop the service first. What was there is kept beside; messages that waited when the copy was made are
    held, because they may have been sent since: see frontdesk parked.
    """
    from bot.commands import restore as command

    return command.restore(config, os.environ, file)


@main.command()
@click.argument("file", required=False, type=click.Path(path_type=Path, allow_dash=True))
@click.option("--text", metavar="T", help="Judge this text.")
@click.option("--json", "as_json", is_flag=True, help="With --text: print JSON; a FILE always is.")
@click.option("--explain", is_flag=True, help="With --text: show marks, scope, learned pieces and scores.")
def classify(file: Path | None, text: str | None, *, as_json: bool, explain: bool) -> int:
    """Say what texts are about.

    Either --text T, or JSONL with a "text" in each line from FILE or - (standard input). Every line of
    JSONL comes back with its own keys, overwritten by ours: kind, category, topic, urgency,
    mood, confidence, alarm, home, evidence, matters. A line that cannot be read is told by its number, the
    rest goes on, and the exit code is 1.
    """
    from bot.commands import classify as command

    if text is not None and file is None:
        return command.classify_text(text, as_json=as_json, explain=explain)
    if file is not None and text is None:
        return command.classify_lines(file)
    raise click.UsageError("give either --text T or a FILE (- is standard input)")


@main.command()
@click.argument("file", type=click.Path(path_type=Path, allow_dash=True))
@click.option("--json", "as_json", is_flag=True, help="Print the figures as JSON.")
def evaluate(file: Path, *, as_json: bool) -> int:
    """Compare our labels with those of people.

    FILE is JSONL with text and kind, and category and urgency where known. Prints accuracy, macro-F1
    and confusion.
    """
    from bot.commands import evaluate as command

    return command.evaluate(file, as_json=as_json)


@main.command()
@click.argument("files", nargs=-1, type=click.Path(path_type=Path), metavar="[FILE]...")
@click.option("--out", type=click.Path(path_type=Path), metavar="FILE", help="Where the weights go.")
@click.option(
    "--config", type=click.Path(path_type=Path), metavar="FILE", help="With --suggest: take corrections in."
)
@click.option("--suggest", is_flag=True, help="Propose marks instead, as a change of the rule files.")
def learn(files: tuple[Path, ...], out: Path | None, config: Path | None, *, suggest: bool) -> int:
    """Fit the learned weights to labelled messages, or propose marks.

    FILE is JSONL with text and kind, and category of complaints. With --out the weights are fitted and
    written; the same files give the same weights. With --suggest nothing is written: words that would mend
    what is judged wrongly are printed as a change of the rule files; with --config also those that mend what
    staff corrected («改分类»). Fitting needs scikit-learn (frontdesk[learn]).
    """
    if suggest == (out is not None):
        raise click.UsageError("give either --out FILE or --suggest")
    if config is not None and not suggest:
        raise click.UsageError("--config goes with --suggest: write corrections to a file first, and read it")
    if not files and config is None:
        raise click.UsageError("give a FILE of labelled messages, or with --suggest a --config")
    from bot.commands import learn as command

    return command.learn(files, out) if out is not None else command.suggest(files, config, os.environ)


@main.command()
@_config
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), metavar="FILE", help="Write there.")
def corrections(config: Path, *, out: Path | None) -> int:
    """Print what staff corrected, to learn from.

    JSONL of the messages that staff gave another kind or category, each with the right labels and, under was,
    those of the desk: a FILE for evaluate and learn. It holds owners' words.
    """
    from bot.commands import corrections as command

    return command.corrections(config, os.environ, out)


@main.command()
@_config
@click.option("--date", "day", metavar="D", help="The day to report, such as 2026-11-23; else yesterday.")
@click.option("--estate", metavar="K", help="Only the estate with this key.")
@click.option(
    "--page",
    type=click.Choice(["digest", "weekly", "monthly"]),
    default="digest",
    show_default=True,
    help="Which one; of weeks and months the last that was over on that day.",
)
def digest(config: Path, *, day: str | None, estate: str | None, page: str) -> int:
    """Print the daily digest of an estate.

    What the managers read on the morning after that day. What must happen now, and what is open, is as of
    this moment. Nothing is sent.
    """
    from bot.commands import digest as command

    return command.digest(config, os.environ, day, estate, page)


@main.command()
@_config
@click.option("--from", "first", metavar="D", required=True, help="The first day, such as 2026-11-01.")
@click.option("--to", "last", metavar="D", required=True, help="The last day.")
@click.option(
    "--out",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    required=True,
    help="A name that ends in .xlsx or .csv.",
)
@click.option("--estate", metavar="K", help="Only the estate with this key.")
def export(config: Path, *, first: str, last: str, out: Path, estate: str | None) -> int:
    """Write figures, tickets, journal, revisits and promises to files.

    An .xlsx file has a sheet for each; month.csv becomes month.tickets.csv and so on. Days are those of the
    estate's zone, both ends with them. The files hold homes and words of people, but no telephone numbers.
    """
    from bot.commands import export as command

    return command.export(config, os.environ, (first, last), out, estate)


@main.command()
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@_config
@click.option("--estate", metavar="K", help="The estate with this key, where there are several.")
@click.option(
    "--column",
    "columns",
    multiple=True,
    metavar="NAME=C",
    help="Which column is what: received, words, home, promised, done; by letter or heading.",
)
@click.option("--yes", "sure", is_flag=True, help="Do not ask whether the columns are right.")
def rehearse(file: Path, config: Path, estate: str | None, columns: tuple[str, ...], *, sure: bool) -> int:
    """Go through last month's book as if the desk had been there.

    FILE is a book of complaints and repairs, .xlsx or .csv, with a row for each. Prints what came, the
    emergencies, hot spots, repeats, what was late, and the digest of the busiest day. Sends nothing, keeps
    nothing. Works without a configuration, too.
    """
    from bot.commands import rehearse as command

    return command.rehearse(file, config, os.environ, estate, columns, sure=sure)


@main.command()
@_config
@click.argument("number", metavar="NO")
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), metavar="FILE", required=True)
@click.option("--estate", metavar="K", help="The estate with this key, where there are several.")
def dossier(config: Path, *, number: str, out: Path, estate: str | None) -> int:
    """Write everything about one ticket into a DOCX file.

    NO is its number, such as 261123-007. Pictures are fetched from Telegram. The file holds personal data.
    """
    from bot.commands import dossier as command

    return command.dossier(config, os.environ, number, out, estate)


@main.command()
@click.argument("action", type=click.Choice(["list", "show", "replay", "drop"]), default="list")
@click.argument("row", metavar="[ID]", required=False)
@_config
@click.option("--state", type=click.Choice(["parked", "unknown"]), help="Of list and all, only these.")
@click.option("--json", "as_json", is_flag=True, help="Print list and show as JSON.")
def parked(action: str, row: str | None, config: Path, state: str | None, *, as_json: bool) -> int:
    """Look after what the service has put aside.

    in-12 is a message that could not be handled, out-7 one that could not be sent. A replayed one is tried
    again by the service; a dropped one never is, but stays in the database. replay all and drop all do it
    with every one; of those in the state unknown nobody can know whether they were sent.
    """
    if (action == "list") != (row is None) or (action == "show" and row == "all"):
        raise click.UsageError("write parked list, or parked show|replay|drop ID, or parked replay|drop all")
    if state is not None and row not in (None, "all"):
        raise click.UsageError("--state is for list and all")
    from bot.commands import parked as command

    return command.parked(action, row, config, os.environ, state=state, as_json=as_json)


@main.command()
@click.argument("action", type=click.Choice(["list", "import"]), default="list")
@click.argument("file", required=False, type=click.Path(path_type=Path, exists=True, dir_okay=False))
@_config
@click.option("--estate", metavar="KEY", help="Which estate, where there are several.")
@click.option("--days", type=click.IntRange(1, 366), default=7, show_default=True, help="How many to list.")
def duty(action: str, file: Path | None, config: Path, *, estate: str | None, days: int) -> int:
    """Plan who is on duty, from a sheet.

    import FILE reads shifts from an XLSX file, a list or a month, instead of those of its days and teams.
    What is wrong is told by its cell, and then nothing is stored. list prints the next days.
    """
    from bot.commands import duty as command

    if (action == "import") != (file is not None):
        raise click.UsageError("write duty list, or duty import FILE")
    if file is None:
        return command.list_(days, estate, config, os.environ)
    return command.import_(file, estate, config, os.environ)


@main.command()
@click.option(
    "--script",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    metavar="FILE",
    help="Send these messages (JSONL) instead, each from its own chat, and count what became of them.",
)
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    default=8020,
    show_default=True,
    help="Port of the page; 0: any, and nothing is kept.",
)
@click.option("--fresh", is_flag=True, help="Forget what happened before, and begin with nothing.")
@click.option("--no-browser", is_flag=True, help="Open no browser; the address is printed anyhow.")
def demo(script: Path | None, port: int, *, fresh: bool, no_browser: bool) -> int:
    """Try the whole system, without an account.

    A page with the phones of owners, staff and a manager, a local Telegram and a sample estate, all on this
    machine. It serves until Ctrl-C or SIGTERM; what happened is kept for the next time, for each port apart.
    """
    from bot.commands import demo as command

    return command.demo(script, port=port, fresh=fresh, browser=not no_browser)


if __name__ == "__main__":
    main(prog_name="frontdesk")
