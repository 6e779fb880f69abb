"""Where a key stands in a TOML file: tomllib reads values, but forgets lines."""

import re
from collections.abc import Callable, Mapping

Place = tuple[str | int, ...]

_BARE = re.compile(r"[A-Za-z0-9_-]+")
_ESCAPED = re.compile(r"\\(?:u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})|(.))")
_QUOTES = ('"""', "'''", '"', "'")
_CONTROLS = {"b": "\b", "t": "\t", "n": "\n", "f": "\f", "r": "\r"}


def lines(text: str) -> dict[Place, int]:
    """Return the line, from 1, of every table and key; the text must be valid TOML.

    Items of arrays have their number in the place: `("estates", 0, "staff", 2, "role")`.
    """
    return _Scanner(text).scan()


def line_of(known: Mapping[Place, int], place: Place) -> int:
    """Return the line of the place, or of the nearest table around it that is written in the file."""
    while place and place not in known:
        place = place[:-1]
    return known.get(place, 1)


class _Scanner:
    """Walks over the text once; `at` is the position of the next character."""

    def __init__(self, text: str) -> None:
        self.text = text.replace("\r\n", "\n")
        self.at = 0
        self.found: dict[Place, int] = {}
        self.sizes: dict[Place, int] = {}

    def scan(self) -> dict[Place, int]:
        table: Place = ()
        while self._skip(" \t\n") and self.at < len(self.text):
            if self._takes("[["):
                table = self._header("]]", self._next_item)
            elif self._takes("["):
                table = self._header("]", self._inside_items)
            else:
                self._pair(table)
        return self.found

    def _header(self, closing: str, resolve: Callable[[list[str]], Place]) -> Place:
        self._skip(" \t")
        place = resolve(self._key())
        self._note(place)
        self._skip(" \t")
        self._takes(closing)
        return place

    def _next_item(self, key: list[str]) -> Place:
        array = (*self._inside_items(key[:-1]), key[-1])
        self._note(array)
        return self._item(array)

    def _inside_items(self, key: list[str]) -> Place:
        """Follow a dotted header: a name that is an array of tables means its latest item."""
        place: Place = ()
        for name in key:
            place = (*place, name)
            if place in self.sizes:
                place = (*place, self.sizes[place] - 1)
        return place

    def _item(self, array: Place) -> Place:
        number = self.sizes.get(array, 0)
        self.sizes[array] = number + 1
        return (*array, number)

    def _pair(self, table: Place) -> None:
        start = self.at
        place = table
        for name in self._key():
            place = (*place, name)
            self._note(place, start)
        self._skip(" \t")
        self._takes("=")
        self._skip(" \t")
        self._value(place)

    def _key(self) -> list[str]:
        names = [self._name()]
        while self._skip(" \t") and self._takes("."):
            self._skip(" \t")
            names.append(self._name())
        return names

    def _name(self) -> str:
        bare = _BARE.match(self.text, self.at)
        if bare:
            self.at = bare.end()
            return bare.group()
        return self._string()

    def _value(self, place: Place) -> None:
        if self.text.startswith(_QUOTES, self.at):
            self._string()
        elif self._takes("["):
            self._array(place)
        elif self._takes("{"):
            self._inline_table(place)
        else:
            while self.at < len(self.text) and self.text[self.at] not in ",]}#\n":
                self.at += 1

    def _array(self, place: Place) -> None:
        while self._skip(" \t\n,") and not self._takes("]"):
            item = self._item(place)
            self._note(item)
            self._value(item)

    def _inline_table(self, place: Place) -> None:
        while self._skip(" \t\n,") and not self._takes("}"):
            self._pair(place)

    def _string(self) -> str:
        quote = next(quote for quote in _QUOTES if self._takes(quote))
        start = self.at
        while not self.text.startswith(quote, self.at):
            self.at += 2 if self.text[self.at] == "\\" and quote[0] == '"' else 1
        value = self.text[start : self.at]
        self.at += len(quote)
        while len(quote) == 3 and self._takes(quote[0]):  # up to two quotes may end a long string
            pass
        return _ESCAPED.sub(_unescape, value) if quote[0] == '"' else value

    def _skip(self, blanks: str) -> bool:
        """Pass over blanks and comments; always true, so that it can stand in a condition."""
        while self.at < len(self.text) and (self.text[self.at] in blanks or self.text[self.at] == "#"):
            if self.text[self.at] == "#":
                end = self.text.find("\n", self.at)
                self.at = len(self.text) if end < 0 else end
                if "\n" not in blanks:
                    return True
            else:
                self.at += 1
        return True

    def _takes(self, mark: str) -> bool:
        if not self.text.startswith(mark, self.at):
            return False
        self.at += len(mark)
        return True

    def _note(self, place: Place, at: int | None = None) -> None:
        self.found.setdefault(place, self.text.count("\n", 0, self.at if at is None else at) + 1)


def _unescape(match: re.Match[str]) -> str:
    short, long, letter = match.groups()
    if letter:
        return _CONTROLS.get(letter, letter)
    return chr(int(short or long, 16))
