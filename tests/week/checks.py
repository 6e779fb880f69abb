"""What must hold of a week, looked at from the chats; the database is asked only what no chat can tell."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

from tests.week import ledger
from tests.week.chats import Line
from tests.week.estate import FIRST_OWNER, ZONE
from tests.week.findings import Figure, Report, Wrong
from tests.week.reading import key_of, number_in
from tests.week.week import Week

# A message within this time after an owner's own is an answer to it.
_AN_ANSWER = timedelta(minutes=10)
_MOST_UNASKED = 4
# The longest window, and what a person takes to type the pieces of a burst.
_JOINS = timedelta(seconds=55)
_MATTERS = frozenset({"request", "inquiry", "complaint", "suggestion", "emergency"})
_TYPED = frozenset({"owner.staff_words", "owner.progress", "owner.answered", "owner.replied"})
_PAGES = frozenset({"staff.alarm_page", "staff.urgent_page"})
_QUIET = (21 * 60, 8 * 60 + 30)
# What may wake an owner: danger, and a person's own words.
_MAY_WAKE = frozenset(
    {"owner.please_phone", "owner.raised_again", "owner.happening_now", "owner.staff_words"}
)


def look(week: Week) -> Report:
    """Put everything to the test."""
    report = Report(week.seed, week.chats.digest())
    report.figures = [check(week) for check in CHECKS]
    return report


def nothing_lost(week: Week) -> Figure:
    """Every message and press was taken and finished, every message of the desk sent; nothing is parked."""
    acts = sum(line.what in ("writes", "presses") for line in week.chats.log)
    wrong = []
    inbox = ledger.states(week.engine.file, "inbox")
    if inbox != {"done": acts}:
        wrong.append(Wrong(week.end, f"{acts} acts, but the inbox says {inbox}"))
    for table, fine in (("outbox", {"sent"}), ("timers", {"waiting", "fired", "cancelled"})):
        strange = {s: n for s, n in ledger.states(week.engine.file, table).items() if s not in fine}
        if strange:
            wrong.append(Wrong(week.end, f"in {table}: {strange}"))
    for error, times in _bugs(week).most_common():
        wrong.append(Wrong(week.end, f"{times} times: {error}"))
    return Figure("messages and presses finished, none lost or parked", acts, wrong)


def answered_at_once(week: Week) -> Figure:
    """Who brings a matter reads something when the window for joining messages is over, at the latest."""
    wrong, n = [], 0
    for owner in week.owners:
        said = [one.at for one in week.chats.latest(owner.home.owner) if one.sender is None]
        for began, matter in owner.begun:
            if matter.kind not in _MATTERS or began > week.end - _JOINS:
                continue
            n += 1
            if not any(began <= at <= began + _JOINS for at in said):
                wrong.append(Wrong(began, f"no word to {matter.pieces}", (owner.home.owner,)))
    return Figure("matters with a word of the desk within 55 s", n, wrong)


def one_winner(week: Week) -> Figure:
    """Each ticket was claimed by one person at a time."""
    claims: defaultdict[str, list[Line]] = defaultdict(list)
    reopened = Counter(
        number_in(one.text) for one in week.chats.log if key_of(one.text).startswith("staff.reopened")
    )
    for line in week.chats.log:
        if line.what == "toast" and "由您负责" in line.text:
            claims[number_in(line.text)].append(line)
    wrong = [
        Wrong(lines[-1].at, f"{number} claimed {len(lines)} times", (number,))
        for number, lines in claims.items()
        if len(lines) > 1 + reopened[number] + _returned(week, number)
    ]
    return Figure("tickets with one winner of the claim", len(claims), wrong)


def somebody_knows(week: Week) -> Figure:
    """A matter is finished, or a person has it, or it is younger than its claim time, or the lead was told."""
    tickets = ledger.rows(week.engine.file, "SELECT number, step, claim_due, received_at FROM tickets")
    leads = [one.user for one in week.members if one.worker.role != "staff"]
    wrong = []
    for ticket in tickets:
        if ticket["step"] != "received" or ledger.moment(ticket["claim_due"]) > week.end:
            continue
        told = any(line.chat in leads and ticket["number"] in line.text for line in week.chats.log)
        if not told:
            at = ledger.moment(ticket["claim_due"])
            wrong.append(
                Wrong(at, f"{ticket['number']} waits and nobody who leads knows", (ticket["number"],))
            )
    steps = Counter(ticket["step"] for ticket in tickets)
    note = ", ".join(f"{n} {step}" for step, n in steps.most_common())
    return Figure(
        "tickets finished, with a person, in time, or known to who leads", len(tickets), wrong, note
    )


def pages_on_shift(week: Week) -> Figure:
    """Nobody off shift is called privately, but lead and manager for danger."""
    wrong, n, leaders = [], 0, 0
    members = {one.user: one for one in week.members}
    for line in week.chats.log:
        if line.what != "says" or line.chat not in members or key_of(line.text) not in _PAGES:
            continue
        n += 1
        member = members[line.chat]
        if member.is_on(line.at):
            continue
        if member.worker.role != "staff" and key_of(line.text) == "staff.alarm_page":
            leaders += 1
        else:
            what = f"{member.worker.name} is off shift and was called"
            wrong.append(Wrong(line.at, what, (number_in(line.text),)))
    return Figure("private pages to people on shift", n, wrong, f"{leaders} to lead or manager off shift")


def few_unasked(week: Week) -> Figure:
    """An owner of an ordinary ticket reads at most four messages that answer nothing they did."""
    counts: Counter[tuple[str, str]] = Counter()
    every: Counter[tuple[str, str]] = Counter()
    ordinary = _ordinary(week)
    last: dict[tuple[str, str], datetime] = {}
    for chat, lines in _owners(week):
        acted: datetime | None = None
        for line in lines:
            if line.what in ("writes", "presses"):
                acted = line.at
            number = number_in(line.text)
            asked = acted is not None and line.at - acted <= _AN_ANSWER
            if line.what != "says" or asked or number not in ordinary:
                continue
            every[chat, number] += 1
            if key_of(line.text) not in _TYPED:
                counts[chat, number] += 1
                last[chat, number] = line.at
    wrong = [
        Wrong(last[place], f"{n} unasked messages about {place[1]}", place)
        for place, n in counts.items()
        if n > _MOST_UNASKED
    ]
    spread = Counter(counts[place] for place in every) | Counter({0: len(ordinary) - len(every)})
    note = "tickets by count " + " ".join(f"{k}:{n}" for k, n in sorted(spread.items()))
    whole = Counter(every.values())
    note += "; with people's own words " + " ".join(f"{k}:{n}" for k, n in sorted(whole.items()))
    return Figure("ordinary tickets with at most four unasked messages", len(ordinary), wrong, note)


def quiet_nights(week: Week) -> Figure:
    """In quiet hours an owner reads only what answers them, what is dangerous, and what a person wrote."""
    wrong, n = [], 0
    ordinary = _ordinary(week)
    for chat, lines in _owners(week):
        wrote: datetime | None = None
        for line in lines:
            if line.what in ("writes", "presses"):
                wrote = line.at
            if line.what != "says" or not _is_quiet(line.at) or number_in(line.text) not in ordinary:
                continue
            n += 1
            awake = wrote is not None and line.at - wrote <= timedelta(minutes=31)
            if not awake and key_of(line.text) not in _MAY_WAKE:
                wrong.append(Wrong(line.at, f"{key_of(line.text)} in quiet hours", (chat,)))
    return Figure("messages on ordinary tickets in quiet hours, each allowed", n, wrong)


def no_parrot(week: Week) -> Figure:
    """The desk never says the same twice running in an owner's chat; what a person types is theirs."""
    wrong, n = [], 0
    for chat, lines in _owners(week):
        before = ""
        for line in lines:
            if line.what != "says":
                continue
            n += 1
            if line.text == before and key_of(line.text) not in _TYPED and "📷" not in line.text:
                wrong.append(Wrong(line.at, f"twice: {line.text!r}", (chat,)))
            before = line.text
    return Figure("messages to owners, none the same as the one before", n, wrong)


