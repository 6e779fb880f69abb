"""Before and after: which of the files that staff sent show how they found it, and which how they left it."""

from collections.abc import Iterable, Mapping, Sequence
from enum import StrEnum

from handlers.ticket.lifecycle import Move
from storage.records import JournalRow, Message, MessageId


class Phase(StrEnum):
    """When a file was sent: after the arrival and before the answer, or with the answer and later."""

    before = "before"
    after = "after"


_BY_STAFF = frozenset({"staff", "note"})
# What is opened again is neither until somebody is there once more.
_BEGINS: Mapping[str, Phase | None] = {
    Move.arrive.value: Phase.before,
    Move.answer.value: Phase.after,
    Move.reopen.value: None,
    Move.reopen_unassigned.value: None,
}


def phases(messages: Iterable[Message], rows: Sequence[JournalRow]) -> dict[MessageId, Phase]:
    """Return the phase of each message of staff that has files, as far as one is known; rows oldest first."""
    answers = {row.facts.get("message") for row in rows if row.code == Move.answer.value}
    found = {}
    for message in messages:
        if message.media and message.direction in _BY_STAFF:
            phase = Phase.after if message.id in answers else _at_that_time(message, rows)
            if phase is not None:
                found[message.id] = phase
    return found


def _at_that_time(message: Message, rows: Sequence[JournalRow]) -> Phase | None:
    came = message.kept_at or message.at
    begun = [_BEGINS[row.code] for row in rows if row.code in _BEGINS and row.at <= came]
    return begun[-1] if begun else None
