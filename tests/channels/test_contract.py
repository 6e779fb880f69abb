"""What every driver of a channel must do, and how it says that something did not work."""

import asyncio
import logging
import time

import pytest

from bot.channel import Account, Command, Failure, FetchFailed, Made, Pushing, SendFailed, Sent, Standing
from bot.channels import CHANNELS
from bot.channels.telegram import channel
from handlers.messages import Button, Outgoing, Topic
from tests.channels.conftest import TOKEN

SECRET_WORDS = "我家门锁密码是1234"


async def fetched(place, after=None):
    return await place.channel.fetch(after, 0)


def opened(place, api=""):
    """Return another channel of the same driver."""
    return CHANNELS["telegram"](token=TOKEN, api=api or place.sandbox.url, driver=place.driver)


async def failure_of(sending):
    result = await sending
    assert isinstance(result, SendFailed)
    assert TOKEN not in result.detail
    assert SECRET_WORDS not in result.detail
    return result.failure


def shown(place, chat=None):
    return [one for one in place.sandbox.messages(place.wang if chat is None else chat) if one.is_bot]


async def test_updates_are_confirmed_only_by_the_next_position(place):
    place.sandbox.people.write(place.wang, "一")
    place.sandbox.people.write(place.wang, "二")
    first = await fetched(place)
    assert [place.channel.read(raw.body).text for raw in first] == ["一", "二"]
    assert [raw.key for raw in await fetched(place)] == [raw.key for raw in first]
    rest = await fetched(place, first[0].position)
    assert [place.channel.read(raw.body).text for raw in rest] == ["二"]
    assert await fetched(place, first[1].position) == []


async def test_updates_of_any_shape_hide_no_other(place):
    strange = [
        ("message", 7),
        ("of_2031", {"chat": {"id": place.group}}),
        ("message", {"date": "soon", "\ud800": [[]]}),
    ]
    for kind, content in strange:
        place.bot.updates.push(kind, content)
    place.sandbox.people.write(place.wang, "你好")
    *others, last = await fetched(place)
    assert [raw.body[kind] for raw, (kind, _) in zip(others, strange, strict=True)] == [
        each for _, each in strange
    ]
    assert place.channel.read(last.body).text == "你好"


async def test_raw_updates_name_key_and_lane(place):
    place.sandbox.people.write(place.wang, "你好", chat=place.group)
    (raw,) = await fetched(place)
    assert (raw.lane, raw.key) == (str(place.group), str(raw.position))


async def test_waiting_fetch_ends_when_something_comes(place):
    waiting = asyncio.create_task(place.channel.fetch(None, 5))
    place.sandbox.people.write(place.wang, "来了")
    assert len(await waiting) == 1


async def test_fetch_from_nowhere_was_not_sent(place):
    await place.sandbox.stop()
    with pytest.raises(FetchFailed) as failed:
        await fetched(place)
    assert failed.value.failure is Failure.not_sent
    assert TOKEN not in failed.value.detail


async def test_second_poller_is_told_of_the_conflict(place):
    place.sandbox.faults.add(
        "refuse",
        method="getUpdates",
        code=409,
        description="Conflict: terminated by other getUpdates request",
    )
    with pytest.raises(FetchFailed, match="terminated by other"):
        await fetched(place)


async def test_text_is_shown_and_its_id_returned(place):
    result = await place.channel.send(place.chat, Outgoing(text="您好"), None)
    (one,) = shown(place)
    assert one.text == "您好"
    assert result == Sent((str(one.id),))


async def test_words_of_others_never_become_links_mentions_or_commands(place):
    words = "@wangfang https://evil.example /start #x"
    text = f"业主😀：{words}"
    outgoing = Outgoing(text=text, verbatim=((text.index(words), len(text)),))
    await place.channel.send(place.chat, outgoing, None)
    (one,) = shown(place)
    assert one.marked("code") == [words]
    assert {entity["type"] for entity in one.entities} == {"code"}


