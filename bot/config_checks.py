"""What must agree between keys; works on what was read even when other keys are wrong."""

from collections.abc import Iterator, Mapping
from typing import Any

from bot.config_lines import Place
from bot.config_problems import Problem
from bot.config_webhook import webhook_problems

Table = Mapping[str, Any]

_MISSING = "is missing: set FRONTDESK__TELEGRAM__TOKEN in the environment to the token BotFather gave you"


def disagreements(data: Table) -> Iterator[Problem]:
    """Find every pair of keys that cannot both be meant."""
    yield from _token(data)
    yield from webhook_problems(data)
    yield from _twice(data, ("estates",), "key", "is the key of another estate: keys must differ")
    chats: dict[int, int] = {}
    for number, estate in _tables(data, "estates"):
        place: Place = ("estates", number)
        yield from _shared_chats(estate, place, number, chats)
        yield from _twice(estate, (*place, "teams"), "key", "is the key of another team: keys must differ")
        yield from _twice(
            estate, (*place, "staff"), "telegram", "is on the roster already: write each person once"
        )
        yield from _twice(estate, (*place, "canned"), "key", "is the key of another reply: keys must differ")
        yield from _twice(estate, (*place, "canned"), "name", "names another reply too: names must differ")
        yield from _twice(
            estate, (*place, "shift_codes"), "code", "is another shift's code: codes must differ"
        )
        yield from _topics(estate, place, "teams", "has a topic twice: a topic goes to one team")
        yield from _topics(estate, place, "assignments", "stands twice: a topic is assigned in one way")
        yield from _teams_of_staff(estate, place)
        yield from _leading_contractors(estate, place)
        yield from _video_team(estate, place)
        yield from _shared_threads(estate, place)


def _token(data: Table) -> Iterator[Problem]:
    telegram = data.get("telegram", {})
    token = telegram.get("token", "") if isinstance(telegram, Mapping) else None
    if isinstance(token, str) and not token.strip():
        yield Problem(("telegram", "token"), _MISSING)


def _twice(parent: Table, place: Place, key: str, sentence: str) -> Iterator[Problem]:
    seen = set()
    for number, table in _tables(parent, str(place[-1])):
        value = table.get(key)
        if isinstance(value, str | int):
            if value in seen:
                yield Problem((*place, number, key), sentence)
            seen.add(value)


def _shared_chats(estate: Table, place: Place, number: int, chats: dict[int, int]) -> Iterator[Problem]:
    """Two estates in one group could not be told apart: the group is how a staff message finds its estate."""
    for chat_place, chat in _chats(estate, place):
        if isinstance(chat, int) and chat and chats.setdefault(chat, number) != number:
            yield Problem(chat_place, "is a group of another estate: each estate needs its own")


def _chats(estate: Table, place: Place) -> Iterator[tuple[Place, object]]:
    for key in ("staff_chat", "manager_chat"):
        yield (*place, key), estate.get(key)
    for number, team in _tables(estate, "teams"):
        yield (*place, "teams", number, "chat"), team.get("chat")


def _topics(estate: Table, place: Place, key: str, sentence: str) -> Iterator[Problem]:
    seen = set()
    for number, team in _tables(estate, key):
        topics = team.get("topics")
        for item, topic in enumerate(topics if isinstance(topics, list) else []):
            if isinstance(topic, str):
                if topic in seen:
                    yield Problem((*place, key, number, "topics", item), sentence)
                seen.add(topic)


def _teams_of_staff(estate: Table, place: Place) -> Iterator[Problem]:
    teams = [team["key"] for _, team in _tables(estate, "teams") if isinstance(team.get("key"), str)]
    for number, member in _tables(estate, "staff"):
        team = member.get("team")
        if isinstance(team, str) and team not in teams:
            known = f"write one of {', '.join(teams)}" if teams else "add it as [[estates.teams]]"
            sentence = f"is no team of this estate: {known}, or leave it out"
            yield Problem((*place, "staff", number, "team"), sentence)


def _shared_threads(estate: Table, place: Place) -> Iterator[Problem]:
    """Teams in one group are told apart by its topics."""
    seen = set()
    for number, team in _tables(estate, "teams"):
        place_in_chat = (team.get("chat"), team.get("thread", 0))
        if all(isinstance(one, int) for one in place_in_chat):
            if place_in_chat in seen:
                sentence = "is the group of another team: give each a topic of it as thread, or its own group"
                yield Problem((*place, "teams", number, "chat"), sentence)
            seen.add(place_in_chat)


def _leading_contractors(estate: Table, place: Place) -> Iterator[Problem]:
    """A contractor never leads: lead and manager are told what nobody outside the estate may know."""
    outside = {team.get("key") for _, team in _tables(estate, "teams") if team.get("contractor") is True}
    for number, member in _tables(estate, "staff"):
        leads = member.get("role") in ("lead", "manager")
        if leads and isinstance(member.get("team"), str) and member["team"] in outside:
            sentence = 'is of a contractor\'s team, whose people never lead: write role = "staff"'
            yield Problem((*place, "staff", number, "role"), sentence)


def _video_team(estate: Table, place: Place) -> Iterator[Problem]:
    """Footage shows people: nobody of another company sees to it."""
    own = [team.get("key") for _, team in _tables(estate, "teams") if team.get("contractor") is not True]
    named = estate.get("video_team")
    if isinstance(named, str) and named and named not in own:
        known = f"write one of {', '.join(map(str, own))}" if own else "add it as [[estates.teams]]"
        sentence = f"is no team of the estate's own people: {known}, or leave it out"
        yield Problem((*place, "video_team"), sentence)


def _tables(parent: Table, key: str) -> Iterator[tuple[int, Table]]:
    found = parent.get(key)
    for number, table in enumerate(found if isinstance(found, list) else []):
        if isinstance(table, Mapping):
            yield number, table
