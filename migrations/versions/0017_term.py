"""classes that are closed, copied for another term, and destroyed when they were kept long enough

Revision ID: 0017
Revises: 0016
Create Date: 2026-11-29 16:50:00
"""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
OF_COURSE = {"closed_at": MOMENT, "keep_until": sa.Date(), "keep_told_at": MOMENT, "purging_at": MOMENT}
# Classes that are closed already were so since the trail says it; where it says nothing, nobody knows.
CLOSED = """
UPDATE course SET closed_at = (
    SELECT max(at) FROM audit_event
    WHERE course_id = course.id AND verb = 'course.change' AND CAST(detail AS TEXT) LIKE '%"is_open"%'
) WHERE NOT is_open
"""


def _key(column, other, ondelete):
    name = f"fk_course_copy_{column}_{other}"
    return sa.ForeignKeyConstraint([column], [f"{other}.id"], name=name, ondelete=ondelete)


def upgrade():
    for name, kind in OF_COURSE.items():
        op.add_column("course", sa.Column(name, kind, nullable=True))
    op.execute(CLOSED)
    op.add_column("post", sa.Column("goes_along", sa.Boolean(), server_default=sa.false(), nullable=False))
    op.create_table(
        "course_copy",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("course_id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=120), nullable=False),
        sa.Column("slug", sa.String(length=60), nullable=False),
        sa.Column("term", sa.String(length=60), nullable=False),
        sa.Column("first_day", sa.Date(), nullable=False),
        sa.Column("weeks", sa.Integer(), nullable=False),
        sa.Column("colour", sa.String(length=20), nullable=False),
        sa.Column("with_sections", sa.Boolean(), nullable=False),
        sa.Column("asked_by_id", sa.Integer(), nullable=True),
        sa.Column("asked_at", MOMENT, nullable=False),
        sa.Column("answered_by_id", sa.Integer(), nullable=True),
        sa.Column("answered_at", MOMENT, nullable=True),
        sa.Column("made_id", sa.Integer(), nullable=True),
        sa.Column("form_key", sa.String(length=40), nullable=True),
        _key("course_id", "course", "CASCADE"),
        _key("asked_by_id", "user_account", "SET NULL"),
        _key("answered_by_id", "user_account", "SET NULL"),
        _key("made_id", "course", "SET NULL"),
        sa.PrimaryKeyConstraint("id", name="pk_course_copy"),
        sa.UniqueConstraint("asked_by_id", "form_key", name="uq_course_copy_asked_by_id_form_key"),
    )
    for column in ("course_id", "made_id"):
        op.create_index(f"ix_course_copy_{column}", "course_copy", [column])


def downgrade():
    op.drop_table("course_copy")
    op.drop_column("post", "goes_along")
    for name in OF_COURSE:
        op.drop_column("course", name)