async def test_several_lines_of_others_stay_words(place):
    words = "第一行 @wangfang\nhttps://evil.example"
    await place.channel.send(place.chat, Outgoing(text=words, verbatim=((0, len(words)),)), None)
    (one,) = shown(place)
    assert one.marked("pre") == [words]
    assert {entity["type"] for entity in one.entities} == {"pre"}


async def test_press_comes_in_and_is_answered(place):
    outgoing = Outgoing(text="单", buttons=((Button("接单", "token-1"),),))
    await place.channel.send(place.chat, outgoing, None)
    press = place.sandbox.people.press(place.wang, shown(place)[0].id, label="接单")
    (raw,) = await fetched(place)
    incoming = place.channel.read(raw.body)
    assert incoming.press.token == "token-1"
    assert await place.channel.answer_press(incoming.press.id, "已接单") == Sent(())
    assert place.sandbox.people.press_of(press).answer.text == "已接单"


async def test_open_reply_field_and_reply(place):
    asked = place.sandbox.people.write(place.wang, "x")
    await place.channel.send(place.chat, Outgoing(text="请说明", ask_reply=True), str(asked))
    (one,) = shown(place)
    assert one.reply_markup["force_reply"]
    assert one.reply_to == asked


async def test_reply_to_a_deleted_message_is_sent_as_it_is(place):
    asked = place.sandbox.people.write(place.wang, "x")
    place.sandbox.people.delete(place.wang, asked)
    assert isinstance(await place.channel.send(place.chat, Outgoing(text="好"), str(asked)), Sent)


async def test_edit_changes_text_and_buttons_and_equal_content_is_done(place):
    outgoing = Outgoing(text="一", buttons=((Button("a", "1"),),))
    sent = await place.channel.send(place.chat, outgoing, None)
    assert await place.channel.edit(place.chat, sent.messages[0], Outgoing(text="二")) == sent
    (one,) = shown(place)
    assert (one.text, one.buttons) == ("二", [])
    assert await place.channel.edit(place.chat, sent.messages[0], Outgoing(text="二")) == sent


async def test_messages_are_taken_away_and_those_that_are_gone_already_count_as_taken(place):
    sent = [await place.channel.send(place.chat, Outgoing(text=text), None) for text in "一二三"]
    first, second, third = (one.messages[0] for one in sent)
    assert await place.channel.delete(place.chat, [first, third]) == Sent((first, third))
    assert [one.text for one in shown(place)] == ["二"]
    assert await place.channel.delete(place.chat, [third, second]) == Sent((third, second))
    assert shown(place) == []


async def test_a_message_that_may_not_be_taken_away_any_more_is_a_permanent_failure(place):
    sent = await place.channel.send(place.chat, Outgoing(text="一"), None)
    refusal = "Bad Request: message can't be deleted for everyone"
    place.sandbox.faults.add("refuse", method="deleteMessage", description=refusal)
    assert await failure_of(place.channel.delete(place.chat, sent.messages)) is Failure.permanent


async def test_edit_of_what_is_not_there_is_gone(place):
    assert await failure_of(place.channel.edit(place.chat, "9999", Outgoing(text="x"))) is Failure.gone


async def received_photo(place, caption=""):
    place.sandbox.people.send(place.wang, "photo", caption=caption)
    batch = await fetched(place)
    return place.channel.read(batch[-1].body).media[0]


async def test_files_together_are_passed_on_as_one_album_with_its_words(place):
    files = (await received_photo(place), await received_photo(place))
    outgoing = Outgoing(text="厨房 3-2", media=files, verbatim=((3, 6),))
    result = await place.channel.send(str(place.group), outgoing, None)
    first, second = shown(place, place.group)
    assert result == Sent((str(first.id), str(second.id)))
    assert (first.media, first.text, second.media, second.text) == ("photo", "厨房 3-2", "photo", "")
    posted = place.sandbox.world.chat(place.group).messages
    assert len({posted[one.id].album for one in (first, second)} - {None}) == 1
    assert posted[first.id].content["caption_entities"] == [{"type": "code", "offset": 3, "length": 3}]


