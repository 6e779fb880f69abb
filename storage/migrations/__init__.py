"""Migrations: forward only, both databases, each version in one transaction."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection


def config() -> Config:
    """Return alembic's view of this package."""
    settings = Config()
    settings.set_main_option("script_location", str(Path(__file__).parent).replace("%", "%%"))
    settings.set_main_option("path_separator", "os")
    return settings


def upgrade(connection: Connection, to: str = "head") -> None:
    """Bring the connection's database to a version, the last one, inside its transaction."""
    settings = config()
    settings.attributes["connection"] = connection
    command.upgrade(settings, to)
