"""An estate to live in: its homes, its teams, who works when, and the configuration that says so."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from bot import config
from bot.config import Config

ZONE = ZoneInfo("Asia/Shanghai")
KEY = "cuiyuan"
FIRST_OWNER = 10_001
QUIET = "21:00-08:30"
_FLOORS = 25


@dataclass(frozen=True, slots=True)
class Worker:
    """Somebody who works here, and when: by weekday (0 is Monday), in hours after midnight, 32 is eight the next morning."""

    user: str
    name: str
    role: str
    team: str
    hours: dict[int, tuple[float, float]]

    def shifts(self, first: date, days: int) -> list[tuple[datetime, datetime]]:
        """Return the shifts that begin on these days."""
        found = []
        for n in range(days):
            day = first + timedelta(days=n)
            if day.weekday() in self.hours:
                start, end = self.hours[day.weekday()]
                midnight = datetime.combine(day, time(), ZONE)
                found.append((midnight + timedelta(hours=start), midnight + timedelta(hours=end)))
        return found


@dataclass(frozen=True, slots=True)
class Team:
    """People with a group of their own, and the topics that go there."""

    name: str
    chat: str
    topics: tuple[str, ...] = ()
    contractor: bool = False


@dataclass(frozen=True)
class Place:
    """The teams of an estate, everybody who works there, and the groups beside the teams' own."""

    teams: Mapping[str, Team]
    workers: Sequence[Worker]
    desk: str
    managers: str
    head_office: str | None = None

    def groups(self) -> dict[str, list[str]]:
        """Return who is in which group: a team and everybody who leads; the head office has its own people."""
        leading = [one.user for one in self.workers if one.role in ("lead", "manager")]
        found = {
            team.chat: sorted({*(one.user for one in self.workers if one.team == key), *leading})
            for key, team in self.teams.items()
        }
        if self.head_office:
            found[self.head_office] = [one.user for one in self.workers if one.role == "admin"]
        return {**found, self.managers: leading}

    def settings(self, folder: Path) -> Config:
        """Load the configuration as `frontdesk run` would: the defaults, and Telegram's own limits."""
        lines = [
            "[[estates]]",
            *(f'key = "{KEY}"', 'name = "翠园小区"', f'timezone = "{ZONE.key}"'),
            *(f"staff_chat = {self.desk}", f"manager_chat = {self.managers}", 'duty_phone = "0571-0000"'),
            *([f"head_office_chat = {self.head_office}"] if self.head_office else []),
            f'quiet_hours = ["{QUIET}"]',
        ]
        for key, team in self.teams.items():
            lines += ["[[estates.teams]]", f'key = "{key}"', f'name = "{team.name}"', f"chat = {team.chat}"]
            lines += [f"topics = {list(team.topics)}", *(["contractor = true"] if team.contractor else [])]
        for one in self.workers:
            lines += ["[[estates.staff]]", f"telegram = {one.user}", f'name = "{one.name}"']
            lines += [f'role = "{one.role}"', *([f'team = "{one.team}"'] if one.team else [])]
        path = folder / "config.toml"
        path.write_text("\n".join(lines), encoding="utf-8")
        return config.load(path, {"FRONTDESK__TELEGRAM__TOKEN": "7:week"})


@dataclass(frozen=True, slots=True)
class Home:
    """One home and the account of the person who writes for it."""

    number: str
    owner: str
    name: str


def homes(count: int) -> list[Home]:
    """Return so many homes: two units a building, a home a floor."""
    found = []
    for n in range(count):
        building, rest = divmod(n, 2 * _FLOORS)
        unit, floor = divmod(rest, _FLOORS)
        number = f"{building + 1}-{unit + 1}-{floor + 1}01"
        found.append(Home(number, str(FIRST_OWNER + n), f"业主{n + 1}"))
    return found
