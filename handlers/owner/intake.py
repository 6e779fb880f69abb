"""Taking in what an owner writes: joined into one matter, understood, opened as a ticket, or asked once."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from handlers import languages
from handlers.desk import Desk, Estate
from handlers.messages import Incoming, MediaKind, Outgoing
from handlers.owner import loose, opening, register
from handlers.refusals import Refused
from handlers.texts import Sentence, Words
from handlers.ticket import actions, callback, calls, keeping, opened, receipt
from handlers.ticket.actions import Action
from nlp.judgement import Judgement, Kind, Matter, Mood, Urgency
from storage import messages, people, timers
from storage.records import Message, Person, Ticket
from storage.work import Work

JOIN, ASK = "join", "ask"
IDLE, HOLDING, ASKED, SUSPECT = "idle", "holding", "asked", "suspect"

_CLEAR = 0.6
_SURELY_NEW = 0.7
_ROUNDS = 2
_WORDS = 60
_MATTERS = 3
_IDLE = 12  # no greeting is longer
_A_BURST = 20  # more lines are one long text
_BETWEEN = " ,,。.;;!!??、\n"
_WANTS_A_PERSON = frozenset({"human", "call_me"})
_ACTIONABLE = frozenset(
    {Kind.inquiry, Kind.request, Kind.complaint, Kind.emergency, Kind.suggestion, Kind.praise}
)


def keep(desk: Desk, work: Work, incoming: Incoming, person: Person) -> Message:
    """Store what was written; it waits until it belongs to a ticket or is known to need none."""
    return keeping.keep(desk, work, incoming, "owner", person=person.id, pending=True)


def joined(kept: Sequence[Message]) -> str:
    """Return the words of several messages as one text."""
    return "\n".join(message.text for message in kept if message.text)


def judged(desk: Desk, text: str) -> Judgement:
    """Judge lines as one text, without idle ones; a matter leads before a home or thanks written with it."""
    judgement = desk.judge(_without_idle_lines(desk, text))
    return Judgement(tuple(sorted(judgement.matters, key=lambda matter: not is_clear(matter))))


def is_clear(matter: Matter) -> bool:
    """Tell whether a matter can be acted on without asking."""
    return matter.kind in _ACTIONABLE and matter.confidence >= _CLEAR


def is_surely_new(matter: Matter, ticket: Ticket) -> bool:
    """Tell whether words written while a ticket is open are plainly about something else."""
    elsewhere = matter.topic not in ("", ticket.topic) or _is_another_home(matter, ticket)
    return matter.kind in _ACTIONABLE and matter.confidence >= _SURELY_NEW and elsewhere


def consider(desk: Desk, work: Work, person: Person, estate: Estate, latest: Message) -> None:
    """Open what is clear by itself; hold a greeting, a fragment or a bare photo until the window ends."""
    waiting = messages.pending_of(work, person.id)
    judgement = judged(desk, joined(waiting))
    conversation = people.conversation(work, person.id)
    if is_clear(judgement.lead):
        open_matters(desk, work, person, estate, waiting, judgement)
    elif judgement.lead.topic in _WANTS_A_PERSON:
        to_a_person(desk, work, person, estate, waiting)
    elif conversation.state == ASKED:
        _still_unclear(desk, work, person, estate, waiting, judgement)
    else:
        _hold(desk, work, person, estate, waiting, latest)


def flush(desk: Desk, work: Work, person: Person, estate: Estate) -> None:
    """End the window: whatever waits is answered, asked about, or opened; a suspicion has its own clock."""
    waiting = messages.pending_of(work, person.id)
    if not waiting or people.conversation(work, person.id).state == SUSPECT:
        return
    lead = judged(desk, joined(waiting)).lead
    polite = lead.kind is Kind.smalltalk
    if not joined(waiting) or (polite and any(message.media for message in waiting)):
        kinds = {MediaKind(file["kind"]) for message in waiting for file in message.media}
        text = receipt.text_for_media(work, estate, kinds)
        opening.open_ticket(desk, work, person, estate, waiting, _unclear(), text=text, media_alone=True)
    elif is_clear(lead):
        open_matters(desk, work, person, estate, waiting, judged(desk, joined(waiting)))
    elif polite:
        _small_talk(desk, work, person, waiting, lead.topic)
    elif lead.mood is Mood.angry or lead.topic in _WANTS_A_PERSON:
        to_a_person(desk, work, person, estate, waiting)
    elif loose.is_loose(lead, joined(waiting)) and not any(message.media for message in waiting):
        _about_nothing_open(desk, work, person, waiting, lead.topic)
    else:
        ask(desk, work, person, waiting, 1)


def ask(desk: Desk, work: Work, person: Person, waiting: Sequence[Message], round_: int) -> None:
    """Ask one question with at most four buttons; unanswered, the matter goes to a person."""
    choices = [Action.as_request, Action.as_complaint, Action.as_inquiry, Action.human]
    text = "owner.unclear" if round_ == 1 else "owner.still_unclear"
    outgoing = languages.of_person(desk, person).outgoing(
        text, words=Words(joined(waiting)).on_one_line(_WORDS)
    )
    buttons = actions.for_person(desk, work, person, [(choice, "") for choice in choices])
    _put_question(desk, work, person, waiting, round_, replace(outgoing, buttons=buttons))


def answered(desk: Desk, work: Work, person: Person, estate: Estate, kind: Kind) -> None:
    """Open what was asked about as what the owner said it is. Refuses where that is settled."""
    waiting = messages.pending_of(work, person.id)
    if not waiting or people.conversation(work, person.id).state != ASKED:
        raise Refused("toast.done_already")
    lead = judged(desk, joined(waiting)).lead
    known = lead if lead.kind is kind else replace(_unclear(), kind=kind, home=lead.home, mood=lead.mood)
    opening.open_ticket(desk, work, person, estate, waiting, known)


def to_a_person(desk: Desk, work: Work, person: Person, estate: Estate, waiting: Sequence[Message]) -> None:
    """Open what waits for a person to read, with a time; the desk says no more about it by itself."""
    lead = judged(desk, joined(waiting)).lead
    if lead.topic == "call_me":
        _to_be_called(desk, work, person, estate, waiting, lead)
    else:
        opening.open_ticket(desk, work, person, estate, waiting, _known(lead), text="owner.receipt_human")


def _to_be_called(
    desk: Desk, work: Work, person: Person, estate: Estate, waiting: Sequence[Message], lead: Matter
) -> None:
    number = calls.number_in(joined(waiting))
    text = callback.RECEIPT if number else callback.RECEIPT_ASKS
    by = calls.due(estate, work.now, urgent=False)
    ticket = opening.open_ticket(desk, work, person, estate, waiting, _known(lead), text=text, answer_by=by)
    callback.begin(desk, work, ticket, asked=True)


def open_as_one(desk: Desk, work: Work, person: Person, estate: Estate, kept: Sequence[Message]) -> None:
    """Open messages as a matter of its own, whatever it is."""
    opening.open_ticket(desk, work, person, estate, kept, _known(judged(desk, joined(kept)).lead))


def lapse(desk: Desk, work: Work, person: Person, estate: Estate) -> None:
    """Give what waits to a person, as the question about it was never answered; «好了» alone asks nothing."""
    waiting = messages.pending_of(work, person.id)
    if waiting and _wants_nothing(desk, waiting):
        _drop(work, person, waiting)
    elif waiting:
        to_a_person(desk, work, person, estate, waiting)


def open_matters(
    desk: Desk, work: Work, person: Person, estate: Estate, waiting: Sequence[Message], judgement: Judgement
) -> None:
    """Open a ticket a matter; what cannot be told apart stays together, and so do an album's pictures."""
    matters = [matter for matter in judgement.matters if is_clear(matter)][:_MATTERS]
    distinct = {(matter.kind, matter.topic) for matter in matters}
    with_album = any(message.album for message in waiting)
    if with_album or len(distinct) < 2 or len(distinct) != len(matters):
        matters = [judgement.lead]
    whole = joined(waiting)
    for matter, words in zip(matters, _shares(desk, whole, matters), strict=True):
        if matter.kind is Kind.praise:
            opening.pass_on_praise(desk, work, person, estate, waiting, words)
        else:
            opening.open_ticket(desk, work, person, estate, waiting, matter, words=words)


