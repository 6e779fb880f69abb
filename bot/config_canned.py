"""What a reply written beforehand may hold."""

from string import Formatter

from handlers.desk import CannedValue


def checked(text: str) -> str:
    """Return the text, in whose braces only what can be filled in may be named."""
    known = ", ".join(f"{{{value}}}" for value in CannedValue)
    try:
        parts = list(Formatter().parse(text))
    except ValueError:
        raise ValueError(f"has a brace without its other half: what may be filled in is {known}") from None
    named = [(name, spec or conversion) for _, name, spec, conversion in parts if name is not None]
    if any(more or name not in set(CannedValue) for name, more in named):
        raise ValueError(f"names something that cannot be filled in: known are {known}")
    return text
