"""The files of the page: all there, all served, no word missing in a language, none too long."""

import re
from dataclasses import dataclass
from pathlib import Path

import aiohttp
import pytest
from aiohttp import web

from bot.sandbox.page import FOLDER
from bot.sandbox.server import Sandbox

PAGE = Path(str(FOLDER))
SCRIPTS = sorted(PAGE.glob("*.js"))
ASSETS = sorted(PAGE.rglob("*.*"))
MOST_LINES = 300
# The page knows chats; what the chats are about is the business of others.
FOREIGN = re.compile(
    r"\b(tickets?|estates?|emergency|complaints?)\b|工单|物业|业主|报修|投诉|小区", re.IGNORECASE
)


def served(path):
    return f"/page/{path.relative_to(PAGE)}"


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: path.name)
def test_every_import_exists(path):
    for name in re.findall(r"""(?:from|import) ["']([^"']+)["']""", path.read_text(encoding="utf-8")):
        assert name.startswith("./"), name
        assert (PAGE / name).is_file(), name


def test_everything_the_document_names_exists():
    text = (PAGE / "index.html").read_text(encoding="utf-8")
    named = re.findall(r'(?:href|src)="/page/([^"]+)"', text)
    assert len(named) >= 4
    assert all((PAGE / name).is_file() for name in named)


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: path.name)
def test_a_script_stays_short_and_says_what_it_is(path):
    text = path.read_text(encoding="utf-8")
    assert text.count("\n") < MOST_LINES
    assert text.startswith("// ")


def words():
    text = (PAGE / "words.js").read_text(encoding="utf-8")
    blocks = re.findall(r"^const (zh|en) = \{\n(.*?)^\};", text, re.MULTILINE | re.DOTALL)
    return {lang: dict(re.findall(r'^  (\w+): "(.+)",$', block, re.MULTILINE)) for lang, block in blocks}


def test_both_languages_have_the_same_words_with_the_same_places():
    both = words()
    assert both["zh"].keys() == both["en"].keys()
    for key, text in both["zh"].items():
        assert set(re.findall(r"\{\w+\}", text)) == set(re.findall(r"\{\w+\}", both["en"][key])), key


def test_every_word_that_is_used_exists_and_the_reverse():
    source = "\n".join(path.read_text(encoding="utf-8") for path in SCRIPTS if path.name != "words.js")
    # t("key"), also with a choice between two: t(open ? "a" : "b")
    used = {key for call in re.findall(r"\bt\(([^()]*)", source) for key in re.findall(r'"(\w+)"', call)}
    families = tuple(re.findall(r"\bt\(`(\w+_)\$\{", source))
    known = words()["en"].keys()
    assert used <= known
    assert {key for key in known - used if not key.startswith(families)} == set()


@pytest.mark.parametrize("path", sorted(Path(str(FOLDER)).parent.rglob("*.*")), ids=lambda path: path.name)
def test_the_sandbox_knows_nothing_of_the_product(path):
    if path.suffix in {".js", ".css", ".html", ".py"} and "vendor" not in path.parts:
        assert FOREIGN.findall(path.read_text(encoding="utf-8")) == []


@dataclass(frozen=True)
class Shelf:
    """Something beside the phones."""

    script: str = "/demo/shelf.js"

    def add_routes(self, app):
        app.router.add_get(self.script, self.answer)

    async def answer(self, _):
        return web.Response(text="export const title = {};", content_type="text/javascript")


async def test_the_page_and_what_stands_beside_it_are_served():
    async with Sandbox(beside=[Shelf()]) as sandbox, aiohttp.ClientSession(sandbox.url) as session:
        async with session.get("/") as answer:
            assert answer.content_type == "text/html"
            assert "frame-ancestors 'none'" in answer.headers["Content-Security-Policy"]
        for path in ASSETS:
            async with session.get(served(path)) as answer:
                assert answer.status == 200, path
                assert answer.headers["Cache-Control"] == "no-cache"
        async with session.get("/page/main.js") as answer:
            assert answer.content_type == "text/javascript"
        async with session.get("/demo/shelf.js") as answer:
            assert answer.status == 200
        async with session.ws_connect("/sandbox/live") as socket:
            assert (await socket.receive_json())["beside"] == ["/demo/shelf.js"]


@pytest.mark.parametrize(
    "path", ["nothing.js", "../server.py", "%2e%2e/server.py", "vendor", "main.js/x", "/etc/hosts.txt"]
)
async def test_nothing_but_the_files_of_the_page_is_served(path):
    async with Sandbox() as sandbox, aiohttp.request("GET", f"{sandbox.url}/page/{path}") as answer:
        assert answer.status == 404
