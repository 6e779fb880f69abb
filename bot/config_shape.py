"""What a configuration may hold: sections, keys, defaults, and what each value must look like."""

import itertools
import re
from typing import Annotated, Any
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, SecretStr

from bot import config_canned
from handlers.desk import Policy, Role

_DEFAULT = Policy()
_DAY_MIN = 24 * 60


def _no_switch(value: object) -> object:
    """Refuse true and false where a number is meant: Python would take them for 1 and 0."""
    if value is True or value is False:
        raise ValueError("must be a number")
    return value


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


def _preset(name: str) -> str:
    if name != "default":
        raise ValueError('this version has the preset "default" only; its numbers can be set key by key')
    return name


def _listen(address: str) -> str:
    match = re.fullmatch(r"(?:\[[0-9A-Fa-f:.]+\]|[^\s:/\[\]]+):([0-9]{1,5})", address)
    if not match or int(match.group(1)) > 65535:
        raise ValueError('must be host and port, such as "127.0.0.1:8081"; port 0 takes any free one')
    return address


def _zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        raise ValueError('is not a known time zone: write one such as "Asia/Shanghai"') from None
    return name


def _group(chat: int) -> int:
    if chat >= 0:
        raise ValueError("must be the id of a group, a negative number such as -1001234567890")
    return chat


def _group_or_none(chat: int) -> int:
    if chat > 0:
        raise ValueError("must be the id of a group, a negative number, or 0 for none")
    return chat


def _words(text: str) -> str:
    if not text.strip():
        raise ValueError("must not be empty")
    return text.strip()


def _key(text: str) -> str:
    if not re.fullmatch(r"[A-Za-z0-9_-]{1,40}", text):
        raise ValueError("must be a short name of letters, digits, - and _")
    return text


def minutes(clock: str) -> int:
    """Return the minutes after midnight of "HH:MM", up to "24:00"."""
    match = re.fullmatch(r"([0-9]{2}):([0-5][0-9])", clock)
    total = int(match.group(1)) * 60 + int(match.group(2)) if match else _DAY_MIN + 1
    if total > _DAY_MIN:
        raise ValueError('must be a time of day such as "08:30"')
    return total


def _time(clock: str) -> str:
    if minutes(clock) == _DAY_MIN:
        raise ValueError('must be a time of day such as "08:30"; midnight is "00:00"')
    return clock


def span(text: str) -> tuple[int, int]:
    """Return start and end, in minutes after midnight, of "HH:MM-HH:MM"."""
    start, _, end = text.partition("-")
    try:
        begins, ends = minutes(start.strip()), minutes(end.strip())
    except ValueError:
        raise ValueError('must be a span such as "08:00-20:00"') from None
    if begins >= ends:
        raise ValueError("must end after it begins; over midnight write two spans")
    return begins, ends


def _span(text: str) -> str:
    span(text)
    return text


def quiet_spans(text: str) -> tuple[tuple[int, int], ...]:
    """Return the spans, in minutes after midnight, of "HH:MM-HH:MM", which may go over midnight: then two."""
    start, _, end = text.partition("-")
    try:
        begins, ends = minutes(start.strip()), minutes(end.strip())
    except ValueError:
        raise ValueError('must be a span such as "21:00-08:30"') from None
    if begins % _DAY_MIN == ends % _DAY_MIN:
        raise ValueError("must leave hours of the day in which owners can be written to")
    if begins < ends:
        return ((begins, ends),)
    return tuple((a, b) for a, b in ((begins, _DAY_MIN), (0, ends)) if a < b)


def _quiet(texts: tuple[str, ...]) -> tuple[str, ...]:
    spans = sorted(span for text in texts for span in quiet_spans(text))
    if any(later[0] < earlier[1] for earlier, later in itertools.pairwise(spans)):
        raise ValueError("has spans that overlap: write each hour once")
    if sum(ends - begins for begins, ends in spans) == _DAY_MIN:
        raise ValueError("must leave hours of the day in which owners can be written to")
    return texts


def shift_span(text: str) -> tuple[int, int]:
    """Return start and end of a shift, in minutes after midnight; one over midnight ends after 24:00."""
    start, _, end = text.partition("-")
    try:
        begins, ends = minutes(start.strip()), minutes(end.strip())
    except ValueError:
        raise ValueError('must be a span such as "20:00-08:00"') from None
    return begins, ends if ends > begins else ends + _DAY_MIN


def _shift_span(text: str) -> str:
    shift_span(text)
    return text


def _shifts_apart(texts: tuple[str, ...]) -> tuple[str, ...]:
    spans = sorted(shift_span(text) for text in texts)
    if any(later[0] < earlier[1] for earlier, later in itertools.pairwise(spans)):
        raise ValueError("has spans that overlap: write each hour once")
    return texts


