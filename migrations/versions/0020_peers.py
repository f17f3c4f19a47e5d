"""answers that are shared out among students, and what they say of each other's

Revision ID: 0020
Revises: 0019
Create Date: 2026-11-29 18:10:00
"""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
INDEXES = (
    ("ix_sharing_course_id", "sharing", ["course_id"]),
    ("ix_review_question_course_id", "review_question", ["course_id"]),
    ("ix_review_question_prompt_id", "review_question", ["prompt_id", "position"]),
    ("ix_allotment_course_id", "allotment", ["course_id"]),
    ("ix_allotment_prompt_id", "allotment", ["prompt_id", "user_id"]),
    ("ix_allotment_post_id", "allotment", ["post_id"]),
    ("ix_review_course_id", "review", ["course_id"]),
    ("ix_review_prompt_id", "review", ["prompt_id", "user_id"]),
    ("ix_review_post_id", "review", ["post_id"]),
    ("ix_review_answer_question_id", "review_answer", ["question_id"]),
)


def _key(table, column, other, ondelete="CASCADE"):
    return sa.ForeignKeyConstraint(
        [column], [f"{other}.id"], name=f"fk_{table}_{column}_{other}", ondelete=ondelete
    )


def _number(name, nullable=False):
    return sa.Column(name, sa.Integer(), nullable=nullable)


def upgrade():
    op.create_table(
        "sharing",
        _number("prompt_id"),
        _number("course_id"),
        _number("each"),
        sa.Column("is_on", sa.Boolean(), server_default=sa.true(), nullable=False),
        sa.Column("for_all", sa.Boolean(), nullable=False),
        sa.Column("names_shown", sa.Boolean(), nullable=False),
        sa.Column("shared_at", MOMENT, nullable=True),
        sa.Column("mark", sa.String(length=40), server_default="", nullable=False),
        _number("changed_by_id", nullable=True),
        sa.Column("changed_at", MOMENT, nullable=False),
        sa.CheckConstraint("each BETWEEN 1 AND 10", name=op.f("ck_sharing_each")),
        _key("sharing", "prompt_id", "prompt"),
        _key("sharing", "course_id", "course"),
        _key("sharing", "changed_by_id", "user_account", "SET NULL"),
        sa.PrimaryKeyConstraint("prompt_id", name="pk_sharing"),
    )
    op.create_table(
        "review_question",
        _number("id"),
        _number("course_id"),
        _number("prompt_id"),
        _number("position"),
        sa.Column("wording", sa.String(length=300), nullable=False),
        _number("highest", nullable=True),
        sa.Column("removed_at", MOMENT, nullable=True),
        sa.CheckConstraint(
            "highest IS NULL OR highest BETWEEN 2 AND 10", name=op.f("ck_review_question_highest")
        ),
        _key("review_question", "course_id", "course"),
        _key("review_question", "prompt_id", "prompt"),
        sa.PrimaryKeyConstraint("id", name="pk_review_question"),
    )
    op.create_table(
        "allotment",
        _number("id"),
        _number("course_id"),
        _number("prompt_id"),
        _number("user_id"),
        _number("post_id"),
        sa.Column("allotted_at", MOMENT, nullable=False),
        _key("allotment", "course_id", "course"),
        _key("allotment", "prompt_id", "prompt"),
        _key("allotment", "user_id", "user_account"),
        _key("allotment", "post_id", "post"),
        sa.PrimaryKeyConstraint("id", name="pk_allotment"),
        sa.UniqueConstraint("user_id", "post_id", name="uq_allotment_user_id_post_id"),
    )
    op.create_table(
        "review",
        _number("id"),
        _number("course_id"),
        _number("prompt_id"),
        _number("post_id"),
        _number("user_id"),
        sa.Column("for_all", sa.Boolean(), nullable=False),
        sa.Column("name_shown", sa.Boolean(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("edited_at", MOMENT, nullable=True),
        _key("review", "course_id", "course"),
        _key("review", "prompt_id", "prompt"),
        _key("review", "post_id", "post"),
        _key("review", "user_id", "user_account"),
        sa.PrimaryKeyConstraint("id", name="pk_review"),
        sa.UniqueConstraint("user_id", "post_id", name="uq_review_user_id_post_id"),
    )
    op.create_table(
        "review_answer",
        _number("id"),
        _number("review_id"),
        _number("question_id", nullable=True),
        _number("rating", nullable=True),
        sa.Column("body_markdown", sa.Text(), nullable=False),
        sa.Column("body_html", sa.Text(), nullable=False),
        _number("renderer"),
        sa.Column("anchor", sa.String(length=20), nullable=False),
        _key("review_answer", "review_id", "review"),
        _key("review_answer", "question_id", "review_question"),
        sa.PrimaryKeyConstraint("id", name="pk_review_answer"),
        sa.UniqueConstraint("review_id", "question_id", name="uq_review_answer_review_id_question_id"),
    )
    for name, table, columns in INDEXES:
        op.create_index(name, table, columns)


def downgrade():
    for table in ("review_answer", "review", "allotment", "review_question", "sharing"):
        op.drop_table(table)
