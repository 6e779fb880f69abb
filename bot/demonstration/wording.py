"""The panel's words in the language of the one who looks; names come from the desk's own catalogue."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from zoneinfo import ZoneInfo

from bot.demonstration.roster import resource
from handlers import texts
from handlers.texts import Texts

LANGUAGES = ("zh", "en")


@dataclass(frozen=True, slots=True)
class Wording:
    """Words by `section.key`, in one language."""

    language: str
    words: Mapping[str, str]
    catalogue: Texts

    def say(self, key: str, **values: object) -> str:
        """Return a sentence of the panel."""
        return self.words[key].format_map(values)

    def name(self, section: str, code: str) -> str:
        """Return the name people use for a code, or the code where nobody has named it."""
        named = self.catalogue.name(section, code, "")
        return named or self.words.get(f"{section}.{code}", code)

    def summary(self, *labels: str) -> str:
        """Return labels in one line, each once, without those that say nothing."""
        return " · ".join(dict.fromkeys(label for label in labels if label))

    def topic(self, code: str) -> str:
        """Return the name of a topic; "" where no subject was named."""
        return "" if code == "general" else self.name("topics", code)

    def when(self, moment: datetime, now: datetime, zone: ZoneInfo) -> str:
        """Say a moment as people do: 今天 16:00, 11月25日 10:00."""
        local = moment.astimezone(zone)
        days = (local.date() - now.astimezone(zone).date()).days
        key = {-1: "yesterday", 0: "today", 1: "tomorrow"}.get(days, "date")
        return self.say(
            f"when.{key}", clock=f"{local:%H:%M}", month=local.month, day=local.day, name=f"{local:%b}"
        )


@cache
def wording(language: str) -> Wording:
    """Return the words of a language; anything but Chinese is English."""
    language = "zh" if language == "zh" else "en"
    own = {f"{section}.{key}": said[language] for section, key, said in entries()}
    return Wording(language, own, texts.load(language))


def entries() -> list[tuple[str, str, Mapping[str, str]]]:
    """Return every entry of the panel's words: section, key, and what it says in each language."""
    sections = tomllib.loads(resource("words.toml"))
    return [(name, key, said) for name, section in sections.items() for key, said in section.items()]
