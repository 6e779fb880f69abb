"""What storage may do while the service runs: full, read-only, locked by others, gone. Each until its block ends."""

import errno
import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.postgres_server import PostgresServer

_SMALL_MIB = 24
_CHUNK = b"\0" * 65536


class Refused(Exception):
    """This machine does not let us break a disk: it takes root, and a file system that can be mounted."""


@contextmanager
def small_disk(place: Path) -> Iterator[Path]:
    """Mount a small file system of its own there."""
    place.mkdir(exist_ok=True)
    _system("mount", "-t", "tmpfs", "-o", f"size={_SMALL_MIB}m", "tmpfs", str(place))
    try:
        yield place
    finally:
        _system("umount", "--lazy", str(place))


@contextmanager
def full(disk: Path) -> Iterator[None]:
    """Leave no byte free on a disk."""
    ballast = disk / "ballast"
    try:
        with ballast.open("wb", buffering=0) as file:
            while True:
                file.write(_CHUNK)
    except OSError as error:
        if error.errno != errno.ENOSPC:
            raise
    try:
        yield
    finally:
        ballast.unlink()


@contextmanager
def read_only(database: Path) -> Iterator[None]:
    """Let nobody write to a SQLite database, not even who has it open already."""
    files = [str(file) for file in (database, Path(f"{database}-wal")) if file.exists()]
    _system("chattr", "+i", *files)
    try:
        yield
    finally:
        _system("chattr", "-i", *files)


@contextmanager
def locked(database: Path) -> Iterator[None]:
    """Be another program that holds SQLite's write lock."""
    other = sqlite3.connect(database, isolation_level=None, timeout=30, check_same_thread=False)
    other.execute("BEGIN IMMEDIATE")
    try:
        yield
    finally:
        other.execute("ROLLBACK")
        other.close()


@contextmanager
def gone(server: PostgresServer) -> Iterator[None]:
    """Kill a PostgreSQL server, and bring it back in the end."""
    server.kill()
    try:
        yield
    finally:
        server.start()


def _system(*words: str) -> None:
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise Refused(done.stderr.strip())
