"""hearts and bookmarks

Revision ID: 0006
Revises: 0005
Create Date: 2026-11-24 01:35:00

"""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

KEPT = sa.text("kept_at IS NOT NULL")
COUNTED = ("post", "comment")
REFERENCES = {"user_id": "user_account", "course_id": "course", "post_id": "post", "comment_id": "comment"}


def upgrade():
    op.create_table(
        "regard",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("course_id", sa.Integer(), nullable=False),
        sa.Column("post_id", sa.Integer(), nullable=True),
        sa.Column("comment_id", sa.Integer(), nullable=True),
        sa.Column("hearted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("kept_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("(post_id IS NULL) <> (comment_id IS NULL)", name="ck_regard_one_thing"),
        *(
            sa.ForeignKeyConstraint(
                [column], [f"{table}.id"], name=f"fk_regard_{column}_{table}", ondelete="CASCADE"
            )
            for column, table in REFERENCES.items()
        ),
        sa.PrimaryKeyConstraint("id", name="pk_regard"),
        sa.UniqueConstraint("user_id", "comment_id", name="uq_regard_user_id_comment_id"),
        sa.UniqueConstraint("user_id", "post_id", name="uq_regard_user_id_post_id"),
    )
    op.create_index("ix_regard_comment_id", "regard", ["comment_id"])
    op.create_index("ix_regard_post_id", "regard", ["post_id"])
    op.create_index(
        "ix_regard_kept",
        "regard",
        ["user_id", "course_id", "kept_at", "id"],
        sqlite_where=KEPT,
        postgresql_where=KEPT,
    )
    for table in COUNTED:
        op.add_column(table, sa.Column("heart_count", sa.Integer(), server_default="0", nullable=False))


def downgrade():
    for table in COUNTED:
        with op.batch_alter_table(table) as batch:
            batch.drop_column("heart_count")
    op.drop_table("regard")
