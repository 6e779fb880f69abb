"""What copies of both kinds of databases have in common: what they hold, what is held back, whole files."""

import os
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from storage.errors import BackupRefused, SchemaTooNew
from storage.schema import REVISIONS

Progress = Callable[[int, int], None]

# What waited may have been sent after the copy was made, so nobody can know whether it was. An edit says the
# same twice, and goes on; then the first of each lane comes first again.
_WAITS = "state IN ('todo', 'sending') AND klass <> 'edit'"
_WHY = "it waited when the copy was made that was put back, and may have been sent since"
COUNT_WAITING = f"SELECT count(*) FROM outbox WHERE {_WAITS}"  # noqa: S608 - all of it is written here
_HOLD = f"""
UPDATE outbox SET state = 'unknown', head = 0, lease_until = NULL, error = '{_WHY}' WHERE {_WAITS}
"""  # noqa: S608
_PROMOTE = """
UPDATE outbox SET head = 1
WHERE id IN (SELECT min(id) FROM outbox WHERE state = 'todo' GROUP BY lane)
AND lane NOT IN (SELECT lane FROM outbox WHERE head = 1)
"""
HOLD = (_HOLD, _PROMOTE)


@dataclass(frozen=True, slots=True)
class Contents:
    """What a copy holds."""

    schema: str
    tickets: int
    messages: int

    @property
    def is_old(self) -> bool:
        """Tell whether it has to be migrated before this version can work with it."""
        return self.schema != REVISIONS[-1]


@dataclass(frozen=True, slots=True)
class Restored:
    """What was put back; `held` messages wait for a person, and `aside` is what was there before."""

    contents: Contents
    held: int
    aside: Path | None


def refuse_newer(file: Path, schema: str) -> None:
    """Raise where a copy is of a version that this one does not know."""
    if schema not in REVISIONS:
        raise SchemaTooNew(
            f"{file} has schema {schema}, which this version does not know: install a later frontdesk"
        )


@contextmanager
def draft_beside(file: Path) -> Iterator[Path]:
    """Give an empty file that nobody else may read, in the same directory; what is left of it is removed."""
    if file.is_dir() or not file.absolute().parent.is_dir():
        raise BackupRefused(f"{file} cannot be written: its directory does not exist, or it is one itself")
    handle, name = tempfile.mkstemp(dir=file.absolute().parent, prefix=f".{file.name}.")
    os.close(handle)
    draft = Path(name)
    try:
        yield draft
    finally:
        for ending in ("", "-wal", "-shm", "-journal"):
            Path(f"{draft}{ending}").unlink(missing_ok=True)


def put_in_place(draft: Path, file: Path) -> None:
    """Let a finished draft take the name of the file, safe from a loss of power too."""
    _sync(draft)
    draft.replace(file)
    _sync(file.absolute().parent)


def free_name(file: Path, at: datetime) -> Path:
    """Return a name beside the file for what is put aside now."""
    wanted = file.with_name(f"{file.name}.before-restore-{at:%Y%m%dT%H%M%SZ}")
    names = (wanted, *(wanted.with_name(f"{wanted.name}.{n}") for n in range(2, 1000)))
    return next(name for name in names if not name.exists())


def with_rights_of(draft: Path, file: Path) -> None:
    """Let whoever may use the file use the draft: a restore by root must not lock the service out."""
    found = file.stat()
    draft.chmod(found.st_mode & 0o777)
    with suppress(PermissionError):
        os.chown(draft, found.st_uid, found.st_gid)


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
