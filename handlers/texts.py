"""Every sentence a person reads, from one catalogue a language."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files
from string import Formatter
from typing import Self

from handlers.messages import Outgoing

_DEFAULT = "zh_CN"


@dataclass(frozen=True, slots=True)
class Words:
    """Somebody else's words: shown as they are, never interpreted by a channel."""

    text: str

    def shortened(self, limit: int) -> "Words":
        """Return at most `limit` code points, the cut marked."""
        return self if len(self.text) <= limit else Words(self.text[: limit - 1] + "…")


Value = str | int | Words


@dataclass(frozen=True, slots=True)
class Texts:
    """A catalogue: `section.key` → template. A template line whose placeholder is empty is left out."""

    entries: Mapping[str, str]

    @classmethod
    def from_toml(cls, source: str) -> Self:
        """Flatten the sections of a catalogue file."""
        sections = tomllib.loads(source)
        return cls({f"{name}.{key}": text for name, section in sections.items() for key, text in section.items()})

    def plain(self, key: str, **values: Value) -> str:
        """Return the sentence where a channel takes no more than text: a toast, a label."""
        return self.outgoing(key, **values).text

    def outgoing(self, key: str, **values: Value) -> Outgoing:
        """Return the sentence as a message, with the spans that are somebody else's words."""
        text = ""
        verbatim: list[tuple[int, int]] = []
        for line in self.entries[key].strip("\n").split("\n"):
            filled = _fill(line, values)
            if filled is None:
                continue
            start = len(text) + 1 if text else 0
            text = f"{text}\n{filled[0]}" if text else filled[0]
            verbatim.extend((start + a, start + b) for a, b in filled[1])
        return Outgoing(text=text, verbatim=tuple(verbatim))

    def name(self, section: str, code: str, otherwise: str) -> str:
        """Return the name people use for a code, or `otherwise` where the catalogue has none."""
        return self.entries.get(f"{section}.{code}", otherwise)

    def button(self, key: str) -> str:
        """Return a button's label."""
        return self.entries[f"buttons.{key}"]


def load(language: str = _DEFAULT) -> Texts:
    """Read a catalogue that ships with the product."""
    return Texts.from_toml(files("handlers").joinpath("texts", f"{language}.toml").read_text(encoding="utf-8"))


def _fill(line: str, values: Mapping[str, Value]) -> tuple[str, list[tuple[int, int]]] | None:
    # Values are never parsed again: braces in an owner's words stay braces.
    text = ""
    verbatim: list[tuple[int, int]] = []
    for literal, name, _spec, _conversion in Formatter().parse(line):
        text += literal
        if name is None:
            continue
        value = values[name]
        shown = value.text if isinstance(value, Words) else str(value)
        if not shown:
            return None
        if isinstance(value, Words):
            verbatim.append((len(text), len(text) + len(shown)))
        text += shown
    return text, verbatim
