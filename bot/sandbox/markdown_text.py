"""Reading parse_mode MarkdownV2 and the old Markdown: marks to entities."""

from dataclasses import dataclass

from bot.sandbox.entities import Entity, units
from bot.sandbox.html_text import unparsable
from bot.sandbox.links import checked, user_of

RESERVED = "_*[]()~`>#+-=|{}.!"
NAMES = {
    "bold": "Bold",
    "italic": "Italic",
    "underline": "Underline",
    "strikethrough": "Strikethrough",
    "spoiler": "Spoiler",
    "code": "Code",
    "pre": "Pre",
    "text_link": "TextUrl",
    "custom_emoji": "CustomEmoji",
    "blockquote": "BlockQuote",
}
# Longer marks first: `__` is underline before it is two italics.
MARKS = {
    "```": "pre",
    "__": "underline",
    "||": "spoiler",
    "![": "custom_emoji",
    "_": "italic",
    "*": "bold",
    "~": "strikethrough",
    "`": "code",
    "[": "text_link",
}
CLOSERS = {"text_link": "]", "custom_emoji": "]"} | {
    kind: mark for mark, kind in MARKS.items() if kind not in {"text_link", "custom_emoji"}
}


@dataclass(frozen=True, slots=True)
class OpenMark:
    kind: str
    argument: str
    offset: int
    begin: int
    piece: int


def parse_markdown_v2(source: str) -> tuple[str, list[Entity]]:
    return _Reader(source).read()


class _Reader:
    def __init__(self, source: str) -> None:
        self.source = source
        self.at = 0
        self.out: list[str] = []
        self.length = 0
        self.open: list[OpenMark] = []
        self.found: list[Entity] = []

    def read(self) -> tuple[str, list[Entity]]:
        while self.at < len(self.source):
            self._step()
        if self.open and self.open[-1].kind == "blockquote":
            self._finish(self.open.pop())
        if self.open:
            raise self._no_end(self.open[-1])
        return "".join(self.out), self.found

    def _step(self) -> None:
        character = self.source[self.at]
        follower = self.source[self.at + 1 : self.at + 2]
        top = self.open[-1] if self.open else None
        if character == "\\" and follower and follower <= "\x7e":
            self._put(follower)
            self.at += 2
        elif top is not None and self._closes(top):
            self._close(top)
        elif top is not None and top.kind in {"pre", "code"}:
            self._put(character)
            self.at += 1
        elif self._starts_line() and character == ">":
            self._quote()
        elif character in RESERVED:
            self._open()
        else:
            self._end_of_quote(character)
            self._put(character)
            self.at += 1

    def _put(self, piece: str) -> None:
        self.out.append(piece)
        self.length += units(piece)

    def _byte(self, place: int) -> int:
        return len(self.source[:place].encode("utf-8", "surrogatepass"))

    def _no_end(self, mark: OpenMark) -> Exception:
        return unparsable(
            f"Can't find end of {NAMES[mark.kind]} entity at byte offset {self._byte(mark.begin)}"
        )

    def _starts_line(self) -> bool:
        return self.at == 0 or self.source[self.at - 1] == "\n"

    def _quote(self) -> None:
        if not any(mark.kind == "blockquote" for mark in self.open):
            self.open.append(OpenMark("blockquote", "", self.length, self.at, len(self.out)))
        self.at += 1

    def _end_of_quote(self, character: str) -> None:
        """A line that does not begin with > ends the quotation before it."""
        if character != "\n" or self.source[self.at + 1 : self.at + 2] == ">":
            return
        if any(mark.kind == "blockquote" for mark in self.open):
            if self.open[-1].kind != "blockquote":
                raise self._no_end(self.open[-1])
            self._finish(self.open.pop())

    def _closes(self, top: OpenMark) -> bool:
        if top.kind == "blockquote":
            return False
        closer = CLOSERS[top.kind]
        if not self.source.startswith(closer, self.at):
            return False
        return top.kind != "italic" or not self.source.startswith("__", self.at)

    def _open(self) -> None:
        for mark, kind in MARKS.items():
            if self.source.startswith(mark, self.at):
                begin = self.at
                self.at += len(mark)
                argument = self._language() if kind == "pre" else ""
                self.open.append(OpenMark(kind, argument, self.length, begin, len(self.out)))
                return
        raise unparsable(
            f"Character '{self.source[self.at]}' is reserved and must be escaped with the preceding '\\'",
        )

    def _language(self) -> str:
        end = self.at
        while end < len(self.source) and not self.source[end].isspace() and self.source[end] != "`":
            end += 1
        language = ""
        if end < len(self.source) and self.source[end] != "`":
            language = self.source[self.at : end]
            self.at = end
        if self.source[self.at : self.at + 1] == "\n":
            self.at += 1
        return language

    def _close(self, top: OpenMark) -> None:
        self.open.pop()
        self.at += len(CLOSERS[top.kind])
        if top.kind in {"text_link", "custom_emoji"}:
            link = self._address("".join(self.out[top.piece :]))
            self._finish(OpenMark(top.kind, link, top.offset, top.begin, top.piece))
        else:
            self._finish(top)

    def _address(self, shown: str) -> str:
        if self.source[self.at : self.at + 1] != "(":
            return shown
        self.at += 1
        begin, link = self.at, ""
        while self.at < len(self.source) and self.source[self.at] != ")":
            if self.source[self.at] == "\\" and self.at + 1 < len(self.source):
                self.at += 1
            link += self.source[self.at]
            self.at += 1
        if self.at >= len(self.source):
            raise unparsable(f"Can't find end of a URL at byte offset {self._byte(begin)}")
        self.at += 1
        return link

    def _finish(self, mark: OpenMark) -> None:
        length = self.length - mark.offset
        if length == 0:
            return
        if mark.kind == "text_link":
            self.found.extend(link_entity(mark.argument, mark.offset, length))
        elif mark.kind == "custom_emoji":
            number = mark.argument.removeprefix("tg://emoji?id=")
            if not number.isdigit():
                raise unparsable("Custom emoji entity must contain a tg://emoji URL")
            self.found.append(Entity("custom_emoji", mark.offset, length, {"custom_emoji_id": number}))
        else:
            extra = {"language": mark.argument} if mark.argument else {}
            self.found.append(Entity(mark.kind, mark.offset, length, extra))


