"""who uses single keys

Revision ID: 0004
Revises: 0003
Create Date: 2026-11-24 01:25:00

"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade():
    op.add_column(
        "user_account", sa.Column("uses_keys", sa.Boolean(), server_default=sa.true(), nullable=False)
    )


def downgrade():
    op.drop_column("user_account", "uses_keys")