def danger_is_called(week: Week) -> Figure:
    """Who writes of a danger reads what to do within 2 s, and somebody on shift is called within 75 s."""
    wrong, n = [], 0
    pages = [
        line for line in week.chats.log if line.what == "says" and key_of(line.text) == "staff.alarm_page"
    ]
    for chat, lines in _owners(week):
        for line in lines:
            if line.what == "says" and key_of(line.text) == "owner.receipt_emergency":
                n += 1
                if not any(
                    key_of(one.text).startswith("emergency.")
                    for one in lines
                    if one.what == "says" and one.at <= line.at
                ):
                    wrong.append(Wrong(line.at, "no safety words before the receipt", (chat,)))
                number = number_in(line.text)
                called = [page.at for page in pages if number in page.text]
                if not called or called[0] - line.at > timedelta(seconds=75):
                    wrong.append(Wrong(line.at, f"nobody was called about {number}", (chat, number)))
    return Figure("dangers with safety words at once and a page", n, wrong)


def ratings_are_theirs(week: Week) -> Figure:
    """A rating stands only where the owner pressed or wrote one: silence is none."""
    rated = ledger.rows(
        week.engine.file, "SELECT number, chat, rating, closed_at FROM tickets WHERE rating IS NOT NULL"
    )
    acts = Counter(line.chat for line in week.chats.log if line.what in ("presses", "writes"))
    wrong = [
        Wrong(week.end, f"{one['number']} rated {one['rating']} by nobody", (one["chat"],))
        for one in rated
        if not acts[one["chat"]] or not _rated(week, one["chat"])
    ]
    return Figure("ratings that their owner gave", len(rated), wrong)


