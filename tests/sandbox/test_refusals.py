"""What Telegram refuses is refused here in its words."""

import json

import pytest

BUTTONS = {"inline_keyboard": [[{"text": "好", "callback_data": "1"}]]}
NOT_MODIFIED = (
    "Bad Request: message is not modified: specified new message content and reply markup are exactly the same "
    "as a current content and reply markup of the message"
)


async def test_tokens_methods_and_paths_nobody_knows_are_refused(place):
    for path, code, words in [
        ("bot999:unknown/getMe", 401, "Unauthorized"),
        ("botnonsense/getMe", 404, "Not Found"),
        (f"bot{place.bot.token}/getNothing", 404, "Not Found"),
        ("elsewhere", 404, "Not Found"),
    ]:
        async with place.session.get(f"{place.sandbox.url}/{path}") as answer:
            assert answer.status == code
            assert json.loads(await answer.read()) == {"ok": False, "error_code": code, "description": words}


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "message text is empty"),
        (" \n ", "text must be non-empty"),
        ("x" * 4097, "message is too long"),
        ("😀" * 2049, "message is too long"),
        ("a\ud800", "strings must be encoded in UTF-8"),
    ],
)
async def test_texts_that_cannot_be_sent_are_refused(place, text, words):
    assert await place.client.refused("sendMessage", chat_id=place.wang, text=text) == f"Bad Request: {words}"


async def test_the_longest_text_is_counted_after_its_tags(place):
    await place.client("sendMessage", chat_id=place.wang, text=f"<b>{'😀' * 2048}</b>", parse_mode="HTML")
    photo = place.sandbox.world.files.add("photo", b"x").file_id
    await place.client("sendPhoto", chat_id=place.wang, photo=photo, caption="水" * 1024)
    refused = await place.client.refused("sendPhoto", chat_id=place.wang, photo=photo, caption="水" * 1025)
    assert refused == "Bad Request: message caption is too long"


async def test_a_bot_may_not_write_first_nor_to_who_blocked_it(place):
    say = {"method": "sendMessage", "text": "x"}
    refused = await place.client.refused(**say, chat_id=place.li)
    assert refused == "Forbidden: bot can't initiate conversation with a user"
    place.people.block(place.wang)
    assert await place.client.refused(**say, chat_id=place.wang) == "Forbidden: bot was blocked by the user"
    place.people.start(place.wang)
    await place.client(**say, chat_id=place.wang)
    assert await place.client.refused(**say, chat_id=12345) == "Bad Request: chat not found"
    assert await place.client.refused(**say, chat_id="") == "Bad Request: chat_id is empty"
    place.sandbox.world.accounts[place.wang].deactivated = True
    assert await place.client.refused(**say, chat_id=place.wang) == "Forbidden: user is deactivated"


async def test_a_group_that_lost_the_bot_says_so(place):
    basic = place.sandbox.add_group("小群", kind="group", members=[place.wang, place.bot.id]).id
    place.groups.leave(basic, place.bot.id, by=place.wang)
    refused = await place.client.refused("sendMessage", chat_id=basic, text="x")
    assert refused == "Forbidden: bot was kicked from the group chat"
    await place.client("leaveChat", chat_id=place.group)
    refused = await place.client.refused("sendMessage", chat_id=place.group, text="x")
    assert refused == "Forbidden: bot is not a member of the supergroup chat"


async def test_an_upgraded_group_names_its_new_id(place):
    old = place.sandbox.add_group("小群", kind="group", members=[place.wang, place.bot.id]).id
    new = place.groups.upgrade(old)
    body = await place.client.raw("sendMessage", chat_id=old, text="x")
    assert body == {
        "ok": False,
        "error_code": 400,
        "description": "Bad Request: group chat was upgraded to a supergroup chat",
        "parameters": {"migrate_to_chat_id": new},
    }
    notices = [update["message"] for update in await place.client("getUpdates")]
    assert notices[0]["migrate_to_chat_id"] == new
    assert notices[1]["migrate_from_chat_id"] == old
    await place.client("sendMessage", chat_id=new, text="x")


async def test_edits_are_refused_when_nothing_changes_or_nothing_is_there(place):
    sent = await place.client("sendMessage", chat_id=place.wang, text="x", reply_markup=BUTTONS)
    at = {"chat_id": place.wang, "message_id": sent["message_id"]}
    edit = {"text": "<i></i>x", "parse_mode": "HTML", "reply_markup": BUTTONS}
    assert await place.client.refused("editMessageText", **at, **edit) == NOT_MODIFIED
    bare = await place.client("editMessageText", **at, text="x")
    assert "reply_markup" not in bare, "an edit without buttons takes them away"
    assert await place.client.refused("editMessageReplyMarkup", **at) == NOT_MODIFIED
    gone = at | {"message_id": 999}
    assert (
        await place.client.refused("editMessageText", **gone, text="y")
        == "Bad Request: message to edit not found"
    )
    own = place.people.write(place.wang, "hers")
    refused = await place.client.refused("editMessageText", chat_id=place.wang, message_id=own, text="y")
    assert refused == "Bad Request: message can't be edited"
    refused = await place.client.refused("editMessageCaption", **at, caption="y")
    assert refused == "Bad Request: there is no caption in the message to edit"


