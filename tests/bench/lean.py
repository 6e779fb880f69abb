"""The anchor: the least a durable pipeline can do on this machine. Raw sqlite3, phrases, commits in groups."""

import json
import re
import sqlite3
import time
from pathlib import Path

_GROUP = 128
_SCHEMA = """
PRAGMA journal_mode = WAL;
PRAGMA synchronous = FULL;
CREATE TABLE inbox (id INTEGER PRIMARY KEY, key TEXT UNIQUE, raw TEXT, state TEXT);
CREATE TABLE tickets (id INTEGER PRIMARY KEY, chat TEXT, topic TEXT, words TEXT);
CREATE TABLE messages (id INTEGER PRIMARY KEY, ticket INTEGER, text TEXT);
CREATE TABLE outbox (id INTEGER PRIMARY KEY, dedupe_key TEXT UNIQUE, chat TEXT, body TEXT, state TEXT);
"""
_PHRASES = re.compile(
    "漏水|没电|刷不开|堵了|失灵|怎么交|怎么申请|态度|太吵|门锁|电梯|燃气|着火|被困|停电|爆管"
)


def run(file: Path, updates: list[bytes]) -> float:
    """Keep every update, commit, then handle it and commit; return the seconds it took."""
    connection = sqlite3.connect(file, isolation_level=None)
    connection.executescript(_SCHEMA)
    began = time.perf_counter()
    for start in range(0, len(updates), _GROUP):
        _group(connection, updates[start : start + _GROUP])
    took = time.perf_counter() - began
    connection.close()
    return took


def _group(connection: sqlite3.Connection, group: list[bytes]) -> None:
    read = [(json.loads(raw), raw.decode()) for raw in group]
    connection.execute("BEGIN IMMEDIATE")
    for update, raw in read:
        connection.execute(
            "INSERT INTO inbox (key, raw, state) VALUES (?, ?, 'todo')", (str(update["update_id"]), raw)
        )
    connection.execute("COMMIT")
    connection.execute("BEGIN IMMEDIATE")
    for update, _ in read:
        _handle(connection, update)
    connection.execute("COMMIT")


def _handle(connection: sqlite3.Connection, update: dict) -> None:
    key, chat, text = (
        update["update_id"],
        str(update["message"]["chat"]["id"]),
        update["message"]["text"],
    )
    found = _PHRASES.search(text)
    ticket = connection.execute(
        "INSERT INTO tickets (chat, topic, words) VALUES (?, ?, ?)",
        (chat, found.group() if found else "", text),
    ).lastrowid
    connection.execute("INSERT INTO messages (ticket, text) VALUES (?, ?)", (ticket, text))
    for role, to in (("receipt", chat), ("card", "-1001")):
        connection.execute(
            "INSERT INTO outbox (dedupe_key, chat, body, state) VALUES (?, ?, ?, 'todo')",
            (f"{ticket}:{role}", to, json.dumps({"text": text})),
        )
    connection.execute("UPDATE inbox SET state = 'done' WHERE key = ?", (str(key),))
