"""What every page for managers is put together from: sections of lines, in one message whatever they say."""

from collections.abc import Callable, Iterable, Iterator
from datetime import date
from functools import reduce

from handlers.desk import Estate
from handlers.messages import TEXT_UNITS, Outgoing, units
from handlers.texts import Sentence, Texts, below
from handlers.ticket import sight
from storage.records import Ticket
from storage.reports import Share

LIMIT = TEXT_UNITS
# How many of a list are shown; fewer where the whole would be too long for one message.
_LISTED = (5, 3, 1, 0)

Section = list[Sentence]
May = Callable[[Ticket], bool]  # which tickets may be told of


def fitted(texts: Texts, sections: Callable[[int], Iterable[Section]]) -> Outgoing:
    """Return the sections in one message; they are asked for with how many of a list they may show."""
    shown = Outgoing(text="")
    for most in _LISTED:
        shown = _joined(texts, sections(most))
        if units(shown.text) <= LIMIT:
            break
    return shown


def readers(estate: Estate, chat: str | None) -> May:
    """Return which tickets may be told of in a chat; None: an operator reads everything."""
    return lambda ticket: chat is None or sight.chat_may_see(estate, chat, ticket)


def counted(key: str, count: int) -> Iterator[Sentence]:
    """Give a line with a count, and none where it is zero."""
    if count:
        yield Sentence(key, count=count)


def shared(key: str, share: Share) -> Sentence:
    """Say how many of how many."""
    return Sentence(key, part=share.part, of=share.of)


def enumerated(names: Iterable[Sentence]) -> Sentence:
    """Say several in one line."""
    return reduce(lambda before, next_: Sentence("digest.joined", before=before, next=next_), names)


def said(day: date) -> Sentence:
    """Say a day: 11月23日(周一)."""
    return Sentence(
        "digest.day",
        month=Sentence(f"months.{day.month}"),
        day=day.day,
        weekday=Sentence(f"weekdays.{day.isoweekday()}"),
    )


def _joined(texts: Texts, sections: Iterable[Section]) -> Outgoing:
    blank = Outgoing(text="")
    parts = [
        reduce(below, (texts.outgoing(line.key, **line.values) for line in section))
        for section in sections
        if section
    ]
    return reduce(lambda above, part: below(below(above, blank), part), parts)
