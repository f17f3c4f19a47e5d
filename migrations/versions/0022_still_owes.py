"""who still owes what a section of theirs is excused from

Revision ID: 0022
Revises: 0021
Create Date: 2026-11-30 01:00:00
"""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None


def upgrade():
    op.add_column(
        "arrangement", sa.Column("still_owes", sa.Boolean(), server_default=sa.false(), nullable=False)
    )


def downgrade():
    op.drop_column("arrangement", "still_owes")
