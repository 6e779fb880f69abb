"""Whether and when the owner of a ticket is asked afterwards, by what the matter was. Pure."""

from handlers.desk import Policy, Severity
from nlp.judgement import Category, Kind, Urgency
from storage.records import Ticket

_AT_ONCE = frozenset({Urgency.P0.value, Urgency.P1.value})
_NEVER = frozenset({Kind.suggestion.value, Kind.praise.value})
_IN_HUNDRED = 100


def wait_h(policy: Policy, ticket: Ticket) -> float:
    """Return how many hours after the answer it is time to ask.

    Whether neighbours leave each other in peace shows only after some days; whether a question was answered,
    at once.
    """
    if is_thumbs(ticket):
        return 0
    if ticket.urgency in _AT_ONCE:
        return policy.urgent_revisit_h
    if ticket.category == Category.neighbours.value:
        return policy.neighbours_revisit_h
    is_complaint = ticket.kind == Kind.complaint.value
    return policy.complaint_revisit_h if is_complaint else policy.revisit_after_h


def is_asked(policy: Policy, ticket: Ticket) -> bool:
    """Tell whether the owner is asked at all: never about what they suggested or praised, or asked by phone.

    Of paperwork so many in a hundred, and of ordinary repairs as the estate says, always the same ones. What
    was opened again is always asked about.
    """
    if ticket.kind in _NEVER or (is_thumbs(ticket) and not ticket.chat):
        return False
    if ticket.kind != Kind.request.value or ticket.urgency in _AT_ONCE or ticket.reopened:
        return True
    is_paperwork = ticket.urgency == Urgency.P3.value
    percent = policy.paperwork_revisit_percent if is_paperwork else policy.repair_revisit_percent
    # Spread over the numbers: 37 shares no factor with a hundred.
    return ticket.id * 37 % _IN_HUNDRED < percent


def is_thumbs(ticket: Ticket) -> bool:
    """Tell whether a thumb says it all: a question was answered or not."""
    return ticket.kind == Kind.inquiry.value


def is_grave(ticket: Ticket) -> bool:
    """Tell whether those who decide ask, where a person does: serious complaints, and danger to life."""
    return is_phoned(ticket) or is_managers(ticket)


def is_managers(ticket: Ticket) -> bool:
    """Tell whether a manager phones without waiting for silence."""
    return ticket.urgency == Urgency.P0.value or ticket.severity == Severity.major.value


def is_phoned(ticket: Ticket) -> bool:
    """Tell whether silence is followed by a call: a serious complaint is not left at an unread message."""
    return ticket.severity in (Severity.serious.value, Severity.major.value)
