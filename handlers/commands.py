"""Commands: what the menu offers to owners and to staff."""

from handlers import speak
from handlers.desk import Desk
from handlers.messages import Incoming
from handlers.owner import human, language, register
from storage.records import Person
from storage.work import Work

OWNER = (
    ("start", "menu.start"),
    ("help", "menu.help"),
    ("my", "menu.my"),
    ("human", "menu.human"),
    ("language", "menu.language"),
)
STAFF = (("help", "menu.staff_help"),)


def from_owner(desk: Desk, work: Work, person: Person, incoming: Incoming) -> bool:
    """Do what a command says; False for one that is none of ours and is taken as words."""
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


def from_group(desk: Desk, work: Work, incoming: Incoming) -> None:
    """Answer `/help` in a staff group; everything else there is the staff's own talk and is not kept."""
    estate = desk.estate_of_chat(incoming.chat)
    if estate is not None and incoming.command == "help":
        speak.say(
            work,
            key=f"command:{incoming.key}",
            channel=incoming.channel,
            chat=incoming.chat,
            outgoing=desk.texts.outgoing("staff.help", estate=estate.name),
        )
