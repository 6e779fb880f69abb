"""A bot in a process of its own: started, watched until its first poll, killed."""

import asyncio
import contextlib
import os
import signal
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from tests.crash.town import Town

_STARTS_WITHIN_S = 60.0
_STOPS_WITHIN_S = 30.0
# It speaks within a second; on a machine with much else to do it must get to its work all the same.
_SPEAKS_WITHIN_S = 20.0


@dataclass
class Victim:
    """One life of a bot. `startup_s` is the time from the start of the process to its first poll."""

    process: asyncio.subprocess.Process
    started_at: float
    startup_s: float
    killed: bool = False

    @classmethod
    async def start(
        cls,
        command: list[str],
        town: Town,
        log: Path,
        environ: dict[str, str],
        is_up: Callable[[], bool] | None = None,
    ) -> Self:
        """Return once the bot has asked for updates, or `is_up`. Raises when it ended instead."""
        moment = time.time()
        is_up = is_up or (lambda: town.has_asked_since(moment))
        with log.open("ab") as errors:
            process = await asyncio.create_subprocess_exec(
                *command, stdout=errors, stderr=errors, env=os.environ | environ
            )
        try:
            async with asyncio.timeout(_STARTS_WITHIN_S):
                while not is_up():
                    if process.returncode is not None:
                        raise RuntimeError(f"the bot ended with {process.returncode}:\n{_tail(log)}")
                    await asyncio.sleep(0.005)
        except BaseException:
            await cls(process, moment, 0.0).kill()
            raise
        return cls(process, moment, time.time() - moment)

    async def until_it_speaks(self, town: Town) -> None:
        """Return once it has sent something, or after a while in which it has had nothing to say."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(_SPEAKS_WITHIN_S):
                while not town.called_since(self.started_at, "sendmessage"):
                    await asyncio.sleep(0.005)

    async def kill(self) -> None:
        """End it as a power cut would."""
        self.killed = True
        if self.process.returncode is None:
            self.process.send_signal(signal.SIGKILL)
        await self.process.wait()

    async def ask_then_kill(self, patience_s: float) -> None:
        """Send SIGTERM, and SIGKILL if it is still there after so long."""
        if self.process.returncode is None:
            self.process.send_signal(signal.SIGTERM)
        try:
            async with asyncio.timeout(patience_s):
                await self.process.wait()
        except TimeoutError:
            await self.kill()

    async def stop(self, within_s: float = _STOPS_WITHIN_S) -> int:
        """Send SIGTERM and return the exit code, also of one that has gone. Raises TimeoutError when it does not."""
        if self.process.returncode is None:
            self.process.send_signal(signal.SIGTERM)
        async with asyncio.timeout(within_s):
            return await self.process.wait()


def _tail(log: Path) -> str:
    return log.read_text(encoding="utf-8", errors="replace")[-2000:]
