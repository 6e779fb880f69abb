"""Reading parse_mode HTML: tags to entities, with the server's words for what is wrong."""

from dataclasses import dataclass

from bot.sandbox.entities import Entity, units
from bot.sandbox.errors import ApiError, bad_request
from bot.sandbox.links import checked, user_of

STYLE_OF = {
    "b": "bold",
    "strong": "bold",
    "i": "italic",
    "em": "italic",
    "u": "underline",
    "ins": "underline",
    "s": "strikethrough",
    "strike": "strikethrough",
    "del": "strikethrough",
    "tg-spoiler": "spoiler",
    "span": "spoiler",
    "blockquote": "blockquote",
}
TAGS = STYLE_OF.keys() | {"a", "pre", "code", "tg-emoji"}
NAMED = {"lt": "<", "gt": ">", "amp": "&", "quot": '"'}
# The server reads a C string: its closing zero counts as a space there.
SPACES = " \t\r\n\0\x0b"
END = "\0"


@dataclass(frozen=True, slots=True)
class OpenTag:
    name: str
    argument: str
    offset: int
    piece: int


def unparsable(reason: str) -> ApiError:
    return bad_request(f"can't parse entities: {reason}")


def parse_html(source: str) -> tuple[str, list[Entity]]:
    return _Reader(source).read()


