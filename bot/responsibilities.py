"""An estate's file of who is responsible for what: manager, developer, utility or owner, by which clause."""

import re
import tomllib
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any

from bot.config_lines import Place, line_of, lines
from bot.config_problems import key_of
from handlers.desk import Party, Responsibility

_EXAMPLE = '[[matters]] and below it topics = ["utilities"], party = "utility", name = "市燃气公司"'
_TEXTS = ("name", "clause", "contact", "help")
_LISTS = ("topics", "words")
_KNOWN = (*_LISTS, "party", *_TEXTS, "warranty")
_PARTIES = ", ".join(Party)


class ResponsibilitiesError(Exception):
    """The file cannot be used; each problem is `file:line: key: what is wrong and what to write`."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


def read(path: Path) -> tuple[Responsibility, ...]:
    """Read the file, in its order. Raises ResponsibilitiesError; OSError where there is no file."""
    try:
        text = path.read_bytes().decode("utf-8-sig")
        data = tomllib.loads(text)
    except UnicodeDecodeError:
        raise ResponsibilitiesError([f"{path}:1: is not UTF-8 text: save the file as UTF-8"]) from None
    except tomllib.TOMLDecodeError as error:
        line = re.search(r"line ([0-9]+)", str(error))
        number = line.group(1) if line else max(1, len(text.splitlines()))
        raise ResponsibilitiesError([f"{path}:{number}: this is not TOML: write {_EXAMPLE}"]) from None
    places = lines(text)
    problems = [
        f"{path}:{line_of(places, place)}: {key_of(place)}: {what}" for place, what in _problems(data)
    ]
    if problems:
        raise ResponsibilitiesError(problems)
    return tuple(_responsibility(matter) for matter in data["matters"])


def _problems(data: Mapping[str, Any]) -> Iterator[tuple[Place, str]]:
    for name in data:
        if name != "matters":
            yield (name,), f"is not known here: write {_EXAMPLE}"
    matters = data.get("matters")
    if not isinstance(matters, list) or not all(isinstance(one, Mapping) for one in matters):
        yield ("matters",), f"is missing: write {_EXAMPLE}"
        return
    for number, matter in enumerate(matters):
        for key, what in _wrong(matter):
            yield ("matters", number, key), what


def _wrong(matter: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    yield from _of_wrong_kind(matter)
    if not matter.get("topics") and not matter.get("words"):
        yield "topics", 'is missing: write topics = ["utilities"], or words = ["燃气表"]'
    if matter.get("party") not in list(Party):
        yield "party", f"must be one of {_PARTIES}"
    if not str(matter.get("name", "")).strip():
        yield "name", 'is missing: write name = "市燃气公司", as owners know it'
    warranty = matter.get("warranty")
    if warranty is not None and type(warranty) is not date:
        yield "warranty", "must be a day without quotes, such as 2027-06-30"


def _of_wrong_kind(matter: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for key in matter:
        if key not in _KNOWN:
            yield key, f"is not known here: known are {', '.join(_KNOWN)}"
    for key in _LISTS:
        found = matter.get(key, [])
        if not isinstance(found, list) or not all(isinstance(one, str) and one.strip() for one in found):
            yield key, f'must be a list of texts: write {key} = ["…"]'
    for key in _TEXTS:
        if not isinstance(matter.get(key, ""), str):
            yield key, "must be text in quotes"


def _responsibility(matter: Mapping[str, Any]) -> Responsibility:
    texts = {key: matter.get(key, "").strip() for key in _TEXTS}
    return Responsibility(
        topics=tuple(matter.get("topics", ())),
        words=tuple(matter.get("words", ())),
        party=Party(matter["party"]),
        warranty=matter.get("warranty"),
        **texts,
    )