def _apart(texts: tuple[str, ...]) -> tuple[str, ...]:
    spans = sorted(span(text) for text in texts)
    if any(later[0] < earlier[1] for earlier, later in itertools.pairwise(spans)):
        raise ValueError("has spans that overlap: write each hour once")
    return texts


_Number = BeforeValidator(_no_switch)
Words = Annotated[str, AfterValidator(_words)]
Key = Annotated[str, AfterValidator(_key)]
Whole = Annotated[int, _Number, Field(ge=-(2**52), le=2**52)]  # Telegram's ids have at most 52 bits
Group = Annotated[Whole, AfterValidator(_group)]
GroupOrNone = Annotated[Whole, AfterValidator(_group_or_none)]
TimeOfDay = Annotated[str, AfterValidator(_time)]
Span = Annotated[str, AfterValidator(_span)]
ShiftSpan = Annotated[str, AfterValidator(_shift_span)]
Rate = Annotated[float, _Number, Field(gt=0, le=1_000_000, allow_inf_nan=False)]
# Nothing waits longer than a year; the ceiling also keeps dates inside what Python can hold.
Seconds = Annotated[float, _Number, Field(ge=0, le=31_622_400, allow_inf_nan=False)]
Minutes = Annotated[float, _Number, Field(ge=0, le=527_040, allow_inf_nan=False)]
Hours = Annotated[float, _Number, Field(ge=0, le=8_784, allow_inf_nan=False)]
Count = Annotated[int, _Number, Field(ge=0, le=1_000)]
Days = Annotated[float, _Number, Field(ge=0, le=366, allow_inf_nan=False)]
WorkingDays = Annotated[int, _Number, Field(ge=0, le=250)]
Percent = Annotated[float, _Number, Field(ge=0, le=1_000, allow_inf_nan=False)]
MinutesAfter = Annotated[float, _Number, Field(gt=0, le=527_040, allow_inf_nan=False)]


def _growing(minutes_after: tuple[float, ...]) -> tuple[float, ...]:
    if any(later <= earlier for earlier, later in itertools.pairwise(minutes_after)):
        raise ValueError(
            "must grow from one page to the next, such as [1, 3, 5]; they count from the receipt"
        )
    return minutes_after


Pages = Annotated[tuple[MinutesAfter, ...], AfterValidator(_growing)]


class _Section(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)


class DeskSection(_Section):
    """`[desk]`."""

    database: Annotated[str, Field(repr=False), AfterValidator(_database)] = "sqlite:///frontdesk.db"


class Limits(_Section):
    """`[telegram.limits]`: Telegram's documented ones; edits count too."""

    per_second: Rate = 30
    chat_per_second: Rate = 1
    group_per_minute: Rate = 20


class Telegram(_Section):
    """`[telegram]`; the webhook keys of the contract are known and refused."""

    token: Annotated[SecretStr, AfterValidator(_token)] = SecretStr("")
    api: Annotated[str, AfterValidator(_api)] = "https://api.telegram.org"
    driver: Annotated[str, AfterValidator(_driver)] = "ptb"
    mode: Annotated[str, AfterValidator(_mode)] = "polling"
    limits: Limits = Limits()
    webhook: Annotated[Any, AfterValidator(_no_webhook)] = None


class Web(_Section):
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


class Nlp(_Section):
    """`[nlp]`."""

    rules: str = ""


