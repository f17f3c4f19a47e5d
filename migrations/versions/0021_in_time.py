"""since when a text is what its prompt wants, and somebody one of its authors

Revision ID: 0021
Revises: 0020
Create Date: 2026-11-29 19:00:00
"""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None

ADDED = {"post": "counts_since", "comment": "counts_since", "co_author": "since"}


def upgrade():
    for table, column in ADDED.items():
        op.add_column(table, sa.Column(column, sa.DateTime(timezone=True), nullable=True))


def downgrade():
    for table, column in ADDED.items():
        op.drop_column(table, column)
