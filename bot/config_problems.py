"""How a problem of the configuration is told: where it is, what is wrong, and what to write.

No sentence carries the value that was refused: it may be a token or a password.
"""

import difflib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, get_args

from pydantic import BaseModel

from bot.config_lines import Place
from bot.config_shape import Shape


@dataclass(frozen=True, slots=True)
class Problem:
    """Something wrong at a place of the configuration."""

    place: Place
    sentence: str


_EXAMPLES = {
    "key": 'key = "cuiyuan"',
    "name": 'name = "翠园小区"',
    "timezone": 'timezone = "Asia/Shanghai"',
    "staff_chat": "staff_chat = -1001234567890, the group in which staff work",
    "duty_phone": 'duty_phone = "0571-8800-0000", answered day and night',
    "chat": "chat = -1001234567890, the group of the team",
    "telegram": "telegram = 2001, the person's Telegram id",
    "role": 'role = "staff"',
    "way": 'way = "grab"',
    "estates": "a section [[estates]] with key, name, timezone, staff_chat and duty_phone",
}

_WRONG = {
    "int_type": "must be a whole number, without quotes",
    "int_parsing": "must be a whole number",
    "int_parsing_size": "must be a smaller number",
    "int_from_float": "must be a whole number",
    "float_type": "must be a number, without quotes",
    "float_parsing": "must be a number",
    "bool_type": "must be true or false, without quotes",
    "finite_number": "must be a finite number",
    "string_type": "must be text in quotes",
    "string_unicode": "must be text that Unicode knows",
    "greater_than": "must be more than {gt:g}",
    "greater_than_equal": "must be {ge:g} or more",
    "less_than": "must be less than {lt:g}",
    "less_than_equal": "must be {le:g} or less",
    "enum": "must be one of {expected}",
    "too_short": "must not be an empty list",
}


def told_all(found: Sequence[Mapping[str, Any]]) -> list[Problem]:
    """Put all of pydantic's findings into words; a list is not called empty because its items are wrong."""
    inner = {details["loc"][:end] for details in found for end in range(len(details["loc"]))}
    return [told(one) for one in found if one["type"] != "too_short" or one["loc"] not in inner]


def told(details: Mapping[str, Any]) -> Problem:
    """Put pydantic's finding into words that say what to write."""
    place: Place = details["loc"]
    kind: str = details["type"]
    context = details.get("ctx", {})
    if kind == "value_error":
        return Problem(place, str(context["error"]))
    if kind == "extra_forbidden":
        return Problem(place, f"is not known here: {_instead(place)}")
    if kind == "missing":
        return Problem(place, f"is missing: write {_EXAMPLES.get(str(place[-1]), f'{place[-1]} = …')}")
    if kind == "tuple_type":
        return Problem(place, f"must be a list: write {_list_form(place)}")
    if kind in ("model_type", "model_attributes_type"):
        return Problem(place, f"must be a section: write {_section_form(place)} and its keys below")
    return Problem(place, _WRONG.get(kind, "is not what belongs here").format_map(context))


def key_of(place: Place) -> str:
    """Return the key as it is written in TOML, without the numbers of list items."""
    return ".".join(name for name in place if isinstance(name, str))


def section_at(place: Place) -> type[BaseModel] | None:
    """Return the section that is described at a place, if there is one."""
    section: type[BaseModel] | None = Shape
    for name in key_of(place).split(".") if place else ():
        field = section.model_fields.get(name) if section else None
        section = _section_in(field.annotation) if field else None
    return section


def holds_list(section: type[BaseModel], name: str) -> bool:
    """Tell whether the key takes a list."""
    return getattr(section.model_fields[name].annotation, "__origin__", None) is tuple


def suggestion(name: str, known: list[str]) -> str:
    """Name the known key that was probably meant, else all of them."""
    near = difflib.get_close_matches(name, known, n=1)
    return f"write {near[0]}" if near else f"known are {', '.join(known)}"


def _instead(place: Place) -> str:
    section = section_at(place[:-1])
    return suggestion(str(place[-1]), list(section.model_fields)) if section else "take it out"


def _list_form(place: Place) -> str:
    if section_at(place):
        return f"[[{key_of(place)}]]"
    return (
        f'{place[-1]} = ["…", "…"]'
        if place[-1] in ("topics", "hours", "rest_hours")
        else f"{place[-1]} = [1, 3, 5]"
    )


def _section_form(place: Place) -> str:
    listed = isinstance(place[-1], int)
    return f"[[{key_of(place)}]]" if listed else f"[{key_of(place)}]"


def _section_in(annotation: Any) -> type[BaseModel] | None:
    for candidate in (annotation, *get_args(annotation)):
        if isinstance(candidate, type) and issubclass(candidate, BaseModel):
            return candidate
    return None
