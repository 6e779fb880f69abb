"""Copies made while the service writes, and put back: whole, never over anything, and nothing sent twice."""

import os
import sqlite3
import stat
import threading
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from storage import backup as copies
from storage import messages, outbox, tickets
from storage.database import (
    Database,
    DatabaseInUse,
    DatabaseMissing,
    DatabaseUnavailable,
    SchemaTooNew,
)
from storage.errors import BackupRefused
from storage.records import Delivery, OutboxId
from storage.schema import REVISIONS
from tests.storage.make import letter, message, put, take_out, ticket

AT = datetime(2026, 11, 23, 4, tzinfo=UTC)


def quietly(done, in_all):
    """Tell nobody how far it is."""


def backup(url, file, *, force=False, progress=quietly):
    return copies.backup(url, file, force=force, progress=progress)


def restore(url, file):
    return copies.restore(url, file, at=AT, progress=quietly)


def opened(url):
    return closing(Database.open(url))


def say(url, text):
    with opened(url) as database:
        database.write_now(lambda work: messages.store(work, message(text)))


def letters(url):
    """Return every message of the outbox with its state, and those that would go out now."""
    with opened(url) as database:
        rows = database.read_now(lambda work: [outbox.get(work, OutboxId(n)) for n in (1, 2, 3, 4)])
        database.write_now(outbox.recover)
        return {row.dedupe_key: row.state.value for row in rows}, [r.dedupe_key for r in take_out(database)]


def held_words(url):
    with opened(url) as database:
        found = database.read_now(lambda work: tickets.of_estate(work, "cuiyuan"))
        said = database.read_now(lambda work: [one.text for one in messages.pending_of(work, 1)])
    return [one.number for one in found], said


def fill(url):
    """One ticket, two messages of its owner; one message was sent, one is on its way, one waits, then an edit."""
    with opened(url) as database:
        database.write_now(ticket)
        database.write_now(
            lambda work: [messages.store(work, message(t, pending=True)) for t in ("一", "二")]
        )
        put(database, letter("sent", lane="a"))
        (row,) = take_out(database)
        database.write_now(lambda work: outbox.sent(work, row.id, ["9"]))
        put(database, letter("on its way", lane="b"))
        take_out(database)
        put(database, letter("waiting", lane="a"), letter("edit", lane="a", klass=Delivery.edit))
    return url


@pytest.fixture
def filled(database_url):
    return fill(database_url)


def test_a_copy_brings_everything_back_and_what_is_there_now_is_kept(filled, tmp_path):
    copy = tmp_path / "copy"
    assert backup(filled, copy) == copies.Contents(REVISIONS[-1], tickets=1, messages=2)
    assert stat.S_IMODE(copy.stat().st_mode) == 0o600
    before = held_words(filled)
    with opened(filled) as database:
        database.write_now(lambda work: messages.store(work, message("三", pending=True)))
        database.write_now(lambda work: ticket(work, words="later"))
    after = held_words(filled)
    done = restore(filled, copy)
    assert (done.contents.tickets, done.contents.messages) == (1, 2)
    assert held_words(filled) == before
    assert done.aside.exists()
    again = restore(filled, done.aside)
    assert again.contents.messages == 3
    assert held_words(filled) == after
    assert not list(tmp_path.glob(".*"))


def test_what_waited_is_held_and_an_edit_goes_on(filled, tmp_path):
    """A row that waited may have been sent after the copy was made; one that was sent before never is again."""
    backup(filled, tmp_path / "copy")
    with opened(filled) as database:
        for row in take_out(database):
            database.write_now(lambda work, row=row: outbox.sent(work, row.id, ["10"]))
    assert restore(filled, tmp_path / "copy").held == 2
    states, goes_out = letters(filled)
    assert states == {"sent": "sent", "on its way": "unknown", "waiting": "unknown", "edit": "todo"}
    assert goes_out == ["edit"]
    with opened(filled) as database:
        assert [row.dedupe_key for row in database.read_now(outbox.parked)] == ["on its way", "waiting"]
        assert database.write_now(lambda work: outbox.replay(work, OutboxId(3)))


def test_a_file_is_replaced_only_when_that_was_said(filled, tmp_path):
    copy = tmp_path / "copy"
    copy.write_text("dear")
    with pytest.raises(BackupRefused, match="is there already"):
        backup(filled, copy)
    assert copy.read_text() == "dear"
    backup(filled, copy, force=True)
    assert restore(filled, copy).contents.tickets == 1


def test_a_copy_into_nowhere_is_refused_in_a_sentence(filled, tmp_path):
    with pytest.raises(BackupRefused, match="directory does not exist"):
        backup(filled, tmp_path / "none" / "copy")


def test_restoring_what_is_no_copy_changes_nothing(filled, tmp_path):
    for name, content in (
        ("text", b"hello"),
        ("cut", b"SQLite format 3\0" + b"x" * 500),
        ("dump", b"PGDMPx"),
    ):
        (tmp_path / name).write_bytes(content)
        with pytest.raises((BackupRefused, DatabaseUnavailable)):
            restore(filled, tmp_path / name)
    with pytest.raises(BackupRefused, match="no such file"):
        restore(filled, tmp_path / "none")
    assert held_words(filled)[0] == ["261123-001"]


def test_a_copy_of_another_program_is_refused(sqlite_url, tmp_path):
    with closing(sqlite3.connect(tmp_path / "other.db")) as other:
        other.execute("CREATE TABLE songs (name)")
    with pytest.raises(BackupRefused, match="no database of frontdesk"):
        restore(sqlite_url, tmp_path / "other.db")


