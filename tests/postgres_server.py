"""A PostgreSQL server of the tests' own: started once a session, thrown away afterwards."""

import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import psycopg

_START_WITHIN_S = 30
_MIGRATED = "frontdesk"
# Copying a template takes 0.4 s, most of it a checkpoint; this takes milliseconds.
_EMPTY = """
DO $$
DECLARE item record;
BEGIN
  PERFORM pg_terminate_backend(pid) FROM pg_stat_activity
    WHERE datname = current_database() AND pid <> pg_backend_pid();
  FOR item IN SELECT tablename AS name FROM pg_tables
      WHERE schemaname = 'public' AND tablename <> 'alembic_version' LOOP
    EXECUTE format('DELETE FROM %I', item.name);
  END LOOP;
  FOR item IN SELECT sequencename AS name FROM pg_sequences LOOP
    PERFORM setval(format('%I', item.name), 1, false);
  END LOOP;
END $$
"""


class PostgresServer:
    """A server on a free port of this machine, without a password and without fsync.

    PostgreSQL refuses to run as root, so there it runs as the system's user `postgres`, who gets the directory.
    """

    def __init__(self) -> None:
        self.binaries = _binaries()
        self.directory = Path(tempfile.mkdtemp(prefix="frontdesk-postgres-"))
        self.port = _free_port()
        self._as = _other_user()
        self._made = 0
        if self._as:
            shutil.chown(self.directory, **self._as)
        self._run(
            "initdb", "-D", "data", "-U", "postgres", "-A", "trust", "-E", "UTF8", "--no-sync", "--locale=C"
        )
        self._process = self._started()

    def url(self, name: str) -> str:
        return f"postgresql://postgres@127.0.0.1:{self.port}/{name}"

    def make(self, name: str = "") -> str:
        """Return the URL of a new database without any table."""
        self._made += 1
        name = name or f"test_{self._made}"
        self._sql(f"CREATE DATABASE {name}")
        return self.url(name)

    def make_migrated(self, migrate: Callable[[str], object]) -> None:
        """Make the database that `emptied` returns."""
        migrate(self.make(_MIGRATED))

    def emptied(self) -> str:
        """Return the URL of the migrated database, without rows or connections of the test before."""
        self._sql(_EMPTY, _MIGRATED)
        return self.url(_MIGRATED)

    def run_sql(self, *statements: str) -> None:
        """Do something as the server's own administrator."""
        for statement in statements:
            self._sql(statement)

    def run_in(self, url: str, *statements: str) -> None:
        """Do something in one database."""
        for statement in statements:
            self._sql(statement, url.rpartition("/")[2])

    def drop(self, url: str) -> None:
        """Drop a database, whoever is still connected."""
        self._sql(f"DROP DATABASE IF EXISTS {url.rpartition('/')[2]} WITH (FORCE)")

    def restart(self) -> None:
        """Kill the server as a power failure would, and start it again."""
        self._process.send_signal(signal.SIGQUIT)
        self._process.wait()
        self._process = self._started()

    def kill(self) -> None:
        """End the server and all that works for it at once, with kill -9."""
        os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()

    def pids(self) -> list[int]:
        """Return the server's process and all that work for it."""
        told = subprocess.run(
            ["pgrep", "--parent", str(self._process.pid)], capture_output=True, text=True, check=True
        )
        return [self._process.pid, *map(int, told.stdout.split())]

    def start(self) -> None:
        """Start it again after `kill`."""
        self._process = self._started()

    def stop(self) -> None:
        if self._process.poll() is None:
            self._process.send_signal(signal.SIGINT)
            self._process.wait()
        shutil.rmtree(self.directory, ignore_errors=True)

    def _run(self, program: str, *words: str) -> None:
        done = subprocess.run(
            [self.binaries / program, *words],
            cwd=self.directory,
            capture_output=True,
            text=True,
            check=False,
            **self._as,
        )
        assert done.returncode == 0, f"{program}: {done.stdout}{done.stderr}"

    def _started(self) -> subprocess.Popen[bytes]:
        settings = {
            "port": self.port,
            "listen_addresses": "127.0.0.1",
            "unix_socket_directories": self.directory,
            "fsync": "off",
            "full_page_writes": "off",
            "shared_buffers": "32MB",
            "max_connections": "60",
            "timezone": "Asia/Shanghai",  # not ours: sessions must set their own
        }
        words = [word for name, value in settings.items() for word in ("-c", f"{name}={value}")]
        log = self.directory / "server.log"
        with log.open("ab") as output:
            process = subprocess.Popen(
                [self.binaries / "postgres", "-D", "data", *words],
                cwd=self.directory,
                stdout=output,
                stderr=output,
                start_new_session=True,  # a process group of its own, to be killed whole
                **self._as,
            )
        until = time.monotonic() + _START_WITHIN_S
        while not self._answers():
            assert process.poll() is None, log.read_text()
            assert time.monotonic() < until, f"PostgreSQL does not answer: {log.read_text()}"
            time.sleep(0.05)
        return process

    def _answers(self) -> bool:
        try:
            self._sql("SELECT 1")
        except psycopg.OperationalError:
            return False
        return True

    def _sql(self, statement: str, name: str = "postgres") -> None:
        with psycopg.connect(self.url(name), autocommit=True, connect_timeout=5) as connection:
            connection.execute(statement)


def _binaries() -> Path:
    """Return where initdb is: Debian keeps it out of PATH."""
    found = shutil.which("initdb")
    places = [Path(found).parent] if found else []
    places += sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    assert places, "these tests need PostgreSQL's own programs: apt-get install postgresql"
    return places[0]


def _other_user() -> dict[str, str]:
    if os.geteuid() != 0:
        return {}
    pwd.getpwnam("postgres")
    return {"user": "postgres", "group": "postgres"}


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
