"""Reply markup: inline buttons, keyboards, forced replies; refused in the server's words."""

from typing import Any

from bot.sandbox.errors import bad_request
from bot.sandbox.links import checked
from bot.sandbox.params import Params

ACTIONS = [
    "callback_data",
    "url",
    "web_app",
    "login_url",
    "switch_inline_query",
    "switch_inline_query_current_chat",
    "switch_inline_query_chosen_chat",
    "copy_text",
    "callback_game",
    "pay",
]
LONGEST_DATA = 64
MOST_BUTTONS = 100


def read_markup(params: Params) -> dict[str, Any] | None:
    """Return the reply markup as it is stored; an empty inline keyboard is none."""
    shape = params.structure("reply_markup")
    if shape is None:
        return None
    if not isinstance(shape, dict):
        raise bad_request("object expected as reply markup")
    if "inline_keyboard" in shape:
        return _inline(shape["inline_keyboard"])
    if "keyboard" in shape:
        return _keyboard(shape)
    if shape.get("remove_keyboard") or shape.get("force_reply"):
        return shape
    return None


def _inline(rows: Any) -> dict[str, Any] | None:
    if not isinstance(rows, list):
        raise bad_request('field "inline_keyboard" of the InlineKeyboardMarkup must be an Array of Arrays')
    kept = []
    for row in rows:
        if not isinstance(row, list):
            raise bad_request(
                'field "inline_keyboard" of the InlineKeyboardMarkup must be an Array of Arrays'
            )
        kept.append([_button(button) for button in row])
    kept = [row for row in kept if row]
    if sum(len(row) for row in kept) > MOST_BUTTONS:
        raise bad_request("reply markup is too long")
    return {"inline_keyboard": kept} if kept else None


def _button(button: Any) -> dict[str, Any]:
    if not isinstance(button, dict):
        raise bad_request("can't parse inline keyboard button: InlineKeyboardButton must be an Object")
    text = button.get("text")
    if not isinstance(text, str):
        raise bad_request("can't parse inline keyboard button: Can't find field \"text\"")
    if not text.strip():
        raise bad_request("inline keyboard button text must be non-empty")
    actions = [action for action in ACTIONS if action in button]
    if not actions:
        raise bad_request(
            "can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard",
        )
    if actions[0] == "callback_data":
        data = button["callback_data"]
        if not isinstance(data, str) or not 1 <= len(data.encode()) <= LONGEST_DATA:
            raise bad_request("BUTTON_DATA_INVALID")
    if actions[0] == "url":
        return {"text": text, "url": _link(str(button["url"]))}
    return {"text": text, actions[0]: button[actions[0]]}


def _link(link: str) -> str:
    stored = checked(link)
    if not stored:
        raise bad_request(f"inline keyboard button URL '{link}' is invalid: Wrong HTTP URL")
    return stored


def _keyboard(shape: dict[str, Any]) -> dict[str, Any]:
    rows = shape["keyboard"]
    if not isinstance(rows, list) or not all(isinstance(row, list) for row in rows):
        raise bad_request('field "keyboard" of the ReplyKeyboardMarkup must be an Array of Arrays')
    kept = [[{"text": button} if isinstance(button, str) else button for button in row] for row in rows]
    for row in kept:
        for button in row:
            if not isinstance(button, dict) or not isinstance(button.get("text"), str):
                raise bad_request("can't parse keyboard button: Can't find field \"text\"")
    return shape | {"keyboard": kept}