def _shares(desk: Desk, whole: str, matters: Sequence[Matter]) -> list[str]:
    """Return each matter's words; where some belong to none of them, the first has the whole text."""
    text = rest = _without_idle_lines(desk, whole)
    for matter in sorted(matters, key=lambda matter: matter.start, reverse=True):
        rest = rest[: matter.start] + rest[matter.end :]
    shares = [text[matter.start : matter.end].strip(_BETWEEN) for matter in matters]
    return [whole, *shares[1:]] if len(matters) == 1 or rest.strip(_BETWEEN) else shares


def _without_idle_lines(desk: Desk, text: str) -> str:
    lines = text.split("\n")
    if not 1 < len(lines) <= _A_BURST:
        return text
    matter = [line for line in lines if len(line) > _IDLE or not loose.adds_nothing(desk, line)]
    return "\n".join(matter) or text


def _still_unclear(
    desk: Desk, work: Work, person: Person, estate: Estate, waiting: Sequence[Message], judgement: Judgement
) -> None:
    rounds = people.conversation(work, person.id).data.get("round", 1)
    if _wants_nothing(desk, waiting):
        return
    if rounds >= _ROUNDS or judgement.lead.mood is Mood.angry:
        to_a_person(desk, work, person, estate, waiting)
    else:
        ask(desk, work, person, waiting, rounds + 1)


