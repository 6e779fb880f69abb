"""`frontdesk demo`: the whole system on this machine, without an account."""

from pathlib import Path

import click

from bot import demo as demonstration
from bot.commands.failures import WRONG, CommandFailed
from bot.demonstration.script import ScriptError


def demo(script: Path | None, *, port: int) -> int:
    """Tell the story, then play the script if there is one."""
    try:
        return demonstration.run(script, port=port, say=click.echo)
    except ScriptError as error:
        raise CommandFailed(str(error), WRONG) from None
