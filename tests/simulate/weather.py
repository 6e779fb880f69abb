"""What goes wrong in one story, drawn from its seed: which deaths, which answers are lost, when storage is in trouble."""

from dataclasses import dataclass, field
from random import Random

from bot.channel import Failure

_DRAWN = (Failure.not_sent, Failure.outage, Failure.unknown, Failure.slow_down)
_SHARES = (0.02, 0.08, 0.3)
_SLOW_S = (0.05, 0.3, 1.5, 12.0)


@dataclass
class Weather:
    """How bad it gets. `deaths`: how many more points each life lasts; the last life is not killed."""

    deaths: list[int] = field(default_factory=list)
    failures: dict[Failure, float] = field(default_factory=dict)
    slowest_s: float = 0.3
    asleep_s: float = 5.0
    again: float = 0.0
    pushed: bool = False
    locked: int = 0
    full: int = 0
    outages: int = 0
    blocked: bool = False
    upgraded: bool = False
    removed: int = 0
    down: bool = False

    @classmethod
    def of(cls, chance: Random) -> "Weather":
        """Draw the weather of a seed: one in eight is fair, most have two or three things at once."""
        if chance.random() < 0.125:
            return cls()
        drawn = chance.sample(_DRAWN, chance.choice((0, 0, 1, 1, 2, 4)))
        return cls(
            deaths=[_lasts(chance) for _ in range(chance.choice((0, 1, 1, 2, 3, 5)))],
            failures={failure: chance.choice(_SHARES) for failure in drawn},
            slowest_s=chance.choice(_SLOW_S),
            asleep_s=chance.choice((1, 20, 300, 7_200, 30_000)),
            again=chance.choice((0, 0, 0.2)),
            pushed=chance.random() < 0.25,
            locked=chance.choice((0, 0, 0, 1, 2)),
            full=chance.choice((0, 0, 0, 1)),
            outages=chance.choice((0, 0, 0, 1)),
            blocked=chance.random() < 0.1,
            upgraded=chance.random() < 0.1,
            removed=chance.choice((0, 0, 0, 3)),
        )

    def failure(self, chance: Random) -> Failure | None:
        """Draw what becomes of one message."""
        for failure, share in self.failures.items():
            if chance.random() < share:
                return failure
        return None

    def clears(self) -> None:
        """Let everything go well from now on."""
        self.failures, self.again, self.slowest_s = {}, 0.0, 0.3
        self.deaths = []

    def __str__(self) -> str:
        told = [f"{name}={value}" for name, value in vars(self).items() if value]
        return "weather: " + (", ".join(told) or "fair")


def _lasts(chance: Random) -> int:
    """Draw after how many points a life ends: some die at once, most in the thick of it."""
    return chance.choice((chance.randint(1, 12), chance.randint(1, 60), chance.randint(1, 200)))
