"""Groups: who hears what, who comes and goes, what the service messages say."""

import pytest


async def heard(place):
    updates = await place.client("getUpdates", allowed_updates=["message", "my_chat_member", "chat_member"])
    place.bot.updates.drop()
    return updates


async def test_an_administrator_hears_everything_and_a_member_only_what_concerns_it(place):
    await heard(place)
    place.people.write(place.wang, "闲聊", chat=place.group)
    assert len(await heard(place)) == 1
    place.groups.promote(place.group, place.bot.id, "member")
    sent = await place.client("sendMessage", chat_id=place.group, text="x")
    await heard(place)
    for text in ("闲聊", "/list@other_bot", "见 @somebody"):
        place.people.write(place.wang, text, chat=place.group)
    assert await heard(place) == []
    place.people.write(place.wang, "/list", chat=place.group)
    place.people.write(place.wang, "/list@desk_bot", chat=place.group)
    place.people.write(place.wang, "问 @desk_bot", chat=place.group)
    place.people.write(place.wang, "答", chat=place.group, reply_to=sent["message_id"])
    assert len(await heard(place)) == 4


async def test_without_privacy_mode_a_member_hears_everything(place):
    place.groups.promote(place.group, place.bot.id, "member")
    place.bot.privacy = False
    place.bot.updates.drop()
    place.people.write(place.wang, "闲聊", chat=place.group)
    assert len(await heard(place)) == 1


async def test_people_coming_and_going_make_service_messages_and_member_updates(place):
    await heard(place)
    place.groups.join(place.group, place.li)
    member, notice = await heard(place)
    assert member["chat_member"]["new_chat_member"]["status"] == "member"
    assert notice["message"]["new_chat_members"][0]["id"] == place.li
    place.groups.leave(place.group, place.li, by=place.wang)
    notice, member = await heard(place)
    assert notice["message"]["left_chat_member"]["id"] == place.li
    assert member["chat_member"]["new_chat_member"]["status"] == "kicked"
    with pytest.raises(LookupError):
        place.people.write(place.li, "x", chat=place.group)


async def test_a_bot_is_told_of_its_own_membership(place):
    await heard(place)
    place.groups.leave(place.group, place.bot.id, by=place.wang)
    place.people.write(place.wang, "heimlich", chat=place.group)
    updates = await heard(place)
    assert [u["my_chat_member"]["new_chat_member"]["status"] for u in updates if "my_chat_member" in u] == [
        "kicked"
    ]
    place.groups.join(place.group, place.bot.id)
    updates = await heard(place)
    assert [next(k for k in u if k != "update_id") for u in updates] == ["my_chat_member", "message"]


async def test_blocking_and_coming_back_are_told_as_membership(place):
    place.people.block(place.wang)
    place.people.block(place.wang)
    place.people.start(place.wang)
    updates = await heard(place)
    statuses = [u["my_chat_member"]["new_chat_member"]["status"] for u in updates if "my_chat_member" in u]
    assert statuses == ["kicked", "member"]
    assert updates[-1]["message"]["text"] == "/start"
    assert updates[-1]["message"]["entities"] == [{"type": "bot_command", "offset": 0, "length": 6}]


async def test_bots_do_not_hear_each_other(place):
    other = place.sandbox.add_bot("1002:AAother")
    place.groups.join(place.group, other.id)
    other.updates.drop()
    await place.client("sendMessage", chat_id=place.group, text="x")
    assert other.updates.pending() == []


async def test_pins_members_and_administrators_can_be_read(place):
    sent = await place.client("sendMessage", chat_id=place.group, text="x")
    at = {"chat_id": place.group, "message_id": sent["message_id"]}
    await place.client("pinChatMessage", **at)
    assert (await place.client("getChat", chat_id=place.group))["pinned_message"]["text"] == "x"
    await place.client("unpinChatMessage", **at)
    assert "pinned_message" not in await place.client("getChat", chat_id=place.group)
    member = await place.client("getChatMember", chat_id=place.group, user_id=place.li)
    assert member["status"] == "left"
    admins = await place.client("getChatAdministrators", chat_id=place.group)
    assert {one["user"]["id"]: one["status"] for one in admins} == {
        place.wang: "creator",
        place.bot.id: "administrator",
    }


async def test_messages_can_be_forwarded_copied_and_deleted(place):
    own = place.people.send(place.wang, "voice", duration=7)
    source = {"from_chat_id": place.wang, "message_id": own}
    forwarded = await place.client("forwardMessage", chat_id=place.group, **source)
    assert forwarded["voice"]["duration"] == 7
    assert forwarded["forward_origin"]["sender_user"]["id"] == place.wang
    copy = await place.client("copyMessage", chat_id=place.group, **source, caption="留言")
    assert place.sandbox.messages(place.group)[-1].text == "留言"
    await place.client("deleteMessage", chat_id=place.group, message_id=copy["message_id"])
    again = await place.client.refused("deleteMessage", chat_id=place.group, message_id=copy["message_id"])
    assert again == "Bad Request: message to delete not found"


async def test_people_send_all_kinds_of_media(place):
    for kind in ("photo", "voice", "document", "video", "sticker"):
        place.people.send(place.wang, kind, name="x.bin" if kind == "document" else "")
    place.people.location(place.wang, 31.2, 121.5)
    place.people.contact(place.wang, "+8613800138000")
    place.people.album(place.wang, ["甲", "", ""])
    messages = [update["message"] for update in await place.client("getUpdates")]
    assert [next(k for k in m if k in {"photo", "voice", "document", "video", "sticker", "location", "contact"}) for m in messages] == [
        "photo", "voice", "document", "video", "sticker", "location", "contact", "photo", "photo", "photo",
    ]  # fmt: skip
    albums = [message.get("media_group_id") for message in messages]
    assert len(set(albums[-3:])) == 1
    assert albums[-1]
    assert albums[0] is None


async def test_an_administrator_without_a_right_is_refused_and_seen_without_it(place):
    sent = await place.client("sendMessage", chat_id=place.group, text="x")
    place.groups.promote(place.group, place.bot.id, "administrator", without=["can_pin_messages"])
    refused = await place.client.refused("pinChatMessage", chat_id=place.group, message_id=sent["message_id"])
    assert refused == "Bad Request: not enough rights to manage pinned messages in the chat"
    own = await place.client("getChatMember", chat_id=place.group, user_id=place.bot.id)
    assert (own["can_pin_messages"], own["can_manage_topics"]) == (False, True)
