"""What is installed: four packages with their data, and nobody else's packages of the same names."""

import re
import subprocess
import sys
import tomllib
import zipfile
from importlib import metadata
from pathlib import Path

import grimp
import pytest

from bot.commands.installation import intruders

ROOT = Path(__file__).parent.parent
ROOMS = ("bot", "handlers", "nlp", "storage")
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    (path,) = folder.glob("*.whl")
    return set(zipfile.ZipFile(path).namelist())


def test_the_wheel_holds_the_four_packages_and_nothing_else(wheel):
    tops = {name.split("/")[0] for name in wheel}
    assert {top for top in tops if not top.endswith(".dist-info")} == set(ROOMS)


def test_the_wheel_holds_every_file_of_the_four_packages(wheel):
    listed = subprocess.run(["git", "ls-files", *ROOMS], cwd=ROOT, check=True, capture_output=True, text=True)
    tracked = set(listed.stdout.split())
    assert any(name.startswith("nlp/rules/") for name in tracked)
    assert "handlers/texts/zh_CN.toml" in tracked
    assert any(name.startswith("storage/migrations/") for name in tracked)
    assert tracked <= wheel


def test_no_other_distribution_ships_one_of_our_names():
    assert intruders() == []


def distributions(requirements):
    return {re.split(r"[\[<>=,;! ]", name)[0].lower().replace("_", "-") for name in requirements}


def test_every_library_that_is_imported_is_declared_and_the_reverse():
    graph = grimp.build_graph(*ROOMS, include_external_packages=True, cache_dir=None)
    imported = {
        module for module in graph.modules if module.split(".")[0] not in ROOMS
    } - sys.stdlib_module_names
    owners = metadata.packages_distributions()
    used = distributions(owners[module][0] for module in imported)
    declared = distributions(PROJECT["dependencies"])
    extras = PROJECT["optional-dependencies"]
    optional = distributions(name for extra in set(extras) - {"dev"} for name in extras[extra])
    assert used - optional <= declared
    assert declared - used <= {"tzdata"}  # read by zoneinfo where the system has no zones


def test_another_distribution_with_one_of_our_names_is_named(tmp_path, monkeypatch):
    folder = tmp_path / "other-1.0.dist-info"
    folder.mkdir()
    (folder / "METADATA").write_text("Metadata-Version: 2.1\nName: other\nVersion: 1.0\n")
    (folder / "RECORD").write_text("bot/__init__.py,,\n")
    monkeypatch.syspath_prepend(str(tmp_path))
    (found,) = intruders()
    assert found.startswith("the distribution other also ships a package bot: ")