async def test_file_is_passed_on_by_its_name_with_caption(place):
    media = await received_photo(place)
    result = await place.channel.send(str(place.group), Outgoing(text="厨房", media=(media,)), None)
    (one,) = shown(place, place.group)
    assert (one.media, one.text) == ("photo", "厨房")
    assert (
        await place.channel.edit(str(place.group), result.messages[0], Outgoing(text="卧室", media=(media,)))
        == result
    )
    assert shown(place, place.group)[0].text == "卧室"


async def test_text_too_long_for_a_caption_is_refused_before_the_file_is_shown(place):
    media = await received_photo(place)
    outgoing = Outgoing(text="长" * 1025, media=(media,))
    assert await failure_of(place.channel.send(place.chat, outgoing, None)) is Failure.permanent
    assert shown(place) == []


def words():
    return Outgoing(text=SECRET_WORDS)


@pytest.mark.parametrize(
    ("fault", "failure", "arrived"),
    [
        ({"kind": "drop"}, Failure.unknown, False),
        ({"kind": "lose_answer"}, Failure.unknown, True),
        ({"kind": "bad_gateway"}, Failure.outage, False),
        ({"kind": "slow_down", "retry_after": 7}, Failure.slow_down, False),
        (
            {"kind": "refuse", "code": 413, "description": "Request Entity Too Large"},
            Failure.permanent,
            False,
        ),
        ({"kind": "refuse", "code": 500, "description": "Internal Server Error"}, Failure.outage, False),
        (
            {"kind": "refuse", "code": 403, "description": "Forbidden: user is deactivated"},
            Failure.unreachable,
            False,
        ),
        ({"kind": "refuse", "code": 401, "description": "Unauthorized"}, Failure.not_sent, False),
        ({"kind": "refuse", "description": "Bad Request: message can't be edited"}, Failure.gone, False),
        ({"kind": "refuse", "description": "Bad Request: not enough rights"}, Failure.permanent, False),
        (
            {
                "kind": "refuse",
                "description": "Bad Request: not enough rights to send text messages to the chat",
            },
            Failure.unreachable,
            False,
        ),
        (
            {"kind": "refuse", "description": "Bad Request: not enough rights to send photos to the chat"},
            Failure.permanent,
            False,
        ),
    ],
    ids=lambda value: "-".join(map(str, value.values())) if isinstance(value, dict) else None,
)
async def test_failure_says_what_may_have_happened(place, fault, failure, arrived):
    place.sandbox.faults.add(**fault)
    assert await failure_of(place.channel.send(place.chat, words(), None)) is failure
    assert bool(shown(place)) is arrived


async def answering(bytes_of_it):
    """Serve one answer, whatever is asked; return the server, its address and what it was asked for."""
    asked = []

    async def answer(reader, writer):
        asked.append((await reader.readline()).decode())
        writer.write(bytes_of_it)
        await writer.drain()
        writer.close()

    server = await asyncio.start_server(answer, "127.0.0.1", 0)
    return server, f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}", asked


@pytest.mark.parametrize(
    ("head", "body", "failure"),
    [
        ("200 OK", b"<html>welcome</html>", Failure.unknown),
        ("200 OK", b"[]", Failure.unknown),
        ("200 OK", b'{"ok":true}', Failure.unknown),
        ("200 OK", b'{"ok":true,"result":{"message_id":"x"}}', Failure.unknown),
        ("200 OK", b'{"ok":true,"result"', Failure.unknown),
        ("502 Bad Gateway", b"\xff\xfe\x80 \xbb", Failure.outage),
        ("302 Found\r\nLocation: http://127.0.0.1:1/login", b"", Failure.outage),
    ],
)
async def test_an_answer_that_nobody_can_read_leaves_open_what_happened(place, head, body, failure):
    answer = f"HTTP/1.1 {head}\r\nContent-Length: {len(body)}\r\nConnection: close\r\n\r\n".encode() + body
    server, url, _ = await answering(answer)
    other = opened(place, url)
    assert await failure_of(other.send(place.chat, words(), None)) is failure
    await other.close()
    server.close()


