"""Whether what an owner writes tells of danger: alone, in pieces, or once more."""

from handlers.desk import Desk, Estate
from handlers.messages import Incoming
from handlers.owner import alarm, belonging, fixed_words, followup, intake, rating, safety, suspicion
from handlers.ticket import card, confiding, joining, moves, raising
from handlers.ticket.lifecycle import OPEN, Step
from nlp.judgement import Alarm, Screening, Urgency
from storage import messages, people, tickets
from storage.records import Message, Person, Ticket
from storage.work import Work


def heard(
    desk: Desk, work: Work, person: Person, estate: Estate | None, incoming: Incoming, message: Message
) -> bool:
    """Take words that tell of danger, alone or with what was written just before; False: nothing of it."""
    if _still_dangerous(desk, work, person, message):
        return True
    screening = desk.screen(incoming.text) or _together(desk, work, person)
    if screening is None or screening.alarm is Alarm.suspected:
        opened = belonging.just_opened(work, person)
        whole = _with_what_came_before(desk, opened, message) if opened else None
        if opened is not None and whole is not None:
            safety.say(desk, work, incoming, person, whole, piece="whole")
            followup.join(desk, work, opened, message)
            raised = moves.get(work, opened.id)
            raised = raising.raise_again(desk, work, raised, whole.topic, whole.urgency, "alarm")
            confiding.reconsider(desk, work, raised, message.text)
            return True
    if screening is not None:
        _take(desk, work, person, estate, incoming, message, screening)
    return screening is not None


def _still_dangerous(desk: Desk, work: Work, person: Person, message: Message) -> bool:
    """Take «危险» after an alarm was called off as what it says."""
    lowered = [ticket for ticket in tickets.open_of(work, person.id) if ticket.data.get("lowered")]
    if not lowered or not fixed_words.says_danger(message.text):
        return False
    ticket = lowered[0]
    messages.attach(work, [message.id], ticket.id)
    if Step(ticket.step) not in OPEN:
        ticket = rating.reopen(desk, work, ticket, message.text)
    ticket = joining.leave(desk, work, ticket)
    urgency = Urgency(ticket.data.get("urgency", Urgency.P0.value))
    raising.raise_again(desk, work, ticket, ticket.topic, urgency, "raised_again")
    return True


def _together(desk: Desk, work: Work, person: Person) -> Screening | None:
    """Screen fragments that wait for each other as one text; a suspicion is asked about once."""
    if people.conversation(work, person.id).state == intake.SUSPECT:
        return None
    pieces = [message.text for message in messages.pending_of(work, person.id)]
    return desk.screen("".join(pieces)) if len(pieces) > 1 else None


def _with_what_came_before(desk: Desk, opened: Ticket, message: Message) -> Screening | None:
    """Screen a later piece with the words of the ticket just opened; what was judged there is no news."""
    if card.is_alarm(opened) or desk.screen(opened.words) is not None:
        return None
    screening = desk.screen(f"{opened.words}{message.text}")
    return screening if screening is not None and screening.alarm is Alarm.sure else None


def _take(
    desk: Desk,
    work: Work,
    person: Person,
    estate: Estate | None,
    incoming: Incoming,
    message: Message,
    screening: Screening,
) -> None:
    if safety.is_said(work, person, screening):
        for ticket in alarm.recent(work, person, screening.topic):
            alarm.add(desk, work, ticket, message)
        return
    safety.say(desk, work, incoming, person, screening)
    if screening.alarm is Alarm.sure:
        alarm.open_with_all(desk, work, person, estate, screening.topic, screening.urgency, Alarm.sure)
    else:
        suspicion.ask(desk, work, person, estate, screening, message)