def test_a_copy_of_a_later_version_is_refused(sqlite_url, tmp_path):
    backup(sqlite_url, tmp_path / "copy")
    with closing(sqlite3.connect(tmp_path / "copy", isolation_level=None)) as copy:
        copy.execute("UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(SchemaTooNew, match="later frontdesk"):
        restore(sqlite_url, tmp_path / "copy")


def test_nothing_is_put_back_under_a_running_service(sqlite_url, tmp_path):
    backup(sqlite_url, tmp_path / "copy")
    with closing(Database.open(sqlite_url, exclusive=True)), pytest.raises(DatabaseInUse):
        restore(sqlite_url, tmp_path / "copy")
    assert restore(sqlite_url, tmp_path / "copy").held == 0


def test_a_copy_is_of_one_moment_while_the_service_writes(sqlite_url, tmp_path):
    """Each unit writes two messages; no copy may hold half of one."""
    with opened(sqlite_url) as database:
        stop, begun = threading.Event(), threading.Event()

        def write():
            while not stop.is_set():
                database.write_now(lambda work: [messages.store(work, message("x" * 2000)) for _ in range(2)])
                begun.set()

        writing = threading.Thread(target=write)
        writing.start()
        begun.wait(10)
        counts = [backup(sqlite_url, tmp_path / f"copy{n}").messages for n in range(8)]
        stop.set()
        writing.join()
    assert counts == sorted(counts)
    assert all(count and count % 2 == 0 for count in counts)


def test_the_database_itself_is_never_the_copy(sqlite_url):
    file = Path(sqlite_url.removeprefix("sqlite:///"))
    for ending in ("", "-wal", "-run"):
        with pytest.raises(BackupRefused, match="belongs to the database"):
            backup(sqlite_url, Path(f"{file}{ending}"), force=True)
    with pytest.raises(BackupRefused, match="belongs to the database"):
        restore(sqlite_url, file)


def test_what_a_killed_service_left_beside_the_file_does_not_spoil_the_restored_one(sqlite_url, tmp_path):
    file = Path(sqlite_url.removeprefix("sqlite:///"))
    say(sqlite_url, "一")
    backup(sqlite_url, tmp_path / "copy")
    say(sqlite_url, "二")
    Path(f"{file}-wal").write_bytes(b"what is no log at all" * 99)
    file.write_bytes(b"damaged" * 999)
    done = restore(sqlite_url, tmp_path / "copy")
    assert done.contents.messages == 1
    assert done.aside.read_bytes().startswith(b"damaged")
    assert not Path(f"{file}-wal").exists()
    say(sqlite_url, "三")


def test_a_database_that_is_gone_is_put_back(sqlite_url, tmp_path):
    backup(sqlite_url, tmp_path / "copy")
    Path(sqlite_url.removeprefix("sqlite:///")).unlink()
    with pytest.raises(DatabaseMissing):
        backup(sqlite_url, tmp_path / "another")
    assert restore(sqlite_url, tmp_path / "copy").aside is None
    say(sqlite_url, "一")


def test_whoever_could_use_the_file_still_can(sqlite_url, tmp_path):
    file = Path(sqlite_url.removeprefix("sqlite:///"))
    file.chmod(0o660)
    backup(sqlite_url, tmp_path / "copy")
    restore(sqlite_url, tmp_path / "copy")
    assert stat.S_IMODE(file.stat().st_mode) == 0o660


def test_a_damaged_database_gives_no_copy(sqlite_url, tmp_path):
    with opened(sqlite_url) as database:
        database.write_now(lambda work: [messages.store(work, message("x" * 4000)) for _ in range(50)])
    file = Path(sqlite_url.removeprefix("sqlite:///"))
    content = bytearray(file.read_bytes())
    content[-40 * 4096 : -20 * 4096] = os.urandom(20 * 4096)
    file.write_bytes(content)
    with pytest.raises((BackupRefused, DatabaseUnavailable), match="damaged"):
        backup(sqlite_url, tmp_path / "copy")
    assert [path.name for path in tmp_path.glob("*copy*")] == []


def test_progress_reaches_its_end(sqlite_url, tmp_path):
    told = []
    backup(sqlite_url, tmp_path / "copy", progress=lambda done, in_all: told.append((done, in_all)))
    assert told[-1][0] == told[-1][1] > 0


@pytest.mark.postgres
def test_nothing_is_put_back_under_a_service_on_postgresql(postgres_url, tmp_path):
    backup(postgres_url, tmp_path / "copy")
    with opened(postgres_url) as database:
        database.read_now(outbox.parked)
        with pytest.raises(DatabaseInUse):
            restore(postgres_url, tmp_path / "copy")


@pytest.mark.postgres
def test_a_copy_fills_an_empty_database_on_postgresql(postgres_url, postgres_server, tmp_path):
    backup(fill(postgres_url), tmp_path / "copy")
    empty = postgres_server.make()
    done = restore(empty, tmp_path / "copy")
    assert (done.aside, done.contents.tickets) == (None, 1)
    assert held_words(empty) == held_words(postgres_url)


@pytest.mark.postgres
def test_without_its_programs_postgresql_is_told_in_a_sentence(postgres_url, tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(BackupRefused, match="pg_dump is not installed"):
        backup(postgres_url, tmp_path / "copy")