CHECKS: tuple[Callable[[Week], Figure], ...] = (
    nothing_lost,
    answered_at_once,
    one_winner,
    somebody_knows,
    pages_on_shift,
    danger_is_called,
    few_unasked,
    quiet_nights,
    no_parrot,
    ratings_are_theirs,
)


def _bugs(week: Week) -> Counter[str]:
    """Return what went wrong in the service itself: the error and the last places of each parked row."""
    found: Counter[str] = Counter()
    for table in ("inbox", "timers", "outbox"):
        for row in ledger.rows(week.engine.file, f"SELECT error FROM {table} WHERE error IS NOT NULL"):
            first, *places = row["error"].split("\n")
            found[" < ".join([f"{table}: {first}", *reversed(places[-3:])])] += 1
    return found


def _owners(week: Week) -> Iterator[tuple[str, list[Line]]]:
    chats: defaultdict[str, list[Line]] = defaultdict(list)
    for line in week.chats.log:
        if not line.chat.startswith("-") and int(line.chat) >= FIRST_OWNER:
            chats[line.chat].append(line)
    yield from chats.items()


def _ordinary(week: Week) -> frozenset[str]:
    query = "SELECT number FROM tickets WHERE urgency IN ('P2', 'P3') AND kind != 'emergency'"
    return frozenset(row["number"] for row in ledger.rows(week.engine.file, query))


def _is_quiet(at: datetime) -> bool:
    local = at.astimezone(ZONE)
    minute = local.hour * 60 + local.minute
    return minute >= _QUIET[0] or minute < _QUIET[1]


def _returned(week: Week, number: str) -> int:
    """Count how often a ticket was put back among those that nobody has."""
    return sum(key_of(one.text) == "staff.returned" and number in one.text for one in week.chats.log)


def _rated(week: Week, chat: str) -> bool:
    presses = {"满意", "基本满意", "不满意", "还没解决"}
    return any(
        (one.what == "presses" and one.text in presses) or one.what == "writes"
        for one in week.chats.log
        if one.chat == chat
    )
