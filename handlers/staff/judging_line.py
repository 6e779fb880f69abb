"""«填档案 006» and «定性 006 有效 重要 …»: the file of a complaint by a word, and its judgement in a line."""

from dataclasses import replace

from handlers.desk import Desk, Severity
from handlers.messages import ChatKind
from handlers.refusals import Refused
from handlers.staff import casefile, filling
from handlers.staff.asked import Asked, answer
from handlers.texts import Sentence
from handlers.ticket import eight_steps, moves
from handlers.ticket.complaint import Nature
from storage.records import Ticket
from storage.work import Work

_BETWEEN = " ,\uff0c、"
_ITEMS = (("nature", "natures", Nature), ("severity", "severities", Severity))


def file(desk: Desk, work: Work, asked: Asked) -> None:
    """Send the file of a complaint privately."""
    ticket = _ticket(asked)
    toast = casefile.open_privately(desk, work, ticket, asked.member, asked.incoming.key)
    if asked.incoming.chat_kind is ChatKind.group:
        answer(work, asked, asked.texts(desk, work).outgoing(toast.key))


def judge(desk: Desk, work: Work, asked: Asked) -> None:
    """Take nature and severity, in either order, and the rest as the reason; refuses a line with neither."""
    ticket = _ticket(asked)
    said, reason = _read(desk, asked.rest)
    if not said:
        raise Refused("refusal.judge_how")
    for name, code in said.items():
        current = moves.get(work, ticket.id)
        filling.choose(desk, work, current, asked.member, eight_steps.BY_NAME[name], code)
    if reason:
        in_words = replace(asked.incoming, text=reason)
        item = eight_steps.BY_NAME["nature_reason"]
        filling.in_words(desk, work, moves.get(work, ticket.id), asked.member, item, in_words)
    shown = asked.texts(desk, work).outgoing("staff.judged", number=ticket.number, who=asked.member.name)
    answer(work, asked, shown)
    casefile.open_privately(desk, work, moves.get(work, ticket.id), asked.member, asked.incoming.key)


def _ticket(asked: Asked) -> Ticket:
    if asked.ticket is None:
        raise Refused("refusal.number_needed")
    return asked.ticket


def _read(desk: Desk, rest: str) -> tuple[dict[str, str], str]:
    """Return what the first words of a line name, by item, and the rest of the line."""
    known = {
        catalogue.said(Sentence(f"{section}.{one.value}")).casefold(): (item, one.value)
        for catalogue in (desk.texts, *desk.catalogues.values())
        for item, section, codes in _ITEMS
        for one in codes
    }
    said: dict[str, str] = {}
    while True:
        first, _, more = rest.strip(_BETWEEN).partition(" ")
        item = known.get(first.strip(_BETWEEN).casefold())
        if item is None or item[0] in said:
            return said, rest.strip(_BETWEEN)
        said[item[0]] = item[1]
        rest = more
