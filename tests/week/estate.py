"""The estate of the week: its homes, its teams, who works when, and the configuration that says so."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from bot import config
from bot.config import Config

ZONE = ZoneInfo("Asia/Shanghai")
KEY = "cuiyuan"
DESK, MANAGERS, ENGINEERING, ORDER, CLEANING = "-1001", "-1002", "-1003", "-1004", "-1005"
FIRST_OWNER = 10_001
_FLOORS = 25
QUIET = "21:00-08:30"

# When somebody works, by weekday (0 is Monday), in hours after midnight; 32 is eight the next morning.
_DAY = dict.fromkeys(range(5), (8, 18))
_DESK_EARLY = dict.fromkeys(range(7), (8, 16))
_DESK_LATE = dict.fromkeys(range(7), (12, 20))
_NIGHT = dict.fromkeys(range(7), (20, 32))


@dataclass(frozen=True, slots=True)
class Worker:
    """Somebody who works here, and when."""

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


TEAMS: dict[str, tuple[str, str, tuple[str, ...]]] = {
    "service": ("客服", DESK, ()),
    "engineering": (
        "工程",
        ENGINEERING,
        (
            *(
                "lift_trapped",
                "flood",
                "gas",
                "outage",
                "shock",
                "plumbing",
                "leak_between",
                "drain",
                "electric",
            ),
            *("utilities", "lift", "access", "door_window", "common_area", "decoration"),
        ),
    ),
    "order": (
        "秩序",
        ORDER,
        (
            *("fire", "falling", "violence", "theft", "missing", "medical", "natural", "danger"),
            *("parking", "security", "pass"),
        ),
    ),
    "cleaning": ("保洁", CLEANING, ("cleaning", "greening")),
}

WORKERS = (
    Worker("2002", "小陈", "staff", "service", {day: _DESK_EARLY[day] for day in (0, 1, 2, 3, 4)}),
    Worker("2008", "小林", "staff", "service", {day: _DESK_LATE[day] for day in (0, 1, 3, 4, 5)}),
    Worker("2009", "小何", "staff", "service", {2: (12, 20), 5: (8, 16), 6: (8, 20)}),
    Worker("2003", "李主管", "lead", "service", _DAY | {5: (9, 17)}),
    Worker("2001", "王工", "staff", "engineering", dict.fromkeys((0, 1, 2, 3, 4), (8, 17))),
    Worker("2005", "孙师傅", "staff", "engineering", dict.fromkeys((0, 1, 2, 4, 5, 6), (12, 21))),
    Worker("2010", "郑师傅", "staff", "engineering", dict.fromkeys((2, 3, 5, 6), (8, 17))),
    Worker("2011", "钱师傅", "staff", "engineering", {day: _NIGHT[day] for day in (0, 2, 4, 6)}),
    Worker("2012", "高师傅", "staff", "engineering", {day: _NIGHT[day] for day in (1, 3, 5)}),
    Worker("2013", "严工", "lead", "engineering", _DAY),
    Worker("2006", "周队长", "lead", "order", dict.fromkeys((0, 1, 2, 3, 4), (8, 20))),
    Worker("2014", "吴队员", "staff", "order", dict.fromkeys((0, 2, 4, 5, 6), (8, 20))),
    Worker("2015", "冯队员", "staff", "order", dict.fromkeys((1, 3), (8, 20))),
    Worker("2016", "褚队员", "staff", "order", {day: _NIGHT[day] for day in (0, 1, 4, 5)}),
    Worker("2017", "卫队员", "staff", "order", {day: _NIGHT[day] for day in (2, 3, 6)}),
    Worker("2007", "刘姐", "staff", "cleaning", dict.fromkeys((0, 1, 2, 3, 4, 5), (7, 16))),
    Worker("2018", "马姐", "staff", "cleaning", dict.fromkeys((2, 6), (7, 16))),
    Worker("2004", "赵经理", "manager", "", dict.fromkeys((0, 1, 2, 3, 4), (9, 18))),
)


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


def groups() -> dict[str, list[str]]:
    """Return who is in which group: a team and everybody who leads."""
    leading = [one.user for one in WORKERS if one.role != "staff"]
    found = {
        chat: sorted({*(one.user for one in WORKERS if one.team == team), *leading})
        for team, (_, chat, _) in TEAMS.items()
    }
    return {**found, MANAGERS: leading}


def settings(folder: Path) -> Config:
    """Load the configuration as `frontdesk run` would: the defaults, and Telegram's own limits."""
    lines = [
        "[[estates]]",
        *(f'key = "{KEY}"', 'name = "翠园小区"', f'timezone = "{ZONE.key}"'),
        *(f"staff_chat = {DESK}", f"manager_chat = {MANAGERS}", 'duty_phone = "0571-0000"'),
        f'quiet_hours = ["{QUIET}"]',
    ]
    for key, (name, chat, topics) in TEAMS.items():
        lines += ["[[estates.teams]]", f'key = "{key}"', f'name = "{name}"', f"chat = {chat}"]
        lines += [f"topics = {list(topics)}"]
    for one in WORKERS:
        lines += [
            "[[estates.staff]]",
            f"telegram = {one.user}",
            f'name = "{one.name}"',
            f'role = "{one.role}"',
        ]
        lines += [f'team = "{one.team}"'] if one.team else []
    path = folder / "config.toml"
    path.write_text("\n".join(lines), encoding="utf-8")
    return config.load(path, {"FRONTDESK__TELEGRAM__TOKEN": "7:week"})
