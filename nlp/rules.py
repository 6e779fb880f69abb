"""Rules are data: one TOML file a subject, readable by a clerk; a broken file says what to write instead."""

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any, Final

from nlp.judgement import Category, Kind, Urgency
from nlp.marks import MarkError, compile_mark

_LINE: Final = re.compile(r"at line (\d+)")


class RuleError(Exception):
    """A rule file that cannot be used: which file, which line if known, which key, and what to write."""

    def __init__(self, file: str, line: int | None, key: str, problem: str) -> None:
        place = f"{file}:{line}" if line else file
        super().__init__(f"{place}: {key}: {problem}" if key else f"{place}: {problem}")
        self.file, self.line, self.key, self.problem = file, line, key, problem


class Role(StrEnum):
    """What a mark says: the value is the name of its table in a rule file."""

    signs = "signs"  # speaks for the label of its file, kind and topic together
    things = "things"  # names the subject only
    faults = "faults"  # something of the subject is broken: a request
    wishes = "wishes"  # somebody is asked to do something about it: a request
    questions = "questions"  # somebody wants to know something about it: an inquiry
    targets = "targets"  # whom or what a complaint is about
    grievances = "grievances"  # what is bad about it


class Mode(StrEnum):
    """How a mark is found: anywhere, or only where it is whole words."""

    phrase = "phrase"
    word = "word"


@dataclass(frozen=True, slots=True, eq=False)
class Mark:
    """One written mark of a rule file; compared by identity, which is quick."""

    written: str
    weight: float
    mode: Mode
    role: Role
    rule: int
    table: str = ""  # where it is written, such as `subjects/drain.faults`


@dataclass(frozen=True, slots=True)
class NearMiss:
    """A text that looks like the rule's and is not."""

    text: str
    kind: Kind


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule file."""

    file: str
    label: str
    kind: Kind | None
    category: Category | None
    topic: str
    urgency: Urgency | None
    marks: tuple[Mark, ...]
    examples: tuple[str, ...]
    near_misses: tuple[NearMiss, ...]
    own: bool = False  # of the estate, not shipped


_KEYS: Final = {"label", "kind", "category", "topic", "urgency", "examples", "near_misses", *Role}
_SHELVES: Final = ("kinds", "subjects", "complaints", "followups")


class Sheet:
    """A parsed TOML file that knows where its keys stand."""

    def __init__(self, file: str, source: str) -> None:
        self.file = file
        self._source = source
        try:
            self.table: dict[str, Any] = tomllib.loads(source)
        except tomllib.TOMLDecodeError as error:
            line = _LINE.search(str(error))
            at = int(line[1]) if line else None
            raise RuleError(
                file, at, "", f"is no TOML: {error}; check quotes, commas and brackets there"
            ) from None

    def wrong(self, key: str, problem: str, near: str = "") -> RuleError:
        """Return the error for a key, with the line on which it (or the value `near`) stands."""
        for number, line in enumerate(self._source.splitlines(), 1):
            if (near and near in line) or (not near and re.match(rf"\s*\[*{re.escape(key)}\b", line)):
                return RuleError(self.file, number, key, problem)
        return RuleError(self.file, None, key, problem)

    def text(self, key: str) -> str:
        """Return a required text."""
        value = self.table.get(key)
        if not isinstance(value, str) or not value:
            raise self.wrong(key, f'is missing or no text: write {key} = "…"')
        return value

    def texts(self, key: str, table: dict[str, Any] | None = None) -> tuple[str, ...]:
        """Return a list of texts; a missing one is empty."""
        value = (self.table if table is None else table).get(key, [])
        if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
            raise self.wrong(key, f'must be a list of texts: write {key} = ["…", "…"]')
        return tuple(value)

    def choice(self, key: str, choices: type[StrEnum], *, required: bool = False) -> Any:
        """Return a member of the enum; None where the key is missing and not required."""
        value = self.table.get(key)
        if value is None and not required:
            return None
        try:
            return choices(str(value))
        except ValueError:
            allowed = ", ".join(member.value for member in choices)
            raise self.wrong(key, f"{value!r} is not one of: {allowed}") from None

    def only(self, keys: set[str]) -> None:
        """Refuse keys that mean nothing here."""
        for key in self.table:
            if key not in keys:
                allowed = ", ".join(sorted(keys))
                raise self.wrong(key, f"is no key of this file: remove it or write one of: {allowed}")


def load(extra: Path | None = None) -> tuple[Rule, ...]:
    """Return the rules that ship with the desk, and those of the estate's own folder `extra`."""
    rules = list(_shipped())
    if extra is not None:
        for path, source in _own(extra):
            rules.append(replace(read_rule(str(path), source, len(rules)), own=True))
    return tuple(rules)


