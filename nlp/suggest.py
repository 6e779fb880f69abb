"""Proposes marks that would mend what is judged wrongly, with what each would mend and harm."""

import difflib
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

from nlp.judgement import Judgement, Kind
from nlp.normalise import normalise
from nlp.rules import shelf_files

_SHORTEST, _LONGEST = 2, 6
_WEIGHT: Final = 7
_LEAST: Final = 2  # a mark that mends a single message is an accident
_MOST: Final = 5  # proposals for one file: more cannot be weighed by a reader
_STOPS: Final = " \t\n。,.!?;:、~…()「」“”\"'|#^$0123456789"


@dataclass(frozen=True, slots=True)
class Proposal:
    """Words for a rule file; `mends` and `harms` count messages, `_elsewhere` those of the sets."""

    file: str
    words: str
    mends: int
    harms: int
    mends_elsewhere: int = 0
    harms_elsewhere: int = 0


def propose(
    wrong_of: Sequence[dict[str, Any]], sets: Iterable[dict[str, Any]], judge: Callable[[str], Judgement]
) -> list[Proposal]:
    """Return marks for the rows of `wrong_of` that are judged wrongly, measured on them and on `sets`."""
    candidates: dict[str, Counter[str]] = defaultdict(Counter)
    seen: list[tuple[str, str, bool]] = []
    own = len(wrong_of)
    for row in wrong_of:
        text, file, right = _judged(row, judge)
        seen.append((text, file, right))
        if file and not right:
            candidates[file].update(_phrases(text))
    likely = {
        file: [words for words, number in counts.items() if number >= _LEAST]
        for file, counts in candidates.items()
    }
    words = {words for several in likely.values() for words in several}
    seen += [_judged(row, judge) for row in sets if _has_any(row["text"], words)]
    return [proposal for file in sorted(likely) for proposal in _best(file, likely[file], seen, own)]


def is_right(row: dict[str, Any], judge: Callable[[str], Judgement]) -> bool:
    """Tell whether a labelled message is judged as its label says."""
    return _judged(row, judge)[2]


def _has_any(text: str, words: Collection[str]) -> bool:
    """Tell whether a message can be mended or harmed by any of the words: judging all of them is dear."""
    plain = normalise(text).text
    return any(one in plain for one in words)


def _judged(row: dict[str, Any], judge: Callable[[str], Judgement]) -> tuple[str, str, bool]:
    lead = judge(row["text"]).lead
    category = lead.category.value if lead.category else None
    wanted = row.get("category") if row["kind"] == Kind.complaint.value else None
    right = lead.kind.value == row["kind"] and (wanted is None or category == wanted)
    return normalise(row["text"]).text, _file(row["kind"], wanted), right


def _file(kind: str, category: str | None) -> str:
    """Return the rule file that speaks for a label; marks of dangers are for people to write."""
    if kind == Kind.emergency.value:
        return ""
    return f"complaints/{category}.toml" if category else f"kinds/{kind}.toml"


def _phrases(text: str) -> set[str]:
    found = {
        text[start : start + size]
        for size in range(_SHORTEST, _LONGEST + 1)
        for start in range(len(text) - size + 1)
    }
    return {words for words in found if not any(letter in _STOPS for letter in words)}


def _best(
    file: str, candidates: Iterable[str], seen: Sequence[tuple[str, str, bool]], own: int
) -> Iterator[Proposal]:
    """Yield the few best; of words that mend the same messages, the longest. The first `own` made them."""
    found: dict[tuple[int, ...], Proposal] = {}
    for words in sorted(candidates, key=lambda words: (len(words), words)):
        met = [(place, target, right) for place, (text, target, right) in enumerate(seen) if words in text]
        mended = tuple(place for place, target, right in met if target == file and not right)
        harmed = [place for place, target, right in met if right and target != file]
        if len(mended) >= _LEAST and len(mended) > len(harmed):
            elsewhere = [sum(place >= own for place in places) for places in (mended, harmed)]
            found[mended] = Proposal(file, words, len(mended), len(harmed), *elsewhere)
    ranked = sorted(found.values(), key=lambda one: (one.harms - one.mends, one.words))
    yield from ranked[:_MOST]


def as_diff(proposals: Sequence[Proposal]) -> str:
    """Return the proposals as a change of the rule files, to be edited and applied with `patch -p0`."""
    sources = dict(pair for shelf in ("kinds", "complaints") for pair in shelf_files(shelf))
    lines: list[str] = []
    for file in sorted({proposal.file for proposal in proposals}):
        old = sources[file].splitlines(keepends=True)
        added = ["\n"]
        for proposal in proposals:
            if proposal.file == file:
                counted = f"mends {proposal.mends}, harms {proposal.harms}"
                elsewhere = f"{proposal.mends_elsewhere} and {proposal.harms_elsewhere}"
                added += [
                    f"# {counted}; of these in the labelled sets {elsewhere}\n",
                    "[[signs]]\n",
                    f"weight = {_WEIGHT}\n",
                    f'words = ["{proposal.words}"]\n',
                ]
        lines += difflib.unified_diff(old, old + added, f"nlp/rules/{file}", f"nlp/rules/{file}")
    return "".join(lines)
