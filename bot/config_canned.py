"""What a reply written beforehand may hold."""

from handlers.desk import CannedValue
from handlers.staff import canned_text


def checked(text: str) -> str:
    """Return the text, which may name in braces only what can be filled in, and promises no money."""
    known = ", ".join(f"{{{value}}}" for value in CannedValue)
    try:
        may_be_filled = canned_text.may_be_filled(text)
    except ValueError:
        raise ValueError(f"has a brace without its other half: what may be filled in is {known}") from None
    if not may_be_filled:
        raise ValueError(f"names something that cannot be filled in: known are {known}")
    money = canned_text.money_in(text)
    if money is not None:
        raise ValueError(f'promises money ("{money.words}"): say who will get in touch about it instead')
    return text
