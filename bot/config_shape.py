"""What a configuration may hold: sections, keys, defaults, and what each value must look like."""

import re
from typing import Annotated, Any
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, Field, SecretStr

from bot import config_canned
from bot.config_clock import Clock
from bot.config_values import (
    Flag,
    Group,
    GroupOrNone,
    Key,
    Rate,
    Section,
    ShiftSpan,
    Span,
    TimeOfDay,
    Whole,
    Words,
    apart,
    quiet,
    shifts_apart,
)
from handlers.desk import Role


def _database(url: str) -> str:
    if re.fullmatch(r"sqlite:///[^\x00-\x1f]*[^\x00-\x1f/]|postgresql://[^/\s]*/[^/\s]+", url):
        return url
    raise ValueError(
        'must be a database of a kind this version knows: "sqlite:///file.db" or "postgresql://user@host/name"'
    )


def _token(token: SecretStr) -> SecretStr:
    given = token.get_secret_value().strip()
    if re.search(r"[\s/?#]", given):
        raise ValueError("is not a bot token: write it as BotFather gave it, digits, a colon and letters")
    return SecretStr(given)


def _api(url: str) -> str:
    if not re.fullmatch(r"https?://[^/?#\s@]+(/[^?#\s]*)?", url):
        raise ValueError('must be the address of a Bot API, such as "https://api.telegram.org"')
    return url.rstrip("/")


def _driver(name: str) -> str:
    if name != "ptb":
        raise ValueError('this version has the driver "ptb" only: write driver = "ptb"')
    return name


def _mode(name: str) -> str:
    if name != "polling":
        raise ValueError('this version has the mode "polling" only: write mode = "polling"')
    return name


def _no_webhook(_: object) -> None:
    raise ValueError('this version has no webhooks: leave the section out and write mode = "polling"')


def _listen(address: str) -> str:
    match = re.fullmatch(r"(?:\[[0-9A-Fa-f:.]+\]|[^\s:/\[\]]+):([0-9]{1,5})", address)
    if not match or int(match.group(1)) > 65535:
        raise ValueError('must be host and port, such as "127.0.0.1:8081"; port 0 takes any free one')
    return address


def _country(code: str) -> str:
    if not re.fullmatch(r"([A-Z]{2})?", code):
        raise ValueError('must be two capital letters such as "CN", or "" for what the time zone says')
    return code


def _zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        raise ValueError('is not a known time zone: write one such as "Asia/Shanghai"') from None
    return name


class DeskSection(Section):
    """`[desk]`."""

    database: Annotated[str, Field(repr=False), AfterValidator(_database)] = "sqlite:///frontdesk.db"


class Limits(Section):
    """`[telegram.limits]`: Telegram's documented ones; edits count too."""

    per_second: Rate = 30
    chat_per_second: Rate = 1
    group_per_minute: Rate = 20


class Telegram(Section):
    """`[telegram]`; the webhook keys of the contract are known and refused."""

    token: Annotated[SecretStr, AfterValidator(_token)] = SecretStr("")
    api: Annotated[str, AfterValidator(_api)] = "https://api.telegram.org"
    driver: Annotated[str, AfterValidator(_driver)] = "ptb"
    mode: Annotated[str, AfterValidator(_mode)] = "polling"
    limits: Limits = Limits()
    webhook: Annotated[Any, AfterValidator(_no_webhook)] = None


class Web(Section):
    """`[web]`."""

    listen: Annotated[str, AfterValidator(_listen)] = "127.0.0.1:8081"

    @property
    def host(self) -> str:
        """Return the host, an IPv6 address without its brackets."""
        return self.listen.rpartition(":")[0].strip("[]")

    @property
    def port(self) -> int:
        """Return the port; 0 takes any free one."""
        return int(self.listen.rpartition(":")[2])


class Nlp(Section):
    """`[nlp]`."""

    rules: str = ""


class Team(Section):
    """`[[estates.teams]]`."""

    key: Key
    name: Words
    chat: Group
    topics: tuple[Key, ...] = ()
    contractor: Flag = False
    thread: Annotated[Whole, Field(ge=0)] = 0


class Staff(Section):
    """`[[estates.staff]]`."""

    telegram: Annotated[Whole, Field(gt=0)]
    name: Words
    role: Role
    team: str | None = None


class Canned(Section):
    """`[[estates.canned]]`."""

    key: Key
    name: Words
    text: Annotated[Words, AfterValidator(config_canned.checked)]


class ShiftCode(Section):
    """`[[estates.shift_codes]]`."""

    code: Words
    hours: Annotated[tuple[ShiftSpan, ...], AfterValidator(shifts_apart)] = ()


class Estate(Section):
    """`[[estates]]`."""

    key: Key
    name: Words
    timezone: Annotated[str, AfterValidator(_zone)]
    staff_chat: Group
    manager_chat: GroupOrNone = 0
    duty_phone: Words
    gas_phone: str = ""
    lift_phone: str = ""
    hours: Annotated[tuple[Span, ...], Field(min_length=1), AfterValidator(apart)] = ("08:00-20:00",)
    rest_hours: Annotated[tuple[Span, ...], AfterValidator(apart)] | None = None
    country: Annotated[str, AfterValidator(_country)] = ""
    days_file: str = ""
    quiet_hours: Annotated[tuple[str, ...], AfterValidator(quiet)] = ()
    digest_at: TimeOfDay = "08:30"
    head_office_chat: GroupOrNone = 0
    board: Flag = True
    canned: tuple[Canned, ...] = ()
    teams: tuple[Team, ...] = ()
    staff: tuple[Staff, ...] = ()
    shift_codes: tuple[ShiftCode, ...] = ()
    clock: Clock = Clock()


class Shape(Section):
    """The whole file."""

    desk: DeskSection = DeskSection()
    telegram: Telegram = Telegram()
    web: Web = Web()
    nlp: Nlp = Nlp()
    estates: Annotated[tuple[Estate, ...], Field(min_length=1)]
