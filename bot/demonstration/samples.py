"""Things to say: messages of every kind, each sent with one press from the phone in front."""

import tomllib
from dataclasses import dataclass
from functools import cache
from typing import Any

from bot.demonstration.roster import resource
from bot.demonstration.wording import LANGUAGES


@dataclass(frozen=True, slots=True)
class Sample:
    """One press. `sends` are the acts it makes, one after the other; `expects` is what the desk judges."""

    group: str
    title: dict[str, str]
    sends: tuple[dict[str, Any], ...]
    expects: dict[str, Any]

    @property
    def text(self) -> str:
        """Return all its words, as the desk judges them together."""
        said = (one.get("edit") or one.get("write") or one.get("caption") or "" for one in self.sends)
        return "\n".join(words for words in said if words)


@cache
def load() -> tuple[Sample, ...]:
    """Read the samples that ship with the demonstration, in their order."""
    return tuple(
        Sample(group["key"], row["title"], tuple(row["sends"]), row.get("expects", {}))
        for group in _groups()
        for row in group["samples"]
    )


def as_json() -> list[dict[str, Any]]:
    """Return the drawer as the page shows it, group by group."""
    return [
        {
            "title": group["title"],
            "samples": [{"title": row["title"], "sends": row["sends"]} for row in group["samples"]],
        }
        for group in _groups()
    ]


@cache
def _groups() -> list[dict[str, Any]]:
    groups: list[dict[str, Any]] = tomllib.loads(resource("samples.toml"))["groups"]
    assert all(set(LANGUAGES) == set(group["title"]) for group in groups)
    return groups
