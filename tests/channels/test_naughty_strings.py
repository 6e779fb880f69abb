"""What people write means nothing to the channel: shown as it is, never a link, a mention, markup or an error."""

import unicodedata

import pytest

from bot.channel import Sent
from bot.channels.telegram.reading import clean
from handlers import texts
from handlers.texts import Words

NAUGHTY = [
    "undefined",
    "null",
    "None",
    "true",
    "0",
    "-1e400",
    "NaN",
    "1/0",
    "0x0",
    "٠١٢٣",
    "１２３",
    "¡™£¢∞§¶•ªº–≠",
    "Ω≈ç√∫˜µ≤≥÷",
    "ÅÍÎÏ˝ÓÔÒÚÆ☃",
    "ЁЂЃЄЅІЇ",
    "⁰⁴⁵₀₁₂",
    "ด้้้้้็็็็็้้้้้",
    "田中さんにあげて下さい",
    "사회과학원 어학연구소",
    "表ポあA鷗ŒéＢ逍Üßªąñ丂㐀𠀀",
    "Ⱥ Ⱦ ß ŉ İ ı",
    "(╯°□°)╯︵ ┻━┻",
    "👾 🙇 💁🏽 👨‍👩‍👧‍👦 🏴󠁧󠁢󠁥󠁮󠁧󠁿 🇨🇳🇨",
    "❤️💛‍❤️‍🔥\ufe0f\u20e3",
    "الكل في المجمو عة",
    "\u202etest\u202c \u2066x\u2069",
    "\u200b\u200c\u200d\u2060\ufeffx",
    "Z͑ͫ̓ͪ̂ͫ̽͏̴̙̤̞͉͚̯A̴̵̜̰͔ͫ͗͢L͠G̴̻͈͍͔̹̑͗̎̅͛́Ǫ̵̹",
    "˙ɐnbᴉlɐ ɐuƃɐɯ ǝɹolop",
    "<script>alert(1)</script>",
    "&lt;b&gt;x&lt;/b&gt; &amp; &#x27;",
    "<b>x</b><i>y<tg-spoiler>z</tg-spoiler>",
    "</code></pre><a href='tg://user?id=1'>x</a>",
    "*b* _i_ __u__ ~s~ ||h|| `c` ```p```",
    "[x](http://evil.example) ![y](tg://emoji?id=1)",
    "\\*x\\* \\_ \\\\ \\",
    ">quote\n>more**",
    "@all @wangfang @everyone",
    "https://evil.example/?a=1&b=<>",
    "evil.example t.me/joinchat/x tg://resolve?domain=x",
    "mailto:a@b.cn a@b.cn +8613812341234",
    "/start /help@desk_bot //note",
    "#tag $USD ＃标签",
    "{number} {0} {x!r} {{ }} %s %(n)s ${HOME} $(id) `id`",
    "'; DROP TABLE tickets; --",
    '" OR ""="',
    '=HYPERLINK("http://evil.example") +1 -1 @SUM(1)',
    "../../../etc/passwd%00",
    "\\x00\\u0000 %00 \\n",
    "\0NUL\0",
    "\x01\x02\x1b[31mred\x1b[0m\x7f\x85",
    "line\r\nline\rline\u2028line\u2029line\x0bline\x0cline",
    "a\tb   c\u00a0\u3000d",
    "\ud800 lone \udfff",
    "\U0010ffff\ufffe\uffff",
    "Scunthorpe 习近平 法轮功 天安门",
    "I ⁣invisible⁣ \u00ad\u034f",
    "e\u0301" * 200,
    "👩‍🚒" * 150,
    " 1",
]


def visible(text):
    """Return what is seen of a text: Telegram makes blanks of control characters, and trims."""
    return "".join(char for char in text if not char.isspace() and unicodedata.category(char) != "Cc")


async def test_words_of_others_are_shown_as_they_are_and_mean_nothing(place):
    catalogue = texts.load()
    for naughty in NAUGHTY:
        outgoing = catalogue.outgoing("staff.followup", who="王工", words=Words(naughty))
        assert isinstance(await place.channel.send(place.chat, outgoing, None), Sent), ascii(naughty)
        shown = place.sandbox.messages(place.wang)[-1]
        assert {entity["type"] for entity in shown.entities} <= {"code", "pre"}, ascii(naughty)
        assert visible(shown.text) == visible(clean(outgoing.text)), ascii(naughty)
        (words,) = shown.marked("code") or shown.marked("pre")
        assert visible(words) == visible(clean(naughty)), ascii(naughty)


@pytest.mark.parametrize("blank", ["", " ", "\n\t\u3000", "\u200b"])
async def test_words_of_nothing_leave_their_line_out_or_stand_as_they_are(place, blank):
    outgoing = texts.load().outgoing("staff.followup", who="王工", words=Words(f"x{blank}"))
    assert isinstance(await place.channel.send(place.chat, outgoing, None), Sent)
    assert place.sandbox.messages(place.wang)[-1].text.startswith("业主补充(王工):x")
