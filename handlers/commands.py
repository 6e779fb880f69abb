"""Commands: what the menu offers to owners and to staff."""

from handlers.desk import Desk
from handlers.messages import Incoming
from handlers.owner import human, language, register
from handlers.staff import words
from storage.records import Person
from storage.work import Work

OWNER = (
    ("start", "menu.start"),
    ("help", "menu.help"),
    ("my", "menu.my"),
    ("human", "menu.human"),
    ("language", "menu.language"),
)
_OF_STAFF = tuple((word.command, f"menu.staff_{word.command}") for word in words.TABLE)
IN_GROUPS = (*_OF_STAFF, (words.HELP.command, "menu.staff_help"))
WITH_STAFF = (*_OF_STAFF, *OWNER)


def from_owner(desk: Desk, work: Work, person: Person, incoming: Incoming) -> bool:
    """Do what a command says; False for what is none of ours and is taken as words."""
    key = f"command:{incoming.key}"
    match incoming.command:
        case "start":
            register.greet(desk, work, person, key)
        case "help":
            register.help_(desk, work, person, key)
        case "my":
            register.mine(desk, work, person, key)
        case "human":
            human.command(desk, work, person, incoming)
        case "language":
            language.command(desk, work, person, incoming.argument, key)
        case _:
            return False
    return True
