"""What must hold of any stretch of time: everything was taken, finished and sent."""

from collections import Counter

from tests.virtual import ledger
from tests.virtual.findings import Figure, Wrong
from tests.virtual.lived import Lived

_FINE = {"outbox": {"sent"}, "timers": {"waiting", "fired", "cancelled"}}


def nothing_lost(lived: Lived) -> Figure:
    """Every message and press was taken and finished, every message of the desk sent; nothing is parked."""
    acts = len(lived.chats.given)
    wrong = []
    inbox = ledger.states(lived.file, "inbox")
    if inbox != {"done": acts}:
        wrong.append(Wrong(lived.end, f"{acts} acts, but the inbox says {inbox}"))
    for table, fine in _FINE.items():
        strange = {s: n for s, n in ledger.states(lived.file, table).items() if s not in fine}
        if strange:
            wrong.append(Wrong(lived.end, f"in {table}: {strange}"))
    for error, times in _bugs(lived).most_common():
        wrong.append(Wrong(lived.end, f"{times} times: {error}"))
    return Figure("messages and presses finished, none lost or parked", acts, wrong)


def _bugs(lived: Lived) -> Counter[str]:
    """Return what went wrong in the service itself: the error and the last places of each parked row."""
    found: Counter[str] = Counter()
    for table in ("inbox", "timers", "outbox"):
        for row in ledger.rows(lived.file, f"SELECT error FROM {table} WHERE error IS NOT NULL"):
            first, *places = row["error"].split("\n")
            found[" < ".join([f"{table}: {first}", *reversed(places[-3:])])] += 1
    return found
