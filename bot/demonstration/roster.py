"""Who lives and works in the sample estate, and the groups they are in."""

import tomllib
from collections.abc import Mapping
from importlib.resources import files
from typing import Any

from bot.sandbox.server import Sandbox

TOKEN = "4200:sandbox"  # noqa: S105 - opens nothing but the sandbox
STAFF_CHAT, MANAGER_CHAT, TEAM_CHAT = -1001, -1002, -1003


def resource(name: str) -> str:
    """Return the text of a file that ships with the demonstration."""
    return files("bot.demonstration").joinpath(name).read_text(encoding="utf-8")


_PEOPLE: Mapping[str, Any] = tomllib.loads(resource("people.toml"))
STAFF: Mapping[int, str] = {member["id"]: member["name"] for member in _PEOPLE["staff"]}
OWNERS: Mapping[int, str] = {owner["id"]: owner["name"] for owner in _PEOPLE["owners"]}


def sample_estate() -> str:
    """Return the configuration of the sample estate, as TOML."""
    return resource("estate.toml")


def people_the(sandbox: Sandbox) -> None:
    """Give the sandbox its bot, everybody of the estate, and the groups of the staff."""
    bot = sandbox.add_bot(TOKEN, username="frontdesk_bot", name="翠园前台")
    for person in (*_PEOPLE["owners"], *_PEOPLE["staff"]):
        sandbox.add_person(
            person["name"],
            number=person["id"],
            language=person.get("language", "zh-hans"),
            about=person["about"],
        )
    for number in STAFF:
        sandbox.people.start(number)
    for group in _PEOPLE["groups"]:
        # Basic ones, as groups begin: only such a group can be upgraded on the page.
        members = [*group["members"], bot.id]
        sandbox.add_group(group["title"], members=members, number=group["id"], kind="group")
