"""The people of the roster: is each in the group they work in, and can the bot write to them."""

from collections.abc import Iterator, Mapping

from bot.channel import SendFailed
from bot.checkup.finding import Finding, ok, warning, wrong
from bot.checkup.groups import groups
from bot.config import Config
from handlers.desk import Estate, Role, StaffMember

_MANAGING = (Role.manager, Role.admin)


def wanted(config: Config) -> dict[str, list[str]]:
    """Return each group of the configuration with those who should be in it."""
    found: dict[str, list[str]] = {group.chat: [] for group in groups(config)}
    for estate, member in _roster(config):
        found[_group_of(estate, member)].append(member.user)
    return found


def people(config: Config) -> list[str]:
    """Return everybody to whom the bot must be able to write."""
    return list(dict.fromkeys(member.user for _, member in _roster(config)))


def findings(
    config: Config,
    members: Mapping[tuple[str, str], bool | SendFailed],
    within_reach: Mapping[str, bool | SendFailed],
    bot: str,
) -> Iterator[Finding]:
    """Look at what Telegram said of each person; nothing is said of a group that did not answer."""
    names = {group.chat: str(group) for group in groups(config)}
    found: list[Finding] = []
    for estate, member in _roster(config):
        chat = _group_of(estate, member)
        if members[chat, member.user] is False:
            mend = "add them to the group, or correct their id"
            found.append(wrong("person", f"{_named(member)} is not in {names[chat]}", mend))
    told = {member.user: member for _, member in _roster(config)}
    found.extend(
        _reach(told[user], answer, bot) for user, answer in within_reach.items() if answer is not True
    )
    if not found:
        found.append(ok("person", f"all {len(told)} of the roster are in their groups and can be written to"))
    yield from found


def _reach(member: StaffMember, answer: bool | SendFailed, bot: str) -> Finding:  # noqa: FBT001 - a channel's word
    if isinstance(answer, SendFailed):
        says = f"whether {_named(member)} can be written to could not be found out: {answer.detail}"
        return warning("person", says, "ask again later")
    return wrong(
        "person",
        f"{_named(member)} never pressed Start or blocked the bot: no private call reaches them",
        f"let them open https://t.me/{bot} and press Start",
    )


def _roster(config: Config) -> Iterator[tuple[Estate, StaffMember]]:
    for estate in config.estates().values():
        for member in estate.staff:
            if member.may_work:
                yield estate, member


def _group_of(estate: Estate, member: StaffMember) -> str:
    if member.role in _MANAGING and estate.manager_chat:
        return estate.manager_chat
    return estate.group_of(estate.team(member.team))


def _named(member: StaffMember) -> str:
    return f"{member.name} ({member.user})"
