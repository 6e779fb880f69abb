"""What must hold from the side of the staff, of those who lead, and of the managers."""

import re
from collections import Counter, defaultdict
from datetime import datetime, timedelta

from tests.virtual import ledger
from tests.virtual.chats import Line
from tests.virtual.findings import Figure, Wrong
from tests.virtual.lived import Lived
from tests.virtual.place import ZONE
from tests.virtual.reading import number_in, owner_key, staff_key
from tests.virtual.seen import cannot_wait, open_hours, ordinary, owners, urgent

PAGES = frozenset({"staff.alarm_page", "staff.urgent_page"})
LIMITS = frozenset({"staff.due_soon", "staff.overdue", "staff.due_list", "staff.silent", "staff.silent_list"})
_LIMIT = re.compile(
    r"(\d{6}-\d{3,}) “.*”[\n ]((?:接单|答复|到场|办结|、)+)(?:已超时\()?期限 ([^,)\n]+)", re.DOTALL
)
_BOARD = re.compile(r"待接(\d+) 超时(\d+) 今日约(\d+)")
_ALONE_AT_MOST = timedelta(minutes=60)


def one_winner(lived: Lived) -> Figure:
    """Each ticket was claimed by one person at a time; who put it back, or gave it away, had it before."""
    claims, freed = defaultdict[str, list[Line]](list), Counter[str]()
    for line in lived.chats.log:
        if line.what == "toast" and "由您负责" in line.text:
            claims[number_in(line.text)].append(line)
    codes = "('return_', 'return', 'reopen_unassigned', 'reopen', 'handed_over', 'taken_over')"
    query = f"SELECT t.number FROM journal j JOIN tickets t ON t.id = j.ticket WHERE j.code IN {codes}"
    for row in ledger.rows(lived.file, query):
        freed[row["number"]] += 1
    wrong = [
        Wrong(lines[-1].at, f"{number} claimed {len(lines)} times", (number,))
        for number, lines in claims.items()
        if len(lines) > 1 + freed[number]
    ]
    return Figure("tickets with one winner of the claim", len(claims), wrong)


def somebody_knows(lived: Lived) -> Figure:
    """A matter is finished, or a person has it, or it is younger than its claim time, or who leads was told."""
    tickets = ledger.rows(lived.file, "SELECT number, step, claim_due FROM tickets")
    leads = {one.worker.name for one in lived.members if one.worker.role != "staff"}
    chats = {one.user for one in lived.members if one.worker.role != "staff"} | {lived.place.managers}
    told = {
        number
        for line in lived.chats.log
        if line.what == "says" and (line.chat in chats or any(name in line.text for name in leads))
        for number in re.findall(r"\d{6}-\d{3,}", line.text)
    }
    wrong = [
        Wrong(
            ledger.moment(one["claim_due"]),
            f"{one['number']} waits, and nobody who leads knows",
            (one["number"],),
        )
        for one in tickets
        if one["step"] == "received"
        and open_hours(ledger.moment(one["claim_due"]), lived.end) > _ALONE_AT_MOST
        and one["number"] not in told
    ]
    note = ", ".join(f"{n} {step}" for step, n in Counter(one["step"] for one in tickets).most_common())
    return Figure(
        "tickets finished, with a person, in time, or known to who leads", len(tickets), wrong, note
    )


def left_alone(lived: Lived) -> Figure:
    """What is late, with somebody who is off shift, was told in the group or to who leads within an hour of the day."""
    members = {one.user: one for one in lived.members}
    query = (
        "SELECT number, assignee, done_due FROM tickets WHERE assignee IS NOT NULL AND done_due IS NOT NULL"
        " AND step IN ('claimed', 'investigating', 'planned', 'working', 'waiting_other')"
    )
    late = [
        (one["number"], members[one["assignee"]], ledger.moment(one["done_due"]))
        for one in ledger.rows(lived.file, query)
        if ledger.moment(one["done_due"]) < lived.end
    ]
    said = [line for line in lived.chats.log if line.what == "says"]
    wrong = [
        Wrong(due, f"{number} is late, with {member.worker.name}, who is gone", (number,))
        for number, member, due in late
        if not member.is_on(lived.end)
        and open_hours(due, lived.end) > _ALONE_AT_MOST
        and not any(number in line.text and line.at >= due for line in said)
    ]
    return Figure("late tickets whose group, person or lead was told within an hour", len(late), wrong)


def pages_on_shift(lived: Lived) -> Figure:
    """Nobody off shift is called or reminded privately, but lead and manager for what cannot wait."""
    wrong, n, woken = [], 0, Counter[str]()
    members = {one.user: one for one in lived.members}
    dangers, called = urgent(lived, "staff.alarm_page"), cannot_wait(lived)
    # What only one person may see has no group: it stands with them, reminders and all.
    places = ledger.rows(lived.file, "SELECT number, staff_chat FROM tickets")
    alone = {(row["number"], row["staff_chat"]) for row in places}
    for line in lived.chats.log:
        key = staff_key(line.text) if line.what == "says" and line.chat in members else ""
        if key not in PAGES | LIMITS:
            continue
        n += 1
        member, number = members[line.chat], number_in(line.text)
        if member.is_on(line.at) or (number, line.chat) in alone:
            continue
        if member.worker.role != "staff" and number in called:
            woken["danger" if number in dangers else "urgent"] += 1
        else:
            wrong.append(Wrong(line.at, f"{member.worker.name} is off shift and was told", (number,)))
    note = f"lead or manager off shift: {woken['danger']} of danger, {woken['urgent']} of what is urgent"
    return Figure("private pages and reminders to people on shift", n, wrong, note)


