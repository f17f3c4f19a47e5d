"""classes that search engines may list

Revision ID: 0002
Revises: 0001
Create Date: 2026-11-23 21:20:00

"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade():
    op.add_column("course", sa.Column("is_listed", sa.Boolean(), server_default=sa.false(), nullable=False))


def downgrade():
    op.drop_column("course", "is_listed")
