"""Every sentence a person reads, from one catalogue a language."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache
from importlib.resources import files
from string import Formatter
from typing import Any, Self

from handlers.messages import Incoming, Outgoing

# The first is what everybody reads who chose none, and what groups read.
LANGUAGES: Mapping[str, str] = {"zh": "zh_CN.toml", "en": "en.toml"}
DEFAULT = "zh"


@dataclass(frozen=True, slots=True)
class Words:
    """Somebody else's words: shown as they are, never interpreted by a channel."""

    text: str

    def shortened(self, limit: int) -> "Words":
        """Return at most `limit` code points, the cut marked."""
        return self if len(self.text) <= limit else Words(self.text[: limit - 1] + "…")

    def on_one_line(self, limit: int) -> "Words":
        """Return them as they stand within a sentence: without line ends, at most `limit` code points."""
        return Words(" ".join(self.text.split())).shortened(limit)


@dataclass(frozen=True, slots=True)
class Named:
    """A person who should notice that they are spoken of; `user` is their id in the channel."""

    name: str
    user: str


@dataclass(frozen=True, slots=True)
class Moment:
    """A time of a sentence that may be read later: it is put into words when the sentence goes out."""

    at: datetime


class Sentence:
    """An entry of the catalogue and what is filled in, before it is known in which language it is read."""

    __slots__ = ("key", "values")

    def __init__(self, key: str, **values: "Value") -> None:
        self.key = key
        self.values: Mapping[str, Value] = values

    def as_json(self) -> dict[str, Any]:
        """Return the form in which a sentence waits for its time."""
        return {"key": self.key, "values": {name: _kept(value) for name, value in self.values.items()}}

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> Self:
        """Read what `as_json` wrote."""
        return cls(kept["key"], **{name: _read(value) for name, value in kept["values"].items()})


Value = str | int | Words | Named | Moment | Sentence


@dataclass(frozen=True, slots=True)
class Texts:
    """A catalogue: `section.key` → template. A template line whose placeholder is empty is left out."""

    entries: Mapping[str, str]

    @classmethod
    def from_toml(cls, source: str) -> Self:
        """Flatten the sections of a catalogue file."""
        sections = tomllib.loads(source)
        return cls(
            {f"{name}.{key}": text for name, section in sections.items() for key, text in section.items()}
        )

    def plain(self, key: str, **values: Value) -> str:
        """Return the sentence where a channel takes no more than text: a toast, a label."""
        return self.outgoing(key, **values).text

    def outgoing(self, key: str, **values: Value) -> Outgoing:
        """Return the sentence as a message, with the spans that are somebody else's words."""
        shown = Outgoing(text="")
        for n, line in enumerate(self.entries[key].strip("\n").split("\n")):
            filled = self._fill(line, values)
            if filled is not None:
                shown = below(shown, filled) if n and shown.text else filled
        return shown

    def wordings(self, key: str) -> list[str]:
        """Return the keys that say the same in other words: `x`, `x_2`, `x_3` as far as there are any."""
        keys = [key]
        while (another := f"{key}_{len(keys) + 1}") in self.entries:
            keys.append(another)
        return keys

    def said(self, sentence: Sentence) -> str:
        """Return a sentence in this language."""
        return self.plain(sentence.key, **sentence.values)

    def words_of(self, incoming: Incoming) -> str:
        """Return everything a message says as text, with a place or a telephone number it carries."""
        place = incoming.place and self.plain(
            "owner.place_words", place=f"{incoming.place[0]:.5f}, {incoming.place[1]:.5f}"
        )
        return "\n".join(part for part in (incoming.text, place, incoming.phone) if part)

    def name(self, section: str, code: str, otherwise: str) -> str:
        """Return the name people use for a code, or `otherwise` where the catalogue has none."""
        return self.entries.get(f"{section}.{code}", otherwise)

    def button(self, key: str) -> str:
        """Return a button's label."""
        return self.entries[f"buttons.{key}"]

    def _fill(self, line: str, values: Mapping[str, Value]) -> Outgoing | None:
        # Values are never parsed again: braces in an owner's words stay braces.
        text = ""
        verbatim: list[tuple[int, int]] = []
        mentions: list[tuple[int, int, str]] = []
        for literal, name, _spec, _conversion in Formatter().parse(line):
            text += literal
            if name is None:
                continue
            value = values[name]
            shown = self._shown(value)
            if not shown:
                return None
            if isinstance(value, Words):
                verbatim.append((len(text), len(text) + len(shown)))
            elif isinstance(value, Named):
                mentions.append((len(text), len(text) + len(shown), value.user))
            text += shown
        return Outgoing(text=text, verbatim=tuple(verbatim), mentions=tuple(mentions))

    def _shown(self, value: Value) -> str:
        match value:
            case Words(text):
                return text
            case Named(name, _user):
                return name
            case Sentence():
                return self.said(value)
            case Moment():
                raise TypeError("a moment is put into words by the calendar, not by the catalogue")
            case _:
                return str(value)


def _kept(value: Value) -> Any:
    match value:
        case Words(text):
            return {"words": text}
        case Named(name, user):
            return {"name": name, "user": user}
        case Moment(at):
            return {"at": at.isoformat()}
        case Sentence():
            return value.as_json()
        case _:
            return value


def _read(kept: Any) -> Value:
    match kept:
        case {"words": text}:
            return Words(text)
        case {"name": name, "user": user}:
            return Named(name, user)
        case {"at": at}:
            return Moment(datetime.fromisoformat(at))
        case {"key": _}:
            return Sentence.from_json(kept)
        case str() | int():
            return kept
        case _:
            raise TypeError(f"no value of a sentence is kept as {type(kept).__name__}")


@cache
def load(language: str = DEFAULT) -> Texts:
    """Read a catalogue that ships with the product; nothing changes it while the process lives."""
    return Texts.from_toml(
        files("handlers").joinpath("texts", LANGUAGES[language]).read_text(encoding="utf-8")
    )


def load_all() -> dict[str, Texts]:
    """Read every catalogue, each under its language."""
    return {language: load(language) for language in LANGUAGES}


def below(above: Outgoing, line: Outgoing) -> Outgoing:
    """Return one message of two, the second's text on a line of its own."""
    shift = len(above.text) + 1
    return replace(
        above,
        text=f"{above.text}\n{line.text}",
        verbatim=above.verbatim + tuple((a + shift, b + shift) for a, b in line.verbatim),
        mentions=above.mentions + tuple((a + shift, b + shift, user) for a, b, user in line.mentions),
    )
