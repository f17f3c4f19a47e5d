"""drafts that come out at a time, excerpts of their own, co-authors

Revision ID: 0012
Revises: 0011
Create Date: 2026-11-29 13:00:00
"""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

SCHEDULED = sa.text("publish_at IS NOT NULL")


def upgrade():
    for column in (
        sa.Column("publish_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("held_back", sa.String(length=10), server_default="", nullable=False),
        sa.Column("wants_pin", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("own_excerpt", sa.String(length=280), server_default="", nullable=False),
    ):
        op.add_column("post", column)
    op.create_index(
        "ix_post_schedule", "post", ["publish_at"], sqlite_where=SCHEDULED, postgresql_where=SCHEDULED
    )
    op.create_table(
        "co_author",
        sa.Column("post_id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("course_id", sa.Integer(), nullable=False),
        sa.Column("place", sa.SmallInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["post_id"], ["post.id"], name="fk_co_author_post_id_post", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], name="fk_co_author_user_id_user_account"),
        sa.ForeignKeyConstraint(
            ["course_id"], ["course.id"], name="fk_co_author_course_id_course", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("post_id", "user_id", name="pk_co_author"),
    )
    op.create_index("ix_co_author_user", "co_author", ["user_id", "post_id"])
    op.create_index("ix_co_author_course_id", "co_author", ["course_id"])


def downgrade():
    op.drop_index("ix_post_schedule", "post")
    for name in ("own_excerpt", "wants_pin", "held_back", "publish_at"):
        op.drop_column("post", name)
    op.drop_table("co_author")
