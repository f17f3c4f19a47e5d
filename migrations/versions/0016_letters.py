"""letters that teachers write to students, and whose name and address stand on a mail

Revision ID: 0016
Revises: 0015
Create Date: 2026-11-29 17:30:00
"""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade():
    op.add_column("mail", sa.Column("sender", sa.String(length=100), server_default="", nullable=False))
    op.add_column("mail", sa.Column("reply_to", sa.String(length=254), server_default="", nullable=False))
    op.create_table(
        "letter",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("course_id", sa.Integer(), nullable=False),
        sa.Column("sender_id", sa.Integer(), nullable=True),
        sa.Column("subject", sa.String(length=200), nullable=False),
        sa.Column("recipients", sa.Integer(), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("form_key", sa.String(length=40), nullable=True),
        sa.ForeignKeyConstraint(
            ["course_id"], ["course.id"], name="fk_letter_course_id_course", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["sender_id"], ["user_account.id"], name="fk_letter_sender_id_user_account", ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_letter"),
        sa.UniqueConstraint("sender_id", "form_key", name="uq_letter_sender_id_form_key"),
    )
    op.create_index("ix_letter_course_id", "letter", ["course_id"])


def downgrade():
    op.drop_table("letter")
    op.drop_column("mail", "reply_to")
    op.drop_column("mail", "sender")
