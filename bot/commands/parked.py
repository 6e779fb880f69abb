"""`frontdesk parked`: inbox and outbox rows that need a person."""

import json
import re
from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from types import ModuleType
from typing import Any

import click

from bot.commands.failures import CommandFailed
from bot.config import load
from storage import inbox, outbox
from storage.database import Database
from storage.records import InboxId, InboxRow, OutboxId, OutboxRow

_Row = InboxRow | OutboxRow
_BOT_TOKEN = re.compile(r"[0-9]{5,}:[A-Za-z0-9_-]{20,}")
_SECRET = frozenset({"token", "data", "secret"})


def parked(action: str, row: str | None, path: Path, environ: Mapping[str, str], *, as_json: bool) -> int:
    """Do one of list, show, replay, drop; `row` is an ID such as in-12 or out-7."""
    database = Database.open(load(path, environ).desk.database)
    try:
        if row is None:
            _list(database, as_json=as_json)
        elif action == "show":
            _show(_found(database, row), as_json=as_json)
        else:
            _change(database, action, row)
    finally:
        database.close()
    return 0


def _list(database: Database, *, as_json: bool) -> None:
    rows: list[_Row] = database.read_now(lambda work: [*inbox.parked(work), *outbox.parked(work)])
    if as_json:
        click.echo(json.dumps([_summary(row) for row in rows]))
        return
    if not rows:
        click.echo("nothing is parked")
    for row in rows:
        click.echo("{id:<10}{channel:<10}{since:<22}{attempts:>3}  {error}".format_map(_summary(row)))


def _summary(row: _Row) -> dict[str, Any]:
    """Return what tells rows apart, without anybody's words; of a trace the last line."""
    since = row.received_at if isinstance(row, InboxRow) else row.created_at
    lines = (row.error or "").strip().splitlines()
    return {
        "id": _id(row),
        "channel": row.channel,
        "since": since.isoformat(timespec="seconds")[:19] + "Z",
        "attempts": row.attempts,
        "error": _without_tokens(lines[-1]) if lines else "",
    }


def _show(row: _Row, *, as_json: bool) -> None:
    facts = {name: _readable(value) for name, value in asdict(row).items()} | {"id": _id(row)}
    if as_json:
        click.echo(json.dumps(facts, ensure_ascii=False).encode("utf-8", "backslashreplace"))
        return
    for name, value in facts.items():
        written = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
        click.echo(f"{name + ':':<14}{written}".encode("utf-8", "backslashreplace"))


def _change(database: Database, action: str, row: str) -> None:
    table, number = _named(row)
    change = table.replay if action == "replay" else table.drop
    if not database.write_now(lambda work: change(work, number)):
        raise CommandFailed(f"{row} is not parked: frontdesk parked list shows what is")
    click.echo(f"{row}: {'will be tried again' if action == 'replay' else 'dropped'}")


def _found(database: Database, row: str) -> _Row:
    table, number = _named(row)
    found: _Row | None = database.read_now(lambda work: table.get(work, number))
    if found is None:
        raise CommandFailed(f"there is no {row}: frontdesk parked list shows what is parked")
    return found


def _named(row: str) -> tuple[ModuleType, int]:
    match = re.fullmatch(r"(in|out)-([0-9]{1,18})", row)
    if match is None:
        raise click.UsageError("an ID looks like in-12 or out-7")
    number = int(match.group(2))
    return (inbox, InboxId(number)) if match.group(1) == "in" else (outbox, OutboxId(number))


def _id(row: _Row) -> str:
    return f"in-{row.id}" if isinstance(row, InboxRow) else f"out-{row.id}"


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
