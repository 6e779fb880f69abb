"""Whether the order of each chat was kept, from what is stored and from what people saw."""

import json
from collections import Counter, defaultdict
from collections.abc import Iterator
from itertools import pairwise

from tests.crash import ledger
from tests.crash.town import Town

# An album waits for its pieces before it is taken, so what is written meanwhile may come first; and what was changed
# long after is told once more.
_EFFECTS = (
    "SELECT chat, CAST(message AS INTEGER) AS message FROM messages"
    " WHERE direction IN ('owner', 'staff') AND message IS NOT NULL AND album IS NULL"
    " GROUP BY chat, message ORDER BY min(id)"
)
_SENT = "SELECT id, lane, chat, body FROM outbox WHERE klass <> 'edit' AND state = 'sent' ORDER BY id"


def effects_out_of_order(url: str) -> Iterator[str]:
    """Tell of each chat's message that had its effect after a later one of the same chat."""
    latest: dict[str, int] = {}
    for row in ledger.rows(url, _EFFECTS):
        if row["message"] < latest.get(row["chat"], 0):
            yield f"in chat {row['chat']} message {row['message']} came after {latest[row['chat']]}"
        latest[row["chat"]] = max(row["message"], latest.get(row["chat"], 0))


def messages_out_of_order(url: str, town: Town) -> Iterator[str]:
    """Tell of each message that was seen before an earlier one of its lane; words that repeat say nothing."""
    seen = {it: place for place, it in enumerate(town.said)}
    sent = [
        (row, (row["chat"], str(json.loads(row["body"])["text"]).strip())) for row in ledger.rows(url, _SENT)
    ]
    times = Counter(it for _, it in sent)
    lanes: defaultdict[str, list[tuple[int, int]]] = defaultdict(list)
    for row, it in sent:
        if times[it] == 1 and it in seen:
            lanes[row["lane"]].append((seen[it], row["id"]))
    for lane, found in lanes.items():
        for (place, one), (next_place, other) in pairwise(found):
            if next_place < place:
                yield f"in lane {lane} message {other} was seen before {one}"
