"""The files of docs/deploy are sound, as far as that shows without starting systemd or containers."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from bot.config_environment import overlay
from tests.replicas import shipped

pytestmark = pytest.mark.crash

REPLICA, MIGRATE = "frontdesk@8081.service", "frontdesk-migrate.service"
PROGRAM = "/opt/frontdesk/bin/frontdesk"


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
    named |= composed()["services"]["frontdesk-1"]["environment"]
    assert overlay(named).problems == []
    assert "FRONTDESK__WEB__LISTEN" in named


def composed():
    return yaml.safe_load((shipped.FOLDER / "compose.yaml").read_text(encoding="utf-8"))


def test_compose_names_services_that_it_has_and_files_that_are_shipped():
    services = composed()["services"]
    for service in services.values():
        assert set(service.get("depends_on", {})) <= set(services)
    assert (shipped.FOLDER / services["frontdesk-1"]["env_file"]).is_file()
    proxy = [volume.split(":")[0] for volume in services["proxy"]["volumes"]]
    assert (shipped.FOLDER / proxy[0]).is_file()
    assert services["migrate"]["command"][0] == "migrate"
    assert len([name for name in services if name.startswith("frontdesk-")]) == 3


def test_the_readme_names_every_file():
    readme = (shipped.FOLDER / "README.md").read_text(encoding="utf-8")
    for folder, _, files in os.walk(shipped.FOLDER):
        for name in set(files) - {"README.md"}:
            assert str(Path(folder, name).relative_to(shipped.FOLDER)) in readme, name
