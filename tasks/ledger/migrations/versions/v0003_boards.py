"""Boards as they were last read, and snapshots of how they were before."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Add the tables of cards and snapshots."""
    op.create_table(
        "board_snapshot",
        sa.Column("team", sa.Text, nullable=False),
        sa.Column("board", sa.Text, nullable=False),
        sa.Column("taken_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("content", sa.JSON, nullable=False),
        sa.PrimaryKeyConstraint("team", "board", "taken_at", name="pk_board_snapshot"),
    )
    op.create_table(
        "work_item",
        sa.Column("team", sa.Text, nullable=False),
        sa.Column("board", sa.Text, nullable=False),
        sa.Column("card_id", sa.Text, nullable=False),
        sa.Column("content", sa.JSON, nullable=False),
        sa.PrimaryKeyConstraint("team", "board", "card_id", name="pk_work_item"),
    )
