"""`frontdesk demo`: the whole system on this machine, without an account."""

from pathlib import Path

import click

from bot import demo as demonstration
from bot.commands.failures import FAILED, WRONG, CommandFailed
from bot.demonstration.script import ScriptError


def demo(script: Path | None, *, port: int, fresh: bool, browser: bool) -> int:
    """Serve the page, or play the script if there is one."""
    try:
        if script is not None:
            return demonstration.play(script, say=click.echo)
        return demonstration.serve(port=port, fresh=fresh, browser=browser, say=click.echo)
    except ScriptError as error:
        raise CommandFailed(str(error), WRONG) from None
    except demonstration.PortTaken as error:
        raise CommandFailed(str(error), FAILED) from None
