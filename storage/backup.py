"""Copies of a database, made while it is in use, and put back: a copy is whole, or it is not there."""

from datetime import UTC, datetime
from pathlib import Path

from storage import backup_postgres, backup_sqlite, engines
from storage.copies import Contents, Progress, Restored, draft_beside, put_in_place
from storage.errors import BackupRefused

__all__ = ["Contents", "Restored", "backup", "restore"]


def backup(url: str, file: Path, *, force: bool, progress: Progress) -> Contents:
    """Copy the database to a file that only its owner may read; the service may go on meanwhile.

    A file that is there is replaced only with `force`, and only when the copy is whole and on the disk.
    `progress` is told of parts done and in all, where they are known.
    """
    parsed = engines.parsed(url)
    _refuse_existing(file, force=force)
    with draft_beside(file) as draft:
        if database := engines.sqlite_file(parsed):
            backup_sqlite.refuse_itself(database, file)
            contents = backup_sqlite.copied(parsed, draft, progress)
        else:
            contents = backup_postgres.copied(parsed, draft)
        _refuse_existing(file, force=force)
        put_in_place(draft, file)
    return contents


def restore(url: str, file: Path, *, at: datetime, progress: Progress) -> Restored:
    """Put a copy in the place of the database, in one step; what was there is kept beside.

    Refuses while a service runs, what is no copy of ours, and one of a later version. Messages that waited
    when the copy was made are held as of unknown outcome: `outbox.replay` sends one, `outbox.drop` none.
    """
    parsed = engines.parsed(url)
    if not file.is_file():
        raise BackupRefused(f"{file}: there is no such file")
    if database := engines.sqlite_file(parsed):
        backup_sqlite.refuse_itself(database, file)
        return backup_sqlite.restored(parsed, file, at.astimezone(UTC), progress)
    return backup_postgres.restored(parsed, file, at.astimezone(UTC))


def _refuse_existing(file: Path, *, force: bool) -> None:
    if file.exists() and not force:
        raise BackupRefused(f"{file} is there already: name another file, or add --force to replace it")
