"""`frontdesk parked`: what needs a person, why and since when; it is tried again or given up from here."""

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import asdict
from datetime import datetime, timedelta
from pathlib import Path
from types import ModuleType
from typing import Any

import click

from bot.commands.failures import CommandFailed
from bot.config import load
from storage import inbox, outbox, timers
from storage.database import Database
from storage.records import InboxId, InboxRow, OutboxId, OutboxRow, OutboxState, Timer, TimerId
from storage.work import Work

ALL = "all"
_Row = InboxRow | OutboxRow | Timer
_TABLES: Mapping[str, tuple[ModuleType, Callable[[int], int]]] = {
    "in": (inbox, InboxId),
    "out": (outbox, OutboxId),
    "timer": (timers, TimerId),
}
_DONE = {"replay": "will be tried again", "drop": "dropped"}
_BOT_TOKEN = re.compile(r"[0-9]{5,}:[A-Za-z0-9_-]{20,}")
_SECRET = frozenset({"token", "data", "secret"})


def parked(
    action: str,
    row: str | None,
    path: Path,
    environ: Mapping[str, str],
    *,
    state: str | None,
    as_json: bool,
) -> int:
    """Do one of list, show, replay, drop; `row` is an ID such as in-12, or all of a state or any."""
    database = Database.open(load(path, environ).desk.database)
    try:
        if row is None:
            _list(database, state, as_json=as_json)
        elif action == "show":
            _show(_found(database, row), as_json=as_json)
        elif row == ALL:
            _change_all(database, action, state)
        else:
            _change(database, action, row)
    finally:
        database.close()
    return 0


def _all(work: Work, state: str | None) -> list[_Row]:
    rows: list[_Row] = [*inbox.parked(work), *outbox.parked(work), *timers.parked(work)]
    return [row for row in rows if state in (None, row.state.value)]


def _list(database: Database, state: str | None, *, as_json: bool) -> None:
    rows, now = database.read_now(lambda work: (_all(work, state), work.machine_now))
    if as_json:
        click.echo(json.dumps([_summary(row, now) for row in rows]))
        return
    if not rows:
        click.echo("nothing is parked")
    for row in rows:
        click.echo("{id:<10}{channel:<10}{since:<22}{age:>5}  {why}: {error}".format_map(_summary(row, now)))


def _summary(row: _Row, now: datetime) -> dict[str, Any]:
    """Return what tells rows apart, without anybody's words; of a trace the last line."""
    since = _since(row)
    lines = (row.error or "").strip().splitlines()
    return {
        "id": _id(row),
        "channel": row.kind if isinstance(row, Timer) else row.channel,
        "state": row.state.value,
        "since": since.isoformat(timespec="seconds")[:19] + "Z",
        "age": _age(now - since),
        "attempts": row.attempts,
        "why": _why(row),
        "error": _without_tokens(lines[-1]) if lines else "",
    }


def _since(row: _Row) -> datetime:
    if isinstance(row, Timer):
        return row.due
    return row.received_at if isinstance(row, InboxRow) else row.created_at


def _why(row: _Row) -> str:
    times = {0: "not tried", 1: "tried once"}.get(row.attempts, f"tried {row.attempts} times")
    if isinstance(row, InboxRow):
        return f"it could not be handled, {times}"
    if isinstance(row, Timer):
        return f"what fell due could not be done, {times}"
    if row.state is OutboxState.unknown:
        return f"nobody can know whether it was sent, {times}"
    return f"it cannot be sent, {times}"


def _age(waited: timedelta) -> str:
    for unit, span in (("d", timedelta(days=1)), ("h", timedelta(hours=1)), ("min", timedelta(minutes=1))):
        if waited >= span:
            return f"{waited // span} {unit}"
    return "now"


def _show(row: _Row, *, as_json: bool) -> None:
    facts = {name: _readable(value) for name, value in asdict(row).items()} | {"id": _id(row)}
    if as_json:
        click.echo(json.dumps(facts, ensure_ascii=False).encode("utf-8", "backslashreplace"))
        return
    for name, value in facts.items():
        written = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
        click.echo(f"{name + ':':<14}{written}".encode("utf-8", "backslashreplace"))


def _change(database: Database, action: str, row: str) -> None:
    if not database.write_now(_changing(action, row)):
        raise CommandFailed(f"{row} is not parked: frontdesk parked list shows what is")
    click.echo(f"{row}: {_DONE[action]}")


def _change_all(database: Database, action: str, state: str | None) -> None:
    def unit(work: Work) -> int:
        return sum(_changing(action, row)(work) for row in map(_id, _all(work, state)))

    count = database.write_now(unit)
    click.echo(f"{count} {'row' if count == 1 else 'rows'}: {_DONE[action]}")


def _changing(action: str, row: str) -> Callable[[Work], bool]:
    table, number = _named(row)
    change = table.replay if action == "replay" else table.drop
    return lambda work: bool(change(work, number))


def _found(database: Database, row: str) -> _Row:
    table, number = _named(row)
    found: _Row | None = database.read_now(lambda work: table.get(work, number))
    if found is None:
        raise CommandFailed(f"there is no {row}: frontdesk parked list shows what is parked")
    return found


def _named(row: str) -> tuple[ModuleType, int]:
    match = re.fullmatch(rf"({'|'.join(_TABLES)})-([0-9]{{1,18}})", row)
    if match is None:
        raise click.UsageError("an ID looks like in-12, out-7 or timer-3")
    table, as_id = _TABLES[match.group(1)]
    return table, as_id(int(match.group(2)))


def _id(row: _Row) -> str:
    match row:
        case InboxRow():
            return f"in-{row.id}"
        case OutboxRow():
            return f"out-{row.id}"
        case Timer():
            return f"timer-{row.id}"


def _readable(value: Any) -> Any:
    """Return a value as JSON can hold it, with tokens taken out."""
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, Mapping):
        return {name: "***" if name in _SECRET else _readable(inner) for name, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_readable(inner) for inner in value]
    if isinstance(value, str):
        return _without_tokens(_parsed(value))
    return value


def _parsed(text: str) -> str:
    """Take the tokens out of a raw update, which is JSON in a text."""
    try:
        inner = json.loads(text)
    except ValueError:
        return text
    return json.dumps(_readable(inner), ensure_ascii=False) if isinstance(inner, dict) else text


def _without_tokens(text: str) -> str:
    return _BOT_TOKEN.sub("***", text)
