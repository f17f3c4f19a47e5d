"""words that are being typed and were not sent yet

Revision ID: 0013
Revises: 0012
Create Date: 2026-11-29 13:10:00
"""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)


def upgrade():
    op.create_table(
        "unsent",
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=40), nullable=False),
        sa.Column("course_id", sa.Integer(), nullable=False),
        sa.Column("place", sa.String(length=40), nullable=False),
        sa.Column("post_id", sa.Integer(), nullable=True),
        sa.Column("comment_id", sa.Integer(), nullable=True),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("fields", sa.JSON(), nullable=False),
        sa.Column("saves", sa.Integer(), nullable=False),
        sa.Column("page", sa.String(length=16), nullable=False),
        sa.Column("turn", sa.Integer(), nullable=False),
        sa.Column("saved_at", MOMENT, nullable=False),
        sa.Column("ended_at", MOMENT, nullable=True),
        sa.ForeignKeyConstraint(
            ["user_id"], ["user_account.id"], name="fk_unsent_user_id_user_account", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["course_id"], ["course.id"], name="fk_unsent_course_id_course", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["post_id"], ["post.id"], name="fk_unsent_post_id_post", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(
            ["comment_id"], ["comment.id"], name="fk_unsent_comment_id_comment", ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("user_id", "key", name="pk_unsent"),
    )
    for column in ("course_id", "post_id", "comment_id", "ended_at"):
        op.create_index(f"ix_unsent_{column}", "unsent", [column])


def downgrade():
    op.drop_table("unsent")
