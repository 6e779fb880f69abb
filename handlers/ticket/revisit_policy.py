"""Whether and when the owner of a ticket is asked afterwards, by what the matter was. Pure."""

from handlers.desk import Policy, Severity
from nlp.judgement import Category, Kind, Urgency
from storage.records import Ticket

_AT_ONCE = frozenset({Urgency.P0.value, Urgency.P1.value})
_IN_HUNDRED = 100


def wait_h(policy: Policy, ticket: Ticket) -> float:
    """Return how many hours after the answer it is time to ask.

    Whether neighbours leave each other in peace shows only after some days.
    """
    between_owners = ticket.category == Category.neighbours.value and ticket.urgency not in _AT_ONCE
    return policy.neighbours_revisit_h if between_owners else policy.revisit_after_h


def is_asked(policy: Policy, ticket: Ticket) -> bool:
    """Tell whether the owner is asked at all: of paperwork so many in a hundred, always the same ones.

    What was opened again is always asked about.
    """
    is_paperwork = ticket.kind == Kind.request.value and ticket.urgency == Urgency.P3.value
    if not is_paperwork or ticket.reopened:
        return True
    # Spread over the numbers: 37 shares no factor with a hundred.
    return ticket.id * 37 % _IN_HUNDRED < policy.paperwork_revisit_percent


def is_phoned(ticket: Ticket) -> bool:
    """Tell whether silence is followed by a call: a serious complaint is not left at an unread message."""
    return ticket.severity in (Severity.serious.value, Severity.major.value)
