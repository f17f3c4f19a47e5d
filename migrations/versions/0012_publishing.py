"""drafts that come out at a time, excerpts of their own

Revision ID: 0012
Revises: 0010
Create Date: 2026-11-29 13:00:00
"""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0010"
branch_labels = None
depends_on = None

SCHEDULED = sa.text("publish_at IS NOT NULL")


def upgrade():
    with op.batch_alter_table("post") as batch:
        batch.add_column(sa.Column("publish_at", sa.DateTime(timezone=True), nullable=True))
        batch.add_column(sa.Column("held_back", sa.String(length=10), server_default="", nullable=False))
        batch.add_column(sa.Column("wants_pin", sa.Boolean(), server_default=sa.false(), nullable=False))
        batch.add_column(sa.Column("own_excerpt", sa.String(length=280), server_default="", nullable=False))
    op.create_index(
        "ix_post_schedule", "post", ["publish_at"], sqlite_where=SCHEDULED, postgresql_where=SCHEDULED
    )


def downgrade():
    op.drop_index("ix_post_schedule", "post")
    with op.batch_alter_table("post") as batch:
        batch.drop_column("own_excerpt")
        batch.drop_column("wants_pin")
        batch.drop_column("held_back")
        batch.drop_column("publish_at")