async def test_an_answer_that_breaks_off_leaves_open_what_happened(place):
    server, url, _ = await answering(b"HTTP/1.1 200 OK\r\nContent-Length: 900\r\n\r\n{")
    other = opened(place, url)
    assert await failure_of(other.send(place.chat, words(), None)) is Failure.unknown
    await other.close()
    server.close()


async def test_the_way_leads_through_the_proxy_of_the_environment(place, monkeypatch):
    server, url, asked = await answering(
        b'HTTP/1.1 200 OK\r\nContent-Length: 25\r\n\r\n{"ok":true,"result":true}'
    )
    monkeypatch.setenv("http_proxy", url)
    monkeypatch.delenv("no_proxy", raising=False)
    other = opened(place, "http://telegram.example")
    assert await other.answer_press("1", "") == Sent(())
    assert asked == [f"POST http://telegram.example/bot{TOKEN}/answerCallbackQuery HTTP/1.1\r\n"]
    await other.close()
    server.close()


async def test_a_poll_that_nobody_answers_ends(place, monkeypatch):
    monkeypatch.setattr(channel, "_POLL_SLACK_S", 0.05)
    place.sandbox.faults.add("delay", method="getUpdates", delay_s=0.3)
    with pytest.raises(FetchFailed, match="no answer within") as failed:
        await fetched(place)
    assert failed.value.failure is Failure.unknown


async def test_wish_to_slow_down_names_the_seconds(place):
    place.sandbox.faults.add("slow_down", retry_after=7)
    result = await place.channel.send(place.chat, words(), None)
    assert result.retry_after == 7


async def test_send_to_nowhere_was_not_sent(place):
    await place.sandbox.stop()
    assert await failure_of(place.channel.send(place.chat, words(), None)) is Failure.not_sent


async def test_person_who_blocked_or_never_started_is_unreachable(place):
    place.sandbox.people.block(place.wang)
    assert await failure_of(place.channel.send(place.chat, words(), None)) is Failure.unreachable
    assert await failure_of(place.channel.send(str(place.li), words(), None)) is Failure.unreachable


async def test_group_that_is_not_there_is_a_permanent_failure(place):
    assert await failure_of(place.channel.send("-100999", words(), None)) is Failure.permanent


async def test_upgraded_group_names_its_new_id(place):
    new = place.sandbox.groups.upgrade(place.group)
    result = await place.channel.send(str(place.group), words(), None)
    assert (result.failure, result.moved_to) == (Failure.moved, str(new))


async def test_what_no_message_can_hold_is_refused_without_asking(place):
    assert (
        await failure_of(place.channel.send(place.chat, Outgoing(text="x" * 4097), None)) is Failure.permanent
    )
    assert place.sandbox.called("sendMessage") == []


async def test_answer_to_an_unknown_press_is_a_quiet_failure(place):
    assert await failure_of(place.channel.answer_press("1", "x")) is Failure.permanent


async def test_typing_and_commands_are_shown(place):
    await place.channel.typing(place.chat)
    assert len(place.sandbox.called("sendChatAction", place.wang)) == 1
    await place.channel.publish_commands(
        {"": [Command("my", "我的报事")]}, {str(place.group): {"": [Command("help", "帮助")]}}
    )
    assert len(place.sandbox.called("setMyCommands")) == 2
    assert await place.channel.account() == str(place.bot.id)
    place.sandbox.people.write(place.wang, "/my@another_bot")
    (raw,) = await fetched(place)
    assert place.channel.read(raw.body).command is None


