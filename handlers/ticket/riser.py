"""The line of homes above each other: what leaks or is blocked in one of them is seldom that home's alone."""

import re

from nlp.judgement import Home

# 1501 is the home 01 on floor 15, 15B the home B there.
_FLOOR_AND_HOME = re.compile(r"\d{1,2}(\d\d[A-Za-z]?|[A-Za-z])")


def columns(home: Home | None) -> dict[str, str | None]:
    """Return what a ticket keeps of where it is, so that others of the same place are found."""
    return {"building": home.building if home else None, "riser": _of(home)}


def _of(home: Home | None) -> str | None:
    """Name the line a home is in; one whose number tells of no floor is alone in its own."""
    if home is None or home.building is None or home.room is None:
        return None
    found = _FLOOR_AND_HOME.fullmatch(home.room)
    line = found.group(1).upper() if found else f"={home.room}"
    return f"{home.building}/{home.unit or ''}/{line}"
