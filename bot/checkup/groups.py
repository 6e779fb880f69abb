"""The groups of the configuration: is the bot in each, does it hear everything, may it do its work."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from bot.channel import Failure, SendFailed, Standing
from bot.checkup.finding import Finding, ok, warning, wrong
from bot.config import Config
from bot.config_lines import Place

_UNCLEAR = (Failure.not_sent, Failure.unknown, Failure.outage, Failure.slow_down)


@dataclass(frozen=True, slots=True)
class Group:
    """A group as the configuration names it, and where; `board`: a list is pinned in it.

    `topics`: each ticket is to have one of its own there.
    """

    chat: str
    name: str
    place: Place
    board: bool
    topics: bool = False

    def __str__(self) -> str:
        """Name it for an operator."""
        return f"{self.name} ({self.chat})"


def groups(config: Config) -> list[Group]:
    """Return every group once, in the order of the file."""
    found: dict[str, Group] = {}
    for number, (section, estate) in enumerate(zip(config.sections, config.estates().values(), strict=True)):
        place: Place = ("estates", number)
        staff = Group(
            estate.staff_chat,
            f"the staff group of {estate.name}",
            (*place, "staff_chat"),
            estate.board,
            estate.opens_topics(estate.staff_chat),
        )
        found.setdefault(staff.chat, staff)
        for item, team in enumerate(section.teams):
            name = f"the group of the team {team.name} of {estate.name}"
            chat = str(team.chat)
            where, topics = (*place, "teams", item, "chat"), estate.opens_topics(chat)
            found.setdefault(chat, Group(chat, name, where, estate.board, topics))
        if estate.manager_chat:
            name = f"the managers' group of {estate.name}"
            found.setdefault(
                estate.manager_chat, Group(estate.manager_chat, name, (*place, "manager_chat"), board=False)
            )
        if estate.head_office_chat:
            chat, name = estate.head_office_chat, f"the head office's group of {estate.name}"
            found.setdefault(chat, Group(chat, name, (*place, "head_office_chat"), board=False))
    return list(found.values())


def findings(config: Config, seen: Mapping[str, Standing | SendFailed]) -> Iterator[Finding]:
    """Look at what Telegram said of each group."""
    for group in groups(config):
        answer = seen[group.chat]
        if isinstance(answer, SendFailed):
            yield _refused(config, group, answer)
            continue
        lacking = list(_lacking(group, answer))
        yield from lacking or [ok("group", f"in {group} the bot hears every word and may do its work")]


def _refused(config: Config, group: Group, refusal: SendFailed) -> Finding:
    if refusal.failure is Failure.moved:
        mend = config.origin.tell(group.place, f"write {refusal.moved_to}")
        return wrong("group", f"{group} was upgraded by Telegram and has a new id", mend)
    if refusal.failure in _UNCLEAR:
        return warning("group", f"{group} could not be looked at: {refusal.detail}", "ask again later")
    mend = config.origin.tell(group.place, "add the bot to this group as an administrator, or correct the id")
    return wrong("group", f"the bot is not in {group}", mend)


def _lacking(group: Group, standing: Standing) -> Iterator[Finding]:
    if not standing.hears_all:
        yield wrong(
            "group",
            f"in {group} the bot hears only commands, replies to it and mentions",
            "make it an administrator; or turn privacy mode off (@BotFather, /setprivacy) and add it anew",
        )
    if group.board and not standing.may_pin:
        yield warning(
            "group",
            f"in {group} the bot may not pin the list of what is open",
            "give it the right to pin messages, or write board = false",
        )
    if group.topics and standing.may_open_topics is None:
        yield warning(
            "group",
            f"{group} has no topics, so tickets stand in the group itself",
            "turn topics on in its settings, or write topic_per_ticket = false",
        )
    if standing.may_open_topics is False:
        yield warning(
            "group",
            f"{group} has topics, but the bot may not manage them",
            "give it the right to manage topics",
        )