async def test_a_menu_of_private_chats_is_published_for_apps_of_its_language(place):
    await place.channel.publish_commands(
        {"": [Command("my", "我的报事")], "en": [Command("my", "My open matters")]}, {}
    )
    published = {language: menu[0]["description"] for (_, language), menu in place.bot.commands.items()}
    assert published == {"": "我的报事", "en": "My open matters"}
    assert all("all_private_chats" in scope for scope, _ in place.bot.commands)


async def examined(place, groups=None, people=(), watch_s=0.0):
    steps = []
    found = await place.channel.examine(groups or {}, people, watch_s=watch_s, asked=lambda: steps.append(1))
    everything = 2 + len(groups or {}) + sum(map(len, (groups or {}).values())) + len(people)
    assert len(steps) == (everything if isinstance(found.account, Account) else 1)
    assert place.sandbox.called("sendMessage") == []
    return found


async def test_an_account_is_known_by_its_name_and_what_it_hears(place):
    assert (await examined(place)).account == Account("desk_bot", False, Pushing(""), None, 0.0)
    place.bot.privacy = False
    assert (await examined(place)).account.hears_all


async def test_a_refused_account_is_asked_nothing_else(place):
    place.sandbox.faults.add("refuse", method="getMe", code=401, description="Unauthorized")
    found = await examined(place, {str(place.group): [place.chat]}, [place.chat])
    assert found.account == SendFailed(Failure.not_sent, found.account.detail)
    assert (found.groups, found.members, found.people) == ({}, {}, {})
    assert TOKEN not in found.account.detail


@pytest.mark.parametrize(("off_s", "least", "most"), [(0, 0, 0), (-90, -90, -88), (45, 43, 45)])
async def test_a_clock_that_differs_is_told_as_far_as_it_surely_does(place, off_s, least, most):
    place.sandbox.world.now = lambda: time.time() + off_s
    assert least <= (await examined(place)).account.clock_ahead_s <= most


async def test_updates_that_are_pushed_elsewhere_are_told(place):
    place.bot.webhook = {"url": "https://elsewhere.example/hook"}
    found = await examined(place, watch_s=5)
    assert found.account.pushing == Pushing("https://elsewhere.example/hook")
    assert found.account.fetched_elsewhere is None


async def test_updates_are_pushed_to_an_address_and_fetched_again_with_none_dropped(place):
    place.sandbox.people.write(place.wang, "一")
    secret = "s" * 16
    assert await place.channel.push_to("http://127.0.0.1:9/hook", secret) == Sent(())
    (call,) = place.sandbox.called("setWebhook")
    assert (call.params["secret_token"], call.params["max_connections"]) == (secret, "40")
    assert "chat_member" in call.params["allowed_updates"]
    assert "drop_pending_updates" not in call.params
    await place.sandbox.until(lambda: "last_error_date" in place.bot.webhook)
    told = await place.channel.pushing()
    assert (told.address, told.waiting, told.trouble) == ("http://127.0.0.1:9/hook", 1, "Connection refused")
    assert told.failed_at is not None
    assert await place.channel.push_nowhere() == Sent(())
    assert await place.channel.pushing() == Pushing("", 1)
    assert [place.channel.read(raw.body).text for raw in await fetched(place)] == ["一"]


async def test_pushed_update_is_the_same_as_a_fetched_one(place):
    place.sandbox.people.write(place.wang, "一")
    (raw,) = await fetched(place)
    assert place.channel.pushed(raw.body) == raw
    assert place.channel.pushed({}).key == place.channel.pushed({}).key != place.channel.pushed({"a": 1}).key


async def test_address_that_is_not_taken_is_told_without_its_secret(place):
    refused = await place.channel.push_to("http://example.com/hook", SECRET_WORDS)
    assert refused.failure is Failure.permanent
    assert SECRET_WORDS not in refused.detail


