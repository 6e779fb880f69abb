"""Reads an address inside an estate from words in one width: 3-2-1501, 三栋二单元一五零一, 12#楼3层02."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Final

from nlp.address_words import NUMERALS, Scheme, Token, measured, name_of, pattern, room
from nlp.judgement import Home
from nlp.numerals import digits


@dataclass(frozen=True, slots=True)
class Found:
    """An address, its floor if no room was said, and where its words stand."""

    home: Home
    floor: str | None
    start: int
    end: int


_COUNTED: Final = re.compile(r"(?:[这那每哪另有整共几]|前面|后面|其中|隔着)$")
_BUILDINGS: Final = "(?:栋|号楼|幢|座)"
_LISTED: Final = re.compile(rf"(?:[{NUMERALS}] ?(?:-|~|到|至|、|和|,)|{_BUILDINGS} ?(?:-|~|到|至)) ?$")
_ON_TO: Final = re.compile(
    rf" ?(?:到|至|-|~) ?[{NUMERALS}]+{_BUILDINGS}|[和跟与] ?[{NUMERALS}]+{_BUILDINGS}[之中]间|[之中]间"
)
_STOREY: Final = re.compile(r"楼(?![下上顶道梯门里层前后底东西南北边侧旁])")
_YEAR: Final = re.compile(r"(?:19|20)[0-9]{2}")
_BASEMENT: Final = re.compile(r"B[1-4]")
_BEGINNINGS: Final = ("number", "letter", "villa", "shop", "named", "area")
_HOUSES: Final = ("villa", "shop")
_LOOK_AHEAD: Final = 16  # ends that may be looked at beyond the last word
_MOST_FILLERS: Final = 3
_GLUED: Final = re.compile(r"(?:[0-9a-z.+\-/$¥周负]|地下)$")


@dataclass(frozen=True, slots=True)
class _Draft:
    """What was read so far; `next` is the token to read from."""

    next: int
    building: str | None = None
    unit: str | None = None
    room: str | None = None
    floor: str | None = None


@dataclass(slots=True)
class Reader:
    """Reads one text; its methods take the number of a token and look forward; None is no address."""

    text: str
    scheme: Scheme
    tokens: list[Token] = field(default_factory=list)

    def __post_init__(self) -> None:
        for match in pattern(self.scheme).finditer(self.text):
            self.tokens.append(Token(match.lastgroup or "other", match[0], *match.span()))
        size = len(self.text)
        self.tokens += [Token("end", "", size, size)] * _LOOK_AHEAD

    def found(self) -> Iterator[Found]:
        """Yield the addresses of the text, one after the other."""
        place = 0
        while self.tokens[place].kind != "end":
            draft = self._zoned(place) if self._may_begin(place) else None
            if draft is None or not self._stands(place, draft):
                place += 1
                continue
            home = Home(draft.building, draft.unit, draft.room)
            yield Found(home, draft.floor, self.tokens[place].start, self.tokens[draft.next - 1].end)
            place = draft.next

    def _may_begin(self, place: int) -> bool:
        token = self.tokens[place]
        if token.kind not in _BEGINNINGS:
            return False
        return _GLUED.search(self.text, max(0, token.start - 2), token.start) is None

    def _stands(self, place: int, draft: _Draft) -> bool:
        """Whether it is a home or at least one building, not a number of buildings or several of them."""
        if draft.unit and not draft.building and not draft.room:
            return False
        if draft.room or draft.unit or not draft.building:
            return bool(draft.room or draft.building)
        first, last = self.tokens[place], self.tokens[draft.next - 1]
        if self.scheme.buildings and draft.building not in self.scheme.buildings:
            return False
        before = self.text[max(0, first.start - 4) : first.start]
        if _COUNTED.search(before) or _LISTED.search(before) or "两" in first.text:
            return False
        words = self.text[first.start : last.end]
        repeated = self.text.startswith(words, last.end) or self.text.endswith(words, 0, first.start)
        following = _ON_TO.match(self.text, last.end) or repeated
        counted = not last.text.endswith("楼") and _STOREY.match(self.text, last.end)
        return not following and not counted

    def _zoned(self, place: int) -> _Draft | None:
        """Read a part of the estate (一期, A区, 桂花苑) and the address in it."""
        token, after = self.tokens[place], self.tokens[place + 1]
        if token.kind == "area":
            zone, inner = token.text, self._skip(place + 1)
        elif token.kind in ("number", "letter") and after.kind == "zone":
            zone, inner = name_of(token) + after.text, self._skip(place + 2)
        else:
            return self._address(place)
        draft = self._address(inner)
        if draft is None or draft.building is None:
            return None
        return replace(draft, building=zone + draft.building)

    def _address(self, place: int) -> _Draft | None:
        token = self.tokens[place]
        if token.kind in _HOUSES:
            number = self.tokens[self._skip(place + 1)]
            signed = self._skip(place + 1) + 1
            if number.kind != "number" or self.tokens[signed].kind != "sign":
                return None
            return _Draft(signed + 1, building=token.text + name_of(number))
        if token.kind == "named":
            return self._inside(_Draft(place + 1, building=token.text))
        if token.kind not in ("number", "letter"):
            return None
        name, after = self._building_name(place)
        return self._named(place, name, after) if name else None

    def _building_name(self, place: int) -> tuple[str, int]:
        """Return a number, a letter, or both (B2, 甲3), and the token after it."""
        token, after = self.tokens[place], self.tokens[place + 1]
        if token.kind == "letter" and after.kind == "number" and after.start == token.end:
            number = name_of(after)
            return (token.text.upper() + number, place + 2) if len(number) <= 2 else ("", place)
        return name_of(token), place + 1

    def _named(self, place: int, name: str, after: int) -> _Draft | None:
        """Read on by the word that says what the number or letter was."""
        nearest, inner = self.tokens[after], self._skip(after)
        word = self.tokens[inner]
        if word.kind == "building" and len(name) <= 4:
            return self._inside(_Draft(inner + 1, building=name))
        if nearest.kind == "lane":
            draft = self._inside(_Draft(after + 1, building=name), lane=True)
            return draft if draft.unit or draft.room else None
        if nearest.kind in ("dash", "dot", "filler") and word.kind in ("dash", "dot", "number"):
            return self._dashed(name, after)
        if self.tokens[place].kind == "letter":
            tower = word.text == "楼" and self._is_room(inner + 1)
            return self._inside(_Draft(inner + 1, building=name)) if tower else None
        return self._worded(place, name, inner)

    def _worded(self, place: int, name: str, inner: int) -> _Draft | None:
        """Read 2单元1501, 15楼01, 5号602, 1501室: what the word means the number says only with the rest."""
        draft = None
        match self.tokens[inner].kind:
            case "unit" if len(name) <= 2:
                draft = self._flat(_Draft(inner + 1, unit=name))
            case "floor":
                draft = self._storey(_Draft(inner + 1, floor=name))
            case "sign":
                draft = self._signed(name, inner + 1)
            case "room" if self._is_room(place):
                draft = _Draft(inner + 1, room=name)
        return draft if draft and (draft.room or draft.building) else None

    def _signed(self, name: str, place: int) -> _Draft | None:
        """Read 5号602 and 12号商铺; 25号 alone is a day."""
        token = self.tokens[place]
        if token.kind in _HOUSES:
            return _Draft(place + 1, building=token.text + name)
        if self._is_room(place) or (token.kind == "number" and self.tokens[place + 1].kind == "unit"):
            return self._inside(_Draft(place, building=name))
        return None

    def _dashed(self, name: str, place: int) -> _Draft | None:
        """Read 3-2-1501, 3杠2杠1501, 3 2 1501, 3-1501, 3-2单元1501; `place` is the first thing between."""
        between = self._between(place)
        second = self._after_dash(place)
        if self.tokens[second].kind != "number" or not between or len(name) > 4:
            return None
        unit = name_of(self.tokens[second])
        third = self._after_dash(second + 1)
        if len(unit) <= 2 and self._between(second + 1) == between and self._is_room(third):
            room = name_of(self.tokens[third])
            dated = between != "dash" and (_YEAR.fullmatch(room) or not name.isdigit())
            chained = self.tokens[third + 1].kind == "dash" and self.tokens[third + 2].kind == "number"
            return None if dated or chained else _Draft(self._closed(third + 1), name, unit, room)
        if between != "dash":
            return None
        if len(unit) <= 2 and self.tokens[third + 1].kind == "floor":
            return self._flat(_Draft(third, name, unit))
        if len(unit) <= 2 and self.tokens[self._skip(second + 1)].kind == "unit":
            return self._flat(_Draft(self._skip(second + 1) + 1, name, unit))
        return self._pair(name, second)

    def _pair(self, name: str, second: int) -> _Draft | None:
        """Read 3-1501; B1-117 is a parking place in the first basement."""
        room = name_of(self.tokens[second])
        listed = name in self.scheme.buildings
        chained = self.tokens[second + 1].kind == "dash" and self.tokens[second + 2].kind == "number"
        parked = _BASEMENT.fullmatch(name) and len(room) < 4 and self.tokens[second + 1].kind != "room"
        if not self._is_room(second) or chained or (parked and not listed):
            return None
        closed = self._closed(second + 1)
        if self.scheme.pair_is_unit and not listed:
            return _Draft(closed, unit=name, room=room)
        return _Draft(closed, building=name, room=room)

    def _inside(self, draft: _Draft, *, lane: bool = False) -> _Draft:
        """Read unit and flat inside a building; what cannot be read stays unread."""
        place = self._after_dash(draft.next)
        token, after = self.tokens[place], self._skip(place + 1)
        short = token.kind == "number" and len(name_of(token)) <= 2
        if short and self._is_unit_word(after, lane=lane):
            inner = replace(draft, unit=name_of(token), next=after + 1)
            return self._flat(inner) or inner
        if token.kind == "letter" and self.tokens[place + 1].kind == "unit":
            inner = replace(draft, unit=token.text, next=place + 2)
            return self._flat(inner) or inner
        beyond = self._after_dash(place + 1)
        if short and self._between(place + 1) in ("dash", "gap") and self._is_room(beyond):
            return self._flat(replace(draft, unit=name_of(token), next=beyond)) or draft
        return self._flat(replace(draft, next=place)) or draft

    def _is_unit_word(self, place: int, *, lane: bool) -> bool:
        """Whether this makes the number before it a unit; in a lane 号 and 号楼 do."""
        kind = self.tokens[place].kind
        if kind == "sign":
            return lane or self._is_room(place + 1)
        return kind == "unit" or (lane and kind == "building")

    def _flat(self, draft: _Draft) -> _Draft | None:
        """Read a floor and a flat, or a room; None if neither is there."""
        place = self._after_dash(draft.next)
        token, after = self.tokens[place], self.tokens[place + 1]
        match token.kind:
            case "number":
                return self._numbered(draft, place)
            case "side":
                return replace(draft, room=token.text[0], next=place + 1)
            case "letter" if after.start == token.end and self._is_room(place + 1):
                return replace(draft, room=name_of(token) + name_of(after), next=self._closed(place + 2))
            case "shop":
                house = self._address(place)
                return replace(draft, room=house.building, next=house.next) if house else None
        return None

    def _numbered(self, draft: _Draft, place: int) -> _Draft | None:
        """Read 15楼…, 1501, 1号."""
        name, after = name_of(self.tokens[place]), self.tokens[place + 1]
        if after.kind == "floor" and len(name) <= 2:
            return self._storey(replace(draft, floor=name, next=place + 2))
        if self._is_room(place) or (len(name) <= 2 and after.kind in ("sign", "room")):
            return replace(draft, room=name, next=self._closed(place + 1))
        return None

    def _storey(self, draft: _Draft) -> _Draft:
        """Read the flat on a floor: 15楼01, 十五楼一号, 3楼西户; without one only the floor is known."""
        place = self._skip(draft.next)
        token, after = self.tokens[place], self.tokens[place + 1]
        floor = draft.floor or ""
        if token.kind == "side":
            return replace(draft, room=floor + token.text[0], next=place + 1)
        if token.kind != "number" or token.start > self.tokens[draft.next - 1].end + 1:
            return draft
        number = digits(token.text)
        said = after.kind in ("sign", "room") or token.text[0] in "0零洞" or draft.building or draft.unit
        if 1 <= len(number) <= 2 and said and not self._measured(token.end):
            return replace(draft, room=floor + number.zfill(2), next=self._closed(place + 1))
        if self._is_room(place) and number.startswith(floor):
            return replace(draft, room=number, next=self._closed(place + 1))
        return draft

    def _is_room(self, place: int) -> bool:
        token = self.tokens[place]
        if token.kind != "number" or self._measured(token.end):
            return False
        return room(token.text, self.scheme) is not None

    def _measured(self, end: int) -> bool:
        return measured(self.text, end)

    def _closed(self, place: int) -> int:
        """Pass over a 室 or 号 that ends an address."""
        return place + 1 if self.tokens[place].kind in ("room", "sign") else place

    def _skip(self, place: int) -> int:
        """Pass over what people say while they think."""
        for _ in range(_MOST_FILLERS):
            if self.tokens[place].kind != "filler":
                break
            place += 1
        return place

    def _between(self, place: int) -> str:
        """Return what separates two numbers: a dash, a dot, a gap, or nothing known."""
        token = self.tokens[place]
        inner = self.tokens[self._skip(place)]
        if inner.kind in ("dash", "dot"):
            return inner.kind
        return "gap" if token.kind == "filler" and not token.text.strip(" ") else ""

    def _after_dash(self, place: int) -> int:
        place = self._skip(place)
        return self._skip(place + 1) if self.tokens[place].kind in ("dash", "dot") else place
