"""Words of staff that should be looked at once more before an owner reads them: `rules/wording.toml`."""

import re
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib.resources import files

from nlp.normalise import normalise

_READ_AT_MOST = 5000


class Sort(StrEnum):
    """What such words sound like."""

    blame = "blame"
    sarcasm = "sarcasm"
    brush_off = "brush_off"
    fault = "fault"
    money = "money"
    internal = "internal"
    verdict = "verdict"


ALLOWED = "allowed"  # beside the sorts: what an estate lets pass
Own = tuple[tuple[str, tuple[str, ...]], ...]  # an estate's words by sort, or allowed


@dataclass(frozen=True, slots=True)
class Remark:
    """Words that were found, as they are read, and what they sound like."""

    sort: Sort
    words: str


def remarks(text: str, names: Sequence[str] = (), own: Own = ()) -> list[Remark]:
    """Return what a text says that should not go out unseen, one of each sort.

    `names` are those of colleagues, `own` are an estate's words beside those of the file.
    """
    plain = normalise(text).text[:_READ_AT_MOST].casefold()
    forms, allowed = _forms(tuple(names), own)
    for one in allowed:
        plain = plain.replace(one, " " * len(one))
    met = ((sort, form.search(plain)) for sort, form in forms.items())
    return [Remark(sort, found[0].strip()) for sort, found in met if found]


@cache
def _forms(names: tuple[str, ...], own: Own) -> tuple[Mapping[Sort, re.Pattern[str]], list[str]]:
    def more(of: str) -> list[str]:
        return [words.casefold() for sort, several in own if sort == of for words in several]

    known = "|".join(re.escape(name.casefold()) for name in names)
    forms = {sort: _form([*_read()[sort.value], *map(re.escape, more(sort.value))], known) for sort in Sort}
    return forms, more(ALLOWED)


def _form(written: Iterable[str], names: str) -> re.Pattern[str]:
    """Return the forms as one pattern; those that need a name are none where nobody is known."""
    usable = (form for form in written if names or "{name}" not in form)
    return re.compile("|".join(form.replace("{name}", f"(?:{names})") for form in usable))


@cache
def _read() -> dict[str, list[str]]:
    return tomllib.loads((files("nlp") / "rules" / "wording.toml").read_text(encoding="utf-8"))
