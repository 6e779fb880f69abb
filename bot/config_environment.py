"""Settings from the environment: `FRONTDESK__SECTION__KEY` wins over the file."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from bot.config_lines import Place
from bot.config_problems import Problem, holds_list, section_at, suggestion

PREFIX = "FRONTDESK__"


@dataclass(slots=True)
class Overlay:
    """What the environment sets: by place, with the name of the variable that did."""

    names: dict[Place, str] = field(default_factory=dict)
    values: dict[Place, str] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    def laid_over(self, data: Mapping[str, Any]) -> dict[str, Any]:
        """Return the file's data with the values of the environment in their places."""
        merged = dict(data)
        for place, value in self.values.items():
            table = merged
            for name in place[:-1]:
                inner = table.get(str(name), {})
                if not isinstance(inner, Mapping):
                    break  # the file has something else there, which is told as the file's problem
                table[str(name)] = dict(inner)
                table = table[str(name)]
            else:
                table[str(place[-1])] = value
        return merged


def overlay(environ: Mapping[str, str]) -> Overlay:
    """Read every variable that begins with `FRONTDESK__`; one that names no setting is a problem."""
    found = Overlay()
    for variable in sorted(name for name in environ if name.upper().startswith(PREFIX)):
        place: Place = tuple(variable[len(PREFIX) :].lower().split("__"))
        found.names[place] = variable
        wrong = list(_wrong(place))
        found.problems += wrong
        if not wrong:
            found.values[place] = environ[variable]
    return found


def _wrong(place: Place) -> Iterator[Problem]:
    name = str(place[-1])
    if len(place) > 1 and place[0] == "estates":
        yield Problem(place, "cannot be set here: items of lists are set in the file only")
        return
    section = section_at(place[:-1])
    if section is None:
        yield Problem(place, f"names no section: {suggestion(str(place[0]), _sections())}")
    elif name not in section.model_fields:
        yield Problem(place, f"names no setting: {suggestion(name, list(section.model_fields))}")
    elif holds_list(section, name):
        yield Problem(place, "cannot be set here: lists are set in the file only")
    elif inner := section_at(place):
        yield Problem(place, f"names a section: add __ and one of {', '.join(inner.model_fields)}")


def _sections() -> list[str]:
    top = section_at(())
    return [name for name in top.model_fields if not holds_list(top, name)] if top else []
