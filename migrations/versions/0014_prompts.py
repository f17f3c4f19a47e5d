"""sections and groups, prompts, and posts that are for some of a class

Revision ID: 0014
Revises: 0013
Create Date: 2026-11-29 16:20:00
"""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
OF_POST = {"section_id": "section", "prompt_id": "prompt", "gate_id": "prompt"}
FOR_SOME = sa.text("section_id IS NOT NULL OR gate_id IS NOT NULL")
ANSWERS = sa.text("prompt_id IS NOT NULL")


def _key(table, column, other, ondelete):
    return sa.ForeignKeyConstraint(
        [column], [f"{other}.id"], name=f"fk_{table}_{column}_{other}", ondelete=ondelete
    )


def upgrade():
    op.create_table(
        "section",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("course_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("grouping", sa.String(length=10), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.CheckConstraint("grouping IN ('section', 'group')", name=op.f("ck_section_grouping")),
        _key("section", "course_id", "course", "CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_section"),
        sa.UniqueConstraint("course_id", "name", name="uq_section_course_id_name"),
    )
    op.create_table(
        "placing",
        sa.Column("section_id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("course_id", sa.Integer(), nullable=False),
        _key("placing", "section_id", "section", "CASCADE"),
        _key("placing", "user_id", "user_account", "CASCADE"),
        _key("placing", "course_id", "course", "CASCADE"),
        sa.PrimaryKeyConstraint("section_id", "user_id", name="pk_placing"),
    )
    op.create_index("ix_placing_user", "placing", ["user_id", "course_id", "section_id"])
    op.create_index("ix_placing_course_id", "placing", ["course_id"])
    op.create_table(
        "prompt",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("course_id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("body_markdown", sa.Text(), nullable=False),
        sa.Column("body_html", sa.Text(), nullable=False),
        sa.Column("renderer", sa.Integer(), nullable=False),
        sa.Column("anchor", sa.String(length=20), nullable=False),
        sa.Column("category_id", sa.Integer(), nullable=True),
        sa.Column("opens_at", MOMENT, nullable=False),
        sa.Column("posts_due_at", MOMENT, nullable=True),
        sa.Column("replies_due_at", MOMENT, nullable=True),
        sa.Column("posts_wanted", sa.Integer(), nullable=False),
        sa.Column("replies_wanted", sa.Integer(), nullable=False),
        sa.Column("post_words", sa.Integer(), nullable=False),
        sa.Column("reply_words", sa.Integer(), nullable=False),
        sa.Column("must_post_first", sa.Boolean(), nullable=False),
        sa.Column("after_posting", sa.String(length=10), nullable=False),
        sa.Column("for_sections", sa.Boolean(), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("edited_at", MOMENT, nullable=True),
        sa.Column("deleted_at", MOMENT, nullable=True),
        sa.Column("deleted_by_id", sa.Integer(), nullable=True),
        sa.Column("form_key", sa.String(length=40), nullable=True),
        sa.CheckConstraint(
            "after_posting IN ('', 'marked', 'frozen')", name=op.f("ck_prompt_after_posting")
        ),
        _key("prompt", "course_id", "course", "CASCADE"),
        _key("prompt", "category_id", "category", "SET NULL"),
        _key("prompt", "created_by_id", "user_account", "SET NULL"),
        _key("prompt", "deleted_by_id", "user_account", "SET NULL"),
        sa.PrimaryKeyConstraint("id", name="pk_prompt"),
        sa.UniqueConstraint("created_by_id", "form_key", name="uq_prompt_created_by_id_form_key"),
    )
    op.create_index("ix_prompt_course", "prompt", ["course_id", "posts_due_at", "id"])
    op.create_table(
        "prompt_section",
        sa.Column("prompt_id", sa.Integer(), nullable=False),
        sa.Column("section_id", sa.Integer(), nullable=False),
        _key("prompt_section", "prompt_id", "prompt", "CASCADE"),
        _key("prompt_section", "section_id", "section", "CASCADE"),
        sa.PrimaryKeyConstraint("prompt_id", "section_id", name="pk_prompt_section"),
    )
    op.create_index("ix_prompt_section_section_id", "prompt_section", ["section_id"])
    op.create_table(
        "arrangement",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("prompt_id", sa.Integer(), nullable=False),
        sa.Column("course_id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=True),
        sa.Column("section_id", sa.Integer(), nullable=True),
        sa.Column("is_excused", sa.Boolean(), nullable=False),
        sa.Column("posts_due_at", MOMENT, nullable=True),
        sa.Column("replies_due_at", MOMENT, nullable=True),
        sa.Column("note", sa.String(length=300), nullable=False),
        sa.Column("made_by_id", sa.Integer(), nullable=True),
        sa.Column("made_at", MOMENT, nullable=False),
        sa.CheckConstraint(
            "(user_id IS NULL) != (section_id IS NULL)", name=op.f("ck_arrangement_with_whom")
        ),
        _key("arrangement", "prompt_id", "prompt", "CASCADE"),
        _key("arrangement", "course_id", "course", "CASCADE"),
        _key("arrangement", "user_id", "user_account", "CASCADE"),
        _key("arrangement", "section_id", "section", "CASCADE"),
        _key("arrangement", "made_by_id", "user_account", "SET NULL"),
        sa.PrimaryKeyConstraint("id", name="pk_arrangement"),
        sa.UniqueConstraint("prompt_id", "user_id", name="uq_arrangement_prompt_id_user_id"),
        sa.UniqueConstraint("prompt_id", "section_id", name="uq_arrangement_prompt_id_section_id"),
    )
    for column in ("course_id", "user_id", "section_id"):
        op.create_index(f"ix_arrangement_{column}", "arrangement", [column])
    op.add_column(
        "membership", sa.Column("only_sections", sa.Boolean(), server_default=sa.false(), nullable=False)
    )
    for column, table in OF_POST.items():
        _refer(column, table)
    for name, columns, some in (
        ("ix_post_for_some", ["course_id", "section_id", "gate_id"], FOR_SOME),
        ("ix_post_answers", ["prompt_id", "author_id"], ANSWERS),
    ):
        op.create_index(name, "post", columns, sqlite_where=some, postgresql_where=some)


def _refer(column, table):
    """Let posts refer to a table. SQLite adds such a column in place when it is said with the column."""
    name = f"fk_post_{column}_{table}"
    op.execute(f"ALTER TABLE post ADD COLUMN {column} INTEGER CONSTRAINT {name} REFERENCES {table} (id)")


def downgrade():
    op.drop_index("ix_post_for_some", "post")
    op.drop_index("ix_post_answers", "post")
    with op.batch_alter_table("post") as batch:
        for column in OF_POST:
            batch.drop_column(column)  # and with it what it refers to
    op.drop_column("membership", "only_sections")
    for table in ("arrangement", "prompt_section", "prompt", "placing", "section"):
        op.drop_table(table)
