"""Nights on which the power goes: forty homes of a building write within half an hour of two in the morning."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime, timedelta

from tests.month.checks import rows
from tests.month.checks.rows import ANSWER
from tests.virtual.chats import Line
from tests.virtual.findings import Figure, Wrong
from tests.virtual.lived import Lived, World
from tests.virtual.owners import Owner, begins
from tests.virtual.reading import number_in, owner_key, staff_key
from tests.virtual.seen import owners as owners_chats
from tests.virtual.sentences import Matter
from tests.virtual.staff import Member

HOMES, BUILDING = 40, 50
_DAYS, _AT = (3, 12, 21), timedelta(hours=2)
_LASTS, _TOLD_LATEST = timedelta(minutes=30), timedelta(hours=24)
_WORDS = ("整栋楼停电了,{home}", "全楼没电了 {home}", "我们这栋楼突然停电了,{home},什么时候能来电")
_ALREADY = "同样的事,正在处理"  # who joins once somebody has it reads so in the receipt
_DONE = frozenset({"owner.answered", "owner.replied"})
_CALLS = ("staff.alarm_page", "staff.urgent_page")


def plan(within: World, owners: Sequence[Owner], _staff: Sequence[Member], days: int) -> None:
    """Decide which building it is, and who writes when."""
    for n, day in enumerate(one for one in _DAYS if one < days):
        chance = within.chance(f"storm {n}")
        building = owners[(n + 1) * BUILDING % len(owners) :][:BUILDING]
        for who in chance.sample(building, min(HOMES, len(owners) // 10)):
            at = within.start + timedelta(days=day) + _AT + chance.random() * _LASTS
            words = chance.choice(_WORDS).format(home=who.home.number)
            within.agenda.at(at, begins(who, Matter("emergency", (words,))))


def each_is_told(lived: Lived) -> Figure:
    """Whoever told of an outage reads at once what to do, then who has it, and in the end what was done."""
    chats, wrong, n = owners_chats(lived), [], 0
    found = rows.of(lived)
    for storm, reporters in _storms(lived):
        if lived.end - storm < _TOLD_LATEST:
            continue
        for who in reporters:
            n += 1
            lines = [
                one for one in chats[who] if storm <= one.at < storm + _TOLD_LATEST and one.what == "says"
            ]
            keys = {owner_key(one.text) for one in lines}
            numbers = {number_in(one.text) for one in lines}
            wrote = min(one.at for one in chats[who] if one.what == "writes" and one.at >= storm)
            known = any(_ALREADY in one.text for one in lines)
            there = {
                "a word at once": any(one.at - wrote < timedelta(minutes=1) for one in lines),
                "who has it": known or bool(keys & {"owner.claimed", "owner.claimed_emergency"}),
                "what was done": bool(keys & _DONE) or not _answered(found, numbers),
            }
            lacking = [what for what, is_there in there.items() if not is_there]
            if lacking:
                wrong.append(Wrong(storm, f"{who} was not told {lacking}", (who,)))
    return Figure("owners who told of an outage, each told how it goes and ends", n, wrong)


def one_call_each(lived: Lived) -> Figure:
    """Of an outage people are called about one matter, and its card counts the others."""
    wrong, notes = [], []
    found = rows.of(lived)
    number_of = {one["chat"]: [] for one in found.tickets.values()}
    for one in found.tickets.values():
        number_of[one["chat"]].append(one)
    for storm, reporters in _storms(lived):
        theirs = {
            one["number"]
            for who in reporters
            for one in number_of.get(who, ())
            if storm <= rows.ledger.moment(one["received_at"]) < storm + _LASTS * 2
        }
        called = Counter(
            number_in(line.text)
            for line in _within(lived, storm)
            if line.what == "says" and staff_key(line.text) in _CALLS and number_in(line.text) in theirs
        )
        cards = {
            number_in(line.text)
            for line in _within(lived, storm)
            if line.what == "says" and line.chat.startswith("-") and staff_key(line.text).endswith("_card")
        } & theirs
        notes.append(
            f"{len(theirs)} matters, {len(cards)} cards, {sum(called.values())} calls about {len(called)}"
        )
        if len(called) != 1 or len(cards) > 1:
            wrong.append(
                Wrong(storm, f"called about {sorted(called)}, with cards {sorted(cards)}", tuple(called))
            )
    return Figure("outages of one call and one card", len(notes), wrong, "; ".join(notes))


def _storms(lived: Lived) -> list[tuple[datetime, list[str]]]:
    found = []
    for day in _DAYS:
        storm = lived.start + timedelta(days=day) + _AT
        who = [
            owner.home.owner
            for owner in lived.owners
            for at, matter in owner.begun
            if storm <= at < storm + _LASTS and "电" in matter.pieces[0] and matter.kind == "emergency"
        ]
        found += [(storm, who)] if who else []
    return found


def _within(lived: Lived, storm: datetime) -> list[Line]:
    return [line for line in lived.chats.log if storm <= line.at < storm + timedelta(hours=2)]


def _answered(found: rows.Rows, numbers: set[str]) -> bool:
    known = found.numbers()
    ids = [known[one] for one in numbers if one in known]
    return any(row.code == ANSWER for id_ in ids for row in found.journal[id_])


CHECKS = (each_is_told, one_call_each)
