"""How much memory a process holds while it works, sampled from outside."""

import asyncio
import statistics
import time
from dataclasses import dataclass, field
from pathlib import Path

_EVERY_S = 1.0
# The first quarter fills caches that are meant to fill; after it, memory should stay where it is.
_WARM_UP = 0.25
_AT_EACH_END = 0.1


@dataclass
class Memory:
    """Resident memory in MiB over seconds."""

    samples: list[tuple[float, float]] = field(default_factory=list)

    async def watch(self, process: int) -> None:
        """Sample until cancelled, or until the process is gone."""
        began = time.monotonic()
        while (now := resident_mib(process)) is not None:
            self.samples.append((time.monotonic() - began, now))
            await asyncio.sleep(_EVERY_S)

    def ends(self) -> tuple[float, float]:
        """Return the medians of the tenth of all samples after warming up, and of the last tenth."""
        sizes = [size for _, size in self.samples]
        warm, span = int(len(sizes) * _WARM_UP), max(1, int(len(sizes) * _AT_EACH_END))
        return statistics.median(sizes[warm : warm + span]), statistics.median(sizes[-span:])

    def growth(self) -> float:
        """Return by how much it grew between the two, as a share of the first."""
        first, last = self.ends()
        return last / first - 1


def resident_mib(process: int) -> float | None:
    """Return what a process holds in memory, None when it is gone."""
    try:
        status = Path(f"/proc/{process}/status").read_text(encoding="ascii")
    except FileNotFoundError:
        return None
    found = [int(line.split()[1]) / 1024 for line in status.splitlines() if line.startswith("VmRSS")]
    return found[0] if found else None
