"""What a configuration may hold: sections, keys, defaults, and what each value must look like."""

import re
from importlib.util import find_spec
from typing import Annotated
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, Field, SecretStr

from bot import config_canned
from bot.channels.telegram import DRIVERS
from bot.config_clock import Clock
from bot.config_values import (
    Count,
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
from handlers.desk import Role, Way
from nlp.wording import ALLOWED, Sort

# Scheme, host, port, path.
WEBHOOK_URL = re.compile(
    r"(https?)://(\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9.-]+)(?::([0-9]{1,5}))?(/[A-Za-z0-9._~/-]*)?"
)


def _database(url: str) -> str:
    if re.fullmatch(r"sqlite:///[^\x00-\x1f]*[^\x00-\x1f/]|postgresql://[^/\s]*/[^/\s]+", url):
        return url
    raise ValueError(
        'must be a database of a kind this version knows: "sqlite:///file.db" or "postgresql://user@host/name"'
    )


def _token(token: SecretStr) -> SecretStr:
    given = token.get_secret_value().strip()
    if given and not re.fullmatch(r"[0-9]+:[^\s/?#]+", given):
        raise ValueError("is not a bot token: write it as BotFather gave it, digits, a colon and letters")
    return SecretStr(given)


def _api(url: str) -> str:
    if not re.fullmatch(r"https?://[^/?#\s@]+(/[^?#\s]*)?", url):
        raise ValueError('must be the address of a Bot API, such as "https://api.telegram.org"')
    return url.rstrip("/")


def _driver(name: str) -> str:
    if name not in DRIVERS:
        raise ValueError('must be "ptb" or "aiogram"')
    if find_spec(DRIVERS[name]) is None:
        mend = f"pip install 'frontdesk[{name}]', or write driver = \"ptb\""
        raise ValueError(f"needs a library that is not installed: {mend}")
    return name


def _mode(name: str) -> str:
    if name not in ("polling", "webhook"):
        raise ValueError('must be "polling" or "webhook"')
    return name


def _webhook_url(url: str) -> str:
    if url and not WEBHOOK_URL.fullmatch(url):
        raise ValueError(
            "must be an address whose path is of letters, digits and - . _ ~ /, without ? or #, such as "
            '"https://desk.example.com/telegram"'
        )
    return url


def _webhook_secret(secret: SecretStr) -> SecretStr:
    given = secret.get_secret_value()
    if given and not re.fullmatch(r"[A-Za-z0-9_-]{16,256}", given):
        raise ValueError(
            "must be 16 to 256 letters (A to Z, a to z), digits, _ and -: write one that nobody can guess, "
            "such as what openssl rand -hex 32 prints"
        )
    return secret


def _listen(address: str) -> str:
    match = re.fullmatch(r"(?:\[[0-9A-Fa-f:.]+\]|[^\s:/\[\]]+):([0-9]{1,5})", address)
    if not match or int(match.group(1)) > 65535:
        raise ValueError('must be host and port, such as "127.0.0.1:8081"; port 0 takes any free one')
    return address


def _country(code: str) -> str:
    if not re.fullmatch(r"([A-Z]{2})?", code):
        raise ValueError('must be two capital letters such as "CN", or "" for what the time zone says')
    return code


def _sort_of_words(name: str) -> str:
    known = (*Sort, ALLOWED)
    if name not in known:
        raise ValueError(f"must be one of {', '.join(known)}")
    return name


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


class Webhook(Section):
    """`[telegram.webhook]`."""

    url: Annotated[str, AfterValidator(_webhook_url)] = ""
    secret: Annotated[SecretStr, AfterValidator(_webhook_secret)] = SecretStr("")

    @property
    def path(self) -> str:
        """Return the path that is to be served for the address."""
        found = WEBHOOK_URL.fullmatch(self.url)
        return (found.group(4) if found else None) or "/"


class Telegram(Section):
    """`[telegram]`."""

    token: Annotated[SecretStr, AfterValidator(_token)] = SecretStr("")
    api: Annotated[str, AfterValidator(_api)] = "https://api.telegram.org"
    driver: Annotated[str, AfterValidator(_driver)] = "ptb"
    mode: Annotated[str, AfterValidator(_mode)] = "polling"
    limits: Limits = Limits()
    webhook: Webhook = Webhook()

    @property
    def pushes(self) -> bool:
        """Tell whether updates are to be pushed rather than fetched."""
        return self.mode == "webhook"


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
    topic_per_ticket: Flag | None = None


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


class HeldWords(Section):
    """`[[estates.held_words]]`."""

    sort: Annotated[str, AfterValidator(_sort_of_words)]
    words: Annotated[tuple[Words, ...], Field(min_length=1)]


class Assignment(Section):
    """`[[estates.assignments]]`."""

    topics: Annotated[tuple[Key, ...], Field(min_length=1)]
    way: Way


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
    responsibilities: str = ""
    quiet_hours: Annotated[tuple[str, ...], AfterValidator(quiet)] = ()
    digest_at: TimeOfDay = "08:30"
    head_office_chat: GroupOrNone = 0
    board: Flag = True
    topic_per_ticket: Flag = False
    canned: tuple[Canned, ...] = ()
    held_words: tuple[HeldWords, ...] = ()
    teams: tuple[Team, ...] = ()
    staff: tuple[Staff, ...] = ()
    shift_codes: tuple[ShiftCode, ...] = ()
    assignments: tuple[Assignment, ...] = ()
    load_cap: Count = 0
    households: Count = 0
    video_team: str = ""
    clock: Clock = Clock()


class Shape(Section):
    """The whole file."""

    desk: DeskSection = DeskSection()
    telegram: Telegram = Telegram()
    web: Web = Web()
    nlp: Nlp = Nlp()
    estates: Annotated[tuple[Estate, ...], Field(min_length=1)]