def _own(folder: Path) -> Iterator[tuple[Path, str]]:
    if not folder.is_dir():
        raise RuleError(str(folder), None, "", "is no folder: make it, or name another one")
    for path in sorted(folder.glob("**/*.toml")):
        try:
            yield path, path.read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError):
            problem = "cannot be read: it must be a text in UTF-8, and readable for this user"
            raise RuleError(str(path), None, "", problem) from None


@cache
def _shipped() -> tuple[Rule, ...]:
    return tuple(
        read_rule(file, source, number)
        for number, (file, source) in enumerate(pair for shelf in _SHELVES for pair in shelf_files(shelf))
    )


def shelf_files(shelf: str) -> Iterator[tuple[str, str]]:
    """Yield name and content of each file of a folder of the shipped rules, by name."""
    folder = files("nlp") / "rules" / shelf
    for entry in sorted(folder.iterdir(), key=lambda entry: entry.name):
        if entry.name.endswith(".toml"):
            yield f"{shelf}/{entry.name}", entry.read_text(encoding="utf-8")


def read_rule(file: str, source: str, number: int = 0) -> Rule:
    """Read one rule file; RuleError says what is wrong with it."""
    sheet = Sheet(file, source)
    sheet.only(_KEYS)
    kind: Kind | None = sheet.choice("kind", Kind)
    category: Category | None = sheet.choice("category", Category)
    marks = tuple(mark for role in Role for mark in _marks(sheet, role, number))
    if (category is not None) != (kind is Kind.complaint and bool(sheet.table.get("topic"))):
        raise sheet.wrong("category", "belongs to a complaint with a topic, and such a complaint needs one")
    if kind is None and any(mark.role is Role.signs for mark in marks):
        raise sheet.wrong("signs", 'need a kind: write kind = "request" (or another) at the top of the file')
    if not marks:
        raise sheet.wrong(
            "signs", "no marks at all: write at least one [[signs]] table with weight and words"
        )
    return Rule(
        file,
        sheet.text("label"),
        kind,
        category,
        str(sheet.table.get("topic", "")),
        sheet.choice("urgency", Urgency),
        marks,
        sheet.texts("examples"),
        _near_misses(sheet),
    )


def _marks(sheet: Sheet, role: Role, number: int) -> Iterator[Mark]:
    for written, weight, mode in weighed_words(sheet, role.value):
        yield Mark(written, weight, mode, role, number, f"{sheet.file.removesuffix('.toml')}.{role.value}")


def weighed_words(sheet: Sheet, key: str) -> Iterator[tuple[str, float, Mode]]:
    """Yield the marks of the groups `[[key]]`, each with its weight and mode."""
    groups = sheet.table.get(key, [])
    if not isinstance(groups, list) or not all(isinstance(group, dict) for group in groups):
        raise sheet.wrong(key, f"must be a table: write [[{key}]] with two square brackets")
    for group in groups:
        weight = group.get("weight")
        if (
            isinstance(weight, bool)
            or not isinstance(weight, int | float)
            or not -9 <= weight <= 9
            or not weight
        ):
            raise sheet.wrong(
                "weight", f"{weight!r}: write a number from -9 to 9, not 0: 1 a hint, 3 nearly certain"
            )
        mode = group.get("mode", "phrase")
        if mode not in set(Mode):
            raise sheet.wrong("mode", f'{mode!r}: write "phrase" (anywhere) or "word" (whole words only)')
        if stray := set(group) - {"weight", "mode", "words"}:
            raise sheet.wrong(min(stray), "is no key of a group of marks: write weight, words and mode only")
        words = sheet.texts("words", group)
        if not words:
            raise sheet.wrong(key, 'a group without words: write words = ["…", "…"]')
        for written in words:
            check_mark(sheet, key, written)
            yield written, float(weight), Mode(mode)


def check_mark(sheet: Sheet, key: str, written: str) -> None:
    """Refuse a mark that cannot be read."""
    try:
        compile_mark(written)
    except MarkError as error:
        raise sheet.wrong(key, f"the mark {written!r} {error}", near=written) from None


def _near_misses(sheet: Sheet) -> tuple[NearMiss, ...]:
    entries = sheet.table.get("near_misses", [])
    found = []
    for entry in entries if isinstance(entries, list) else [entries]:
        if not isinstance(entry, dict) or set(entry) != {"text", "kind"} or entry["kind"] not in set(Kind):
            raise sheet.wrong(
                "near_misses", 'write near_misses = [{text = "…", kind = "inquiry"}], with a known kind'
            )
        found.append(NearMiss(str(entry["text"]), Kind(entry["kind"])))
    return tuple(found)
