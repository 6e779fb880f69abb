"""A Telegram of our own on this machine: the Bot API over HTTP, for the demo and the tests.

It imports nothing of ours, and any bot library can be pointed at it:

    async with Sandbox() as sandbox:                    # from bot.sandbox.server import Sandbox
        bot = sandbox.add_bot("1001:secret", username="desk_bot")
        wang = sandbox.add_person("王芳")
        staff = sandbox.add_group("前台", members=[wang.id, bot.id])   # bots join as administrators
        # python-telegram-bot: .base_url(f"{sandbox.url}/bot").base_file_url(f"{sandbox.url}/file/bot")
        # aiogram: AiohttpSession(api=TelegramAPIServer.from_base(sandbox.url))

        sandbox.people.start(wang.id)                   # before this a bot may not write to her (403)
        sandbox.people.write(wang.id, "水管漏水")         # chat=staff.id writes in the group
        card = await sandbox.message(wang.id, "已收到")   # waits for the bot's words, new or edited
        press = sandbox.people.press(wang.id, card.id, label="撤回")
        assert await sandbox.toast(press) == "已撤回"
        sandbox.messages(staff.id)                      # all that stands there: text, buttons, entities …
        await sandbox.until(lambda: len(sandbox.called("sendMessage")) == 3)
        sandbox.save(path)                              # a new Sandbox goes on there after `load(path)`

`sandbox.people` writes, sends (photo, voice …), presses, edits, reacts, blocks; `sandbox.groups` lets
people join and leave, promotes, upgrades. `sandbox.faults.add("slow_down", method="sendMessage")` and other
kinds: drop, lose_answer, bad_gateway, refuse, delay. `sandbox.limits.turn_on()` keeps Telegram's pace.
`sandbox.calls` records every call. `sandbox.world.listen(callback)` tells of every change.
In a browser everything is at {url}: the phones of all people (`page/`, told of each change by `live.py`), and
beside them what `Sandbox(beside=...)` names. From another process everything is at POST {url}/sandbox/<act>
with the same names and arguments (`control.py`); `python -m bot.sandbox` runs it alone.

Chat ids: a group's is negative; a private chat has the person's id, with `bot=` where there are several bots.
"""
