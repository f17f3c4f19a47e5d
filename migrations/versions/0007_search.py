"""search

Revision ID: 0007
Revises: 0006
Create Date: 2026-11-24 01:20:00

The words come from texts by rules that are not the database's: `flask search rebuild` fills the table, and so
does `python -m` of the tables' module, which runs before each start.
"""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

# The words are folded already, letters and digits with a space between them: nothing is left to be done to them.
FTS5 = """
CREATE VIRTUAL TABLE passage_index USING fts5(
    marks, title, words, content='passage', content_rowid='id', tokenize='ascii', prefix='3'
)
"""
ADDED = "INSERT INTO passage_index(rowid, marks, title, words) VALUES (new.id, new.marks, new.title, new.words);"
GONE = (
    "INSERT INTO passage_index(passage_index, rowid, marks, title, words)"
    " VALUES ('delete', old.id, old.marks, old.title, old.words);"
)
TRIGGERS = {
    "passage_added AFTER INSERT": ADDED,
    "passage_gone AFTER DELETE": GONE,
    "passage_changed AFTER UPDATE OF id, marks, title, words": GONE + ADDED,
}

# One list of words for a row: those of the text as they are, those of the title once more with a "=", marks with
# an "@". Positions are not kept: where words stand side by side, the row's own text says.
LEXEMES = """
    string_to_array(substr(replace(' ' || marks, ' ', ' @'), 2), ' ')
    || string_to_array(substr(replace(' ' || title, ' ', ' ='), 2), ' ')
    || string_to_array(title, ' ') || string_to_array(words, ' ')
"""


def upgrade():
    op.create_table(
        "passage",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("course_id", sa.Integer(), nullable=False),
        sa.Column("post_id", sa.Integer(), nullable=False),
        sa.Column("comment_id", sa.Integer(), nullable=True),
        sa.Column("author_id", sa.Integer(), nullable=False),
        sa.Column("posted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("marks", sa.String(length=40), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["course_id"], ["course.id"], name=op.f("fk_passage_course_id_course"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["post_id"], ["post.id"], name=op.f("fk_passage_post_id_post"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["comment_id"], ["comment.id"], name=op.f("fk_passage_comment_id_comment"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["author_id"], ["user_account.id"], name=op.f("fk_passage_author_id_user_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_passage")),
        sa.UniqueConstraint("comment_id", name=op.f("uq_passage_comment_id")),
    )
    op.create_index(op.f("ix_passage_post_id"), "passage", ["post_id"])
    if op.get_bind().dialect.name == "sqlite":
        op.execute(FTS5)
        for when, what in TRIGGERS.items():
            op.execute(f"CREATE TRIGGER {when} ON passage BEGIN {what} END")
    else:
        op.execute(
            f"ALTER TABLE passage ADD COLUMN vector tsvector GENERATED ALWAYS AS (array_to_tsvector({LEXEMES})) STORED"
        )
        op.execute("CREATE INDEX ix_passage_vector ON passage USING gin (vector)")
        newest = "ON passage (course_id, posted_at, id)"
        op.execute(f"CREATE INDEX ix_passage_newest {newest}")
        op.execute(f"CREATE INDEX ix_passage_newest_post {newest} WHERE comment_id IS NULL")


def downgrade():
    if op.get_bind().dialect.name == "sqlite":
        op.execute("DROP TABLE passage_index")
    op.drop_table("passage")