def danger_is_called(lived: Lived) -> Figure:
    """Who writes of a danger reads what to do before anything else, and somebody is called within 75 s.

    Of one event, people were called about its first ticket.
    """
    wrong, n = [], 0
    pages = [
        line for line in lived.chats.log if line.what == "says" and staff_key(line.text) == "staff.alarm_page"
    ]
    joined = """SELECT t.number, json_extract(j.facts, '$.first') AS first FROM journal j
                JOIN tickets t ON t.id = j.ticket WHERE j.code = 'same_event'"""
    firsts = {row["number"]: row["first"] for row in ledger.rows(lived.file, joined)}
    for chat, lines in owners(lived).items():
        safety = False
        for line in lines:
            key = owner_key(line.text) if line.what == "says" else ""
            safety = safety or key.startswith("emergency.")
            if key != "owner.receipt_emergency":
                continue
            n += 1
            number = firsts.get(number_in(line.text), number_in(line.text))
            called = [page.at for page in pages if number in page.text]
            if not safety:
                wrong.append(Wrong(line.at, "no safety words before the receipt", (chat,)))
            if not called or called[0] - line.at > timedelta(seconds=75):
                wrong.append(Wrong(line.at, f"nobody was called about {number}", (chat, number)))
    return Figure("dangers with safety words and a page at once", n, wrong)


def limits_told_once(lived: Lived) -> Figure:
    """A limit is told once as coming near, and once as past; of danger once more, to the manager."""
    told: defaultdict[tuple[str, ...], list[Line]] = defaultdict(list)
    can_wait = ordinary(lived)
    for line in lived.chats.log:
        if line.what != "says" or staff_key(line.text) not in LIMITS:
            continue
        for part in line.text.split("\n· ") if "\n· " in line.text else [line.text]:
            found = _LIMIT.search(part)
            for clock in found[2].split("、") if found else []:
                day = f"{line.at.astimezone(ZONE):%d}" if "天" in found[3] else ""
                level = "past" if "已超时" in part else "near"
                told[line.chat, found[1], clock, level, day, found[3]].append(line)
    wrong = [
        Wrong(lines[-1].at, f"{' '.join(place[1:])} told {len(lines)} times", (place[1],))
        for place, lines in told.items()
        if len(lines) > 1 + (place[3] == "past" and place[1] not in can_wait)
    ]
    return Figure("limits told at most once a level, in each chat", len(told), wrong)


def one_digest_a_day(lived: Lived) -> Figure:
    """Each morning the managers read one digest, and its numbers are those of the tickets."""
    digests = [
        line
        for line in lived.chats.log
        if line.chat == lived.place.managers and " 日报 " in line.text.partition("\n")[0]
    ]
    tickets = ledger.rows(lived.file, "SELECT received_at, kind FROM tickets")
    wrong = []
    for n in range(1, lived.days):
        day = lived.start + timedelta(days=n - 1)
        morning = [one for one in digests if day + timedelta(days=1) <= one.at < day + timedelta(days=2)]
        if len(morning) != 1:
            wrong.append(Wrong(day + timedelta(days=1), f"{len(morning)} digests", (lived.place.managers,)))
            continue
        received = sum(day <= ledger.moment(one["received_at"]) < day + timedelta(days=1) for one in tickets)
        if f"收 {received}," not in morning[0].text:
            wrong.append(Wrong(morning[0].at, f"{received} came in, the digest says otherwise", ("日报",)))
    return Figure("mornings with one digest, its count that of the tickets", lived.days - 1, wrong)


def boards_are_true(lived: Lived) -> Figure:
    """Each team's group that read anything has one pinned message in the end, and it says how it stands."""
    wrong, says = [], []
    spoken_to = {line.chat for line in lived.chats.log if line.what == "says"}
    used = [team.chat for team in lived.place.teams.values() if team.chat in spoken_to]
    for chat in used:
        pinned = lived.chats.shown.get((chat, lived.chats.pinned.get(chat, "")))
        found = _BOARD.match(pinned.text) if pinned else None
        pins = sum(line.what == "pins" and line.chat == chat for line in lived.chats.log)
        if found is None or pins != 1:
            wrong.append(Wrong(lived.end, f"{chat} has {pins} pinned, and it is no board", (chat,)))
            continue
        waiting, _late, promised = map(int, found.groups())
        says.append(found.group())
        unclaimed, today = _unclaimed(lived, chat), _promised_on(lived, chat, lived.end)
        if waiting < unclaimed or promised != today:
            what = f"{chat} says {found.group()}, but {unclaimed} wait at least, and {today} are promised"
            wrong.append(Wrong(lived.end, what, (chat,)))
    return Figure("groups with one pinned board that says the truth", len(used), wrong, "; ".join(says))


def _unclaimed(lived: Lived, chat: str) -> int:
    cards = ("staff.card", "staff.alarm_card", "staff.joined_card")
    return sum("接单" in one.labels and staff_key(one.text) in cards for one in lived.chats.latest(chat))


def _promised_on(lived: Lived, chat: str, day: datetime) -> int:
    query = (
        "SELECT p.at FROM promises p JOIN tickets t ON t.id = p.ticket WHERE p.state = 'open'"
        f" AND t.staff_chat = '{chat}' AND t.step NOT IN ('answered', 'revisiting', 'closed', 'withdrawn')"
    )
    found = ledger.rows(lived.file, query)
    return sum(ledger.moment(row["at"]).astimezone(ZONE).date() == day.date() for row in found)
