"""Where stories pass: a folder in memory with a migrated database to copy."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from storage.database import migrate
from tests.simulate import checks
from tests.simulate.engine import Engine
from tests.simulate.storage import kept_engines
from tests.simulate.story import Short
from tests.simulate.weather import Weather
from tests.virtual.service import judging

# Ten o'clock on a Monday morning in Shanghai.
START = datetime(2026, 11, 23, 2, tzinfo=UTC)
_MEMORY = "/dev/shm" if Path("/dev/shm").is_dir() else None


class Place:
    """A folder in memory with a migrated database to copy."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.template = folder / "template.db"
        migrate(f"sqlite:///{self.template}", create=True)
        judging().judge("")

    def lived(self, seed: int, **more: Any) -> tuple[Engine, list[str]]:
        """Let the story of a seed pass; return it, and what is wrong with it."""
        engine = Engine(seed, self.folder, start=START, **more)
        try:
            engine.run(self.template)
        except Exception as error:  # noqa: BLE001 - whatever it is, the seed has to be told
            return engine, [f"{type(error).__name__}: {error}"]
        return engine, checks.look(engine)

    def short(self, killed_at: int | None) -> tuple[Engine, list[str]]:
        """Let the same short story pass, killed at this point; None: never."""
        weather = Weather(deaths=[] if killed_at is None else [killed_at])
        return self.lived(0, weather=weather, story=Short)


@contextmanager
def prepared() -> Iterator[Place]:
    """Make such a place, and let it go."""
    with tempfile.TemporaryDirectory(dir=_MEMORY) as folder, kept_engines():
        yield Place(Path(folder))
