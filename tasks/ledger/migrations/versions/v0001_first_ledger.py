"""The first ledger: lookups, membership changes, problems, the outbox."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Build the first ledger in an empty database."""
    _create_lookup()
    _create_membership_change()
    _create_problem()
    _create_outbox()


def _create_lookup() -> None:
    op.create_table(
        "lookup",
        sa.Column("key", sa.Text, nullable=False),
        sa.Column("value", sa.JSON, nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("key", name="pk_lookup"),
    )


def _create_membership_change() -> None:
    op.create_table(
        "membership_change",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("team", sa.Text, nullable=False),
        sa.Column("rotation", sa.Text, nullable=False),
        sa.Column("user_group_id", sa.Text, nullable=False),
        sa.Column("handle", sa.Text, nullable=False),
        sa.Column("action", sa.Text, nullable=False),
        sa.Column("before", sa.JSON, nullable=False),
        sa.Column("after", sa.JSON, nullable=False),
        sa.Column("reasons", sa.JSON, nullable=False),
        sa.Column("intended_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("settled_at", sa.DateTime(timezone=True)),
        sa.Column("outcome", sa.Text),
        sa.Column("detail", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_membership_change"),
    )
    op.create_index(
        "ix_membership_change_user_group_id_id", "membership_change", ["user_group_id", "id"]
    )
    unsettled = sa.text("settled_at IS NULL")
    op.create_index(
        "ix_membership_change_unsettled",
        "membership_change",
        ["team"],
        sqlite_where=unsettled,
        postgresql_where=unsettled,
    )


def _create_problem() -> None:
    op.create_table(
        "problem",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("job", sa.Text, nullable=False),
        sa.Column("team", sa.Text, nullable=False),
        sa.Column("fingerprint", sa.Text, nullable=False),
        sa.Column("sentence", sa.Text, nullable=False),
        sa.Column("first_seen", sa.DateTime(timezone=True), nullable=False),
        sa.Column("told_at", sa.DateTime(timezone=True)),
        sa.Column("recovered_at", sa.DateTime(timezone=True)),
        sa.PrimaryKeyConstraint("id", name="pk_problem"),
    )
    still_open = sa.text("recovered_at IS NULL")
    op.create_index(
        "uq_problem_open",
        "problem",
        ["job", "team", "fingerprint"],
        unique=True,
        sqlite_where=still_open,
        postgresql_where=still_open,
    )


def _create_outbox() -> None:
    op.create_table(
        "outbox",
        sa.Column("key", sa.Text, nullable=False),
        sa.Column("job", sa.Text, nullable=False),
        sa.Column("team", sa.Text, nullable=False),
        sa.Column("position", sa.Integer, nullable=False),
        sa.Column("message", sa.JSON, nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("attempted_at", sa.DateTime(timezone=True)),
        sa.Column("posted_at", sa.DateTime(timezone=True)),
        sa.Column("channel_id", sa.Text),
        sa.Column("ts", sa.Text),
        sa.Column("refused_at", sa.DateTime(timezone=True)),
        sa.Column("refusal", sa.Text),
        sa.Column("expired_at", sa.DateTime(timezone=True)),
        sa.PrimaryKeyConstraint("key", name="pk_outbox"),
    )
    pending = sa.text("posted_at IS NULL AND expired_at IS NULL")
    op.create_index(
        "ix_outbox_pending",
        "outbox",
        ["job", "team"],
        sqlite_where=pending,
        postgresql_where=pending,
    )
