"""People choose the language they read; nobody has yet."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Make room for the choice."""
    op.add_column("people", sa.Column("chosen_language", sa.Text()))
