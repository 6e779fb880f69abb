"""What docs/deploy ships, read as those programs read it that it is for."""

from pathlib import Path

FOLDER = Path(__file__).parents[2] / "docs" / "deploy"


def environment() -> dict[str, str]:
    """Return the variables of frontdesk.env, as systemd and compose read it."""
    lines = (FOLDER / "frontdesk.env").read_text(encoding="utf-8").splitlines()
    return dict(line.split("=", 1) for line in lines if line and not line.startswith("#"))
