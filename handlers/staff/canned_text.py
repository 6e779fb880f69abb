"""What a reply written beforehand may hold, be it an estate's or somebody's own."""

from string import Formatter

from handlers.desk import CannedValue
from nlp import wording
from nlp.wording import Remark, Sort


def may_be_filled(text: str) -> bool:
    """Tell whether only what can be filled in is named in braces; raises ValueError for half a brace."""
    parts = list(Formatter().parse(text))
    named = [(name, spec or conversion) for _, name, spec, conversion in parts if name is not None]
    return not any(more or name not in set(CannedValue) for name, more in named)


def money_in(text: str) -> Remark | None:
    """Return the words that promise money: what is sent to everybody promises none."""
    return next((remark for remark in wording.remarks(text) if remark.sort is Sort.money), None)
