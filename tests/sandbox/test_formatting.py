"""Texts become what Telegram stores: HTML, Markdown, given entities, and what its server finds by itself."""

import pytest

from bot.sandbox.accounts import Account
from bot.sandbox.entities import cut
from bot.sandbox.errors import ApiError
from bot.sandbox.formatting import formatted

WANG = Account(77, "王芳")


def parts(text, mode="", entities=None):
    """Return the stored text and what is marked in it."""
    stored, found = formatted(text, mode, entities, {77: WANG})
    return stored, [(e["type"], cut(stored, e["offset"], e["length"])) for e in found]


def refusal(text, mode="", entities=None):
    with pytest.raises(ApiError) as caught:
        formatted(text, mode, entities, {})
    assert caught.value.code == 400
    return caught.value.description.removeprefix("Bad Request: ")


@pytest.mark.parametrize(
    ("source", "text", "marked"),
    [
        ("a &lt;b&gt; &amp; &quot;c&quot;", 'a <b> & "c"', []),
        ("&nbsp; &#20320;&#x597d; & 5", "&nbsp; 你好 & 5", []),
        ("😀<b>粗</b>x", "😀粗x", [("bold", "粗")]),
        ("<b>粗<i>斜</i></b>", "粗斜", [("bold", "粗斜"), ("italic", "斜")]),
        ("<STRONG>a</STRONG><em>b</em><ins>c</ins><del>d</del>", "abcd",
         [("bold", "a"), ("italic", "b"), ("underline", "c"), ("strikethrough", "d")]),
        ('<span class="tg-spoiler">x</span><tg-spoiler>y</tg-spoiler>', "xy", [("spoiler", "x"), ("spoiler", "y")]),
        ("<pre><code class='language-py'>a</code></pre>", "a", [("pre", "a")]),
        ("<code>@wangfang https://a.com</code>", "@wangfang https://a.com", [("code", "@wangfang https://a.com")]),
        ("<code>a<b>b</b></code>", "ab", [("code", "ab")]),
        ('<a href="https://a.com/?x=1&amp;y=2">看</a>', "看", [("text_link", "看")]),
        ('<a href="no link">看</a>', "看", []),
        ('<a href="https://a.com">b.com</a> c.com', "b.com c.com", [("text_link", "b.com"), ("url", "c.com")]),
        ('<a href="tg://user?id=77">她</a>', "她", [("text_mention", "她")]),
        ('<a href="tg://user?id=78">谁</a>', "谁", []),
        ("<b></b>x<b>", None, None),
        ("<blockquote expandable>q</blockquote>", "q", [("expandable_blockquote", "q")]),
        ("  <b> x </b>  ", "x", [("bold", "x")]),
        ("<b>a</>", "a", [("bold", "a")]),
    ],
)  # fmt: skip
def test_html_becomes_text_and_entities(source, text, marked):
    if text is None:
        assert refusal(source, "HTML").startswith("can't parse entities")
    else:
        assert parts(source, "html") == (text, marked)


@pytest.mark.parametrize(
    ("source", "reason"),
    [
        ("水<3", "Unclosed start tag at byte offset 3"),
        ("<p>x</p>", 'Unsupported start tag "p" at byte offset 0'),
        ("水<b>x", 'Can\'t find end tag corresponding to start tag "b"'),
        ("水<b>x</i>", 'Unmatched end tag at byte offset 7, expected "</b>", found "</i>"'),
        ("x</b>", "Unexpected end tag at byte offset 1"),
        ("<b>x</b", "Unclosed end tag at byte offset 4"),
        ("<a =x>y</a>", 'Empty attribute name in the tag "a" at byte offset 0'),
        ("<a href='x>y</a>", "Unclosed start tag at byte offset 0"),
        ("<span class='red'>x</span>", 'Tag "span" must have class "tg-spoiler" at byte offset 0'),
        ("a < b", 'Unsupported start tag "" at byte offset 2'),
    ],
)
def test_broken_html_is_refused_in_the_servers_words(source, reason):
    if reason.startswith('Unsupported start tag ""'):
        source += " >"
    assert refusal(source, "HTML") == f"can't parse entities: {reason}"


