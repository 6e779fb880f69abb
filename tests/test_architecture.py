"""The rooms and the directions between them: the contracts of pyproject.toml, and what they cannot say."""

import ast
import subprocess
import sys
from pathlib import Path

import grimp
import pytest

ROOT = Path(__file__).parent.parent
ROOMS = ("bot", "handlers", "nlp", "storage")
CHAT_LIBRARIES = {
    "telegram": "bot.channels.telegram.ptb",
    "httpx": "bot.channels.telegram.ptb",
    "aiogram": "bot.channels.telegram.aiogram",
}


@pytest.fixture(scope="module")
def graph():
    return grimp.build_graph(*ROOMS, include_external_packages=True, cache_dir=None)


def test_the_import_contracts_hold():
    command = [Path(sys.executable).with_name("lint-imports"), "--no-cache"]
    result = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stdout


def test_a_channel_imports_only_messages_and_the_channel_contract(graph):
    for module in graph.find_descendants("bot.channels"):
        own = ".".join(module.split(".")[:3])
        for imported in graph.find_modules_directly_imported_by(module):
            if imported.split(".")[0] in ROOMS:
                assert imported in ("handlers.messages", "bot.channel") or imported.startswith(own), module


@pytest.mark.parametrize(("library", "driver"), CHAT_LIBRARIES.items())
def test_a_chat_library_is_imported_by_its_own_driver_only(graph, library, driver):
    assert graph.find_modules_that_directly_import(library) == {driver}


def test_nobody_uses_the_sandbox_but_the_demo(graph):
    for module in graph.find_descendants("bot.sandbox") | {"bot.sandbox"}:
        for importer in graph.find_modules_that_directly_import(module):
            assert importer.startswith(("bot.demo", "bot.sandbox")), importer


@pytest.mark.parametrize("room", ROOMS)
def test_every_module_has_a_docstring(room):
    for path in (ROOT / room).rglob("*.py"):
        text = path.read_text(encoding="utf-8")
        assert not text or ast.get_docstring(ast.parse(text)), path


def test_every_scenario_that_is_to_run_on_postgresql_is_there():
    from tests.scenarios.conftest import ON_POSTGRES

    assert ON_POSTGRES.keys() <= {path.stem for path in (ROOT / "tests" / "scenarios").glob("test_*.py")}


def test_every_test_with_a_part_of_its_own_is_where_that_part_looks():
    apart = ("bench/", "crash/", "chaos/", "replicas/", "browser/", "sandbox/test_page.py")
    for path in (ROOT / "tests").rglob("test_*.py"):
        marks = [f"mark.{part}" for part in ("bench", "crash", "browser")]
        marked = path != Path(__file__) and any(mark in path.read_text(encoding="utf-8") for mark in marks)
        assert marked == str(path.relative_to(ROOT / "tests")).startswith(apart), path
