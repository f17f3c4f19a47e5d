"""invitations into a section, and rosters that were uploaded

Revision ID: 0018
Revises: 0017
Create Date: 2026-11-29 17:10:00
"""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
KEY = "fk_invitation_section_id_section"


def _key(column, other):
    return sa.ForeignKeyConstraint(
        [column], [f"{other}.id"], name=f"fk_roster_upload_{column}_{other}", ondelete="CASCADE"
    )


def upgrade():
    with op.batch_alter_table("invitation") as batch:
        batch.add_column(sa.Column("section_id", sa.Integer(), nullable=True))
        batch.create_foreign_key(KEY, "section", ["section_id"], ["id"], ondelete="SET NULL")
        batch.create_index("ix_invitation_section_id", ["section_id"])
    op.create_table(
        "roster_upload",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("course_id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("origin", sa.String(length=20), nullable=False),
        sa.Column("rows", sa.JSON(), nullable=False),
        sa.Column("made_at", MOMENT, nullable=False),
        sa.Column("applied_at", MOMENT, nullable=True),
        sa.Column("outcome", sa.JSON(), nullable=False),
        _key("course_id", "course"),
        _key("user_id", "user_account"),
        sa.PrimaryKeyConstraint("id", name="pk_roster_upload"),
    )
    op.create_index("ix_roster_upload_course_id", "roster_upload", ["course_id"])
    op.create_index("ix_roster_upload_user_id", "roster_upload", ["user_id"])
    op.create_index("ix_roster_upload_made_at", "roster_upload", ["made_at"])


def downgrade():
    op.drop_table("roster_upload")
    with op.batch_alter_table("invitation") as batch:
        batch.drop_index("ix_invitation_section_id")
        batch.drop_constraint(KEY, type_="foreignkey")
        batch.drop_column("section_id")