class _Reader:
    def __init__(self, source: str) -> None:
        self.source = source
        self.at = 0
        self.out: list[str] = []
        self.length = 0
        self.open: list[OpenTag] = []
        self.found: list[Entity] = []

    def read(self) -> tuple[str, list[Entity]]:
        while self.at < len(self.source):
            character = self.source[self.at]
            if character == "&":
                self._put(self._reference())
            elif character == "<":
                self._tag()
            else:
                self._put(character)
                self.at += 1
        if self.open:
            raise unparsable(f'Can\'t find end tag corresponding to start tag "{self.open[-1].name}"')
        text = "".join(self.out)
        if any("\ud800" <= character <= "\udfff" for character in text):
            raise unparsable(
                "Text contains invalid Unicode characters after decoding HTML entities, "
                "check for unmatched surrogate code units",
            )
        return text, self.found

    def _put(self, piece: str) -> None:
        self.out.append(piece)
        self.length += units(piece)

    def _peek(self, ahead: int = 0) -> str:
        place = self.at + ahead
        return self.source[place] if place < len(self.source) else END

    def _byte(self, place: int) -> int:
        return len(self.source[:place].encode("utf-8", "surrogatepass"))

    def _reference(self) -> str:
        """Read a character reference; what is none stays as it is written."""
        end = self.at + 1
        if self._peek(1) == "#":
            hexadecimal = self._peek(2) == "x"
            digits = "0123456789abcdefABCDEF" if hexadecimal else "0123456789"
            start = end = self.at + (3 if hexadecimal else 2)
            while end < len(self.source) and self.source[end] in digits:
                end += 1
            code = int(self.source[start:end] or "0", 16 if hexadecimal else 10) if end - start < 9 else 0
            decoded = chr(code) if 0 < code < 0x10FFFF and end - self.at < 10 else ""
        else:
            while end < len(self.source) and self.source[end].isascii() and self.source[end].isalpha():
                end += 1
            decoded = NAMED.get(self.source[self.at + 1 : end], "")
        if not decoded:
            self.at += 1
            return "&"
        self.at = end + 1 if self.source[end : end + 1] == ";" else end
        return decoded

    def _tag(self) -> None:
        begin = self.at
        self.at += 1
        if self._peek() == "/":
            self._close(begin)
        else:
            self._open(begin)
        self.at += 1

    def _word(self, stops: str) -> str:
        start = self.at
        while self._peek() not in SPACES and self._peek() not in stops:
            self.at += 1
        return self.source[start : self.at]

    def _skip_spaces(self) -> None:
        while self._peek() != END and self._peek() in SPACES:
            self.at += 1

    def _open(self, begin: int) -> None:
        name = self._word(">").lower()
        if self._peek() == END:
            raise unparsable(f"Unclosed start tag at byte offset {self._byte(begin)}")
        if name not in TAGS:
            raise unparsable(f'Unsupported start tag "{name}" at byte offset {self._byte(begin)}')
        argument = ""
        while True:
            self._skip_spaces()
            if self._peek() == ">":
                break
            argument = self._argument(name, *self._attribute(name, begin)) or argument
        if name == "span" and argument != "spoiler":
            raise unparsable(f'Tag "span" must have class "tg-spoiler" at byte offset {self._byte(begin)}')
        self.open.append(OpenTag(name, argument, self.length, len(self.out)))

    def _attribute(self, tag: str, begin: int) -> tuple[str, str]:
        name = self._word("=>")
        if not name:
            raise unparsable(f'Empty attribute name in the tag "{tag}" at byte offset {self._byte(begin)}')
        self._skip_spaces()
        if self._peek() != "=":
            if self._peek() == END:
                raise unparsable(f'Unclosed start tag "{tag}" at byte offset {self._byte(begin)}')
            return name, name
        self.at += 1
        self._skip_spaces()
        if self._peek() == END:
            raise unparsable(f'Unclosed start tag "{tag}" at byte offset {self._byte(begin)}')
        value = self._quoted(self._peek()) if self._peek() in "'\"" else self._token()
        if self._peek() == END:
            raise unparsable(f"Unclosed start tag at byte offset {self._byte(begin)}")
        return name, value

    def _token(self) -> str:
        start = self.at
        while self._peek().isascii() and (self._peek().isalnum() or self._peek() in ".-"):
            self.at += 1
        if self._peek() not in SPACES and self._peek() != ">":
            raise unparsable(f"Unexpected end of name token at byte offset {self._byte(start)}")
        return self.source[start : self.at].lower()

    def _quoted(self, quote: str) -> str:
        self.at += 1
        value = ""
        while self._peek() not in (quote, END):
            if self._peek() == "&":
                value += self._reference()
            else:
                value += self._peek()
                self.at += 1
        if self._peek() == quote:
            self.at += 1
        return value

    @staticmethod
    def _argument(tag: str, name: str, value: str) -> str:
        if (tag, name) in {("a", "href"), ("tg-emoji", "emoji-id"), ("blockquote", "expandable")}:
            return value
        if (tag, name) == ("code", "class") and value.startswith("language-"):
            return value.removeprefix("language-")
        if (tag, name) == ("span", "class") and value.startswith("tg-"):
            return value.removeprefix("tg-")
        return ""

    def _close(self, begin: int) -> None:
        if not self.open:
            raise unparsable(f"Unexpected end tag at byte offset {self._byte(begin)}")
        self.at += 1
        name = self._word(">").lower()
        self._skip_spaces()
        if self._peek() != ">":
            raise unparsable(f"Unclosed end tag at byte offset {self._byte(begin)}")
        tag = self.open[-1]
        if name and name != tag.name:
            raise unparsable(
                f"Unmatched end tag at byte offset {self._byte(begin)}, "
                f'expected "</{tag.name}>", found "</{name}>"',
            )
        self.open.pop()
        if self.length > tag.offset:
            self._finish(tag)

    def _finish(self, tag: OpenTag) -> None:
        offset, length = tag.offset, self.length - tag.offset
        if tag.name == "a":
            self._link(tag, offset, length)
        elif tag.name == "tg-emoji":
            if not tag.argument.isdigit():
                raise unparsable("Invalid custom emoji identifier specified")
            self.found.append(Entity("custom_emoji", offset, length, {"custom_emoji_id": tag.argument}))
        elif tag.name in {"pre", "code"}:
            self._code(tag, offset, length)
        elif tag.name == "blockquote" and tag.argument:
            self.found.append(Entity("expandable_blockquote", offset, length))
        else:
            self.found.append(Entity(STYLE_OF[tag.name], offset, length))

    def _link(self, tag: OpenTag, offset: int, length: int) -> None:
        link = tag.argument or "".join(self.out[tag.piece :])
        user = user_of(link)
        if user is not None:
            self.found.append(Entity("text_mention", offset, length, {"user": {"id": user}}))
        elif checked(link):
            self.found.append(Entity("text_link", offset, length, {"url": checked(link)}))

    def _code(self, tag: OpenTag, offset: int, length: int) -> None:
        """A <code class="language-…"> that fills a <pre>, or the other way round, names its language."""
        last = self.found[-1] if self.found else None
        same = last is not None and (last.offset, last.length) == (offset, length)
        if same and last is not None and {last.kind, tag.name} == {"pre", "code"}:
            language = tag.argument or last.extra.get("language", "")
            if language:
                self.found[-1] = Entity("pre", offset, length, {"language": language})
                return
        extra = {"language": tag.argument} if tag.argument else {}
        self.found.append(Entity(tag.name, offset, length, extra))
