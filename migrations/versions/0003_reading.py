"""how far members have read, what they follow or have muted

Revision ID: 0003
Revises: 0002
Create Date: 2026-11-24 00:50:00

"""

from datetime import UTC, datetime

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
post = sa.table(
    "post",
    sa.column("id"),
    sa.column("published_at", MOMENT),
    sa.column("active_at", MOMENT),
    sa.column("last_comment_at", MOMENT),
    sa.column("comment_number"),
)
membership = sa.table("membership", sa.column("new_since", MOMENT), sa.column("new_after"))
comment = sa.table("comment", sa.column("id"), sa.column("post_id"), sa.column("created_at", MOMENT))
WHOLE = sa.text("post_id IS NULL AND category_id IS NULL")


def upgrade():
    op.create_table(
        "seen",
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("post_id", sa.Integer(), nullable=False),
        sa.Column("course_id", sa.Integer(), nullable=False),
        sa.Column("comment_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["course_id"], ["course.id"], name="fk_seen_course_id", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["post_id"], ["post.id"], name="fk_seen_post_id", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], name="fk_seen_user_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("user_id", "post_id", name="pk_seen"),
    )
    op.create_index("ix_seen_post_id", "seen", ["post_id"])
    op.create_table(
        "watch",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("course_id", sa.Integer(), nullable=False),
        sa.Column("post_id", sa.Integer(), nullable=True),
        sa.Column("category_id", sa.Integer(), nullable=True),
        sa.Column("level", sa.String(length=10), nullable=False),
        sa.CheckConstraint("level IN ('following', 'muted')", name="ck_watch_level"),
        sa.ForeignKeyConstraint(
            ["category_id"], ["category.id"], name="fk_watch_category_id", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["course_id"], ["course.id"], name="fk_watch_course_id", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["post_id"], ["post.id"], name="fk_watch_post_id", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(
            ["user_id"], ["user_account.id"], name="fk_watch_user_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_watch"),
        sa.UniqueConstraint("user_id", "category_id", name="uq_watch_user_id_category_id"),
        sa.UniqueConstraint("user_id", "post_id", name="uq_watch_user_id_post_id"),
    )
    op.create_index("ix_watch_category_id", "watch", ["category_id"])
    op.create_index("ix_watch_post_id", "watch", ["post_id"])
    op.create_index(
        "uq_watch_course",
        "watch",
        ["user_id", "course_id"],
        unique=True,
        sqlite_where=WHOLE,
        postgresql_where=WHOLE,
    )
    op.create_index("ix_comment_new", "comment", ["post_id", "id"])
    op.add_column("post", sa.Column("active_at", MOMENT))
    op.execute(post.update().values(active_at=sa.func.coalesce(post.c.last_comment_at, post.c.published_at)))
    with op.batch_alter_table("post") as batch:
        batch.alter_column("active_at", existing_type=MOMENT, nullable=False)
        batch.drop_column("last_comment_at")
        batch.create_index("ix_post_activity", ["course_id", "active_at", "id"])
    op.add_column("membership", sa.Column("new_since", MOMENT))
    op.add_column("membership", sa.Column("new_after", sa.Integer()))
    # Nobody has unread what they have been reading for weeks.
    newest = sa.select(sa.func.coalesce(sa.func.max(comment.c.id), 0)).scalar_subquery()
    op.execute(membership.update().values(new_since=datetime.now(UTC), new_after=newest))
    with op.batch_alter_table("membership") as batch:
        batch.alter_column("new_since", existing_type=MOMENT, nullable=False)
        batch.alter_column("new_after", existing_type=sa.Integer(), nullable=False)


def downgrade():
    with op.batch_alter_table("membership") as batch:
        batch.drop_column("new_after")
        batch.drop_column("new_since")
    op.add_column("post", sa.Column("last_comment_at", MOMENT))
    latest = sa.select(sa.func.max(comment.c.created_at)).where(comment.c.post_id == post.c.id)
    op.execute(post.update().where(post.c.comment_number > 0).values(last_comment_at=latest.scalar_subquery()))
    with op.batch_alter_table("post") as batch:
        batch.drop_index("ix_post_activity")
        batch.drop_column("active_at")
    op.drop_index("ix_comment_new", "comment")
    op.drop_table("watch")
    op.drop_table("seen")