class Clock(_Section):
    """`[estates.clock]`: the fields of `handlers.desk.Policy`, and keys that have no feature yet."""

    join_messages_s: Seconds = _DEFAULT.join_messages_s
    join_media_s: Seconds = _DEFAULT.join_media_s
    join_at_most_s: Seconds = _DEFAULT.join_at_most_s
    page_emergency_min: Pages = _DEFAULT.page_emergency_min
    page_urgent_min: Pages = _DEFAULT.page_urgent_min
    suspect_wait_s: Seconds = _DEFAULT.suspect_wait_s
    claim_min: Minutes = _DEFAULT.claim_min
    complaint_claim_min: Minutes = _DEFAULT.complaint_claim_min
    inquiry_claim_min: Minutes = _DEFAULT.inquiry_claim_min
    paperwork_claim_min: Minutes = _DEFAULT.paperwork_claim_min
    suggestion_claim_min: Minutes = _DEFAULT.suggestion_claim_min
    media_claim_min: Minutes = _DEFAULT.media_claim_min
    answer_h: Hours = _DEFAULT.answer_h
    urgent_answer_min: Minutes = _DEFAULT.urgent_answer_min
    inquiry_answer_h: Hours = _DEFAULT.inquiry_answer_h
    paperwork_answer_wd: WorkingDays = _DEFAULT.paperwork_answer_wd
    suggestion_answer_wd: WorkingDays = _DEFAULT.suggestion_answer_wd
    emergency_arrive_min: Minutes = _DEFAULT.emergency_arrive_min
    urgent_arrive_min: Minutes = _DEFAULT.urgent_arrive_min
    urgent_done_h: Hours = _DEFAULT.urgent_done_h
    done_days: Days = _DEFAULT.done_days
    complaint_done_days: Days = _DEFAULT.complaint_done_days
    paperwork_done_wd: WorkingDays = _DEFAULT.paperwork_done_wd
    suggestion_done_wd: WorkingDays = _DEFAULT.suggestion_done_wd
    after_arrival_h: Hours = _DEFAULT.after_arrival_h
    remind_percent: Percent = _DEFAULT.remind_percent
    lead_percent: Percent = _DEFAULT.lead_percent
    manager_percent: Percent = _DEFAULT.manager_percent
    progress_remind_h: Hours = _DEFAULT.progress_remind_h
    urgent_progress_h: Hours = _DEFAULT.urgent_progress_h
    emergency_progress_min: Minutes = _DEFAULT.emergency_progress_min
    waiting_owner_days: Days = _DEFAULT.waiting_owner_days
    revisit_after_h: Hours = _DEFAULT.revisit_after_h
    revisit_remind_h: Hours = _DEFAULT.revisit_remind_h
    revisit_close_h: Hours = _DEFAULT.revisit_close_h
    question_lapses_min: Minutes = _DEFAULT.question_lapses_min
    silent_after_human_min: Minutes = _DEFAULT.silent_after_human_min
    promise_remind_min: Minutes = _DEFAULT.promise_remind_min
    promise_confirm_min: Minutes = _DEFAULT.promise_confirm_min
    promise_grace_min: Minutes = _DEFAULT.promise_grace_min
    promise_owner_h: Hours = _DEFAULT.promise_owner_h
    promise_owner_made_h: Hours = _DEFAULT.promise_owner_made_h
    promise_days: Annotated[Whole, Field(ge=1, le=366)] = _DEFAULT.promise_days
    board_every_s: Seconds = _DEFAULT.board_every_s
    handover_min: Minutes = _DEFAULT.handover_min
    handover_late_min: Minutes = _DEFAULT.handover_late_min
    just_wrote_min: Minutes = _DEFAULT.just_wrote_min
    unasked_at_most: Count = _DEFAULT.unasked_at_most
    urge_cooldown_s: Seconds = _DEFAULT.urge_cooldown_s
    urge_urgent_cooldown_s: Seconds = _DEFAULT.urge_urgent_cooldown_s
    callback_min: Minutes = _DEFAULT.callback_min
    preset: Annotated[str, AfterValidator(_preset)] = "default"

    def policy(self) -> Policy:
        """Return the numbers as the use cases know them."""
        return Policy(**self.model_dump(include=set(Policy.__dataclass_fields__)))


class Team(_Section):
    """`[[estates.teams]]`."""

    key: Key
    name: Words
    chat: Group
    topics: tuple[Key, ...] = ()
    contractor: bool = False


class Staff(_Section):
    """`[[estates.staff]]`."""

    telegram: Annotated[Whole, Field(gt=0)]
    name: Words
    role: Role
    team: str | None = None


class Canned(_Section):
    """`[[estates.canned]]`."""

    key: Key
    name: Words
    text: Annotated[Words, AfterValidator(config_canned.checked)]


class ShiftCode(_Section):
    """`[[estates.shift_codes]]`."""

    code: Words
    hours: Annotated[tuple[ShiftSpan, ...], AfterValidator(_shifts_apart)] = ()


class Estate(_Section):
    """`[[estates]]`."""

    key: Key
    name: Words
    timezone: Annotated[str, AfterValidator(_zone)]
    staff_chat: Group
    manager_chat: GroupOrNone = 0
    duty_phone: Words
    gas_phone: str = ""
    lift_phone: str = ""
    hours: Annotated[tuple[Span, ...], Field(min_length=1), AfterValidator(_apart)] = ("08:00-20:00",)
    quiet_hours: Annotated[tuple[str, ...], AfterValidator(_quiet)] = ()
    digest_at: TimeOfDay = "08:30"
    head_office_chat: GroupOrNone = 0
    board: bool = True
    canned: tuple[Canned, ...] = ()
    teams: tuple[Team, ...] = ()
    staff: tuple[Staff, ...] = ()
    shift_codes: tuple[ShiftCode, ...] = ()
    clock: Clock = Clock()


class Shape(_Section):
    """The whole file."""

    desk: DeskSection = DeskSection()
    telegram: Telegram = Telegram()
    web: Web = Web()
    nlp: Nlp = Nlp()
    estates: Annotated[tuple[Estate, ...], Field(min_length=1)]
