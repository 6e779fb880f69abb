"""Typed settings from a TOML file and the environment, or every problem at once with its place."""

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, time
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from pydantic import ValidationError

from bot import business_days, responsibilities
from bot.business_days import DaysError
from bot.config_checks import disagreements
from bot.config_environment import overlay
from bot.config_lines import Place, line_of, lines
from bot.config_problems import Problem, key_of, told_all
from bot.config_shape import DeskSection, Nlp, Shape, Telegram, Web
from bot.config_shape import Estate as EstateSection
from bot.config_shape import Team as TeamSection
from bot.config_values import quiet_spans, span
from bot.responsibilities import ResponsibilitiesError
from handlers.desk import Canned, Estate, Responsibility, StaffMember, Team


class ConfigError(Exception):
    """The configuration cannot be used; by line: `file:line: key: what is wrong and what to write`."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


@dataclass(frozen=True, slots=True)
class Origin:
    """Which file and line, or which variable of the environment, a key came from."""

    path: Path
    lines: Mapping[Place, int]
    variables: Mapping[Place, str]

    def line(self, place: Place) -> int:
        """Return the line of the key, or of the nearest written table around it; 0: the environment."""
        return 0 if place in self.variables else line_of(self.lines, place)

    def tell(self, place: Place, sentence: str) -> str:
        """Put the place before a sentence about it."""
        if place in self.variables:
            return f"environment: {self.variables[place]}: {sentence}"
        return f"{self.path}:{self.line(place)}: {key_of(place)}: {sentence}"


@dataclass(frozen=True, slots=True)
class Config:
    """What the operator set."""

    origin: Origin
    desk: DeskSection
    telegram: Telegram
    web: Web
    nlp: Nlp
    sections: tuple[EstateSection, ...]
    days: tuple[Mapping[date, bool], ...]
    responsibilities: tuple[tuple[Responsibility, ...], ...]

    @property
    def rules(self) -> Path | None:
        """Return the folder of the operator's own rules, if there is one."""
        return Path(self.nlp.rules) if self.nlp.rules else None

    def estates(self) -> dict[str, Estate]:
        """Return the estates as the use cases know them, by key, with the ids that are written here."""
        return {
            section.key: _estate(section, written, matters)
            for section, written, matters in zip(self.sections, self.days, self.responsibilities, strict=True)
        }

    def uncovered(self, today: date) -> Iterator[str]:
        """Tell which years the estates that keep rest days apart know only by rule."""
        for number, (section, written) in enumerate(zip(self.sections, self.days, strict=True)):
            if section.rest_hours is not None and set(section.rest_hours) != set(section.hours):
                for year in business_days.uncovered(_country(section), written, today):
                    yield self.origin.tell(
                        ("estates", number, "rest_hours"),
                        f"{year} is not covered: its make-up days are not announced, or newer than this "
                        "chinesecalendar; update it, or write the days into days_file",
                    )


def load(path: Path, environ: Mapping[str, str]) -> Config:
    """Read the file, lay the environment over it, and check everything. Raises ConfigError."""
    text = _text(path)
    data = _parsed(path, text)
    over = overlay(environ)
    origin = Origin(path, lines(text), over.names)
    merged = over.laid_over(data)
    problems = [*over.problems, *disagreements(merged)]
    try:
        shape = Shape.model_validate(merged)
    except ValidationError as error:
        found = error.errors(include_url=False, include_input=False)
        raise _all_at_once(origin, [*told_all(found), *problems]) from None
    if problems:
        raise _all_at_once(origin, problems)
    days, matters = _beside(origin, shape.estates)
    return Config(origin, shape.desk, shape.telegram, shape.web, shape.nlp, shape.estates, days, matters)


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
            [f"{path}:1: this cannot be read: a number is too long or lists too deep"]
        ) from None


def _all_at_once(origin: Origin, problems: list[Problem]) -> ConfigError:
    """Say each problem once, in the order of the file; those of the environment come first."""
    in_order = sorted(dict.fromkeys(problems), key=lambda problem: origin.line(problem.place))
    return ConfigError([origin.tell(problem.place, problem.sentence) for problem in in_order])


def _team(section: TeamSection) -> Team:
    return Team(
        key=section.key,
        name=section.name,
        chat=str(section.chat),
        topics=section.topics,
        contractor=section.contractor,
        thread=str(section.thread) if section.thread else None,
        topic_per_ticket=section.topic_per_ticket,
    )


def _beside(
    origin: Origin, sections: Sequence[EstateSection]
) -> tuple[tuple[Mapping[date, bool], ...], tuple[tuple[Responsibility, ...], ...]]:
    """Read every estate's files of days and of responsibilities; raises ConfigError."""
    problems: list[str] = []
    days: list[Mapping[date, bool]] = []
    matters: list[tuple[Responsibility, ...]] = []
    for number, section in enumerate(sections):
        place: Place = ("estates", number)
        if not business_days.is_known(section.country):
            sentence = 'is no country whose holidays are known: write one such as "CN", or leave it out'
            problems.append(origin.tell((*place, "country"), sentence))
        with _telling(origin, (*place, "days_file"), problems):
            path = origin.path.parent / section.days_file
            days.append(business_days.read(path) if section.days_file else {})
        with _telling(origin, (*place, "responsibilities"), problems):
            path = origin.path.parent / section.responsibilities
            matters.append(responsibilities.read(path) if section.responsibilities else ())
    if problems:
        raise ConfigError(problems)
    return tuple(days), tuple(matters)


@contextmanager
def _telling(origin: Origin, place: Place, problems: list[str]) -> Iterator[None]:
    """Add to the problems what is wrong with a file that the configuration names at a place."""
    try:
        yield
    except OSError as error:
        sentence = f"cannot be read: {error.strerror}: the path is relative to this configuration"
        problems.append(origin.tell(place, sentence))
    except (DaysError, ResponsibilitiesError) as error:
        problems.extend(error.problems)


def _country(section: EstateSection) -> str:
    return section.country or business_days.country_of(section.timezone)


def _estate(
    section: EstateSection, written: Mapping[date, bool], matters: tuple[Responsibility, ...]
) -> Estate:
    return Estate(
        key=section.key,
        name=section.name,
        zone=ZoneInfo(section.timezone),
        staff_chat=str(section.staff_chat),
        manager_chat=str(section.manager_chat) if section.manager_chat else None,
        head_office_chat=str(section.head_office_chat) if section.head_office_chat else None,
        duty_phone=section.duty_phone,
        hours=_hours(section.hours),
        rest_hours=None if section.rest_hours is None else _hours(section.rest_hours),
        is_working_day=business_days.working_days(_country(section), written),
        quiet_hours=tuple(sorted(part for text in section.quiet_hours for part in quiet_spans(text))),
        digest_at=time.fromisoformat(section.digest_at),
        gas_phone=section.gas_phone,
        lift_phone=section.lift_phone,
        teams=tuple(_team(team) for team in section.teams),
        staff=tuple(StaffMember(str(one.telegram), one.name, one.role, one.team) for one in section.staff),
        board=section.board,
        topic_per_ticket=section.topic_per_ticket,
        canned=tuple(Canned(one.key, one.name, one.text) for one in section.canned),
        held_words=tuple((one.sort, one.words) for one in section.held_words),
        ways={topic: one.way for one in section.assignments for topic in one.topics},
        load_cap=section.load_cap,
        households=section.households,
        video_team=section.video_team or None,
        responsibilities=matters,
        policy=section.clock.policy(),
    )


def _hours(spans: Sequence[str]) -> tuple[tuple[int, int], ...]:
    return tuple(sorted(span(text) for text in spans))
