"""What must hold from the owners' side."""

from collections import Counter
from datetime import datetime, timedelta

from tests.virtual import ledger
from tests.virtual.findings import Figure, Wrong
from tests.virtual.lived import Lived
from tests.virtual.reading import number_in, owner_key
from tests.virtual.seen import is_quiet, ordinary, owners

# The longest window, and what a person takes to type the pieces of a burst.
_JOINS = timedelta(seconds=55)
_MATTERS = frozenset({"request", "inquiry", "complaint", "suggestion", "emergency"})
# A message within this time after an owner's own is an answer to it.
_AN_ANSWER = timedelta(minutes=10)
_MOST_UNASKED = 4
_TYPED = frozenset(
    {"owner.staff_words", "owner.progress", "owner.answered", "owner.replied", "owner.waits_for_you"}
)
# What must be said because a promised time breaks, whatever was said before.
_BROKEN = frozenset(
    {"owner.promise_late", "owner.promise_unconfirmed", "owner.promise_moved", "owner.absence"}
)
_DONE = frozenset({"owner.answered", "owner.replied"})
_LIVE = (
    "owner.promise",
    "owner.remind_",
    "owner.pick_",
    "owner.arrived",
    "owner.staff_words",
    "owner.absence",
)
_JUST_WROTE = timedelta(minutes=31)
_GRACE = timedelta(minutes=17)


def answered_at_once(lived: Lived) -> Figure:
    """Who brings a matter reads something when the window for joining messages is over, at the latest."""
    wrong, n = [], 0
    for owner in lived.owners:
        said = [one.at for one in lived.chats.latest(owner.home.owner) if one.sender is None]
        for began, matter in owner.begun:
            if matter.kind not in _MATTERS or began > lived.end - _JOINS:
                continue
            n += 1
            if not any(began <= at <= began + _JOINS for at in said):
                wrong.append(Wrong(began, f"no word to {matter.pieces}", (owner.home.owner,)))
    return Figure("matters with a word of the desk within 55 s", n, wrong)


def few_unasked(lived: Lived) -> Figure:
    """An owner of an ordinary ticket reads at most four messages that answer nothing they did.

    Counted anew when it is opened again. Apart stand words that a person typed, and that a time breaks.
    """
    usual, broken = Counter[tuple[str, str, int]](), Counter[tuple[str, str, int]]()
    last: dict[tuple[str, str, int], datetime] = {}
    numbers = ordinary(lived)
    for chat, lines in owners(lived).items():
        acted, rounds = None, Counter[str]()
        for line in lines:
            number, key = number_in(line.text), owner_key(line.text)
            acted = line.at if line.what in ("writes", "presses") else acted
            if line.what != "says" or number not in numbers:
                continue
            rounds[number] += key.startswith("owner.reopened")
            asked = acted is not None and line.at - acted <= _AN_ANSWER
            if asked or key in _TYPED or key.startswith(("owner.receipt", "owner.added")):
                continue
            place = chat, number, rounds[number]
            (broken if key in _BROKEN else usual)[place] += 1
            last[place] = line.at
    wrong = [
        Wrong(last[place], f"{n} unasked messages about {place[1]}", place[:2])
        for place, n in usual.items()
        if n > _MOST_UNASKED
    ]
    spread = Counter(usual.values())
    spread[0] = len(numbers - {number for _, number, _ in usual})
    note = ", ".join(f"{n} with {count}" for count, n in sorted(spread.items()))
    note += f"; {sum(broken.values())} more because a promised time broke"
    return Figure("ordinary tickets with at most 4 unasked messages", len(numbers), wrong, note)


def quiet_nights(lived: Lived) -> Figure:
    """In quiet hours an owner reads only what answers them, a promise soon due, and what a person wrote."""
    wrong, n = [], 0
    numbers = ordinary(lived)
    for chat, lines in owners(lived).items():
        wrote = None
        for line in lines:
            wrote = line.at if line.what in ("writes", "presses") else wrote
            if line.what != "says" or not is_quiet(line.at) or number_in(line.text) not in numbers:
                continue
            n += 1
            key = owner_key(line.text)
            awake = wrote is not None and line.at - wrote <= _JUST_WROTE
            if not awake and not key.startswith(_LIVE):
                wrong.append(Wrong(line.at, f"{key} in quiet hours", (chat,)))
    return Figure("messages on ordinary tickets in quiet hours, each allowed", n, wrong)


def no_parrot(lived: Lived) -> Figure:
    """The desk never says the same twice running in an owner's chat; what a person types is theirs."""
    wrong, n = [], 0
    for chat, lines in owners(lived).items():
        before = ""
        for line in lines:
            if line.what != "says":
                continue
            n += 1
            if line.text == before and owner_key(line.text) not in _TYPED and "📷" not in line.text:
                wrong.append(Wrong(line.at, f"twice: {line.text!r}", (chat,)))
            before = line.text
    return Figure("messages to owners, none the same as the one before", n, wrong)


def promises_told(lived: Lived) -> Figure:
    """No promised time passes without its owner having heard: kept, done, told before; if it was confirmed, soon after."""
    query = (
        "SELECT p.*, t.number, t.chat FROM promises p JOIN tickets t ON t.id = p.ticket"
        " WHERE p.state != 'void' AND t.chat != ''"  # whoever reads no chat is phoned
    )
    chats = owners(lived)
    wrong, states = [], Counter[str]()
    for row in ledger.rows(lived.file, query):
        made, at = ledger.moment(row["made_at"]), ledger.moment(row["at"])
        ends = ledger.moment(row["until"]) if row["until"] else at
        if ends + _GRACE > lived.end:
            continue
        states[row["state"]] += 1
        about = [
            line
            for line in chats[row["chat"]]
            if line.what in ("says", "edits") and row["number"] in line.text and line.at >= made
        ]
        heard = [line.at for line in about if owner_key(line.text) in _BROKEN | _DONE]
        by = ends + _GRACE if row["confirmed_at"] else at
        if row["state"] != "kept" and not any(moment <= by for moment in heard):
            what = f"{row['number']} promised for {at:%d %H:%M} UTC, {row['state']}, and nothing was said"
            wrong.append(Wrong(at, what, (row["chat"], row["number"])))
        if not any("约在" in line.text or owner_key(line.text).startswith("owner.promise") for line in about):
            wrong.append(Wrong(made, f"{row['number']} was promised a time and not told", (row["chat"],)))
    note = ", ".join(f"{n} {state}" for state, n in states.most_common())
    return Figure("promised times kept, or their owner told", sum(states.values()), wrong, note)


def ratings_are_theirs(lived: Lived) -> Figure:
    """A rating stands only where the owner pressed or wrote one: silence is none."""
    query = "SELECT number, chat, rating FROM tickets WHERE rating IS NOT NULL"
    rated = ledger.rows(lived.file, query)
    chats = owners(lived)
    wrong = [
        Wrong(lived.end, f"{one['number']} rated {one['rating']} by nobody", (one["chat"],))
        for one in rated
        if not any(_rates(line.what, line.text) for line in chats[one["chat"]])
    ]
    return Figure("ratings that their owner gave", len(rated), wrong)


def _rates(what: str, text: str) -> bool:
    return what == "writes" or (what == "presses" and text in ("满意", "基本满意", "不满意", "还没解决"))
