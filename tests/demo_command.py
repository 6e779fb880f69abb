"""The command `frontdesk demo` as a process, the way somebody starts it."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

FRONTDESK = Path(sys.executable).with_name("frontdesk")


@dataclass(frozen=True, slots=True)
class Demo:
    """A demo that runs, and the address it named in its first line."""

    process: "subprocess.Popen[str]"
    url: str

    @property
    def port(self) -> int:
        return int(self.url.rpartition(":")[2])

    def kill(self) -> None:
        """End it as a power cut does."""
        self.process.kill()
        self.process.wait()


@contextmanager
def started(state: Path, *options: str) -> Iterator["tuple[subprocess.Popen[str], str]"]:
    """Run the command until the block ends; give its process and its first line. It keeps things under `state`."""
    process = subprocess.Popen(
        [FRONTDESK, "demo", "--no-browser", *options],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        env=os.environ | {"XDG_STATE_HOME": str(state)},
    )
    assert process.stdout is not None
    try:
        yield process, process.stdout.readline().strip()
    finally:
        process.kill()
        process.wait()
        process.stdout.close()


@contextmanager
def demo(state: Path, *options: str, port: int = 0) -> Iterator[Demo]:
    """Run the demo until the block ends."""
    with started(state, "--port", str(port), *options) as (process, line):
        assert line.startswith("page: http://127.0.0.1:"), line
        yield Demo(process, line.removeprefix("page: "))