async def test_another_who_fetches_is_noticed_and_nothing_is_confirmed(place):
    place.sandbox.people.write(place.wang, "一")
    assert (await examined(place, watch_s=0.05)).account.fetched_elsewhere is False
    (raw,) = await fetched(place)
    other = opened(place)

    async def polls():
        while True:
            try:
                await other.fetch(raw.position, 5)
            except FetchFailed:
                await asyncio.sleep(0.05)

    polling = asyncio.create_task(polls())
    assert (await examined(place, watch_s=5)).account.fetched_elsewhere is True
    polling.cancel()
    await other.close()


async def test_rights_in_a_group_are_told(place):
    group = str(place.group)
    assert (await examined(place, {group: []})).groups == {group: Standing(True, True, None)}
    place.sandbox.groups.promote(place.group, place.bot.id, "administrator", without=["can_pin_messages"])
    assert (await examined(place, {group: []})).groups == {group: Standing(True, False, None)}
    place.sandbox.groups.promote(place.group, place.bot.id, "member")
    assert (await examined(place, {group: []})).groups == {group: Standing(False, False, None)}
    place.bot.privacy = False
    assert (await examined(place, {group: []})).groups == {group: Standing(True, False, None)}


async def test_a_forum_says_whether_topics_can_be_opened(place):
    forum = place.sandbox.add_group("论坛", forum=True, members=[place.wang, place.bot.id]).id
    assert (await examined(place, {str(forum): []})).groups[str(forum)].may_open_topics is True
    place.sandbox.groups.promote(forum, place.bot.id, "administrator", without=["can_manage_topics"])
    assert (await examined(place, {str(forum): []})).groups[str(forum)].may_open_topics is False


async def test_a_topic_is_opened_called_otherwise_closed_and_missed_when_it_is_gone(place):
    forum = place.sandbox.add_group("论坛", forum=True, members=[place.wang, place.bot.id])
    chat, channel = str(forum.id), place.channel
    (thread,) = (await channel.open_topic(chat, "007 待接")).messages
    (shown,) = (await channel.send(chat, Outgoing(text="卡片", thread=thread), None)).messages
    assert forum.messages[int(shown)].thread == int(thread)
    for topic in (
        Topic("007 王工", closed=False),
        Topic("007 已结案", closed=True),
        Topic("007 已结案", closed=True),
    ):
        assert await channel.change_topic(chat, thread, topic) == Sent((thread,))
    assert (forum.topics[int(thread)].name, forum.topics[int(thread)].closed) == ("007 已结案", True)
    del forum.topics[int(thread)]
    gone = [await channel.change_topic(chat, thread, Topic("x", closed=False))]
    gone.append(await channel.send(chat, Outgoing(text="又", thread=thread), None))
    assert [failed.failure for failed in gone] == [Failure.gone] * 2
    assert (await channel.open_topic(str(place.group), "x")).failure is Failure.permanent
    place.sandbox.groups.promote(forum.id, place.bot.id, "administrator", without=["can_manage_topics"])
    assert (await channel.open_topic(chat, "x")).failure is Failure.permanent


async def test_a_group_that_was_lost_or_moved_is_told_with_all_its_members(place):
    group, wang = str(place.group), place.chat
    new = place.sandbox.groups.upgrade(place.group)
    moved = (await examined(place, {group: [wang]})).groups[group]
    assert (moved.failure, moved.moved_to) == (Failure.moved, str(new))
    place.sandbox.groups.leave(new, place.bot.id, by=place.wang)
    found = await examined(place, {str(new): [wang], "-100999": []})
    assert found.groups[str(new)].failure is Failure.unreachable
    assert found.members[str(new), wang] == found.groups[str(new)]
    assert found.groups["-100999"].failure is Failure.permanent


async def test_members_are_told_from_strangers(place):
    group, wang, li = str(place.group), place.chat, str(place.li)
    found = await examined(place, {group: [wang, li, "77"]})
    assert found.members == {(group, wang): True, (group, li): False, (group, "77"): False}


