"""A plain python-telegram-bot bot, written as its manual shows, lives against the sandbox."""

import io
from collections.abc import AsyncIterator

import pytest
from telegram import InlineKeyboardButton, InlineKeyboardMarkup, InputMediaPhoto, Update
from telegram.ext import (
    Application,
    CallbackQueryHandler,
    CommandHandler,
    ContextTypes,
    MessageHandler,
    filters,
)

from bot.sandbox.files import PIXEL
from bot.sandbox.server import Sandbox

TOKEN = "2002:AAptb"
Context = ContextTypes.DEFAULT_TYPE


async def start(update: Update, context: Context) -> None:
    keyboard = [
        [InlineKeyboardButton("喜欢", callback_data="yes"), InlineKeyboardButton("不", callback_data="no")]
    ]
    await update.message.reply_html(
        f"你好，<b>{update.effective_user.first_name}</b>！{' '.join(context.args)}",
        reply_markup=InlineKeyboardMarkup(keyboard),
    )


async def echo(update: Update, context: Context) -> None:
    await update.message.reply_text(update.message.text, do_quote=True)


async def button(update: Update, context: Context) -> None:
    query = update.callback_query
    await query.answer(f"你选了 {query.data}")
    await query.edit_message_text(text=f"选择：{query.data}")


async def photo(update: Update, context: Context) -> None:
    file = await update.message.photo[-1].get_file()
    content = await file.download_as_bytearray()
    await update.message.reply_photo(io.BytesIO(bytes(content)), caption=f"{len(content)} 字节")


async def album(update: Update, context: Context) -> None:
    await update.message.reply_media_group([InputMediaPhoto(PIXEL, caption="甲"), InputMediaPhoto(PIXEL)])


async def edited(update: Update, context: Context) -> None:
    await context.bot.send_message(update.effective_chat.id, f"改成了 {update.edited_message.text}")


async def facts(update: Update, context: Context) -> None:
    chat = await context.bot.get_chat(update.effective_chat.id)
    member = await context.bot.get_chat_member(update.effective_chat.id, context.bot.id)
    admins = await context.bot.get_chat_administrators(update.effective_chat.id)
    topic = await context.bot.create_forum_topic(chat.id, "水管")
    said = await context.bot.send_message(
        chat.id,
        f"{chat.title} {member.status} {len(admins)}",
        message_thread_id=topic.message_thread_id,
    )
    await context.bot.pin_chat_message(chat.id, said.message_id)


@pytest.fixture
async def application(sandbox: Sandbox) -> AsyncIterator[Application]:
    sandbox.add_bot(TOKEN, username="ptb_bot")
    application = (
        Application.builder()
        .token(TOKEN)
        .base_url(f"{sandbox.url}/bot")
        .base_file_url(f"{sandbox.url}/file/bot")
        .build()
    )
    application.add_handler(CommandHandler("start", start))
    application.add_handler(CommandHandler("album", album))
    application.add_handler(CommandHandler("facts", facts))
    application.add_handler(CallbackQueryHandler(button))
    application.add_handler(MessageHandler(filters.UpdateType.EDITED_MESSAGE, edited))
    application.add_handler(MessageHandler(filters.TEXT & ~filters.COMMAND, echo))
    application.add_handler(MessageHandler(filters.PHOTO, photo))
    async with application:
        await application.start()
        await application.updater.start_polling(allowed_updates=Update.ALL_TYPES, timeout=2)
        yield application
        await application.updater.stop()
        await application.stop()


async def test_commands_buttons_and_edits_of_a_ptb_bot_work(sandbox, application):
    wang = sandbox.add_person("王芳").id
    sandbox.people.start(wang, payload="house_7")
    card = await sandbox.message(wang, "你好，王芳！house_7", button="喜欢")
    assert card.marked("bold") == ["王芳"]
    press = sandbox.people.press(wang, card.id, label="喜欢")
    assert await sandbox.toast(press) == "你选了 yes"
    changed = await sandbox.message(wang, "选择：yes")
    assert (changed.id, changed.buttons) == (card.id, [])
    assert changed.edit_date


async def test_a_ptb_bot_echoes_replies_and_notices_edits(sandbox, application):
    wang = sandbox.add_person("王芳").id
    asked = sandbox.people.write(wang, "水管 漏水 😀")
    echoed = await sandbox.message(wang, "水管 漏水 😀")
    assert echoed.reply_to == asked
    sandbox.people.edit(wang, asked, "灯坏了")
    await sandbox.message(wang, "改成了 灯坏了")


async def test_a_ptb_bot_receives_downloads_and_sends_photos(sandbox, application):
    wang = sandbox.add_person("王芳").id
    sandbox.people.send(wang, "photo", caption="看", content=b"x" * 1234)
    answer = await sandbox.message(wang, "1234 字节")
    assert answer.media == "photo"
    sandbox.people.write(wang, "/album")
    first = await sandbox.message(wang, "甲", media="photo")
    both = await sandbox.until(
        lambda: [one for one in sandbox.messages(wang) if one.album and one.album == first.album],
    )
    assert [one.text for one in both] == ["甲", ""]


async def test_a_ptb_bot_reads_chats_members_and_topics(sandbox, application):
    wang = sandbox.add_person("王芳").id
    group = sandbox.add_group("前台", forum=True, members=[wang, int(TOKEN.partition(":")[0])]).id
    sandbox.people.write(wang, "/facts@ptb_bot", chat=group)
    said = await sandbox.message(group, "前台 administrator 2")
    assert said.thread
    await sandbox.until(lambda: sandbox.messages(group)[-1].service.get("pinned_message"))