def _hold(
    desk: Desk, work: Work, person: Person, estate: Estate, waiting: Sequence[Message], latest: Message
) -> None:
    policy = estate.policy
    window = policy.join_media_s if latest.media and not latest.text else policy.join_messages_s
    if window == 0:
        flush(desk, work, person, estate)
        return
    conversation = people.conversation(work, person.id)
    holding = conversation.state == HOLDING
    began = conversation.data["began"] if holding else work.now.timestamp()
    due = min(work.now.timestamp() + window, began + policy.join_at_most_s)
    people.set_conversation(work, person.id, HOLDING, {"began": began})
    timers.cancel(work, JOIN, str(person.id))
    wait = timedelta(seconds=due - work.now.timestamp())
    timers.set(work, kind=JOIN, entity=str(person.id), occurrence=str(waiting[-1].id), due=work.now + wait)


def _about_nothing_open(
    desk: Desk, work: Work, person: Person, waiting: Sequence[Message], topic: str
) -> None:
    closed = loose.recently_closed(work, person)
    if closed and topic != "identity":  # a home waits for the matter that comes with it
        about = loose.about_closed(closed[0], topic)
        register.talk(desk, work, person, f"closed:{waiting[-1].id}", about)
        _drop(work, person, waiting)
    else:
        _put_question(desk, work, person, waiting, 1, loose.about_what(desk, work, person))


def _wants_nothing(desk: Desk, waiting: Sequence[Message]) -> bool:
    return all(not message.media and loose.wants_nothing(desk, message.text) for message in waiting)


def _drop(work: Work, person: Person, waiting: Sequence[Message]) -> None:
    messages.settle(work, [message.id for message in waiting])
    people.set_conversation(work, person.id, IDLE, {})
    timers.cancel(work, ASK, str(person.id))


def _small_talk(desk: Desk, work: Work, person: Person, waiting: Sequence[Message], topic: str) -> None:
    _drop(work, person, waiting)
    if topic in ("greet", "thanks"):
        register.talk(desk, work, person, f"talk:{waiting[-1].id}", Sentence(f"owner.{topic}"))


def _put_question(
    desk: Desk,
    work: Work,
    person: Person,
    waiting: Sequence[Message],
    round_: int,
    outgoing: Outgoing,
) -> None:
    last = waiting[-1].id
    register.answer(work, person, f"ask:{last}", outgoing)
    people.set_conversation(work, person.id, ASKED, {"round": round_})
    timers.cancel(work, JOIN, str(person.id))
    timers.cancel(work, ASK, str(person.id))
    lapses = (
        register.estate_of(desk, person) or next(iter(desk.estates.values()))
    ).policy.question_lapses_min
    due = work.now + timedelta(minutes=lapses)
    timers.set(work, kind=ASK, entity=str(person.id), occurrence=str(last), due=due)


def _is_another_home(matter: Matter, ticket: Ticket) -> bool:
    """Tell whether a home is named that is not the ticket's; a part that only one has says nothing."""
    named = (opened.spoken_home(matter.home) or "").split("-")
    known = (ticket.home or "").split("-")
    return all((named[0], known[0])) and any(a != b for a, b in zip(named[::-1], known[::-1], strict=False))


def _known(lead: Matter) -> Matter:
    return lead if lead.kind in _ACTIONABLE else replace(_unclear(), home=lead.home, mood=lead.mood)


def _unclear() -> Matter:
    return Matter(
        kind=Kind.other,
        category=None,
        topic="unclear",
        urgency=Urgency.P2,
        mood=Mood.calm,
        confidence=0.0,
        alarm=None,
        home=None,
        evidence=(),
        start=0,
        end=0,
    )
