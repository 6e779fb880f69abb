"""What a demonstration keeps between two runs: the desk's database, the phones, and how far the clock is."""

import asyncio
import json
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from bot.demonstration.clock import MovableClock
from bot.sandbox import saved
from bot.sandbox.server import Sandbox
from storage.database import Database, SchemaTooOld, StorageError, migrate

_SAVE_EVERY_S = 1.0
_BEGINS_AT = 9


class Broken(Exception):
    """What is kept cannot be gone on from; the text says why."""


class Kept:
    """One demonstration's folder, private to its user."""

    def __init__(self, folder: Path) -> None:
        """Open the folder, or begin one. Raises Broken."""
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._phones = folder / "phones"
        self._clock = folder / "clock.json"
        self._records = folder / "frontdesk.db"
        self.database = f"sqlite:///{self._records}"
        self.clock = MovableClock(ahead=self._read_clock())
        self.clock.listen(self._write_clock)
        if self._records.exists():
            self._check()

    def fill(self, sandbox: Sandbox) -> bool:
        """Let the phones be as they were; False: there is nothing yet."""
        if not self._phones.exists():
            return False
        sandbox.load(self._phones)
        return True

    @asynccontextmanager
    async def keeping(self, sandbox: Sandbox) -> AsyncIterator[None]:
        """Save now, soon after every change, and at the end."""
        # Records without phones would take the messages of new phones for ones they know.
        sandbox.save(self._phones)
        self._write_clock()
        changed = asyncio.Event()
        stop = sandbox.world.listen(lambda _: changed.set())
        saving = asyncio.create_task(self._save(sandbox, changed))
        try:
            yield
        finally:
            stop()
            saving.cancel()
            with suppress(asyncio.CancelledError):
                await saving
            sandbox.save(self._phones)

    async def _save(self, sandbox: Sandbox, changed: asyncio.Event) -> None:
        while True:
            await changed.wait()
            await asyncio.sleep(_SAVE_EVERY_S)
            changed.clear()
            sandbox.save(self._phones)

    def _check(self) -> None:
        """Make sure that what is there can be used, before anything is changed."""
        try:
            Sandbox().load(self._phones)
        except FileNotFoundError:
            raise Broken("the phones are missing") from None
        except (saved.Unreadable, OSError) as error:
            raise Broken(str(error)) from None
        try:
            Database.open(self.database).close()
        except SchemaTooOld:
            migrate(self.database)
        except StorageError as error:
            raise Broken(str(error)) from None

    def _read_clock(self) -> timedelta:
        try:
            kept = json.loads(self._clock.read_text(encoding="utf-8"))
            return timedelta(seconds=float(kept["ahead_s"]))
        except FileNotFoundError:
            return _morning() - datetime.now(UTC)
        except (ValueError, KeyError, TypeError, OverflowError, OSError):
            raise Broken(f"{self._clock}: cannot be read") from None

    def _write_clock(self) -> None:
        draft = self._clock.with_suffix(".new")
        draft.write_text(json.dumps({"ahead_s": self.clock.ahead.total_seconds()}), encoding="utf-8")
        draft.replace(self._clock)


def place_of(port: int) -> Path:
    """Return the folder of the demonstration on a port."""
    named = Path(os.environ.get("XDG_STATE_HOME") or "")
    state = named if named.is_absolute() else Path.home() / ".local" / "state"
    return state / "frontdesk" / f"demo-{port}"


def set_aside(folder: Path) -> Path:
    """Give a folder another name, so that a new one can begin; return the name."""
    for n in range(1, 1000):
        aside = folder.with_name(f"{folder.name}.broken-{n}")
        if not aside.exists():
            break
    return folder.rename(aside)


def _morning() -> datetime:
    """Return 9:00 of this day in the sample estate."""
    return datetime.now(ZoneInfo("Asia/Shanghai")).replace(hour=_BEGINS_AT, minute=0, second=0, microsecond=0)
