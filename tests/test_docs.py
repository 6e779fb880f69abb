"""The documents name everything that exists, and link to nothing that does not."""

import re
import subprocess
import tomllib
from pathlib import Path

import click
import pytest

from bot.__main__ import main
from bot.config_clock import Clock
from bot.config_problems import section_at
from bot.config_shape import Shape
from handlers import commands, texts
from handlers.ticket.actions import Action
from handlers.ticket.lifecycle import Step
from nlp.judgement import Alarm, Category, Kind, Mood, Urgency

ROOT = Path(__file__).parent.parent
TRACKED = subprocess.run(
    ["git", "ls-files"], cwd=ROOT, check=True, capture_output=True, text=True
).stdout.split()
DOCUMENTS = [ROOT / name for name in TRACKED if name.endswith(".md")]


def document(name):
    return (ROOT / "docs" / name).read_text(encoding="utf-8")


def every_key(section, place=()):
    for name in section.model_fields:
        inner = section_at((*place, name))
        yield from [(*place, name)] if inner is None else every_key(inner, (*place, name))


def part_of(text, heading):
    """Return what stands under a heading, up to the next one."""
    _, found, rest = text.partition(heading)
    assert found, heading
    return re.split(r"^#+ ", rest, maxsplit=1, flags=re.MULTILINE)[0]


@pytest.mark.parametrize("command", main.commands.values(), ids=lambda command: command.name)
def test_every_command_and_flag_is_described(command):
    part = part_of(document("commands.md"), f"### `frontdesk {command.name}")
    head = document("commands.md")
    title = next(line for line in head.splitlines() if line.startswith(f"### `frontdesk {command.name}"))
    for parameter in command.params:
        for option in parameter.opts if isinstance(parameter, click.Option) else ():
            assert option in title + part, option
    for choice in [c for p in command.params if isinstance(p.type, click.Choice) for c in p.type.choices]:
        assert choice in title


@pytest.mark.parametrize("option", [opt for p in main.params for opt in p.opts])
def test_every_general_flag_is_described(option):
    assert f"frontdesk {option}" in document("commands.md")


@pytest.mark.parametrize("place", list(every_key(Shape)), ids=".".join)
def test_every_setting_is_described_and_exemplified(place):
    if place == ("telegram", "webhook"):
        assert "[telegram.webhook]" in document("configuration.md")
        return
    *section, key = place
    listed = section and section[0] == "estates" and section[-1] != "clock"
    heading = f"[[{'.'.join(section)}]]" if listed else f"[{'.'.join(section)}]"
    assert re.search(
        rf"^\| `{key}` \|", part_of(document("configuration.md"), f"# `{heading}`"), re.MULTILINE
    )
    assert part_of_example(heading).get(key) is not None


def part_of_example(heading):
    data = tomllib.loads((ROOT / "config.example.toml").read_text(encoding="utf-8"))
    for name in heading.strip("[]").split("."):
        data = data[name]
        data = data[0] if isinstance(data, list) else data
    return data


@pytest.mark.parametrize("name", Clock.model_fields)
def test_every_default_of_the_clock_is_written_as_it_is(name):
    default = Clock.model_fields[name].default
    listed = [f"{number:g}" for number in default] if isinstance(default, tuple) else None
    written = (
        f"[{', '.join(listed)}]" if listed else f'"{default}"' if isinstance(default, str) else f"{default:g}"
    )
    assert f"| `{name}` | `{written}` |" in document("configuration.md")


@pytest.mark.parametrize("label", [*Kind, *Category, *Urgency, *Mood, *Alarm, *Step], ids=str)
def test_every_label_and_step_is_in_the_glossary(label):
    assert f"`{label.value}`" in document("glossary.md")


@pytest.mark.parametrize("language", texts.LANGUAGES)
def test_every_button_is_in_the_glossary(language):
    cells = re.split(r"[|·]", part_of(document("glossary.md"), "## Buttons"))
    labels = {texts.load(language).button(action.value) for action in Action}
    assert labels - {cell.strip() for cell in cells} == set()


@pytest.mark.parametrize("language", texts.LANGUAGES)
def test_every_label_of_the_catalogue_belongs_to_a_button(language):
    entries = {
        key.removeprefix("buttons.") for key in texts.load(language).entries if key.startswith("buttons.")
    }
    assert entries == {action.value for action in Action}


@pytest.mark.parametrize(
    "key", [*(f"kinds.{kind.value}" for kind in Kind), *(f"steps.{step.value}" for step in Step)]
)
def test_every_name_of_a_kind_and_a_step_is_in_the_glossary_in_both_languages(key):
    chinese, english = (texts.load(language).entries[key] for language in ("zh", "en"))
    assert f"`{key.partition('.')[2]}` {chinese} ({english})" in document("glossary.md")


@pytest.mark.parametrize("name", [name for name, _ in (*commands.OWNER, *commands.IN_GROUPS)])
def test_every_command_of_the_chat_is_described(name):
    assert f"`/{name}`" in document("commands.md")


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_link_leads_somewhere(path):
    for target in re.findall(r"\]\(([^)]+)\)", path.read_text(encoding="utf-8")):
        if not target.startswith(("http://", "https://")):
            file, _, anchor = target.partition("#")
            found = (path.parent / file).resolve() if file else path
            assert found.exists(), target
            if anchor:
                headings = re.findall(r"^#+ (.*)$", found.read_text(encoding="utf-8"), re.MULTILINE)
                assert anchor in [re.sub(r"[^\w -]", "", h.lower()).replace(" ", "-") for h in headings], (
                    target
                )


def test_every_decision_has_a_number_of_its_own():
    numbers = sorted(path.name[:4] for path in (ROOT / "docs" / "decisions").glob("*.md"))
    assert numbers == [f"{n:04}" for n in range(1, len(numbers) + 1)]


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_the_documents_speak_of_the_product_only(path):
    """Documents outlive the way they were made."""
    strange = r"\b(prompts?|ChatGPT|LLMs?|AI assistant|this session|/work/|/root/|/tmp/)"
    assert not re.search(strange, path.read_text(encoding="utf-8"), re.IGNORECASE)
