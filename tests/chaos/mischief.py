"""What may go wrong between a bot and the Bot API, and how often: drawn from a seed."""

import random
from dataclasses import dataclass
from enum import StrEnum


class Mischief(StrEnum):
    """What happens to one call."""

    none = "none"
    delay = "delay"  # it is passed on a little later
    drip = "drip"  # the answer comes in small pieces
    reset = "reset"  # the connection breaks before anything is passed on
    lose_answer = "lose_answer"  # it is done, then the connection breaks
    cut_answer = "cut_answer"  # it is done, and half of the answer comes
    half_json = "half_json"  # it is done, and the answer is whole HTTP around half a JSON text
    late_answer = "late_answer"  # it is done, and answered when nobody waits any longer
    late_call = "late_call"  # it is done when nobody waits for it any longer
    silence = "silence"  # a half-open connection: never passed on, never answered
    slow_down = "slow_down"  # 429, not done
    bad_gateway = "bad_gateway"  # 502 with a page of HTML, not done
    unavailable = "unavailable"  # 503 with a page of HTML, not done
    conflict = "conflict"  # 409: somebody else fetches the updates


# Longer than the service waits for an answer to a message (12 s).
LATE_S = 13.0
_USUAL = {
    Mischief.delay: 30,
    Mischief.drip: 10,
    Mischief.reset: 10,
    Mischief.lose_answer: 8,
    Mischief.cut_answer: 4,
    Mischief.half_json: 4,
    Mischief.late_answer: 2,
    Mischief.late_call: 2,
    Mischief.silence: 2,
    Mischief.slow_down: 16,
    Mischief.bad_gateway: 6,
    Mischief.unavailable: 6,
}
_FETCHING = {
    Mischief.delay: 30,
    Mischief.drip: 10,
    Mischief.reset: 15,
    Mischief.lose_answer: 15,
    Mischief.cut_answer: 5,
    Mischief.half_json: 5,
    Mischief.bad_gateway: 8,
    Mischief.unavailable: 6,
    Mischief.conflict: 6,
}


@dataclass(frozen=True, slots=True)
class Weather:
    """How a span of time is: the share of calls that go wrong; a storm of 429; nobody there at all."""

    name: str
    share: float = 0.0
    storm: bool = False
    away: bool = False


CALM = Weather("calm")
MIXED = Weather("mixed", share=0.2)
STORM = Weather("storm", share=0.6, storm=True)
AWAY = Weather("away", away=True)


def forecast(chance: random.Random, seconds: float) -> list[tuple[Weather, float]]:
    """Return the weathers of so many seconds, mixed mostly, one after the other."""
    spans: list[tuple[Weather, float]] = []
    while (left := seconds - sum(span for _, span in spans)) > 0:
        kind = STORM if len(spans) % 4 == 1 else AWAY if len(spans) % 4 == 3 else MIXED
        longest = (10.0, 40.0) if kind is MIXED else (3.0, 12.0)
        spans.append((kind, min(left, chance.uniform(*longest), max(1.0, seconds / 4))))
    return spans


def drawn(chance: random.Random, weather: Weather, method: str) -> Mischief:
    """Return what happens to a call in this weather."""
    if chance.random() >= weather.share:
        return Mischief.none
    if method == "getupdates":
        return _one(chance, _FETCHING)
    if not paced(method):
        # Telegram asks nobody to send fewer answers to presses.
        return _one(chance, {kind: weight for kind, weight in _USUAL.items() if kind != Mischief.slow_down})
    return Mischief.slow_down if weather.storm else _one(chance, _USUAL)


def paced(method: str) -> bool:
    """Tell whether Telegram counts the method's calls against a chat's limit."""
    return method.startswith(("send", "edit")) and method != "sendchataction"


def _one(chance: random.Random, weights: dict[Mischief, int]) -> Mischief:
    (kind,) = chance.choices(list(weights), list(weights.values()))
    return kind
