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
def demo(state: Path, *, port: int = 0) -> Iterator[Demo]:
    """Run the demo until the block ends. What it keeps is kept under `state`."""
    process = subprocess.Popen(
        [FRONTDESK, "demo", "--no-browser", "--port", str(port)],
        stdout=subprocess.PIPE,
        text=True,
        env=os.environ | {"XDG_STATE_HOME": str(state)},
    )
    assert process.stdout is not None
    try:
        line = process.stdout.readline().strip()
        assert line.startswith("page: http://127.0.0.1:"), line
        yield Demo(process, line.removeprefix("page: "))
    finally:
        process.kill()
        process.wait()
        process.stdout.close()
