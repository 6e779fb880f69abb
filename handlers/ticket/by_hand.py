"""A matter that staff typed in for somebody who phoned, came by or wrote a letter, and reads no chat."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, Self

from handlers import calendar, speak
from handlers.desk import Desk, Estate
from handlers.texts import Sentence, Value, Words
from storage.records import NewTicket, Ticket

_KEY = "by_hand"
_LINES = ("way", "reporter", "principal", "reference", "told_at", "office_due")


class Way(StrEnum):
    """How a matter came where not by chat; also the channel of whoever told of it."""

    phone = "phone"
    visit = "visit"
    proxy = "proxy"  # somebody for somebody else
    letter = "letter"
    box = "box"
    external = "external"  # 12345 and other offices, with a number and a date of their own
    group = "group"  # what was passed on from an owners' group


@dataclass(frozen=True, slots=True)
class ByHand:
    """What is known of it beside the matter: who, for whom, which case of an office, when it was told."""

    way: Way
    name: str = ""
    phone: str | None = None
    principal: str = ""
    reference: str = ""
    due: datetime | None = None
    at: datetime | None = None

    def as_data(self) -> dict[str, Any]:
        """Return what a ticket remembers."""
        return {
            _KEY: {
                "way": self.way.value,
                "name": self.name,
                "phone": self.phone,
                "principal": self.principal,
                "reference": self.reference,
                "due": self.due and self.due.isoformat(),
                "at": self.at and self.at.isoformat(),
            }
        }

    @classmethod
    def of(cls, ticket: Ticket | NewTicket) -> Self | None:
        """Read what a ticket remembers; None: it came by chat."""
        kept = ticket.data.get(_KEY)
        if kept is None:
            return None
        moments = {name: kept[name] and datetime.fromisoformat(kept[name]) for name in ("due", "at")}
        return cls(**{**kept, **moments, "way": Way(kept["way"])})


def phone_of(ticket: Ticket) -> str | None:
    """Return the number that whoever typed it in was given."""
    told = ByHand.of(ticket)
    return told.phone if told else None


def by_its_date(ticket: Ticket | NewTicket, dues: Mapping[str, Any]) -> dict[str, Any]:
    """Return limits as an office set them where it did: done by its date, and answered no later."""
    told = ByHand.of(ticket)
    if told is None or told.due is None:
        return dict(dues)
    return {**dues, "done_due": told.due, "answer_due": min(dues.get("answer_due") or told.due, told.due)}


def lines(desk: Desk, ticket: Ticket) -> dict[str, Value]:
    """Return what a card says of how it came and from whom; empty for what came by chat. Never the number."""
    told = ByHand.of(ticket)
    return facts(speak.estate_of(desk, ticket), told) if told else dict.fromkeys(_LINES, "")


def facts(estate: Estate, told: ByHand) -> dict[str, Value]:
    """Return the same of what is not a ticket yet."""
    return {
        "way": Sentence(f"ways.{told.way.value}"),
        "reporter": Words(told.name) if told.name else Sentence("staff.no_name"),
        "principal": Words(told.principal),
        "reference": Words(told.reference),
        "told_at": calendar.spoken(estate, told.at, None) if told.at else "",
        "office_due": calendar.spoken(estate, told.due, None) if told.due else "",
    }
