"""Which of several services on one database leads: it alone fetches updates and calls the roll.

All the others do everything else beside it, and take over when it says nothing for `LASTS`. Each looks at the
schema too: when somebody migrates the database under a running service, that service ends. See decision 13.
"""

import asyncio
import secrets
import socket
from collections.abc import Callable
from datetime import timedelta

import structlog

from bot.bell import Bell
from bot.steady import since_boot
from storage import leases
from storage.database import Database, LostClaim, SchemaTooNew, SchemaTooOld, StorageError
from storage.leases import Lease
from storage.work import Work

log = structlog.get_logger()

NAME = "leader"
# Together under 15 s, within which another service is to have taken over from one that is dead.
LASTS = timedelta(seconds=9)
EVERY_S = 2.5


def own_name() -> str:
    """Return a name that no other service has: that of the machine is the one that helps to find it."""
    return f"{socket.gethostname()}-{secrets.token_hex(3)}"


class Leadership:
    """The part of one service in the lead of all. Where a database is not shared, its service always leads.

    `leader` is who was seen to lead, "" nobody; `seen` the moment of `clock` when that was looked at last.
    `refused` is why the service has to end.
    """

    def __init__(
        self, database: Database, *, name: str = "", clock: Callable[[], float] = since_boot
    ) -> None:
        self.name = name or own_name()
        self._database = database
        self._clock = clock
        self._lease: Lease | None = None
        self._leading = asyncio.Event()
        self._until = 0.0
        self.leader = ""
        self.seen: float | None = None
        self.refused: StorageError | None = None

    @property
    def leads(self) -> bool:
        """Tell whether this service leads, as far as it knows; only `confirm` is sure."""
        return not self._database.is_shared or (self._lease is not None and self._clock() < self._until)

    @property
    def term(self) -> int:
        """Return a number that grows each time that another service leads."""
        return self._lease.fence if self._lease is not None else 0

    def confirm(self, work: Work) -> None:
        """Let the unit count only if this service leads until its commit; raises LostClaim otherwise."""
        lease = self._lease
        if self._database.is_shared and (lease is None or not leases.keep(work, lease, LASTS)):
            raise LostClaim("another service leads")

    async def until_it_leads(self) -> None:
        """Return when this service leads."""
        while not self.leads:
            self._leading.clear()
            await self._leading.wait()

    async def run(self, stop: asyncio.Event, bell: Bell) -> None:
        """Lead, or be ready to, until told to stop; then another may lead at once."""
        try:
            while not stop.is_set():
                await self.step()
                if self.refused is not None:
                    stop.set()
                    return
                await bell.wait(leases.NAME, EVERY_S)
        finally:
            await self._release()

    async def step(self) -> None:
        """Say that this service still leads, or look whether it may; and whether it may go on at all."""
        before = self._clock()
        beat = self._database.write if self._database.is_shared else self._database.read
        try:
            lease = await beat(self._beat)
        except (SchemaTooNew, SchemaTooOld) as error:
            self.refused = error
            log.error("the database was migrated under this service, which ends: start one of its version")  # noqa: TRY400
            return
        except StorageError as error:
            log.warning("it cannot be said who leads", error=type(error).__name__)
            return
        self.seen = before
        if lease is not None:
            self._note(lease, until=before + LASTS.total_seconds())

    def _note(self, lease: Lease, until: float) -> None:
        mine = lease if lease.holder == self.name else None
        if lease.holder != self.leader:
            log.info("this service leads" if mine else "another service leads", leader=lease.holder)
        self.leader, self._lease, self._until = lease.holder, mine, until
        self._leading.set()

    def _beat(self, work: Work) -> Lease | None:
        """Return who leads after this unit; None: nobody has to."""
        self._database.refuse_other_schema(work)
        if not self._database.is_shared:
            return None
        if self._lease is not None and leases.keep(work, self._lease, LASTS):
            return self._lease
        return leases.take(work, NAME, self.name, LASTS) or leases.of(work, NAME)

    async def _release(self) -> None:
        lease, self._lease = self._lease, None
        if lease is not None:
            try:
                await self._database.write(lambda work: leases.release(work, lease))
            except StorageError as error:
                log.warning("nobody else leads before the lease ends", error=type(error).__name__)
