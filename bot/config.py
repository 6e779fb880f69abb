"""Typed settings from a TOML file and the environment, or every problem at once with its place."""

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from pydantic import ValidationError

from bot.config_checks import disagreements
from bot.config_environment import Overlay, overlay
from bot.config_lines import Place, line_of, lines
from bot.config_problems import Problem, key_of, told
from bot.config_shape import DeskSection, Shape, Telegram, Web, span
from bot.config_shape import Estate as EstateSection
from handlers.desk import Estate, StaffMember, Team

_NOT_USED_YET = ("digest_at", "head_office_chat", "urge_cooldown_s")


class ConfigError(Exception):
    """The configuration cannot be used; every problem is a line `file:line: key: what is wrong and what to write`."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


@dataclass(frozen=True, slots=True)
class Config:
    """What the operator set. `notes` name keys that are accepted, but that this version does not use yet."""

    path: Path
    desk: DeskSection
    telegram: Telegram
    web: Web
    sections: tuple[EstateSection, ...]
    notes: tuple[str, ...] = ()

    def estates(self) -> Mapping[str, Estate]:
        """Return the estates as the use cases know them, by key."""
        return {section.key: _estate(section) for section in self.sections}


def load(path: Path, environ: Mapping[str, str]) -> Config:
    """Read the file, lay the environment over it, and check everything. Raises ConfigError."""
    text = _text(path)
    data = _parsed(path, text)
    known = lines(text)
    over = overlay(environ)
    merged = over.laid_over(data)
    problems = [*over.problems, *disagreements(merged)]
    try:
        shape = Shape.model_validate(merged)
    except ValidationError as error:
        found = error.errors(include_url=False, include_input=False)
        problems = [*(told(details) for details in found), *problems]
    if problems:
        raise ConfigError(list(_placed(path, known, over, problems)))
    notes = tuple(
        f"{path}:{line_of(known, place)}: {key_of(place)}: is accepted, but this version does not use it yet"
        for place in _unused(data)
    )
    return Config(path, shape.desk, shape.telegram, shape.web, shape.estates, notes)


def _text(path: Path) -> str:
    try:
        return path.read_bytes().decode("utf-8-sig")
    except FileNotFoundError:
        raise ConfigError(
            [f"{path}: there is no such file: copy config.example.toml to it, or name yours with --config"]
        ) from None
    except OSError as error:
        raise ConfigError([f"{path}: cannot be read: {error.strerror}"]) from None
    except UnicodeDecodeError as error:
        line = error.object.count(b"\n", 0, error.start) + 1
        raise ConfigError([f"{path}:{line}: is not UTF-8 text: save the file as UTF-8"]) from None


def _parsed(path: Path, text: str) -> dict[str, Any]:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        what, _, where = str(error).partition(" (at ")
        line = re.match(r"line ([0-9]+)", where)
        number = int(line.group(1)) if line else max(1, len(text.splitlines()))
        raise ConfigError([f"{path}:{number}: this is not TOML: {what[:1].lower()}{what[1:]}"]) from None
    except (ValueError, RecursionError):
        raise ConfigError(
            [f"{path}:1: this is not TOML that can be read: a number or a list is too long"]
        ) from None


def _placed(path: Path, known: dict[Place, int], over: Overlay, problems: list[Problem]) -> Iterator[str]:
    """Say each problem once, in the order of the file, and the environment's last."""
    in_file = [problem for problem in problems if problem.place not in over.names]
    for problem in sorted(dict.fromkeys(in_file), key=lambda problem: line_of(known, problem.place)):
        yield f"{path}:{line_of(known, problem.place)}: {key_of(problem.place)}: {problem.sentence}"
    for problem in dict.fromkeys(problems):
        if problem.place in over.names:
            yield f"environment: {over.names[problem.place]}: {problem.sentence}"


def _unused(data: Mapping[str, Any]) -> Iterator[Place]:
    for number, estate in enumerate(data["estates"]):
        place: Place = ("estates", number)
        for key in _NOT_USED_YET:
            if estate.get(key, 0) != 0:
                yield (*place, key)
            if key in estate.get("clock", {}):
                yield (*place, "clock", key)


def _estate(section: EstateSection) -> Estate:
    return Estate(
        key=section.key,
        name=section.name,
        zone=ZoneInfo(section.timezone),
        staff_chat=str(section.staff_chat),
        manager_chat=str(section.manager_chat) if section.manager_chat else None,
        duty_phone=section.duty_phone,
        hours=tuple(sorted(span(text) for text in section.hours)),
        gas_phone=section.gas_phone,
        lift_phone=section.lift_phone,
        teams=tuple(Team(team.key, team.name, str(team.chat), team.topics) for team in section.teams),
        staff=tuple(
            StaffMember(str(member.telegram), member.name, member.role, member.team)
            for member in section.staff
        ),
        policy=section.clock.policy(),
    )
