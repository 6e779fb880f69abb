"""Words that are not for everybody: a wish not to be named, violence at home, illness, somebody's manner."""

import re
import tomllib
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib.resources import files

from nlp.normalise import normalise

_SENTENCE = re.compile(r"[。!?！？;；\n]+")
SELF_HARM = "self_harm"  # the topic of its rule
READ_AT_MOST = 4000
_SHORT = 8  # characters


class Matter(StrEnum):
    """What makes words sensitive."""

    whisper = "whisper"
    life = "life"
    health = "health"


@dataclass(frozen=True, slots=True)
class Sentences:
    """A text as sentences, normalised, to look for somebody's name in."""

    all: tuple[str, ...]

    def blaming(self) -> list[str]:
        """Return the sentences that speak ill of how somebody behaves; praise is none of them."""
        return [one for one in self.all if _marks("manner").search(one) and not _marks("kind").search(one)]


def sensitive(text: str) -> frozenset[Matter]:
    """Return what makes a text sensitive, by its words alone."""
    whole = _normal(text)
    return frozenset(matter for matter in Matter if _marks(matter.value).search(whole))


def sentences(text: str) -> Sentences:
    """Return a text as sentences; any string will do."""
    parts = [part.strip() for part in _SENTENCE.split(_normal(text)) if part.strip()]
    joined: list[str] = []
    for part in parts:  # «我要投诉» and a name on the next line are one sentence
        if joined and len(joined[-1]) <= _SHORT:
            joined[-1] = f"{joined[-1]},{part}"
        else:
            joined.append(part)
    return Sentences(tuple(joined))


def _normal(text: str) -> str:
    return normalise(text).text[:READ_AT_MOST].casefold()


@cache
def _marks(name: str) -> re.Pattern[str]:
    return re.compile("|".join(_read()[name]))


@cache
def _read() -> dict[str, list[str]]:
    return tomllib.loads((files("nlp") / "rules" / "discretion.toml").read_text(encoding="utf-8"))