def link_entity(link: str, offset: int, length: int) -> list[Entity]:
    """Return a mention for tg://user, a link for an address, nothing for what is none."""
    user = user_of(link)
    if user is not None:
        return [Entity("text_mention", offset, length, {"user": {"id": user}})]
    return [Entity("text_link", offset, length, {"url": checked(link)})] if checked(link) else []


def parse_markdown(source: str) -> tuple[str, list[Entity]]:
    """Read the old Markdown: no nesting, marks `_ * ` [`, an escape only before one of them."""
    out: list[str] = []
    found: list[Entity] = []
    at = length = 0
    while at < len(source):
        character = source[at]
        if character == "\\" and source[at + 1 : at + 2] and source[at + 1] in "_*`[":
            out.append(source[at + 1])
            at, length = at + 2, length + 1
        elif character not in "_*`[":
            out.append(character)
            at, length = at + 1, length + units(character)
        else:
            piece, entities, at = _old_mark(source, at, length)
            out.append(piece)
            found.extend(entities)
            length += units(piece)
    return "".join(out), found


def _old_mark(source: str, begin: int, offset: int) -> tuple[str, list[Entity], int]:
    mark = "```" if source.startswith("```", begin) else source[begin]
    start = begin + len(mark)
    end = source.find("]" if mark == "[" else mark, start)
    if end < 0:
        place = len(source[:begin].encode("utf-8", "surrogatepass"))
        raise unparsable(f"Can't find end of the entity starting at byte offset {place}")
    shown, after = source[start:end], end + len(mark)
    if mark == "[":
        link = shown
        if source[after : after + 1] == "(" and source.find(")", after) >= 0:
            close = source.find(")", after)
            link, after = source[after + 1 : close], close + 1
        return shown, link_entity(link, offset, units(shown)) if shown else [], after
    kind = {"_": "italic", "*": "bold", "`": "code", "```": "pre"}[mark]
    extra: dict[str, str] = {}
    if kind == "pre":
        first, newline, rest = shown.partition("\n")
        if newline and not first.strip(" "):
            shown = rest
        elif newline and first.isalnum():
            shown, extra = rest, {"language": first}
    return shown, [Entity(kind, offset, units(shown), extra)] if shown else [], after
