"""The table of methods, by their names in small letters: Telegram does not mind the case."""

from collections.abc import Callable
from typing import Any

from bot.sandbox import methods_bot as bots
from bot.sandbox import methods_chats as chats
from bot.sandbox import methods_media as media
from bot.sandbox import methods_messages as messages
from bot.sandbox.sending import Request

Method = Callable[[Request], Any]

METHODS: dict[str, Method] = {
    "getme": bots.get_me,
    "logout": bots.log_out,
    "close": bots.log_out,
    "getupdates": bots.get_updates,
    "setwebhook": bots.set_webhook,
    "deletewebhook": bots.delete_webhook,
    "getwebhookinfo": bots.get_webhook_info,
    "setmycommands": bots.set_my_commands,
    "getmycommands": bots.get_my_commands,
    "deletemycommands": bots.delete_my_commands,
    "sendmessage": messages.send_message,
    "editmessagetext": messages.edit_message_text,
    "editmessagecaption": messages.edit_message_caption,
    "editmessagereplymarkup": messages.edit_message_reply_markup,
    "copymessage": messages.copy_message,
    "forwardmessage": messages.forward_message,
    "deletemessage": messages.delete_message,
    "answercallbackquery": messages.answer_callback_query,
    "sendchataction": messages.send_chat_action,
    "setmessagereaction": messages.set_message_reaction,
    "pinchatmessage": messages.pin_chat_message,
    "unpinchatmessage": messages.unpin_chat_message,
    "unpinallchatmessages": messages.unpin_all_chat_messages,
    "sendphoto": media.send_photo,
    "sendvoice": media.send_voice,
    "sendvideo": media.send_video,
    "sendaudio": media.send_audio,
    "senddocument": media.send_document,
    "sendsticker": media.send_sticker,
    "sendanimation": media.send_animation,
    "sendvideonote": media.send_video_note,
    "sendlocation": media.send_location,
    "sendcontact": media.send_contact,
    "sendmediagroup": media.send_media_group,
    "getfile": media.get_file,
    "getchat": chats.get_chat,
    "getchatmember": chats.get_chat_member,
    "getchatadministrators": chats.get_chat_administrators,
    "getchatmembercount": chats.get_chat_member_count,
    "leavechat": chats.leave_chat,
    "createforumtopic": chats.create_forum_topic,
    "editforumtopic": chats.edit_forum_topic,
    "closeforumtopic": chats.close_forum_topic,
    "reopenforumtopic": chats.reopen_forum_topic,
    "deleteforumtopic": chats.delete_forum_topic,
}
