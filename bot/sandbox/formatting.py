"""From what a bot sends (text, parse_mode, entities) to the text and entities that are stored."""

from collections.abc import Mapping
from typing import Any

from bot.sandbox.accounts import Account
from bot.sandbox.detect import detect
from bot.sandbox.entities import Entity, nest, read_entities, trim, units
from bot.sandbox.errors import bad_request
from bot.sandbox.html_text import parse_html
from bot.sandbox.markdown_text import parse_markdown, parse_markdown_v2

LONGEST_TEXT = 4096
LONGEST_CAPTION = 1024
CONTROL = {code: " " for code in range(32) if code not in {9, 10}} | {13: ""}


def formatted(
    text: str,
    parse_mode: str,
    entities: Any,
    accounts: Mapping[int, Account],
) -> tuple[str, list[dict[str, Any]]]:
    """Return the text as it is stored, with its entities as the Bot API shows them."""
    mode = parse_mode.lower()
    if mode in {"", "none"}:
        found = read_entities(entities, text) if entities is not None else []
    elif mode == "html":
        text, found = parse_html(text)
    elif mode == "markdownv2":
        text, found = parse_markdown_v2(text)
    elif mode == "markdown":
        text, found = parse_markdown(text)
    else:
        raise bad_request("unsupported parse_mode")
    text, found = clean(text, found)
    explicit = [entity for known in (_known(entity, accounts) for entity in found) for entity in known]
    return text, [entity.to_json() for entity in nest([*explicit, *detect(text, explicit)])]


def clean(text: str, entities: list[Entity]) -> tuple[str, list[Entity]]:
    """Drop carriage returns, blank out control characters, strip white space around the text."""
    if "\r" not in text:
        return trim(text.translate(CONTROL), entities)
    kept = [0]
    for character in text:
        kept.extend([kept[-1] + (character != "\r")] + ([kept[-1] + 2] if character > "\uffff" else []))
    moved = [
        Entity(e.kind, kept[e.offset], kept[e.end] - kept[e.offset], e.extra)
        for e in entities
        if e.end < len(kept)
    ]
    return trim(text.translate(CONTROL), moved)


def _known(entity: Entity, accounts: Mapping[int, Account]) -> list[Entity]:
    """A mention needs somebody who exists; without that the text stays plain."""
    if entity.kind != "text_mention":
        return [entity]
    user = entity.extra.get("user")
    account = accounts.get(int(user.get("id", 0))) if isinstance(user, dict) else None
    if account is None:
        return []
    return [Entity(entity.kind, entity.offset, entity.length, {"user": account.to_json()})]


def check_text(text: str) -> None:
    if not text:
        raise bad_request("text must be non-empty")
    if units(text) > LONGEST_TEXT:
        raise bad_request("message is too long")


def check_caption(text: str) -> None:
    if units(text) > LONGEST_CAPTION:
        raise bad_request("message caption is too long")
