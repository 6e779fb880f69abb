"""Whose matter it is by the estate's own file: named on the card, and to an owner if it is not ours."""

from datetime import date

from handlers import speak
from handlers.desk import Desk, Estate, Party, Responsibility
from handlers.texts import Sentence, Value
from storage.records import Ticket
from storage.work import Work


def of(estate: Estate, ticket: Ticket, today: date) -> Responsibility | None:
    """Return who is responsible: by words before the topic; a warranty that is over holds no more.

    None: the estate has no file, or it says nothing of this.
    """
    held = [one for one in estate.responsibilities if one.warranty is None or today <= one.warranty]
    fitting = [one for one in held if _fits(one, ticket)]
    return max(fitting, key=lambda one: bool(one.words), default=None)


def of_others(estate: Estate, ticket: Ticket, today: date) -> Responsibility | None:
    """Return who is responsible where that is not the property manager."""
    found = of(estate, ticket, today)
    return None if found is None or found.party is Party.manager else found


def on_card(estate: Estate, ticket: Ticket, today: date) -> Value:
    """Say it in a line: 责任:开发商 绿城(保修至 2027-06-30); nothing where it is ours."""
    found = of_others(estate, ticket, today)
    if found is None:
        return ""
    party = Sentence(f"parties.{found.party.value}")
    if found.warranty is None:
        return Sentence("staff.responsible", party=party, name=found.name)
    return Sentence("staff.under_warranty", party=party, name=found.name, until=found.warranty.isoformat())


def explained(desk: Desk, work: Work, ticket: Ticket) -> Sentence | None:
    """Say to an owner that a matter is not ours, whose it is and what we can do; None: it may be ours."""
    estate = speak.estate_of(desk, ticket)
    found = of_others(estate, ticket, work.now.astimezone(estate.zone).date())
    if found is None:
        return None
    return Sentence("owner.not_ours", name=found.name, contact=found.contact, help=found.help)


def proposed(estate: Estate, ticket: Ticket, today: date) -> dict[str, str]:
    """Return what the file of a complaint may say of it: `party` with its contact, and our `help`."""
    found = of_others(estate, ticket, today)
    if found is None:
        return {}
    party = f"{found.name}({found.contact})" if found.contact else found.name
    return {"party": party} | ({"help": found.help} if found.help else {})


def _fits(one: Responsibility, ticket: Ticket) -> bool:
    by_topic = not one.topics or bool({ticket.topic, ticket.category} & set(one.topics))
    by_words = not one.words or any(word in ticket.words for word in one.words)
    return by_topic and by_words
