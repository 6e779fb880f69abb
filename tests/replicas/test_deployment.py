"""The files of docs/deploy are sound, as far as that shows without starting systemd or containers."""

import json
import os
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
import yaml

from bot.__main__ import main
from bot.config_environment import overlay
from tests.replicas import shipped

pytestmark = pytest.mark.crash

REPLICA, MIGRATE = "frontdesk@8081.service", "frontdesk-migrate.service"
PROGRAM = "/opt/frontdesk/bin/frontdesk"
STARTED_BY = ("ENTRYPOINT", "CMD")


@pytest.fixture
def units(tmp_path):
    """Return the shipped units in a folder, one replica of the template, with a program that is there."""
    ours = Path(sys.executable).with_name("frontdesk")
    for unit in (shipped.FOLDER / "systemd").iterdir():
        written = unit.read_text(encoding="utf-8").replace(PROGRAM, str(ours))
        (tmp_path / unit.name.replace("@.", "@8081.")).write_text(written, encoding="utf-8")
    return tmp_path


def analysed(*words):
    program = shutil.which("systemd-analyze")
    assert program, "this needs systemd-analyze: apt-get install systemd"
    return subprocess.run([program, *words], capture_output=True, text=True, check=False)


def test_systemd_finds_nothing_wrong_with_the_units(units):
    done = analysed("verify", *(str(unit) for unit in sorted(units.iterdir())))
    assert (done.returncode, done.stdout + done.stderr) == (0, "")


def test_systemd_calls_what_a_replica_is_exposed_to_ok(units):
    done = analysed("security", "--offline=true", "--threshold=20", str(units / REPLICA))
    assert done.returncode == 0, done.stdout[-2000:]


def test_units_and_containers_run_commands_that_exist():
    written = [path.read_text(encoding="utf-8") for path in (shipped.FOLDER / "systemd").glob("*.service")]
    started = [line.split()[1] for text in written for line in text.splitlines() if PROGRAM in line]
    assert sorted(started) == ["migrate", "run"]


def test_every_variable_names_a_setting(units):
    named = shipped.environment()
    for unit in (REPLICA, MIGRATE):
        for line in (units / unit).read_text(encoding="utf-8").splitlines():
            if line.startswith("Environment="):
                named.update([line.removeprefix("Environment=").split("=", 1)])
    named |= replica()["environment"]
    assert overlay(named).problems == []
    assert "FRONTDESK__WEB__LISTEN" in named


def composed():
    return yaml.safe_load((shipped.FOLDER / "compose.yaml").read_text(encoding="utf-8"))


def test_compose_names_services_that_it_has_and_files_that_are_shipped():
    services = composed()["services"]
    for service in services.values():
        assert set(service.get("depends_on", {})) <= set(services)
    assert (shipped.FOLDER / replica()["env_file"]).is_file()
    proxy = [volume.split(":")[0] for volume in services["proxy"]["volumes"]]
    assert (shipped.FOLDER / proxy[0]).is_file()
    assert services["migrate"]["command"][0] in main.commands
    assert len([name for name in services if name.startswith("frontdesk-")]) == 3


def test_the_image_is_built_of_what_there_is_and_runs_a_command_that_exists():
    file = (shipped.FOLDER / "Dockerfile").read_text(encoding="utf-8")
    words = [line.split() for line in file.splitlines()]
    project = tomllib.loads((shipped.FOLDER.parents[1] / "pyproject.toml").read_text(encoding="utf-8"))
    copied = {name for first, *rest in filter(None, words) if first == "COPY" for name in rest[:-1]}
    packages = project["tool"]["hatch"]["build"]["targets"]["wheel"]["packages"]
    assert copied == {
        "pyproject.toml",
        project["project"]["readme"],
        *packages,
        "--from=build",
        "/opt/frontdesk",
    }
    assert "'.[postgres]'" in file
    assert "postgres" in project["project"]["optional-dependencies"]
    started = {
        first: json.loads(" ".join(rest)) for first, *rest in filter(None, words) if first in STARTED_BY
    }
    assert started["ENTRYPOINT"] == [PROGRAM]
    assert started["CMD"][0] in main.commands
    assert [started["CMD"][2]] == [volume.split(":")[1] for volume in replica()["volumes"]]


def replica():
    return composed()["services"]["frontdesk-1"]


def test_the_readme_names_every_file():
    readme = (shipped.FOLDER / "README.md").read_text(encoding="utf-8")
    for folder, _, files in os.walk(shipped.FOLDER):
        for name in set(files) - {"README.md"}:
            assert str(Path(folder, name).relative_to(shipped.FOLDER)) in readme, name