@pytest.mark.parametrize(
    ("source", "text", "marked"),
    [
        ("*粗 _斜_* __下__ ~划~ ||藏||", "粗 斜 下 划 藏",
         [("bold", "粗 斜"), ("italic", "斜"), ("underline", "下"), ("strikethrough", "划"), ("spoiler", "藏")]),
        (r"1\.5 \*x\*", "1.5 *x*", []),
        ("[看](https://a.com/x\\)y)", "看", [("text_link", "看")]),
        ("[她](tg://user?id=77)", "她", [("text_mention", "她")]),
        ("`a_b*`", "a_b*", [("code", "a_b*")]),
        ("```py\nx = 1\n```", "x = 1", [("pre", "x = 1")]),
        (">引\n>用\n后", "引\n用\n后", [("blockquote", "引\n用")]),
    ],
)  # fmt: skip
def test_markdown_v2_becomes_text_and_entities(source, text, marked):
    assert parts(source, "MarkdownV2") == (text, marked)


@pytest.mark.parametrize(
    ("source", "reason"),
    [
        ("水.", "Character '.' is reserved and must be escaped with the preceding '\\'"),
        ("水*x", "Can't find end of Bold entity at byte offset 3"),
        ("[x](y", "Can't find end of a URL at byte offset 4"),
        ("`x", "Can't find end of Code entity at byte offset 0"),
    ],
)
def test_broken_markdown_v2_is_refused_in_the_servers_words(source, reason):
    assert refusal(source, "MarkdownV2") == f"can't parse entities: {reason}"


def test_the_old_markdown_does_not_nest_and_minds_its_marks():
    assert parts(r"*粗* _斜_ `码` [看](https://a.com) \_x", "Markdown") == (
        "粗 斜 码 看 _x",
        [("bold", "粗"), ("italic", "斜"), ("code", "码"), ("text_link", "看")],
    )
    assert (
        refusal("水_x", "Markdown")
        == "can't parse entities: Can't find end of the entity starting at byte offset 3"
    )


@pytest.mark.parametrize(
    ("text", "marked"),
    [
        ("找 @wangfang 谢谢", [("mention", "@wangfang")]),
        ("mail me@a.com now", [("email", "me@a.com")]),
        ("见 https://a.com/x?y=1。", [("url", "https://a.com/x?y=1")]),
        ("见evil.com，谢谢", [("url", "evil.com")]),
        ("版本 1.5 和 v2.txt", []),
        ("/start x", [("bot_command", "/start")]),
        ("/list@desk_bot", [("bot_command", "/list@desk_bot")]),
        ("1/2 a/b http/x", []),
        ("#报修 #12", [("hashtag", "#报修")]),
        ("打 +86 138-0013-8000", [("phone_number", "+86 138-0013-8000")]),
        ("单号 251123-001", []),
        ("$USD", [("cashtag", "$USD")]),
    ],
)
def test_the_server_finds_links_mentions_and_commands_by_itself(text, marked):
    assert parts(text) == (text, marked)


def test_given_entities_count_in_utf16_and_must_fit_the_text():
    bold = {"type": "bold", "offset": 2, "length": 1}
    assert parts("😀粗", entities=[bold])[1] == [("bold", "粗")]
    assert refusal("粗", entities=[bold]).startswith("receive an entity with incorrect offset 2")
    assert "ends after the end of the text at UTF-16 offset 3" in refusal(
        "ab", entities=[bold | {"offset": 1, "length": 2}]
    )
    assert "in a middle of a UTF-16 symbol" in refusal("😀", entities=[bold | {"offset": 1}])
    assert refusal("a", entities={}) == "can't parse entities JSON object"


def test_given_automatic_entities_are_ignored_and_overlapping_ones_are_split():
    assert parts("abc", entities=[{"type": "mention", "offset": 0, "length": 3}])[1] == []
    overlapping = [{"type": "bold", "offset": 0, "length": 2}, {"type": "italic", "offset": 1, "length": 2}]
    assert parts("abc", entities=overlapping)[1] == [("bold", "ab"), ("italic", "b"), ("italic", "c")]


def test_white_space_and_carriage_returns_go_and_entities_move_along():
    text, marked = parts("\n a\r\nb ", entities=[{"type": "bold", "offset": 5, "length": 2}])
    assert (text, marked) == ("a\nb", [("bold", "b")])


def test_an_unknown_parse_mode_is_refused():
    assert refusal("x", "rtf") == "unsupported parse_mode"
