"""Updates made from the Bot API's own types, as aiogram writes them down: every kind, every field, any depth."""

import types
from datetime import datetime, timedelta
from enum import Enum
from random import Random
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from aiogram.types import Update
from pydantic import BaseModel
from pydantic.fields import FieldInfo

Raw = dict[str, Any]

KINDS = tuple(name for name in Update.model_fields if name != "update_id")
_DEPTH = 5
_LETTERS = "水管漏水。abc xyz/@#_*[]()~`>#+-=|{}.!<&\"'\n🚨👨‍👩‍👧é\u202e\u200d"


class Schema:
    """Makes values of types; optional fields are there now and then, and seldom far down."""

    def __init__(self, chance: Random) -> None:
        self._chance = chance

    def update(self, number: int, kind: str) -> Raw:
        """Return an update of this kind, with everything its type demands."""
        annotation = Update.model_fields[kind].annotation
        return {"update_id": number, kind: self._value(annotation, kind, 1)}

    def _model(self, model: type[BaseModel], depth: int) -> Raw:
        made = {}
        for name, field in model.model_fields.items():
            there = field.is_required() or self._chance.random() < 0.5 / depth
            if there and (depth < _DEPTH or field.is_required()):
                made[field.alias or name] = self._value(field.annotation, name, depth + 1)
        return made

    def _value(self, annotation: Any, name: str, depth: int) -> Any:
        origin = get_origin(annotation)
        if origin is Annotated:
            return self._value(get_args(annotation)[0], name, depth)
        if origin in (Union, types.UnionType):
            choices = [one for one in get_args(annotation) if one is not type(None)]
            return self._value(self._chance.choice(choices), name, depth)
        if origin is list:
            most = 3 if depth < _DEPTH else 1
            return [
                self._value(get_args(annotation)[0], name, depth + 1)
                for _ in range(self._chance.randint(0, most))
            ]
        if origin is Literal:
            return self._chance.choice(get_args(annotation))
        return self._plain(annotation, name, depth)

    def _plain(self, kind: Any, name: str, depth: int) -> Any:
        if not isinstance(kind, type):
            return None
        if issubclass(kind, Enum):
            return self._chance.choice(list(kind)).value
        if issubclass(kind, BaseModel):
            return self._model(kind, depth) if depth < 2 * _DEPTH else {}
        if issubclass(kind, bool):
            return self._chance.random() < 0.5
        if issubclass(kind, datetime | timedelta):
            return self._chance.choice((0, 1_700_000_000, 1_795_000_000, self._chance.randrange(2**31)))
        if issubclass(kind, int):
            return self._number(name)
        return self._chance.uniform(-180, 180) if issubclass(kind, float) else self._text(name)

    def _number(self, name: str) -> int:
        if name == "id" or name.endswith("_id"):
            return self._chance.choice(
                (
                    self._chance.randint(1, 10),
                    self._chance.randrange(2**52),
                    -self._chance.randrange(1, 2**44),
                )
            )
        return self._chance.randint(0, 5000)

    def _text(self, name: str) -> str:
        if name == "type":
            return self._chance.choice(
                ("private", "group", "supergroup", "channel", "mention", "bot_command")
            )
        return "".join(self._chance.choices(_LETTERS, k=self._chance.choice((0, 1, 5, 20, 60))))


class Whole(Schema):
    """Makes what Telegram itself could send: every value says what it is, and no field is of two minds."""

    # Of these the types say less than Telegram does, and the desk reads none of them.
    _LEFT_OUT = ("rich_message", "link_preview_options")

    def _model(self, model: type[BaseModel], depth: int) -> Raw:
        made = {}
        for name, field in model.model_fields.items():
            if name in self._LEFT_OUT:
                continue
            if (fixed := _fixed(field)) is not None:
                made[field.alias or name] = fixed
            elif field.is_required() or (depth < _DEPTH and self._chance.random() < 0.5 / depth**2):
                made[field.alias or name] = self._value(field.annotation, name, depth + 1)
        return made


def _fixed(field: FieldInfo) -> str | int | None:
    """Return the one value by which a type is known from its siblings, if the field has one."""
    default = field.default.value if isinstance(field.default, Enum) else field.default
    return default if isinstance(default, str | int) and not isinstance(default, bool) else None
