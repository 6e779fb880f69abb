"""Which sentence of the catalogue a message is: the checks read chats by the words that people read."""

import re
from dataclasses import dataclass
from functools import cache, lru_cache
from string import Formatter

from handlers import texts

NUMBER = re.compile(r"\d{6}-\d{3,}")
_TO_OWNERS, _TO_STAFF = ("owner", "emergency", "refusal"), ("staff", "digest", "refusal")
# These may run over several lines, as people write.
_LONG = ("words", "why")


def number_in(text: str) -> str:
    """Return the first ticket number in a text, or nothing."""
    found = NUMBER.search(text)
    return found.group() if found else ""


def owner_key(text: str) -> str:
    """Return the key of what an owner reads: the sentence with most words of its own. Empty: none."""
    return _key(text, _TO_OWNERS)


def staff_key(text: str) -> str:
    """Return the key of what the staff read."""
    return _key(text, _TO_STAFF)


@lru_cache(maxsize=50_000)
def _key(text: str, sections: tuple[str, ...]) -> str:
    fitting = [(weight, one.key) for one in _templates(sections) if (weight := one.weight_in(text))]
    return max(fitting)[1] if fitting else ""


@dataclass(frozen=True, slots=True)
class Template:
    """A text of the catalogue read backwards: a line with a placeholder may be missing."""

    key: str
    pattern: re.Pattern[str]
    weights: tuple[int, ...]

    def weight_in(self, text: str) -> int:
        """Return how many letters of the text are the template's own; 0: it is another one."""
        found = self.pattern.fullmatch(f"\n{text}")
        if found is None:
            return 0
        present = zip(found.groups(), self.weights, strict=True)
        return sum(weight for line, weight in present if line is not None)


@cache
def _templates(sections: tuple[str, ...]) -> tuple[Template, ...]:
    return tuple(
        _template(key, text)
        for catalogue in texts.load_all().values()
        for key, text in catalogue.entries.items()
        if key.partition(".")[0] in sections
    )


def _template(key: str, text: str) -> Template:
    pattern, weights = "", []
    for line in text.strip("\n").split("\n"):
        parts = list(Formatter().parse(line))
        filled = any(name is not None for _, name, *_ in parts)
        pattern += "(\n" + "".join(_part(literal, name) for literal, name, *_ in parts) + ")" + "?" * filled
        weights.append(len("".join(literal for literal, *_ in parts).strip()))
    return Template(key, re.compile(pattern), tuple(weights))


def _part(literal: str, name: str | None) -> str:
    value = "" if name is None else "(?s:.+)" if name in _LONG else "[^\n]+"
    return re.escape(literal) + value
