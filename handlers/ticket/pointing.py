"""Whom of the staff words point at: by name, by surname and title, or by the one post there is. Pure."""

import re
from collections.abc import Iterator
from functools import cache

from handlers.desk import Estate, Role, StaffMember
from nlp.discretion import sentences

_COMPOUND = ("欧阳", "司马", "上官", "诸葛", "司徒", "皇甫", "令狐", "慕容", "东方", "尉迟")
_BEFORE = "小老阿"
_TITLES = (
    "工(?![作程资地具人])|师傅|师父|经理|主管|队长|班长|主任|管家|助理|会计|保安|保洁|客服|电工|水工|"
    "姐|哥|叔|阿姨|先生|女士|小姐|队|总"
)
_POSTS = {Role.manager: "(?:项目)?经理", Role.lead: "主管"}
_OURS = "(?:你们|物业|项目|这个|那个)(?:的|那个)?"
_HOME_OF = "(?!家|[楼栋幢号])"


def at(estate: Estate, words: str) -> list[StaffMember]:
    """Return those of the roster whose manner words complain of; 保安 or 前台 in general is nobody.

    Two who share a surname are both meant: which of them it is, those who lead find out.
    """
    blaming = sentences(words).blaming()
    return [one for one in estate.staff if any(_meant(estate, one).search(sentence) for sentence in blaming)]


def named(estate: Estate, words: str) -> list[StaffMember]:
    """Return those of the roster whom words name, whatever they say of them."""
    whole = sentences(words).all
    return [one for one in estate.staff if any(_meant(estate, one).search(sentence) for sentence in whole)]


def _meant(estate: Estate, member: StaffMember) -> re.Pattern[str]:
    alone = sum(one.role is member.role for one in estate.staff) == 1
    return _pattern(member.name, _POSTS.get(member.role, "") if alone else "")


@cache
def _pattern(name: str, post: str) -> re.Pattern[str]:
    return re.compile("|".join(_forms(name.casefold(), post)))


def _forms(name: str, post: str) -> Iterator[str]:
    if name.isascii():
        yield rf"\b{re.escape(name)}\b"
    else:
        surname = _surname(name)
        yield re.escape(name) + ("(?![作程资地具人])" if name.endswith("工") else _HOME_OF)
        yield f"{surname}(?:{_TITLES}){_HOME_OF}"
        yield f"[{_BEFORE}]{surname}{_HOME_OF}"
        yield f"姓{surname}(?:的|那)"
    if post:
        yield f"{_OURS}{post}"


def _surname(name: str) -> str:
    rest = name[1:] if name[0] in _BEFORE and len(name) > 1 else name
    return next((one for one in _COMPOUND if rest.startswith(one)), rest[0])
