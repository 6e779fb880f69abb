"""What a staff group needs to work as a desk, and what managers read about it."""

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    """Make room for them; what happened before is not known."""