async def test_people_who_started_are_told_from_those_who_did_not_or_blocked(place):
    li, stranger = str(place.li), "77"
    people = [place.chat, li, stranger]
    assert (await examined(place, people=people)).people == {place.chat: True, li: False, stranger: False}
    place.sandbox.people.block(place.wang)
    place.sandbox.people.start(place.li)
    assert (await examined(place, people=people)).people == {place.chat: False, li: True, stranger: False}


async def test_a_wish_to_slow_down_is_followed_once(place):
    place.sandbox.faults.add("slow_down", method="sendChatAction", retry_after=0)
    assert (await examined(place, people=[place.chat])).people == {place.chat: True}
    assert len(place.sandbox.called("sendChatAction")) == 2


async def test_one_person_has_a_menu_of_their_own_in_every_language(place):
    menus = {"": [Command("queue", "待接")], "en": [Command("queue", "Waiting")]}
    await place.channel.publish_commands({"": [Command("my", "我的报事")]}, {place.chat: menus})
    here = [key for key in place.bot.commands if place.chat in key[0]]
    assert sorted(language for _scope, language in here) == ["", "en"]


async def test_a_message_is_pinned_silently_where_the_bot_may_and_sent_all_the_same_where_not(place):
    place.sandbox.groups.promote(place.group, place.bot.id, "administrator", without=["can_pin_messages"])
    sent = await place.channel.send(str(place.group), Outgoing(text="待接0", pin=True), None)
    (board,) = [m for m in place.sandbox.messages(place.group) if m.text == "待接0"]
    assert (sent, board.pinned) == (Sent((str(board.id),)), False)
    place.sandbox.groups.promote(place.group, place.bot.id, "administrator")
    sent = await place.channel.send(str(place.group), Outgoing(text="待接1", pin=True), None)
    (board,) = [m for m in place.sandbox.messages(place.group) if m.text == "待接1"]
    assert (sent, board.pinned) == (Sent((str(board.id),)), True)
    assert place.sandbox.called("pinChatMessage", place.group)[-1].params["disable_notification"] == "true"


async def test_nothing_of_token_or_words_reaches_any_log(place, caplog):
    caplog.set_level(logging.DEBUG)
    for kind in ("drop", "lose_answer", "bad_gateway", "slow_down", "refuse"):
        place.sandbox.faults.add(kind)
        await place.channel.send(place.chat, words(), None)
    await place.channel.send(place.chat, words(), None)
    place.sandbox.faults.add("bad_gateway", method="getUpdates")
    with pytest.raises(FetchFailed):
        await fetched(place)
    # What the sandbox's own server says is not ours.
    mine = [
        record
        for record in caplog.records
        if not record.name.startswith(("aiohttp.access", "aiohttp.server"))
    ]
    told = "\n".join(record.getMessage() for record in mine)
    assert TOKEN not in told
    assert SECRET_WORDS not in told


async def test_unknown_driver_is_refused():
    with pytest.raises(ValueError, match="known"):
        CHANNELS["telegram"](token=TOKEN, api="http://127.0.0.1:1", driver="telepathy")


async def test_a_file_of_ours_is_shown_under_its_name_and_can_be_fetched_again(place):
    sent = await place.channel.send_made(place.chat, Made("007.docx", b"PK"), Outgoing(text="档案"), None)
    (one,) = shown(place)
    assert (sent, one.text, one.media) == (Sent((str(one.id),)), "档案", "document")
    (kept,) = place.sandbox.world.files.kept()
    assert (kept.name, await place.channel.download(kept.file_id)) == ("007.docx", b"PK")


async def test_a_file_that_is_too_big_or_gone_is_refused_for_good(place):
    too_big = place.sandbox.world.files.add("photo", b"x", size=30 * 1024 * 1024)
    for file in (too_big.file_id, "BQACAgIAAxkBAAInope"):
        assert await failure_of(place.channel.download(file)) is Failure.permanent
