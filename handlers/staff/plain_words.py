"""What no owner of a complaint reads from us: that it is invalid, or turned down."""

import re

from handlers.refusals import Refused
from handlers.ticket import complaint
from storage.records import Ticket

# An owner is told whose matter it is and what we can do.
_CALLS_IT_INVALID = re.compile(
    r"无效投诉|投诉.{0,6}无效|(?:判|定|属).{0,3}无效|驳回|invalid complaint|complaint is invalid",
    re.IGNORECASE,
)


def refuse_invalid(ticket: Ticket, words: str) -> None:
    """Refuse words for the owner of a complaint that call it so, whichever way they would go."""
    if complaint.is_one(ticket) and _CALLS_IT_INVALID.search(words):
        raise Refused("refusal.say_otherwise")