async def test_a_reply_to_nothing_is_refused_unless_that_is_allowed(place):
    say = {"chat_id": place.wang, "text": "x"}
    refused = await place.client.refused("sendMessage", **say, reply_parameters={"message_id": 99})
    assert refused == "Bad Request: message to be replied not found"
    lenient = {"message_id": 99, "allow_sending_without_reply": True}
    assert "reply_to_message" not in await place.client("sendMessage", **say, reply_parameters=lenient)


@pytest.mark.parametrize("data", ["", "x" * 65, "水" * 22])
async def test_callback_data_has_1_to_64_bytes(place, data):
    markup = {"inline_keyboard": [[{"text": "好", "callback_data": data}]]}
    refused = await place.client.refused("sendMessage", chat_id=place.wang, text="x", reply_markup=markup)
    assert refused == "Bad Request: BUTTON_DATA_INVALID"


async def test_buttons_and_markup_of_the_wrong_shape_are_refused(place):
    for markup, words in [
        ({"inline_keyboard": [[{"text": "好"}]]}, "Text buttons are unallowed in the inline keyboard"),
        ({"inline_keyboard": [[{"callback_data": "1"}]]}, 'Can\'t find field "text"'),
        ({"inline_keyboard": [[{"text": "x", "url": "nowhere"}]]}, "is invalid"),
        ([1], "object expected as reply markup"),
        ("{", "can't parse reply markup JSON object"),
    ]:
        assert words in await place.client.refused(
            "sendMessage", chat_id=place.wang, text="x", reply_markup=markup
        )


async def test_a_press_is_answered_once_and_in_time(place):
    too_old = "Bad Request: query is too old and response timeout expired or query ID is invalid"
    sent = await place.client("sendMessage", chat_id=place.wang, text="x", reply_markup=BUTTONS)
    press = place.people.press(place.wang, sent["message_id"], label="好")
    assert await place.client("answerCallbackQuery", callback_query_id=press, text="行") is True
    assert await place.client.refused("answerCallbackQuery", callback_query_id=press) == too_old
    assert await place.client.refused("answerCallbackQuery", callback_query_id="1") == too_old
    late = place.people.press(place.wang, sent["message_id"], data="1")
    place.sandbox.world.press_lifetime_s = -1.0
    assert await place.client.refused("answerCallbackQuery", callback_query_id=late) == too_old
    assert place.people.press_of(press).answer.text == "行"


async def test_files_are_refused_by_wrong_id_wrong_kind_and_size(place):
    send = {"chat_id": place.wang}
    refused = await place.client.refused("sendPhoto", **send, photo="abc")
    assert refused.startswith("Bad Request: wrong remote file identifier specified: ")
    voice = place.sandbox.world.files.add("voice", b"x", size=21 * 1024 * 1024).file_id
    refused = await place.client.refused("sendPhoto", **send, photo=voice)
    assert refused == "Bad Request: can't use file of type Voice as Photo"
    assert await place.client.refused("sendPhoto", **send) == "Bad Request: there is no photo in the request"
    assert await place.client.refused("getFile", file_id=voice) == "Bad Request: file is too big"


async def test_topics_need_a_forum_and_each_change_happens_once(place):
    refused = await place.client.refused("createForumTopic", chat_id=place.group, name="x")
    assert refused == "Bad Request: the chat is not a forum"
    forum = place.sandbox.add_group("论坛", forum=True, members=[place.wang, place.bot.id]).id
    topic = (await place.client("createForumTopic", chat_id=forum, name="漏水"))["message_thread_id"]
    at = {"chat_id": forum, "message_thread_id": topic}
    assert (await place.client("sendMessage", **at, text="x"))["is_topic_message"] is True
    await place.client("closeForumTopic", **at)
    assert await place.client.refused("closeForumTopic", **at) == "Bad Request: TOPIC_NOT_MODIFIED"
    await place.client("reopenForumTopic", **at)
    await place.client("deleteForumTopic", **at)
    assert (
        await place.client.refused("sendMessage", **at, text="x") == "Bad Request: message thread not found"
    )


async def test_commands_are_kept_per_scope_and_language(place):
    group = {"type": "chat", "chat_id": place.group}
    commands = [{"command": "list", "description": "工单"}]
    await place.client("setMyCommands", commands=commands, scope=group, language_code="zh")
    assert await place.client("getMyCommands", scope=group, language_code="zh") == commands
    assert await place.client("getMyCommands") == []
    await place.client("deleteMyCommands", scope=group, language_code="zh")
    assert await place.client("getMyCommands", scope=group, language_code="zh") == []
    bad = [{"command": "List", "description": "x"}]
    assert await place.client.refused("setMyCommands", commands=bad) == "Bad Request: BOT_COMMAND_INVALID"


@pytest.mark.parametrize(
    ("kinds", "words"),
    [
        ([], "there are no messages to send"),
        (["photo"] * 11, "too many messages to send as an album"),
        (["photo", "document"], "document can't be mixed with other media types"),
        (["video", "audio"], "audio can't be mixed with other media types"),
        (["photo", "voice"], "can't parse InputMedia: type must be one of photo, video, document, audio"),
        (["photo", "animation"], "can't parse InputMedia: type must be one of photo, video, document, audio"),
    ],
)
async def test_an_album_that_cannot_be_is_refused_whole(place, kinds, words):
    media = [{"type": kind, "media": place.sandbox.world.files.add(kind, b"x").file_id} for kind in kinds]
    refused = await place.client.refused("sendMediaGroup", chat_id=place.wang, media=media)
    assert refused == f"Bad Request: {words}"
    assert not [one for one in place.sandbox.messages(place.wang) if one.is_bot]
