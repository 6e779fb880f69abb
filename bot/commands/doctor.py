"""`frontdesk doctor`: everything that can be asked of Telegram and the database, with what to do."""

import asyncio
import json
from collections.abc import Mapping
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path

import click

from bot.channel import Account, Examined
from bot.channels import CHANNELS
from bot.checkup import account, groups, records, roster
from bot.checkup.finding import Finding, State
from bot.commands.failures import FAILED
from bot.commands.progress import bar
from bot.config import Config, load

# Another poller is interrupted at once, and comes again within a few seconds.
WATCH_S = 5.0
_MARKS = {State.ok: "ok", State.warning: "warning", State.wrong: "WRONG"}


def doctor(path: Path, environ: Mapping[str, str], *, as_json: bool) -> int:
    """Print the findings; 1 when one of them is wrong."""
    config = load(path, environ)
    today = datetime.now(UTC).date()
    found = [*_of_channel(config), *records.findings(config), *records.calendar(config, today)]
    if as_json:
        click.echo(json.dumps([asdict(finding) for finding in found], ensure_ascii=False))
    else:
        for finding in found:
            _print(finding)
    return FAILED if any(finding.state is State.wrong for finding in found) else 0


def _of_channel(config: Config) -> list[Finding]:
    examined = asyncio.run(_examined(config))
    found = [*account.findings(config.telegram, examined.account)]
    if isinstance(examined.account, Account):
        found += groups.findings(config, examined.groups)
        found += roster.findings(config, examined.members, examined.people, examined.account.name)
    return found


async def _examined(config: Config) -> Examined:
    telegram = config.telegram
    token = telegram.token.get_secret_value()
    channel = CHANNELS["telegram"](token=token, api=telegram.api, driver=telegram.driver)
    wanted, people = roster.wanted(config), roster.people(config)
    steps = 2 + len(wanted) + sum(map(len, wanted.values())) + len(people)
    watch_s = 0 if telegram.pushes or records.is_served(config) else WATCH_S
    done = 0
    with bar("asking Telegram") as reached:

        def asked() -> None:
            nonlocal done
            done += 1
            reached(done, steps)

        try:
            return await channel.examine(wanted, people, watch_s=watch_s, asked=asked)
        finally:
            await channel.close()


def _print(finding: Finding) -> None:
    click.echo(f"{_MARKS[finding.state]:<8} {finding.says}")
    if finding.mend:
        click.echo(f"{'':<8} → {finding.mend}")
