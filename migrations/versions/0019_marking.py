"""notes and points for one student, and what the points are given for

Revision ID: 0019
Revises: 0018
Create Date: 2026-11-29 16:40:00
"""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
KINDS = "'mention', 'reply', 'comment', 'announcement', 'post'"
PARTIAL = {
    "uq_notification_post": (["user_id", "post_id"], "comment_id IS NULL", True),
    "ix_notification_bell": (["user_id", "course_id"], "read_at IS NULL", False),
    "ix_notification_unmailed": (["id"], "by_mail <> 'no' AND mail_id IS NULL", False),
}


def upgrade():
    _add_marks()
    _add_rubrics()
    _drop_partial()
    with op.batch_alter_table("notification") as batch:
        batch.alter_column("post_id", existing_type=sa.Integer(), nullable=True)
        batch.add_column(sa.Column("mark_id", sa.Integer(), nullable=True))
        batch.create_foreign_key("fk_notification_mark_id_mark", "mark", ["mark_id"], ["id"], ondelete="CASCADE")
        batch.create_unique_constraint("uq_notification_user_id_mark_id", ["user_id", "mark_id"])
        batch.create_check_constraint("thing", "(post_id IS NULL) != (mark_id IS NULL)")
        batch.drop_constraint("ck_notification_kind", type_="check")  # so 0008 named it, before its convention
        batch.create_check_constraint("kind", f"kind IN ({KINDS}, 'mark')")
    op.create_index("ix_notification_mark_id", "notification", ["mark_id"])
    _add_partial()


def _key(table, column, other, ondelete):
    return sa.ForeignKeyConstraint(
        [column], [f"{other}.id"], name=f"fk_{table}_{column}_{other}", ondelete=ondelete
    )


def _partial(name, table, columns, where, **options):
    where = sa.text(where)
    op.create_index(name, table, columns, sqlite_where=where, postgresql_where=where, **options)


def _add_partial():
    for name, (columns, where, unique) in PARTIAL.items():
        _partial(name, "notification", columns, where, unique=unique)


def _drop_partial():
    for name in PARTIAL:
        op.drop_index(name, "notification")


def _add_marks():
    op.create_table(
        "mark",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("course_id", sa.Integer(), nullable=False),
        sa.Column("student_id", sa.Integer(), nullable=False),
        sa.Column("about", sa.String(length=10), nullable=False),
        sa.Column("post_id", sa.Integer(), nullable=True),
        sa.Column("prompt_id", sa.Integer(), nullable=True),
        sa.Column("body_markdown", sa.Text(), nullable=False),
        sa.Column("body_format", sa.String(length=10), nullable=False),
        sa.Column("body_html", sa.Text(), nullable=False),
        sa.Column("renderer", sa.Integer(), nullable=False),
        sa.Column("anchor", sa.String(length=20), nullable=False),
        sa.Column("words", sa.Integer(), nullable=False),
        sa.Column("points", sa.Integer(), nullable=True),
        sa.Column("out_of", sa.Integer(), nullable=True),
        sa.Column("released_at", MOMENT, nullable=True),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("edited_at", MOMENT, nullable=False),
        sa.Column("deleted_at", MOMENT, nullable=True),
        sa.Column("deleted_by_id", sa.Integer(), nullable=True),
        sa.Column("tell", sa.SmallInteger(), server_default="0", nullable=False),
        sa.CheckConstraint("about IN ('post', 'part', 'prompt')", name=op.f("ck_mark_about")),
        sa.CheckConstraint("(post_id IS NULL) != (prompt_id IS NULL)", name=op.f("ck_mark_thing")),
        _key("mark", "course_id", "course", "CASCADE"),
        _key("mark", "student_id", "user_account", "CASCADE"),
        _key("mark", "post_id", "post", "CASCADE"),
        _key("mark", "prompt_id", "prompt", "CASCADE"),
        _key("mark", "by_id", "user_account", "SET NULL"),
        _key("mark", "deleted_by_id", "user_account", "SET NULL"),
        sa.PrimaryKeyConstraint("id", name="pk_mark"),
        sa.UniqueConstraint("student_id", "post_id", "about", name="uq_mark_student_id_post_id_about"),
        sa.UniqueConstraint("student_id", "prompt_id", name="uq_mark_student_id_prompt_id"),
    )
    op.create_index("ix_mark_student", "mark", ["course_id", "student_id", "id"])
    for column in ("post_id", "prompt_id"):
        op.create_index(f"ix_mark_{column}", "mark", [column])
    _partial("ix_mark_tell", "mark", ["tell"], "tell > 0")


def _add_rubrics():
    op.create_table(
        "rubric",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("course_id", sa.Integer(), nullable=False),
        sa.Column("prompt_id", sa.Integer(), nullable=True),
        sa.Column("out_of", sa.Integer(), nullable=True),
        sa.Column("edited_at", MOMENT, nullable=False),
        sa.Column("edited_by_id", sa.Integer(), nullable=True),
        _key("rubric", "course_id", "course", "CASCADE"),
        _key("rubric", "prompt_id", "prompt", "CASCADE"),
        _key("rubric", "edited_by_id", "user_account", "SET NULL"),
        sa.PrimaryKeyConstraint("id", name="pk_rubric"),
        sa.UniqueConstraint("prompt_id", name="uq_rubric_prompt_id"),
    )
    op.create_index("ix_rubric_course_id", "rubric", ["course_id"])
    _partial("uq_rubric_class", "rubric", ["course_id"], "prompt_id IS NULL", unique=True)
    op.create_table(
        "criterion",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("rubric_id", sa.Integer(), nullable=False),
        sa.Column("course_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("description", sa.String(length=500), nullable=False),
        sa.Column("points", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("removed_at", MOMENT, nullable=True),
        _key("criterion", "rubric_id", "rubric", "CASCADE"),
        _key("criterion", "course_id", "course", "CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_criterion"),
    )
    op.create_index("ix_criterion_rubric", "criterion", ["rubric_id", "position"])
    op.create_index("ix_criterion_course_id", "criterion", ["course_id"])
    op.create_table(
        "share",
        sa.Column("mark_id", sa.Integer(), nullable=False),
        sa.Column("criterion_id", sa.Integer(), nullable=False),
        sa.Column("points", sa.Integer(), nullable=False),
        _key("share", "mark_id", "mark", "CASCADE"),
        _key("share", "criterion_id", "criterion", "CASCADE"),
        sa.PrimaryKeyConstraint("mark_id", "criterion_id", name="pk_share"),
    )
    op.create_index("ix_share_criterion_id", "share", ["criterion_id"])


def downgrade():
    notification = sa.table("notification", sa.column("kind"))
    op.execute(notification.delete().where(notification.c.kind == "mark"))
    _drop_partial()
    op.drop_index("ix_notification_mark_id", "notification")
    with op.batch_alter_table("notification") as batch:
        batch.drop_constraint("kind", type_="check")
        batch.drop_constraint("thing", type_="check")
        batch.drop_constraint("uq_notification_user_id_mark_id", type_="unique")
        batch.drop_constraint("fk_notification_mark_id_mark", type_="foreignkey")
        batch.drop_column("mark_id")
        batch.alter_column("post_id", existing_type=sa.Integer(), nullable=False)
        batch.create_check_constraint("ck_notification_kind", f"kind IN ({KINDS})")
    _add_partial()
    for name in ("share", "criterion", "rubric", "mark"):
        op.drop_table(name)
