"""A plain aiogram bot, written as its documentation shows, lives against the sandbox."""

import asyncio
from collections.abc import AsyncIterator

import pytest
from aiogram import Bot, Dispatcher, F
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.filters import Command, CommandObject, CommandStart
from aiogram.types import (
    BotCommand,
    BotCommandScopeChat,
    BufferedInputFile,
    CallbackQuery,
    ChatMemberUpdated,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InputMediaPhoto,
    Message,
    ReactionTypeEmoji,
)

from bot.sandbox.files import PIXEL
from bot.sandbox.server import Sandbox

TOKEN = "3003:AAaiogram"


async def start(message: Message, command: CommandObject) -> None:
    keyboard = InlineKeyboardMarkup(
        inline_keyboard=[[InlineKeyboardButton(text="抢单", callback_data="claim:1")]]
    )
    await message.answer(f"*你好* {command.args or ''}", parse_mode="MarkdownV2", reply_markup=keyboard)


async def claim(query: CallbackQuery) -> None:
    await query.answer("已抢到", show_alert=True)
    await query.message.edit_text(f"{query.from_user.first_name} 处理中", reply_markup=None)


async def photo(message: Message, bot: Bot) -> None:
    content = await bot.download(message.photo[-1])
    await message.reply_photo(BufferedInputFile(content.read(), "copy.png"), caption="收到")
    await message.copy_to(message.chat.id)
    await message.react([ReactionTypeEmoji(emoji="👍")])


async def facts(message: Message, bot: Bot) -> None:
    chat = await bot.get_chat(message.chat.id)
    admins = await bot.get_chat_administrators(message.chat.id)
    await bot.set_my_commands(
        [BotCommand(command="list", description="工单")],
        scope=BotCommandScopeChat(chat_id=chat.id),
    )
    files = [InputMediaPhoto(media=BufferedInputFile(PIXEL, f"{name}.png"), caption=name) for name in "甲乙"]
    await message.answer_media_group(files)
    await message.answer(f"{chat.title} {len(admins)}")


async def echo(message: Message) -> None:
    await message.reply(message.text)


async def edited(message: Message) -> None:
    await message.answer(f"改成了 {message.text}")


async def joined(event: ChatMemberUpdated, bot: Bot) -> None:
    await bot.send_message(
        event.chat.id, f"{event.new_chat_member.user.first_name} {event.new_chat_member.status}"
    )


@pytest.fixture
async def bot(sandbox: Sandbox) -> AsyncIterator[Bot]:
    sandbox.add_bot(TOKEN, username="aiogram_bot")
    session = AiohttpSession(api=TelegramAPIServer.from_base(sandbox.url))
    dispatcher = Dispatcher()
    dispatcher.message(CommandStart())(start)
    dispatcher.message(Command("facts"))(facts)
    dispatcher.message(F.photo)(photo)
    dispatcher.message(F.text)(echo)
    dispatcher.edited_message()(edited)
    dispatcher.callback_query(F.data == "claim:1")(claim)
    dispatcher.chat_member()(joined)
    async with Bot(TOKEN, session=session) as bot:
        polling = asyncio.create_task(dispatcher.start_polling(bot, handle_signals=False, polling_timeout=2))
        yield bot
        await dispatcher.stop_polling()
        await polling


async def test_commands_buttons_and_edits_of_an_aiogram_bot_work(sandbox, bot):
    wang = sandbox.add_person("王芳").id
    sandbox.people.start(wang, payload="house7")
    card = await sandbox.message(wang, "你好 house7", button="抢单")
    assert card.marked("bold") == ["你好"]
    press = sandbox.people.press(wang, card.id, label="抢单")
    assert await sandbox.toast(press) == "已抢到"
    changed = await sandbox.message(wang, "王芳 处理中")
    assert (changed.id, changed.buttons) == (card.id, [])


async def test_an_aiogram_bot_echoes_and_notices_edits(sandbox, bot):
    wang = sandbox.add_person("王芳").id
    asked = sandbox.people.write(wang, "电梯停了")
    assert (await sandbox.message(wang, "电梯停了")).reply_to == asked
    sandbox.people.edit(wang, asked, "电梯好了")
    await sandbox.message(wang, "改成了 电梯好了")


async def test_an_aiogram_bot_downloads_copies_and_reacts(sandbox, bot):
    wang = sandbox.add_person("王芳").id
    asked = sandbox.people.send(wang, "photo", caption="看")
    answer = await sandbox.message(wang, "收到", media="photo")
    assert answer.reply_to == asked
    await sandbox.until(lambda: sandbox.messages(wang)[0].reactions == {3003: "👍"})


async def test_an_aiogram_bot_reads_groups_and_hears_of_members(sandbox, bot):
    wang, li = sandbox.add_person("王芳").id, sandbox.add_person("李雷").id
    group = sandbox.add_group("前台", members=[wang, 3003]).id
    sandbox.people.write(wang, "/facts@aiogram_bot", chat=group)
    await sandbox.message(group, "前台 2")
    assert [one.text for one in sandbox.messages(group) if one.media] == ["甲", "乙"]
    sandbox.groups.join(group, li)
    await sandbox.message(group, "李雷 member")
    sandbox.groups.leave(group, li, by=wang)
    await sandbox.message(group, "李雷 kicked")
