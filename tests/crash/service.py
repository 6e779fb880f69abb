"""Our own service under the rig: its configuration, its process, and what is counted in the end."""

import socket
import sys
from datetime import UTC, datetime
from pathlib import Path

from tests.crash import ledger, tally
from tests.crash.rounds import UPTIME_S, Rig, Run, at_work, scene
from tests.crash.town import MANAGER_CHAT, OWNERS, STAFF, STAFF_CHAT, TOKEN
from tests.postgres_server import PostgresServer

ESTATE = "cuiyuan"
NO_PACE = (2000, 1000, 60000)


def settings(port: int = 0, pace: tuple[int, int, int] = NO_PACE) -> str:
    """Return the configuration: Telegram's pace is off, and what usually takes hours takes seconds.

    `pace` are the messages a second, a chat's second and a group's minute.

    Nobody writes too much, so that each clear matter becomes a ticket, which can be counted.
    """
    staff = "".join(
        f'[[estates.staff]]\ntelegram = {number}\nname = "{name}"\nrole = "{role}"\n'
        for (number, name), role in zip(STAFF.items(), ("staff", "staff", "lead", "manager"), strict=True)
    )
    return f"""
[telegram.limits]
per_second = {pace[0]}
chat_per_second = {pace[1]}
group_per_minute = {pace[2]}
[web]
listen = "127.0.0.1:{port}"
[[estates]]
key = "{ESTATE}"
name = "翠园小区"
timezone = "{_where_it_is_noon()}"
country = "CN"
staff_chat = {STAFF_CHAT}
manager_chat = {MANAGER_CHAT}
duty_phone = "0571-0000"
[estates.clock]
join_messages_s = 1
join_media_s = 1
join_at_most_s = 3
flood_per_min = 0
revisit_after_h = 0
revisit_remind_h = 0.002
revisit_close_h = 0.004
question_lapses_min = 5
silent_after_human_min = 0
{staff}"""


def _where_it_is_noon() -> str:
    """Return a zone in whose day there is time for everything: by night nobody is asked how it was."""
    ahead = 12 - datetime.now(UTC).hour
    return f"Etc/GMT{-ahead:+d}" if ahead else "Etc/UTC"


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def listens(port: int) -> bool:
    """Tell whether somebody listens on a port of this machine."""
    with socket.socket() as probe:
        probe.settimeout(1.0)
        return probe.connect_ex(("127.0.0.1", port)) == 0


def employ(
    rig: Rig,
    url: str,
    *,
    api: str = "",
    port: int = 0,
    pushed: bool = False,
    pace: tuple[int, int, int] = NO_PACE,
) -> None:
    """Let the rig run our service on a database; `api` stands between it and the sandbox.

    `pushed`: the sandbox calls the service instead of being asked.
    """
    port = port or (free_port() if pushed else 0)
    config = rig.folder / "config.toml"
    config.write_text(settings(port, pace), encoding="utf-8")
    rig.command = [sys.executable, "-m", "bot", "--debug", "run", "--config", str(config)]
    rig.environ = {
        "FRONTDESK__TELEGRAM__TOKEN": TOKEN,
        "FRONTDESK__TELEGRAM__API": api or rig.town.sandbox.url,
        "FRONTDESK__DESK__DATABASE": url,
    }
    if pushed:
        rig.environ |= pushed_to(f"http://127.0.0.1:{port}/hook")


def pushed_to(url: str) -> dict[str, str]:
    """Return what lets Telegram call the service at an address."""
    return {
        "FRONTDESK__TELEGRAM__MODE": "webhook",
        "FRONTDESK__TELEGRAM__WEBHOOK__URL": url,
        "FRONTDESK__TELEGRAM__WEBHOOK__SECRET": "the-secret-of-the-rig",
    }


async def kill_frontdesk(
    rounds: int,
    seed: int,
    folder: Path,
    database: str | None = None,
    uptime_s: tuple[float, float] = UPTIME_S,
    server: PostgresServer | None = None,
    *,
    pushed: bool = False,
) -> tuple[Run, tally.Tally]:
    """Kill the service, and the database's server where one is given; return how it went and the count."""
    run = Run("frontdesk", seed)
    url = database or f"sqlite:///{folder}/frontdesk.db"
    # Each owner has so many clear matters and no more: a long run needs more people.
    async with scene(run, folder, owners=max(len(OWNERS), rounds)) as rig:
        employ(rig, url, pushed=pushed)
        rig.server = server
        async with at_work(rig.crowd):
            await rig.rounds(rounds, uptime_s, lambda: ledger.in_flight(url, folder))
        await rig.clean_run(lambda: ledger.drained(url))
    return run, tally.count(url, rig.town, rig.crowd, folder / "bot.log")
