"""Updates as Telegram sends them when people of the estate write and press: what mutations start from."""

from collections.abc import Callable
from random import Random
from typing import Any

from tests.simulate.estate import GROUPS, MANAGERS, STAFF
from tests.virtual.chats import Chats

Raw = dict[str, Any]

OWNERS = tuple(range(3001, 3031))
_WORDS = (
    *(
        "厨房水管漏水了",
        "客厅没电了",
        "着火了",
        "马桶堵了",
        "门锁坏了",
        "停车位怎么申请",
        "物业费怎么交",
        "保安态度太差",
    ),
    *(
        "在吗",
        "好了",
        "不用来了",
        "?",
        "谢谢",
        "还没来吗",
        "3-2-1501",
        "打电话给我",
        "13800000000",
        "👍",
        "help me",
    ),
)
_COMMANDS = (
    "/start",
    "/help",
    "/language",
    "/list",
    "/duty 王工 请假 今天",
    "/find 漏水",
    "/nothing",
    "/start@desk_bot",
)
_FILES = ("voice", "video", "audio", "document", "sticker", "animation", "video_note")


class People:
    """Writes for owners and staff, who see what the desk has shown them in `chats`."""

    def __init__(self, chance: Random, chats: Chats, now: Callable[[], float]) -> None:
        self._chance = chance
        self._chats = chats
        self._now = now
        self._messages = 0

    def update(self, number: int) -> Raw:
        """Return what somebody does next."""
        draw = self._chance.random()
        if draw < 0.2:
            pressed = self._press()
            if pressed is not None:
                return {"update_id": number, "callback_query": pressed}
        if draw < 0.28:
            return {"update_id": number, "edited_message": self._message() | {"edit_date": int(self._now())}}
        if draw < 0.31:
            return {"update_id": number, "my_chat_member": self._member()}
        return {"update_id": number, "message": self._message()}

    def _message(self) -> Raw:
        user, chat = self._place()
        self._messages += 1
        message: Raw = {
            "message_id": self._messages
            if self._chance.random() < 0.9
            else self._chance.randint(1, self._messages),
            "date": int(self._now()),
            "from": {"id": user, "is_bot": False, "first_name": f"人{user}", "language_code": "zh-hans"},
            "chat": chat,
            "text": self._chance.choice(_COMMANDS if self._chance.random() < 0.1 else _WORDS),
        }
        self._add(message)
        return message

    def _add(self, message: Raw) -> None:
        draw = self._chance.random()
        shown = self._chats.latest(str(message["chat"]["id"]))
        if draw < 0.2 and shown:
            message["reply_to_message"] = {
                "message_id": int(self._chance.choice(shown[-20:]).id),
                "date": 0,
                "chat": message["chat"],
            }
        elif draw < 0.3:
            message["caption"] = message.pop("text")
            message["photo"] = [{"file_id": "p", "file_unique_id": "p", "width": 90, "height": 90}]
            message["media_group_id"] = f"album {self._messages // 5}"
        elif draw < 0.4:
            message[self._chance.choice(_FILES)] = {"file_id": "f", "file_unique_id": "f"}
        elif draw < 0.43:
            message["location"] = {"latitude": 30.2, "longitude": 120.1}
        elif draw < 0.45:
            message["contact"] = {"phone_number": "13800000000", "first_name": "业主"}
        elif draw < 0.47:
            message["entities"] = [{"type": "bot_command", "offset": 0, "length": 5}]

    def _press(self) -> Raw | None:
        user, chat = self._place()
        cards = self._chats.pressable(str(chat["id"]))
        if not cards:
            return None
        card = self._chance.choice(cards[-20:])
        _, token = self._chance.choice(card.buttons)
        message = {"message_id": int(card.id), "date": int(card.at.timestamp()), "chat": chat}
        sender = {"id": user, "is_bot": False, "first_name": "x"}
        return {
            "id": f"q{self._chance.randrange(10**9)}",
            "from": sender,
            "message": message,
            "chat_instance": "1",
            "data": token,
        }

    def _member(self) -> Raw:
        user, chat = self._place()
        sender = {"id": user, "is_bot": False, "first_name": "x"}
        status = self._chance.choice(("member", "left", "kicked", "administrator", "restricted"))
        return {
            "chat": chat,
            "from": sender,
            "date": int(self._now()),
            "old_chat_member": {"status": "member", "user": sender},
            "new_chat_member": {"status": status, "user": sender},
        }

    def _place(self) -> tuple[int, Raw]:
        if self._chance.random() < 0.6:
            owner = self._chance.choice(OWNERS)
            return owner, {"id": owner, "type": "private"}
        user = int(self._chance.choice(list(STAFF)))
        if self._chance.random() < 0.2:
            return user, {"id": user, "type": "private"}
        return user, {"id": int(self._chance.choice((*GROUPS, MANAGERS))), "type": "supergroup", "title": "g"}
