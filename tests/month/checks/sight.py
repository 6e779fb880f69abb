"""Nobody saw what is hidden from them: every message to every chat, held against the roster."""

from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from tests.month.checks import rows
from tests.month.checks.rows import Rows
from tests.month.grievances import Grievance
from tests.virtual import ledger
from tests.virtual.chats import Line
from tests.virtual.findings import Figure, Wrong
from tests.virtual.lived import Lived
from tests.virtual.place import FIRST_OWNER
from tests.virtual.reading import NUMBER, staff_key

_SHOWN = ("says", "edits", "toast")
_SNIPPET = 14
# Words that whoever types a matter in reads of it: they know it.
_TYPED_IN = "staff.intake_"


def may_read(lived: Lived, about: tuple[str, ...]) -> frozenset[str]:
    """Return the chats of staff in which a confided matter may stand, as docs/people.md says, and nothing else."""
    roles = {one.user: one.role for one in lived.place.workers}
    of_whom = {roles[user] for user in about if user in roles}
    if "manager" in of_whom:
        office = [one for one, role in roles.items() if role == "admin"]
        return frozenset({str(lived.place.head_office), *office} - set(about))
    if of_whom & {"lead", "admin"}:
        return frozenset({one for one, role in roles.items() if role == "manager"} - set(about))
    leading = {one for one, role in roles.items() if role in ("lead", "manager")}
    return frozenset({lived.place.managers, *leading} - set(about))


def hidden_stays_hidden(lived: Lived) -> Figure:
    """Since it is confided, nothing about a matter reaches a chat of somebody who may not see it."""
    found = rows.of(lived)
    hidden = dict(_hidden(lived, found))
    common = _snippets(found, but=hidden)
    wrong, n = [], 0
    numbers = {found.tickets[id_]["number"]: id_ for id_ in hidden}
    words = {
        snippet: id_
        for id_ in hidden
        if (snippet := found.tickets[id_]["words"][:_SNIPPET]) not in common and len(snippet) == _SNIPPET
    }
    for line in lived.chats.log:
        if line.what not in _SHOWN:
            continue
        told = {numbers[one] for one in NUMBER.findall(line.text) if one in numbers}
        told |= {id_ for snippet, id_ in words.items() if snippet in line.text}
        for id_ in told:
            since, allowed = hidden[id_]
            n += 1
            reader = line.who if line.what == "toast" else line.chat
            its_own = (found.tickets[id_]["chat"], found.tickets[id_]["receiver"])
            typed = staff_key(line.text).startswith(_TYPED_IN) or reader == _typist(found, id_)
            if line.at >= since and reader not in allowed and reader != its_own[0] and not typed:
                number = found.tickets[id_]["number"]
                wrong.append(Wrong(line.at, f"{number} is read in {reader}: {line.text!r}", (number,)))
    note = f"{len(hidden)} matters"
    return Figure("messages about confided matters, read only where they may be", n, wrong, note)


def _hidden(lived: Lived, found: Rows) -> Iterator[tuple[int, tuple[datetime, frozenset[str]]]]:
    """Give each confided ticket, since when it is, and the chats that may show it."""
    for id_, ticket in found.tickets.items():
        kept = ticket["data"].get("confided")
        if not kept:
            continue
        later = [row.at for row in found.journal[id_] if row.code == "confided"]
        since = later[-1] if later else ledger.moment(ticket["received_at"])
        yield id_, (since, may_read(lived, tuple(kept["about"])))


def _typist(found: Rows, id_: int) -> str:
    first = found.journal[id_][0]
    return first.actor if found.tickets[id_]["data"].get("by_hand") else ""


def _snippets(found: Rows, but: Any) -> frozenset[str]:
    return frozenset(one["words"][:_SNIPPET] for id_, one in found.tickets.items() if id_ not in but)


def confided_by_their_words(lived: Lived) -> Figure:
    """A complaint that names somebody of the staff, or asks not to be named, is confided from its first words."""
    found, wrong, n, kinds = rows.of(lived), [], 0, Counter[str]()
    by_chat: dict[str, list[dict[str, Any]]] = {}
    for ticket in found.tickets.values():
        by_chat.setdefault(ticket["chat"], []).append(dict(ticket))
    for owner in lived.owners:
        for _, matter in owner.begun:
            if not isinstance(matter, Grievance) or not matter.is_confided:
                continue
            own = [one for one in by_chat.get(owner.home.owner, ()) if matter.pieces[0] in one["words"]]
            for ticket in own:
                n += 1
                kinds[matter.sort] += 1
                kept = ticket["data"].get("confided") or {}
                urgent = ticket["urgency"] in ("P0", "P1")
                if (matter.about and matter.about not in kept.get("about", ())) or not (kept or urgent):
                    number = ticket["number"]
                    wrong.append(Wrong(ledger.moment(ticket["received_at"]), f"{number} {kept}", (number,)))
    note = ", ".join(f"{count} {sort}" for sort, count in kinds.most_common())
    return Figure("complaints about people or in confidence, kept from the others", n, wrong, note)


def complainants_unnamed(lived: Lived) -> Figure:
    """Cards about neighbours and of confided matters say that nobody is to be named; no owner reads of another."""
    found, wrong, n = rows.of(lived), [], 0
    numbers = found.numbers()
    for line in lived.chats.log:
        if line.what not in _SHOWN:
            continue
        own = not line.chat.startswith("-") and int(line.chat) >= FIRST_OWNER
        for number in NUMBER.findall(line.text) if own else ():
            n += 1
            ticket = found.tickets.get(numbers.get(number, 0))
            if ticket is None or ticket["chat"] != line.chat:
                wrong.append(Wrong(line.at, f"{line.chat} reads of {number}", (number,)))
    for message in lived.chats.shown.values():
        wrong += _unmarked(lived, found, numbers, message)
        n += message.sender is None and staff_key(message.text) == "staff.card"
    return Figure("messages to owners about their own matters, and cards that name nobody", n, wrong)


def _unmarked(lived: Lived, found: Rows, numbers: dict[str, int], message: Any) -> list[Wrong]:
    if message.sender is not None or staff_key(message.text) != "staff.card":
        return []
    number = NUMBER.findall(message.text)[0]
    ticket = found.tickets[numbers[number]]
    about_people = ticket["category"] == "neighbours" or ticket["data"].get("confided")
    if not about_people or "不透露报事人" in message.text or ticket["staff_chat"] != message.chat:
        return []
    return [Wrong(message.at, f"the card of {number} does not say to name nobody", (number,))]


def owners_of(log: list[Line]) -> list[Line]:
    """Return what owners read."""
    return [one for one in log if not one.chat.startswith("-") and int(one.chat) >= FIRST_OWNER]
