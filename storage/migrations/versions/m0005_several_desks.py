"""Several services on one database, and what the file of a complaint holds."""

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Make room for them; what happened before is not known."""
